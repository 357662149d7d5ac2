"""Said before a paper is issued, signed or downloaded: which signs no font at hand can draw, so that none is unread."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from minga.assignments.models import ActualCost, Assignment, CostEstimate
from minga.assignments.queries.cost import Share
from minga.assignments.service_papers import station_of, texts_of
from minga.core.documents.glyphs import undrawn
from minga.core.errors import Problem
from minga.core.listing import isolated, listed

CONTRACT_NAMES = ("volunteer", "volunteer_other_script")


def undrawn_in_contract(assignment: Assignment) -> list[Problem]:
    """What the contract cannot show: as it was issued, or of the names until then. No query."""
    contract = getattr(assignment, "contract", None)
    if contract is None:
        return _problems(_names_of(assignment), others=_host_of(assignment))
    names = [contract.terms.get(name) or "" for name in CONTRACT_NAMES]
    others = {name: value for name, value in contract.terms.items() if name not in CONTRACT_NAMES}
    return _problems(names, others=others)


def undrawn_in_certificate(assignment: Assignment, *, responsible: Any) -> list[Problem]:
    """What a certificate issued now could not show, what is typed into its form aside. One query for the texts."""
    others = [_host_of(assignment), texts_of(assignment, "title"), station_of(assignment), responsible.name_in("en")]
    return _problems(_names_of(assignment), others=others)


def undrawn_in_cost(estimate: CostEstimate, *, shares: Iterable[Share] = ()) -> list[Problem]:
    """What the PDF of a cost could not show of whom it names. No query where its people are loaded."""
    people = [estimate.computed_by, estimate.requested_by, estimate.decided_by]
    description = estimate.description
    others = [str(description), str(description.host), estimate.decision_reason, *(share.payer for share in shares)]
    return _of_statement(people, others=others)


def undrawn_in_paid(service: Assignment, payments: Iterable[ActualCost]) -> list[Problem]:
    """The same of the PDF of what was paid. No query where its people are loaded."""
    rows = list(payments)
    others = [str(service.description), str(service.description.host), *(row.note for row in rows)]
    return _of_statement([row.recorded_by for row in rows], others=others)


def _of_statement(people: Iterable[Any], *, others: list[str]) -> list[Problem]:
    """Of a paper that is made anew whenever it is downloaded."""
    found = []
    if words := undrawn_words([str(one) for one in people if one is not None]):
        remedy = _(
            "Whoever is named so writes the name in Latin letters under “Name” in the profile; download it then."
        )
        found.append(Problem(_("The names of people"), words, remedy))
    if words := undrawn_words(others):
        found.append(Problem(_("Other words"), words, _("Have them written otherwise, and download it then.")))
    return found


def undrawn_words(value: Any) -> str:
    """Which signs of `value` no font draws, as a sentence; empty where all are drawn."""
    signs = undrawn(value)
    if not signs:
        return ""
    named = listed(isolated(f"U+{ord(sign):04X} ({sign})") for sign in signs)
    return ngettext(
        "No font here draws this sign, and the PDF shows □ instead: %(signs)s.",
        "No font here draws these signs, and the PDF shows □ instead: %(signs)s.",
        len(signs),
    ) % {"signs": named}


def _problems(names: list[str], *, others: Any) -> list[Problem]:
    found = []
    if words := undrawn_words(names):
        legible = next((name for name in names if name and not undrawn(name)), "")
        found.append(Problem(_("The volunteer's name"), words, _remedy(legible)))
    if words := undrawn_words(others):
        found.append(Problem(_("Other words"), words, _("Have them written otherwise before the paper is signed.")))
    return found


def _remedy(legible: str) -> str:
    if legible:
        return _("%(name)s stands beside it, and what is signed keeps the name as it was written.") % {
            "name": isolated(legible)
        }
    return _(
        "Before the paper is issued, the volunteer writes the name in Latin letters under “Name” in the profile, "
        "and as it is now under “Name in your own script”: both then stand beside each other."
    )


def _names_of(assignment: Assignment) -> list[str]:
    return [assignment.account.name, assignment.account.local_name]


def _host_of(assignment: Assignment) -> list[Any]:
    return [assignment.description.host.name, assignment.description.host.names]
