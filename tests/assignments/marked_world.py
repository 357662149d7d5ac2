"""A candidate whose every field holds a word that stands nowhere else, and everybody who may come across them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format
from tests import factories as make
from tests.assignments.selection_world import applied, asked
from tests.clients import signed_in

from minga.assignments.models import Application, Assignment, Clearance, Nomination, Offer
from minga.assignments.queries.overlapping import hours_words
from minga.assignments.states import SERVICE
from minga.assignments.stepping import step_application
from minga.core.access.models import Role
from minga.core.audit import trail
from minga.core.documents.models import StoredFile
from minga.core.tables.kinds import TABLES
from minga.core.tables.models import ColumnChoice
from minga.people.models import Account, Consent, Education, Experience, LanguageProficiency, Profile, Purpose, Skill
from minga.places.models import City, Country
from minga.sdgs.models import Goal

BORN, FROM, UNTIL, HOURS = date(1999, 2, 13), date(2031, 3, 7), date(2033, 5, 9), 37
NATION, SECOND, HOME, WISHED = "QM", "QN", "QO", "QP"
COUNTRIES = {NATION: "Zyxnation", SECOND: "Zyxsecond", HOME: "Zyxhome", WISHED: "Zyxwished"}
MARKS: dict[str, str] = {
    "name": "Zyxname", "local_name": "李Zyxlocal", "email": "zyxmail@example.org", "phone": "+999 555 0101",
    "birth_date": date_format(BORN), "nationality": COUNTRIES[NATION], "second_nationality": COUNTRIES[SECOND],
    "residence": COUNTRIES[HOME], "residence_city": "Zyxtown", "is_studying": "Studies at present", "about": "Zyxabout",
    "languages": "Welsh", "education": "Zyxschool", "experience": "Zyxwork", "skills": "Zyxskill",
    "available_from": date_format(FROM), "available_until": date_format(UNTIL), "hours_a_week": hours_words(HOURS),
    "preferred_countries": COUNTRIES[WISHED], "preferred_cities": "Zyxcity", "preferred_goals": "Zyxgoal",
    "cv": "zyxcv.pdf", "language": "zyxlang", "timezone": "Pacific/Chatham",
}  # fmt: skip
"""Field of the table -> what a page would show of it."""
UNMARKED = {"wants"}
"""Three boxes, of which no word is anybody's own."""
AUDIENCES: dict[str, tuple[str, ...]] = {
    "officer": ("officer",), "manager": ("officer",), "auditor": ("officer", "keeper"), "host": ("host",),
    "supervisor": ("host",), "assessor": ("host",), "partner": ("partner",), "administrator": ("keeper",),
    "protection": ("keeper",), "finance": (), "other_host": (), "other_officer": (), "other_partner": (), "other": (),
}  # fmt: skip
"""Each role, and as which audiences of the table it looks at a candidate."""


@dataclass
class Marked:
    """The candidate, the application, and a browser for each role; the service once there is one."""

    account: Account
    application: Application
    nomination: Nomination
    curriculum: StoredFile
    readers: dict[str, Client]
    service: Assignment | None = None

    def stands(self, state: str) -> None:
        """Bring the application, or the service it led to, into a state, as if it had come there step by step."""
        row, self.service = self.application, None
        row.refresh_from_db()
        before = {"not_selected": ("with_host", "not_selected")}.get(state, (state,))
        for one in before if state not in SERVICE.states else ("accepted",):
            row.state = one
            row.state_changed_at = timezone.now()
            row.save()
            step_application(row)
        if state in SERVICE.states or state in {"offered", "accepted"}:
            self._offer("open" if state == "offered" else "accepted")
        if self.service is not None:
            Assignment.objects.filter(pk=self.service.pk).update(
                state=state if state in SERVICE.states else "preparing",
                end_kind="completed" if state in {"ended", "closed"} else "",
                ended_on=self.service.ends_on if state in {"ended", "closed"} else None,
            )

    def _offer(self, state: str) -> None:
        today, description = timezone.localdate(), self.application.description
        dates = {"starts_on": today - timedelta(days=100), "ends_on": today - timedelta(days=1)}
        seat = description.seats.get()
        offer = Offer.objects.create(
            application=self.application, seat=seat, state=state, expires_at=timezone.now() + timedelta(days=3), **dates
        )
        if state == "accepted":
            self.service = Assignment.objects.create(
                offer=offer, description=description, country_id=description.country_id, seat=seat,
                account=self.account, **dates,
            )  # fmt: skip
            Clearance.objects.create(assignment=self.service, kind="medical", state="passed")


def marked_world() -> Marked:
    """Everybody in place, the application not yet sent."""
    account = marked_person()
    host, partner = make.make_organisation(), make.make_organisation(is_partner=True, is_host=False)
    description = make.make_description(state="selecting", host=host, nominating_partner=partner)
    supervisor = make.make_supervisor(host)
    description.seats.update(supervisor=supervisor)
    application = applied(description, state="draft", account=account)
    nomination = Nomination.objects.create(
        description=description, partner=partner, account=account, answer="agreed", answered_at=timezone.now()
    )
    for purpose in (Purpose.SHARE_WITH_PARTNER, Purpose.SHARE_WITH_HOST):
        Consent.objects.create(account=account, purpose=purpose, given_at=timezone.now())
    Application.objects.filter(pk=application.pk).update(candidate_number=41)
    application.refresh_from_db()
    assessor, manager = make.make_supervisor(host), make.make_account()
    asked(application, assessor)
    make.give_role(manager, Role.REGIONAL_MANAGER, country="CN")
    people = {
        "officer": make.make_officer(), "manager": manager, "auditor": make.make_auditor(),
        "host": make.make_focal_point(host), "supervisor": supervisor, "assessor": assessor,
        "partner": make.make_partner_representative(partner), "administrator": make.make_administrator(),
        "protection": _of_platform(Role.DATA_PROTECTION_OFFICER), "finance": make.make_finance_officer(),
        "other_host": make.make_focal_point(make.make_organisation()), "other_officer": make.make_officer(country="KE"),
        "other_partner": make.make_partner_representative(make.make_organisation(is_partner=True)),
        "other": make.make_volunteer(),
    }  # fmt: skip
    for reader in people.values():
        for name, kind in TABLES:
            columns = [column.name for column in kind.columns]
            ColumnChoice.objects.create(account=reader, table=name, columns=columns)
    profile = account.profile
    assert profile.cv is not None
    with transaction.atomic(), trail.collecting():  # what the person themselves did stands in the trail
        for thing in (account, profile, application):
            trail.note(actor=account, verb="save", target=thing)
    readers = {role: signed_in(person) for role, person in people.items()}
    return Marked(account, application, nomination, profile.cv, readers)


def marked_person() -> Account:
    """Somebody who has filled every field."""
    account = make.make_account(
        name=MARKS["name"], email=MARKS["email"], local_name=MARKS["local_name"], language=MARKS["language"],
        timezone=MARKS["timezone"],
    )  # fmt: skip
    for at, (code, name) in enumerate(COUNTRIES.items()):
        Country.objects.create(iso2=code, iso3=f"{code}Z", m49=f"90{at}", names={"en": name})
    curriculum = StoredFile.objects.create(
        owner=account, kind="people.cv", subject_ref=account.ref, name=MARKS["cv"], size=8, sha256="0" * 64,
        content_type="application/pdf", file=ContentFile(b"%PDF-1.7", name="cv.pdf"),
    )  # fmt: skip
    profile = Profile.objects.create(
        account=account, birth_date=BORN, nationality_id=NATION, second_nationality_id=SECOND, residence_id=HOME,
        residence_city=MARKS["residence_city"], phone=MARKS["phone"], is_studying=True, about=MARKS["about"],
        cv=curriculum, available_from=FROM, available_until=UNTIL, hours_a_week=HOURS,
    )  # fmt: skip
    LanguageProficiency.objects.create(profile=profile, language="cy", level="B1")
    Education.objects.create(profile=profile, level=7, field="Law", institution=MARKS["education"])
    Experience.objects.create(
        profile=profile, title=MARKS["experience"], organisation="An office", starts=FROM.replace(year=2020)
    )
    profile.skills.add(Skill.objects.create(code="zyx", title=MARKS["skills"]))
    profile.preferred_countries.add(WISHED)
    profile.preferred_cities.add(City.objects.create(code="zyx", country_id=WISHED, name=MARKS["preferred_cities"]))
    goal = {"number": 17, "colour": "#19486a", "short": {"en": MARKS["preferred_goals"]}, "title": {"en": "A goal"}}
    profile.preferred_goals.add(Goal.objects.create(**goal))
    return account


def _of_platform(role: Role) -> Account:
    account = make.make_account()
    make.give_role(account, role)
    return account


def marks_in(text: str) -> frozenset[str]:
    """The fields of which a text holds the word; of a page what stands within its main part."""
    if "<main" in text:
        text = text[text.index("<main") : text.index("</main>")]
    plain = re.sub(r"\s+|&nbsp;", " ", text.replace("\u2068", "").replace("\u2069", ""))
    return frozenset(field for field, mark in MARKS.items() if mark in plain)
