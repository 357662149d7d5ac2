"""The contract and the certificate of a service as documents: what they state, in the languages chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from minga.assignments.models import Assignment, Contract
from minga.assignments.queries.service import verified_hours
from minga.core.documents.papers import (
    CertificateFacts,
    CertificatePaper,
    ContractPaper,
    Goal,
    Party,
    Section,
    Signature,
)
from minga.core.documents.papers.wording import on_day
from minga.core.listing import isolated

LANGUAGES = ("en", "zh-hans")
LISTED = ("tasks", "results")
"""Texts of a description that are written one item a line."""
CONTRACT_TEXTS: dict[str, Any] = {
    "context": gettext_lazy("Organisational context"),
    "tasks": gettext_lazy("Tasks"),
    "results": gettext_lazy("Results expected"),
    "qualifications": gettext_lazy("Qualifications"),
    "living_conditions": gettext_lazy("Living conditions"),
    "inclusivity": gettext_lazy("Inclusivity"),
    "learning": gettext_lazy("Learning"),
    "conditions": gettext_lazy("Conditions of service"),
}
"""The words of the description of assignment, all of which are part of the contract; its title stands above them."""


def spoken(words: Callable[[], Any], *, languages: Sequence[str] = LANGUAGES) -> dict[str, str]:
    """What `words` says in each of the languages."""
    said = {}
    for language in languages:
        with override(language):
            said[language] = str(words())
    return said


def texts_of(assignment: Assignment, name: str) -> dict[str, str]:
    """One text of the description in each language it has. One query where `texts` is not prefetched."""
    rows = assignment.description.texts.all()
    return {row.language.lower(): getattr(row, name) for row in rows if getattr(row, name)}


def station_of(assignment: Assignment) -> str:
    """The duty station in the reader's language. No query where the seat's city and country are read."""
    city = assignment.seat.city
    if city is None:
        return _("Online") if assignment.description.track == "online" else str(assignment.description.country)
    return _("%(city)s, %(country)s") % {"city": city, "country": city.country}


def languages_for(account: Any) -> tuple[str, str]:
    """The person's language and a second one: English, or Chinese for those who read English."""
    first = account.language if account.language in LANGUAGES else "en"
    return first, next(code for code in LANGUAGES if code != first)


def contract_terms(assignment: Assignment, *, number: str, issued_by: str) -> dict[str, Any]:
    """What a contract is made from, frozen as JSON on the day it is issued. About four queries."""
    description = assignment.description
    first, second = languages_for(assignment.account)
    return {
        "number": number,
        "language": first,
        "second_language": second,
        "volunteer": assignment.account.name_in("en"),
        "volunteer_other_script": assignment.account.local_name,
        "issued_by": issued_by,
        "host": spoken(lambda: description.host),
        "category": spoken(lambda: description.category_words),
        "track": spoken(description.get_track_display),
        "station": spoken(lambda: station_of(assignment)),
        "starts": assignment.starts_on.isoformat(),
        "ends": assignment.ends_on.isoformat(),
        "hours_a_week": description.hours_a_week,
        "post": texts_of(assignment, "title") or {"en": description.number},
        "description": description.number,
        **{name: texts_of(assignment, name) for name in CONTRACT_TEXTS},
    }


def contract_paper(contract: Contract) -> ContractPaper:
    """The contract as it was issued, with who has signed it and when. No query."""
    terms = contract.terms
    starts, ends = date.fromisoformat(terms["starts"]), date.fromisoformat(terms["ends"])
    volunteer = " · ".join(filter(None, [terms.get("volunteer"), terms.get("volunteer_other_script")]))
    officer, signer = terms["issued_by"], terms.get("signed_by") or terms["issued_by"]
    sections = [Section(gettext_lazy("The service"), lambda: _service_words(terms, starts=starts, ends=ends))]
    sections += [
        Section(label, terms[name], listed=name in LISTED) for name, label in CONTRACT_TEXTS.items() if terms.get(name)
    ]
    return ContractPaper(
        language=terms["language"],
        second_language=terms["second_language"],
        author=terms["host"],
        reference=terms["number"],
        made_at=contract.issued_at,
        title=gettext_lazy("Volunteer contract"),
        subtitle=terms["post"],
        parties=(
            Party(gettext_lazy("Volunteer"), volunteer or gettext_lazy("The person's name was erased")),
            Party(gettext_lazy("Host entity"), terms["host"]),
            Party(gettext_lazy("Issued by"), officer),
        ),
        sections=tuple(sections),
        signatures=(
            Signature(gettext_lazy("Volunteer"), _signed(volunteer, contract.volunteer_signed_at)),
            Signature(gettext_lazy("For the programme"), _signed(signer, contract.officer_signed_at)),
        ),
    )


def _signed(name: str, at: datetime | None) -> Callable[[], str]:
    if at is None:
        return lambda: name
    return lambda: _("%(name)s, signed in Minga on %(day)s") % {
        "name": isolated(name), "day": on_day(timezone.localdate(at))
    }  # fmt: skip


def _service_words(terms: Mapping[str, Any], *, starts: date, ends: date) -> str:
    from django.utils.translation import get_language

    language = (get_language() or "en").lower()

    def said(name: str) -> str:
        return isolated(terms[name].get(language) or next(iter(terms[name].values()), ""))

    lines = [
        _("The volunteer serves as “%(post)s” (%(number)s) with %(host)s.")
        % {"post": said("post"), "number": terms["description"], "host": said("host")},
        _("Category: %(category)s. Duty station: %(station)s.")
        % {"category": said("category"), "station": said("station")},
        _("First day: %(starts)s. Last day: %(ends)s.") % {"starts": on_day(starts), "ends": on_day(ends)},
    ]
    if terms.get("hours_a_week"):
        lines.append(_("Hours a week: %(hours)s.") % {"hours": terms["hours_a_week"]})
    lines.append(_("The service is of the volunteer's own free will, and the certificate of it is free of charge."))
    return "\n\n".join(lines)


def certificate_paper(
    assignment: Assignment,
    *,
    number: str,
    ref: str,
    languages: tuple[str, str],
    issuer: Any,
    service_content: Mapping[str, str],
    responsible: Any,
    responsible_title: Any,
    made_at: datetime,
) -> CertificatePaper:
    """The certificate's page and the facts that will be signed. About five queries."""
    description, account = assignment.description, assignment.account
    goals = {target.goal_id: target.goal for target in description.targets.select_related("goal")}
    facts = CertificateFacts(
        number=number,
        name=account.name or account.local_name,
        name_other_script=account.local_name if account.name else "",
        role=texts_of(assignment, "title") or {"en": description.number},
        service_content=dict(service_content),
        host_entity=spoken(lambda: description.host),
        duty_station=spoken(lambda: station_of(assignment)),
        starts=assignment.entered_on or assignment.starts_on,
        ends=assignment.ended_on or assignment.ends_on,
        hours=verified_hours(assignment),
        goals=tuple(sorted(goals)),
        issuer=spoken(lambda: issuer),
        responsible_name=responsible.name_in("en"),
        responsible_title=spoken(lambda: responsible_title),
        issued_on=timezone.localdate(made_at),
        verification_url=settings.SITE_URL + reverse("assignments:certificate_check", args=[ref]),
        revocation_url=settings.SITE_URL + reverse("documents:revoked"),
    )
    shown = [goals[key] for key in sorted(goals)]
    return CertificatePaper(
        language=languages[0],
        second_language=languages[1],
        author=spoken(lambda: issuer),
        reference=number,
        made_at=made_at,
        facts=facts,
        goals=tuple(Goal(goal.number, goal.short, goal.colour) for goal in shown),
    )
