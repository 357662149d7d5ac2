"""What the page of a service shows to whom: its standing, what happens next, and which verbs the reader has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from minga.assignments.models import Assignment, Clearance, Contract, PerformanceAssessment
from minga.assignments.state_names import CLEARANCE_PASSED
from minga.assignments.states import CLEARANCE, SERVICE
from minga.assignments.whose_turn import YOU
from minga.core.acting import allowed
from minga.core.errors import Problem
from minga.core.interface.tones import tone_of
from minga.core.money.formatting import number_words

OFFICER = gettext_lazy("The programme officer")
HOST = gettext_lazy("The host entity")
VOLUNTEER = gettext_lazy("The volunteer")


@dataclass(frozen=True)
class Reader:
    """As what somebody reads the page of one service. One who is several things may do what each of them may."""

    is_volunteer: bool
    is_officer: bool
    is_host: bool
    sees_results: bool
    opens_clearances: bool
    sees_contract: bool

    @classmethod
    def of(cls, account: Any, assignment: Assignment) -> Reader:
        """From the permissions on the assignment. At most one query, the reader's roles."""
        return cls(
            is_volunteer=allowed(account, "assignments.ask_for_leave", assignment),
            is_officer=allowed(account, "assignments.manage_service", assignment),
            is_host=allowed(account, "assignments.confirm_entry", assignment),
            sees_results=allowed(account, "assignments.view_clearance_result", assignment),
            opens_clearances=allowed(account, "assignments.view_clearance", assignment),
            sees_contract=allowed(account, "assignments.view_contract", assignment),
        )


@dataclass(frozen=True)
class NextStep:
    """What happens next, who does it (“You” for the reader), and by when where that is known.

    at_hours: it is done on the page of hours.
    """

    what: str | Promise
    who: str | Promise = ""
    by: date | None = None
    at_hours: bool = False

    @property
    def hours_first(self) -> bool:
        """Of all that the reader may do the hours come first."""
        return self.at_hours and self.who is YOU


@dataclass(frozen=True)
class ClearanceLine:
    """A clearance as one reader sees it: its state, or only whether it is passed."""

    row: Clearance
    word: str | Promise
    tone: str
    is_valid: bool
    expires_on: date | None
    opens: bool
    handed_in: bool = False
    """A document waits, for whoever may know of it."""


def contract_of(assignment: Assignment) -> Contract | None:
    """The contract, if one was issued. No query where it is read with the assignment."""
    return getattr(assignment, "contract", None)


def is_valid(clearance: Clearance) -> bool:
    """Passed and not past its date, or waived. No query."""
    if clearance.state == "waived":
        return True
    return clearance.state in CLEARANCE_PASSED and (
        clearance.expires_on is None or clearance.expires_on >= timezone.localdate()
    )


def passed_words(clearance: Clearance) -> tuple[str, str]:
    """All that most may know of it, with its tone: “passed” or “not yet”. No query."""
    return (_("Passed"), "good") if is_valid(clearance) else (_("Not yet"), "warn")


def clearance_lines(rows: Iterable[Clearance], *, sees_results: bool, opens: bool = False) -> list[ClearanceLine]:
    """The clearances; whoever may not see results learns “passed” or “not yet”, and no date. No query.

    opens: they have the page of each all the same, as colleagues of the officer in charge do.
    """
    lines = []
    for row in rows:
        valid = is_valid(row)
        if sees_results:
            word, tone, expires = CLEARANCE.labels[row.state], tone_of(CLEARANCE, row.state), row.expires_on
            if row.state == "waived":
                tone = "good"
        else:
            word, tone, expires = (*passed_words(row), None)
        handed_in = sees_results and row.state == "requested" and row.proof_id is not None
        lines.append(ClearanceLine(row, word, tone, valid, expires, opens=sees_results or opens, handed_in=handed_in))
    return lines


def next_step(assignment: Assignment, *, reader: Reader, has_certificate: bool) -> NextStep:
    """What happens next, in the words of whoever reads. About four queries."""
    who = {
        "officer": YOU if reader.is_officer else OFFICER,
        "host": YOU if reader.is_host else HOST,
        "volunteer": YOU if reader.is_volunteer else VOLUNTEER,
    }
    if assignment.state == "preparing":
        return _preparing(assignment, who)
    if assignment.state == "ended":
        return _ended(assignment, who)
    nothing_left = assignment.end_kind == "not_started" or has_certificate or assignment.account.erased_at is not None
    if assignment.state == "closed":
        return NextStep("") if nothing_left else _closed(assignment, who, reader=reader)
    return {
        "cleared": NextStep(_("The host entity confirms entry on duty"), who["host"], assignment.starts_on),
        "serving": NextStep(
            _("The service goes on until its last day"), who["volunteer"], assignment.ends_on, at_hours=True
        ),
        "suspended": NextStep(_("The service is resumed or ended"), who["officer"]),
    }[assignment.state]


def _preparing(assignment: Assignment, who: dict[str, Any]) -> NextStep:
    contract, by = contract_of(assignment), assignment.starts_on
    if contract is None:
        return NextStep(_("The contract is issued"), who["officer"], by)
    if contract.volunteer_signed_at is None:
        own = who["volunteer"] is YOU
        words = _("Read and sign the contract") if own else _("The volunteer reads and signs the contract")
        return NextStep(words, who["volunteer"], by)
    if contract.officer_signed_at is None:
        return NextStep(_("The contract is signed for the programme"), who["officer"], by)
    left = sum(not is_valid(row) for row in assignment.clearances.all())
    if left:
        words = ngettext("%(left)s clearance is still missing", "%(left)s clearances are still missing", left)
        return NextStep(words % {"left": left}, who["officer"], by)
    return NextStep(_("The officer confirms that everything is in order"), who["officer"], by)


def _ended(assignment: Assignment, who: dict[str, Any]) -> NextStep:
    sides = {row.side for row in assignment.performance_assessments.all() if row.written_at}
    begun, gone = assignment.end_kind != "not_started", assignment.account.erased_at is not None
    hours = {row.state for row in assignment.hours.all()} if begun else set()
    if "disputed" in hours:
        words = _("Hours that are not right are recorded anew")
        return NextStep(words, who["host" if gone else "volunteer"], at_hours=True)
    if "recorded" in hours:
        return NextStep(_("The hours are verified"), who["host"], at_hours=True)
    if begun and not gone:
        if not hours:
            own = who["volunteer"] is YOU
            words = _("Record your hours: the certificate states them")
            words = words if own else _("The volunteer records the hours")
            return NextStep(words, who["volunteer"], at_hours=True)
        if "host" not in sides:
            return NextStep(_("The host entity writes its assessment"), who["host"])
        if "volunteer" not in sides:
            own = who["volunteer"] is YOU
            return NextStep(_("Write your report") if own else _("The volunteer writes the report"), who["volunteer"])
    return NextStep(_("The officer closes the service"), who["officer"])


REVOKED: dict[str, tuple[str | Promise, str | Promise]] = {
    "key": (gettext_lazy("Issue the certificate anew"), gettext_lazy("The certificate is issued anew")),
    "anew": (gettext_lazy("Issue the certificate anew"), gettext_lazy("The certificate is issued anew")),
    "mistake": (gettext_lazy("Issue a corrected certificate"), gettext_lazy("A corrected certificate is issued")),
}
"""By the public reason for which the last certificate was revoked: what its officer does now, and what others read."""
PERHAPS = (
    gettext_lazy("The certificate was revoked: issue another where one is due"),
    gettext_lazy("The certificate was revoked; where another is due, it is issued"),
)
"""The same where the reason does not say whether there will be another."""


def _closed(assignment: Assignment, who: dict[str, Any], *, reader: Reader) -> NextStep:
    """A service that is closed and holds no certificate that counts: its first comes, or what follows the last one."""
    revoked = sorted((row.revoked_at, row.public_reason) for row in assignment.certificates.all() if row.revoked_at)
    if not has_verified_hours(assignment):
        return NextStep(_("Nothing more: no hours were verified that a certificate could state"))
    if not revoked:
        return NextStep(_("The certificate is issued"), who["officer"])
    _at, reason = revoked[-1]
    if reason != "asked":
        to_officer, to_others = REVOKED.get(reason, PERHAPS)
        return NextStep(to_officer if reader.is_officer else to_others, who["officer"])
    if reader.is_volunteer:
        words = _("Nothing more: it was revoked because you asked. If you want one again, write to the officer")
        return NextStep(words)
    return NextStep(_("Nothing more: the certificate was revoked because the volunteer asked"))


def has_verified_hours(assignment: Assignment) -> bool:
    """Whether there is something to certify. No query where `hours` is prefetched."""
    return any(row.state == "verified" for row in assignment.hours.all())


WITHOUT_HOURS = gettext_lazy(
    "No hours are verified. Once it is closed none can be recorded, and there is no certificate without hours. Close "
    "it all the same?"
)
"""Asked before a service is closed that would never be certified."""


def hours_words(hours: Decimal) -> str:
    """Hours in the reader's figures, without needless zeros: 40, 62.5."""
    return number_words(hours)


def in_the_way(assignment: Assignment, *, verb: str) -> list[Problem]:
    """What keeps the verb from being done, as sentences that need no name of a field. About four queries."""
    return [replace(problem, place="") for problem in SERVICE.problems(assignment, verb=verb)]


def readable_assessments(assignment: Assignment, *, reader: Reader) -> list[PerformanceAssessment]:
    """What was written at the end, for whom: one's own, and the other side's once one has finished one's own.

    Officers and auditors read what is finished. No query where `performance_assessments` is prefetched.
    """
    rows = [row for row in assignment.performance_assessments.all() if row.written_at]
    done = {row.side for row in rows}
    mine = {side for side, is_mine in (("volunteer", reader.is_volunteer), ("host", reader.is_host)) if is_mine}
    if reader.is_officer or not mine or mine & done or assignment.state == "closed":
        return rows
    return [row for row in rows if row.side in mine]
