"""A partner puts people forward; each agrees or refuses before anybody else sees the name."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from minga.assignments.models import Description, Nomination
from minga.assignments.queries.eligibility import closed_problems
from minga.assignments.queries.holders import representatives_of
from minga.assignments.telling import titles_of
from minga.core.acting import Actor, action
from minga.core.audit import trail
from minga.core.errors import Incomplete, Problem
from minga.core.notices.telling import tell, tell_all
from minga.people.actions.consents import give_consent
from minga.people.models import Account, Purpose


@action("assignments.nominate", target="description")
def nominate_people(*, actor: Actor, description: Description, emails: Sequence[str]) -> Description:
    """Nominate people by email, within the quota; each is asked. Two representatives at once never pass the quota.

    Raises Incomplete when the post is closed, the quota is full, or somebody cannot be nominated; then nobody is.
    """
    partner = description.nominating_partner
    if partner is None:
        raise Incomplete(
            _("Nobody was nominated."),
            problems=[Problem("description", _("This post does not take nominations."))],
        )
    accounts, problems = _found(description, emails, nominating=actor)
    if problems:
        raise Incomplete(_("Nobody was nominated."), problems=problems)
    for account in accounts:
        nomination = Nomination.objects.create(
            description=description, partner=partner, account=account, nominated_by_id=actor.pk
        )
        trail.note(actor=actor, verb="nominate", target=nomination)
        tell(
            kind="assignments.nominated",
            to=account,
            about=nomination,
            context={
                "post": titles_of(description),
                "partner": partner.told_names,
                "closes": description.closes_on or "",
            },
            url=f"/nominations/{nomination.ref}",
            once=f"nominated:{nomination.ref}",
        )
    return description


def _counted_first(nomination: Nomination) -> Description | None:
    """The row that is locked before the nomination of somebody who refused, because places are counted there."""
    return nomination.description if nomination.answer == "refused" else None


@action("assignments.answer_nomination", target="nomination", lock_first=_counted_first)
def agree_to_nomination(*, actor: Actor, nomination: Nomination, seen: int | None = None) -> Nomination:
    """The person agrees: the partner sees the name and how the application goes, in coarse words. Who nominated them is
    told, while they represent the partner; else its other representatives.

    Raises Incomplete where the post takes no applications any more, and where they refused before and their place went
    to somebody else.
    """
    problems = list(closed_problems(nomination.description))
    if nomination.answer == "refused":
        problems += _place_gone(nomination.description)
    if problems:
        raise Incomplete(_("Nobody can be nominated for it now."), problems=problems)
    _answer(nomination, "agreed")
    give_consent(actor=actor, account=nomination.account, purpose=Purpose.SHARE_WITH_PARTNER)
    in_office = list(representatives_of(nomination.partner))
    tell_all(
        kind="assignments.nomination_agreed",
        to=[account for account in in_office if account.pk == nomination.nominated_by_id] or in_office,
        about=nomination,
        context={"post": titles_of(nomination.description), "person": nomination.account.names},
        url="/nominations",
        once=f"agreed:{nomination.ref}",
        mentions=[nomination.account],
    )
    return nomination


@action("assignments.answer_nomination", target="nomination")
def refuse_nomination(*, actor: Actor, nomination: Nomination, seen: int | None = None) -> Nomination:
    """The person refuses; the partner learns only that a place of its quota is free again."""
    _answer(nomination, "refused")
    return nomination


def _answer(nomination: Nomination, answer: str) -> None:
    if nomination.answer == "agreed" and answer == "refused":
        applied = nomination.description.applications.filter(account_id=nomination.account_id)
        if applied.exclude(state__in=("draft", "withdrawn")).exists():
            raise Incomplete(
                _("You have applied already."),
                problems=[Problem("answer", _("Withdraw your application first, then refuse."))],
            )
    nomination.answer = answer
    nomination.answered_at = timezone.now()
    nomination.save()


def nomination_problems(description: Description, emails: Sequence[str], *, nominating: Actor) -> list[Problem]:
    """Everything that keeps these people from being nominated. About one query an address."""
    return _found(description, emails, nominating=nominating)[1]


def _found(
    description: Description, emails: Sequence[str], *, nominating: Actor
) -> tuple[list[Account], list[Problem]]:
    accounts: list[Account] = []
    problems = list(closed_problems(description))
    known = set(description.nominations.values_list("account_id", flat=True))
    for email in dict.fromkeys(email.strip().casefold() for email in emails):
        account = Account.objects.filter(email__any_case=email, is_active=True).first()
        if account is None:
            problems.append(
                Problem(
                    "emails",
                    _("Nobody has signed up as %(email)s.") % {"email": email},
                    _("Ask the person to sign up, then nominate again."),
                )
            )
        elif account.pk == nominating.pk:
            remedy = _("Another representative of the partner can nominate you.")
            problems.append(Problem("emails", _("Nobody nominates themselves."), remedy))
        elif account.pk in known:
            problems.append(Problem("emails", _("%(email)s has been nominated already.") % {"email": email}))
        else:
            accounts.append(account)
    return accounts, [*problems, *_over_quota(description, len(accounts))]


def _place_gone(description: Description) -> list[Problem]:
    """That the place of somebody who refused was given to another. At most one query."""
    if not _over_quota(description, 1):
        return []
    words = _("You refused, and the partner has nominated somebody else in your place.")
    return [Problem("answer", words, _("Tell the partner: once a place is free again, you can agree here."))]


def _over_quota(description: Description, more: int) -> list[Problem]:
    quota = description.nomination_quota
    if quota is None:
        return []
    free = quota - description.nominations.exclude(answer="refused").count()
    if more <= free:
        return []
    return [
        Problem(
            "emails",
            ngettext(
                "You may nominate %(count)s more person for this post.",
                "You may nominate %(count)s more people for this post.",
                max(free, 0),
            )
            % {"count": max(free, 0)},
            _("Remove some addresses."),
        )
    ]
