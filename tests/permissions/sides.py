"""Two of everything: one side is everybody's own, the other is foreign to all of them.

People: one account a role, all of side “own”; nobody holds a role on the foreign side. Platform roles (auditor,
administrator, data protection officer, finance officer) stand above both.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile
from django.utils import timezone
from tests import factories as make

import minga
from minga.assignments.actions.searches import save_search
from minga.assignments.models import (
    Assessment,
    Assignment,
    Certificate,
    Clearance,
    ClearanceRequirement,
    Contract,
    CostEstimate,
    Criterion,
    DependantsChange,
    Extension,
    HoursRecord,
    Leave,
    LeaveEntitlement,
    LineKind,
    ManyDecision,
    Nomination,
    Offer,
    Rate,
)
from minga.assignments.queries.cost import change_inputs, extension_inputs, inputs_of, kept_inputs
from minga.assignments.service_papers import contract_terms
from minga.core.access.models import Holding, Role, Scope
from minga.core.acting import SYSTEM
from minga.core.audit.models import TrailCheck, TrailEntry
from minga.core.documents.actions import create_signing_key
from minga.core.documents.models import StoredFile
from minga.core.importing.models import Batch
from minga.core.money.models import Currency
from minga.core.notices.models import Notice
from minga.partners.models import DueDiligenceCheck, Invitation, Reference
from minga.people.models import Account
from minga.places.models import OWN, City

PLATFORM_ROLES = ("finance", "auditor", "protection", "administrator")
ROLES = (
    "visitor", "volunteer", "host", "supervisor", "assessor", "partner", "officer", "manager", *PLATFORM_ROLES, "other",
)  # fmt: skip
OTHER_ROLES = (Role.EVENT_MANAGER, Role.VENUE_TEAM_LEADER, Role.FACILITATOR, Role.KNOWLEDGE_EDITOR)


@dataclass
class Side:
    """The objects of one side by kind, as permissions and addresses name them."""

    things: dict[str, Any]

    def __getitem__(self, kind: str) -> Any:
        return self.things[kind]

    def get(self, kind: str | None) -> Any:
        return None if kind is None else self.things[kind]


@dataclass
class Sides:
    """Both sides and one account for each role."""

    own: Side
    foreign: Side
    people: dict[str, Any]


def import_everything() -> None:
    """Actions and permissions sign in by import; nothing may hide from the walk because nobody imported it."""
    package = Path(minga.__file__).parent
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package.parent).with_suffix("").parts
        if "actions" in parts or parts[-1] in {"signing_in", "rules"}:
            importlib.import_module(".".join(part for part in parts if part != "__init__"))


def make_sides() -> Sides:
    """Everything, in about a second."""
    import_everything()
    own, own_people = _side("CN")
    foreign, _strangers = _side("KE")
    people = {
        **own_people,
        "visitor": AnonymousUser(),
        "finance": make.make_finance_officer(),
        "auditor": make.make_auditor(),
        "protection": _platform(Role.DATA_PROTECTION_OFFICER),
        "administrator": make.make_administrator(),
        "other": _platform(*OTHER_ROLES),
    }
    key = create_signing_key(actor=SYSTEM)
    for side in (own, foreign):
        side.things["key"] = key  # the installation has one for all
    return Sides(own=own, foreign=foreign, people=people)


def _platform(*roles: Role) -> Account:
    account = make.make_account()
    for role in roles:
        make.give_role(account, role)
    return account


def _side(country: str) -> tuple[Side, dict[str, Any]]:
    host = make.make_organisation(country=country, website="https://example.org")
    partner = make.make_organisation(country=country, is_partner=True, is_host=False)
    manager = make.make_account()
    make.give_role(manager, Role.REGIONAL_MANAGER, country=country)
    people = {
        "volunteer": make.make_volunteer(nationality=country),
        "host": make.make_focal_point(host),
        "supervisor": make.make_supervisor(host),
        "assessor": make.make_supervisor(host),  # of no seat of its: whom the host asked
        "partner": make.make_partner_representative(partner),
        "officer": make.make_officer(country=country),
        "manager": manager,
    }
    description = make.make_description(
        host=host, country=country, nominating_partner=partner, seats=2, officer=people["officer"]
    )
    description.seats.update(supervisor=people["supervisor"])
    draft = make.make_description(host=host, country=country, state="draft")
    registration = make.make_organisation(country=country, state="applied", registered_by=people["volunteer"])
    things: dict[str, Any] = {
        "organisation": host,
        "partner_organisation": partner,
        "registration": registration,
        "check": DueDiligenceCheck.objects.create(organisation=registration, question="sanctions"),
        "description": description,
        "draft": draft,
        **_selection(description, people),
        **_service(description, people),
        "account": people["volunteer"],
        "host_account": people["host"],
        "profile": people["volunteer"].profile,
        "nomination": Nomination.objects.create(
            description=description, partner=partner, account=people["volunteer"], answer="agreed"
        ),
        "search": save_search(actor=people["volunteer"], name="All", query="track=national"),
        "invitation": _invitation(host, people["volunteer"]),
        "batch": Batch.objects.create(
            kind="organisations", file_name="a.csv", sha256="0" * 64, created_by=people["officer"], scope_ref=host.ref
        ),
        "trail_check": TrailCheck.objects.create(rows=1, last=1, head=f"1:{'0' * 64}"),
        "entry": TrailEntry.objects.order_by("-sequence").first(),
        **_reference(description, country),
        **_files(people["volunteer"], registration),
        "notice": Notice.objects.create(
            account=people["volunteer"], kind="people.account_made", once_key=f"n-{country}", delivery="inbox", url="/"
        ),
        "reference": Reference.objects.create(
            organisation=registration, name="Somebody", position="Director", email="somebody@example.org"
        ),
        "holding": Holding.objects.filter(account=people["host"], scope=Scope.ORGANISATION).first(),
    }
    return Side(things), people


def _reference(description: Any, country: str) -> dict[str, Any]:
    """What administrators keep: a rate, a place, and the rules around the description's category."""
    return {
        "rate": _rate(),
        "city": City.objects.create(code=f"{OWN}{country}", country_id=country, name="Camp"),
        "category": description.category,
        "rule": description.category.rules.first(),
        "requirement": ClearanceRequirement.objects.create(
            kind="medical", category=description.category, in_force_from=timezone.localdate()
        ),
        "entitlement": LeaveEntitlement.objects.create(
            category=description.category, days_a_month=2, country_id=country, in_force_from=timezone.localdate()
        ),
    }


def _files(volunteer: Account, registration: Any) -> dict[str, Any]:
    """A CV, and a paper of a registration."""
    return {
        "file": StoredFile.objects.create(
            owner=volunteer,
            kind="people.cv",
            subject_ref=volunteer.ref,
            name="cv.pdf",
            content_type="application/pdf",
            size=8,
            sha256="0" * 64,
            file=ContentFile(b"%PDF-1.7", name="cv.pdf"),
        ),
        "paper": StoredFile.objects.create(
            kind="partners.paper",
            subject_ref=registration.ref,
            name="statutes.pdf",
            content_type="application/pdf",
            size=8,
            sha256="0" * 64,
            file=ContentFile(b"%PDF-1.7", name="statutes.pdf"),
        ),
    }


def _selection(description: Any, people: dict[str, Any]) -> dict[str, Any]:
    """Candidates at the stages that decide who sees them."""
    usd = Currency.objects.get_or_create(code="USD")[0]
    application = make.make_application(description=description, account=people["volunteer"], state="with_host")
    assessment = Assessment.objects.create(application=application, assessor=people["assessor"])
    return {
        "application": application,
        "longlisted": make.make_application(description=description, state="longlisted"),
        "assessment": assessment,
        "many_decision": ManyDecision.objects.create(description=description, made_by=people["officer"], verb="select"),
        "criterion": Criterion.objects.create(description=description, names={"en": "Judgement"}),
        "estimate": CostEstimate.objects.create(
            description=description, currency=usd, total=0, inputs=_inputs(description)
        ),
    }


def _service(description: Any, people: dict[str, Any]) -> dict[str, Any]:
    """An assignment under way with everything that hangs on it; the volunteer is the side's own."""
    today = timezone.localdate()
    served = make.make_description(
        host=description.host, country=description.country_id, state="filled", officer=people["officer"]
    )
    served.seats.update(supervisor=people["supervisor"])
    application = make.make_application(description=served, account=people["volunteer"], state="accepted")
    seat = served.seats.get()
    dates = {"starts_on": today - timedelta(days=100), "ends_on": today + timedelta(days=100)}
    offer = Offer.objects.create(
        application=application, seat=seat, state="accepted", expires_at=timezone.now() + timedelta(days=3), **dates
    )
    assignment = Assignment.objects.create(
        offer=offer, description=served, seat=seat, account=people["volunteer"], state="serving", **dates
    )
    contract = Contract.objects.create(
        assignment=assignment,
        terms=contract_terms(assignment, number="K-1", issued_by="An officer"),
        issued_at=timezone.now(),
    )
    longer = Extension.objects.create(
        assignment=assignment, old_end=dates["ends_on"], new_end=dates["ends_on"] + timedelta(days=9), reason="More"
    )
    CostEstimate.objects.create(
        description=served, extension=longer, currency=Currency.objects.get_or_create(code="USD")[0], total=0,
        inputs=kept_inputs(extension_inputs(longer)),
    )  # fmt: skip
    change = DependantsChange.objects.create(
        assignment=assignment, starts_on=today, ends_on=dates["ends_on"], before=0, dependants=1, reason="A child"
    )
    CostEstimate.objects.create(
        description=served, dependants_change=change, currency_id="USD", total=0,
        inputs=kept_inputs(change_inputs(change)),
    )  # fmt: skip
    return {
        "contract": contract,
        "offer": offer,
        "assignment": assignment,
        "clearance": Clearance.objects.create(assignment=assignment, kind="medical"),
        "leave": Leave.objects.create(
            assignment=assignment, kind="annual", starts_on=today, ends_on=today + timedelta(days=1), days=2
        ),
        "extension": longer,
        "change": change,
        "record": HoursRecord.objects.create(assignment=assignment, month=today.replace(day=1), hours=10),
        "certificate": Certificate.objects.create(
            assignment=assignment,
            number=f"C-{assignment.ref}",
            language="en",
            payload={},
            issued_at=timezone.now(),
            file=_sealed(people["volunteer"], assignment),
        ),
    }


def _invitation(host: Any, guest: Account) -> Invitation:
    return Invitation.objects.create(
        email=guest.email, role=Role.HOST_SUPERVISOR, scope=Scope.ORGANISATION, scope_key=host.ref,
        organisation=host, starts=timezone.localdate(), token_digest=f"digest-{host.ref}",
        expires_at=timezone.now() + timedelta(days=3),
    )  # fmt: skip


def _sealed(volunteer: Account, assignment: Assignment) -> StoredFile:
    """A file that stands for a sealed certificate."""
    return StoredFile.objects.create(
        owner=volunteer, kind="assignments.certificate", subject_ref=assignment.ref, name="c.pdf",
        content_type="application/pdf", size=8, sha256="1" * 64, file=ContentFile(b"%PDF-1.7", name="c.pdf"),
    )  # fmt: skip


def _inputs(description: Any) -> dict[str, Any]:
    """What a cost is computed from, as an estimate keeps it."""
    inputs, problems = inputs_of(description, dependants=0)
    assert inputs is not None, problems
    return kept_inputs(inputs)


def _rate() -> Rate:
    usd = Currency.objects.get_or_create(code="USD")[0]
    day = timezone.localdate() - timedelta(days=1000 + Rate.objects.count() * 10)
    return Rate.objects.create(
        kind=LineKind.INSURANCE, unit="month", amount=10, currency=usd, in_force_from=day, in_force_to=day
    )
