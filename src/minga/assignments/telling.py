"""What every notice about a description or its candidates is told with: its titles, its page, and to whom it goes."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from minga.assignments.models import Application, Assignment, Description
from minga.assignments.queries.holders import choosing_for_host, officers_of, officers_of_service, officers_there
from minga.core.access.models import Role
from minga.core.access.queries import administrators
from minga.core.notices.kinds import in_each_language
from minga.core.notices.telling import tell_all
from minga.partners.wording import invite_page
from minga.people.models import Account


def titles_of(description: Description) -> dict[str, str]:
    """The title in every language it has, for notices read later. One query."""
    return {row.language: row.title for row in description.texts.all() if row.title} or {"en": description.number}


def page_of(description: Description) -> str:
    """The address of the working page."""
    return f"/descriptions/{description.ref}"


def tell_about(description: Description, *, kind: str, to: Any, actor: Any, url: str = "", **context: Any) -> None:
    """Tell everyone in `to` but the one who did it; once for each version of the description."""
    people = [account for account in to if account.pk != getattr(actor, "pk", None)]
    tell_all(
        kind=f"assignments.{kind}",
        to=people,
        about=description,
        once=f"{kind}:{description.ref}:{description.version}",
        url=url or page_of(description),
        context={"post": titles_of(description), **context},
    )


def call_for(role: Role, description: Description, *, kind: str, once: str) -> None:
    """Tell the administrators that nobody is there in the role, or nobody else, for the country of the description."""
    country = description.country
    tell_all(
        kind=f"assignments.{kind}",
        to=administrators(),
        about=description,
        once=f"{kind}:{once}",
        url=invite_page(role, country=country.pk),
        context={"post": titles_of(description), "country": in_each_language(lambda: str(country))},
    )


def officers_told(thing: Description | Assignment) -> QuerySet[Account]:
    """Within an action: the officers who are told of something about it. Where all who are there are concerned
    themselves nobody is, and the administrators are called instead, once a day for each post: they open no page of it,
    and what they can do is invite somebody else.
    """
    description = thing.description if isinstance(thing, Assignment) else thing
    found = officers_of_service(thing) if isinstance(thing, Assignment) else officers_of(description)
    if not found and officers_there(description).exists():
        once = f"{description.ref}:{timezone.localdate().isoformat()}"
        call_for(Role.PROGRAMME_OFFICER, description, kind="all_concerned", once=once)
    return found


def tell_of_offer_to_make(application: Application, *, actor: Any) -> None:
    """Within an action: the officers hear that somebody waits for their offer, but for whoever acted."""
    tell_all(
        kind="assignments.offer_to_make",
        to=[account for account in officers_told(application.description) if account.pk != getattr(actor, "pk", None)],
        about=application,
        context={"post": titles_of(application.description), "candidate": application.candidate_number},
        url=f"/candidates/{application.ref}/offer",
        once=f"offer-to-make:{application.ref}:{application.version}",
    )


def tell_those_in_charge(application: Application, *, kind: str, once: str) -> None:
    """Within an action: the officers and the host entity hear what a candidate has answered."""
    description = application.description
    tell_all(
        kind=kind,
        to=[*officers_told(description), *choosing_for_host(description)],
        about=application,
        context={"post": titles_of(description), "candidate": application.candidate_number},
        url=f"/descriptions/{description.ref}/selection",
        once=f"{kind}:{once}",
    )
