"""A service and everybody around it, for the tests of service and certificates; everybody is fictitious."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests import factories as make

from minga.assignments.actions.offers import accept_offer
from minga.assignments.models import Assignment, ClearanceRequirement, Description, Offer
from minga.people.models import Account

BEGAN = timedelta(days=3)


@dataclass
class World:
    """One service with its people."""

    service: Assignment
    description: Description
    volunteer: Account
    officer: Account
    colleague: Account
    focal_point: Account
    supervisor: Account
    at_work: dict[int, Client] = field(default_factory=dict)
    """Who has taken a step: where they are signed in."""
    drawn: bool = False
    """Whether the page that a step leads to is drawn."""

    def fresh(self) -> Assignment:
        self.service = Assignment.objects.get(pk=self.service.pk)
        return self.service

    def anew(self) -> World:
        """The same rows read again, for a test that begins from what was made once for its file."""
        rows = [(name, row) for name, row in vars(self).items() if isinstance(row, Model)]
        return replace(self, at_work={}, **{name: type(row)._default_manager.get(pk=row.pk) for name, row in rows})

    def page(self) -> str:
        return reverse("assignments:assignment", args=[self.service.ref])

    def press(self, account: Account, name: str, *args: str, thing: Any = None, **sent: Any) -> Any:
        """Post to an address as one of the people, with the version they would have seen; the page that follows."""
        client = Client()
        client.force_login(account)
        return client.post(reverse(f"assignments:{name}", args=args), _as_seen(thing, sent), follow=True)

    def step(self, account: Account, name: str, *args: str, thing: Any = None, **sent: Any) -> None:
        """`press` on the way to what a test is about: it is taken, and leads to another page."""
        if account.pk not in self.at_work:
            self.at_work[account.pk] = Client()
            self.at_work[account.pk].force_login(account)
        client = self.at_work[account.pk]
        answer = client.post(reverse(f"assignments:{name}", args=args), _as_seen(thing, sent))
        assert answer.status_code == 302, f"{name} {args}: {answer.status_code}"
        assert not self.drawn or client.get(answer["Location"]).status_code == 200

    def read(self, account: Account, address: str = "", language: str = "en") -> str:
        """A page as one of the people sees it."""
        client = Client()
        client.force_login(account)
        response = client.get(address or self.page(), {"lang": language})
        assert response.status_code == 200, response.status_code
        return response.content.decode()


def _as_seen(thing: Any, sent: dict[str, Any]) -> dict[str, Any]:
    """What is sent, with the version of the thing as a page would hold it now."""
    if thing is not None:
        thing.refresh_from_db()
        sent.setdefault("version", thing.version)
    return sent


def require(kind: str, **more: Any) -> None:
    """A clearance that everybody needs from now on."""
    ClearanceRequirement.objects.create(
        kind=kind, in_force_from=date(2021, 1, 1), valid_months=more.pop("valid_months", 12), **more
    )


def make_service(*, track: str = "national", kinds: tuple[str, ...] = ("medical",), **fields: Any) -> World:
    """An accepted offer whose service is being prepared; it began three days ago, its last day is in `days`.

    station: the city where it takes place, instead of the usual one.
    """
    for kind in kinds:
        require(kind)
    country = "KE" if track == "international" else "CN"
    host = make.make_organisation(country=country)
    officer, colleague = make.make_officer(country=country), make.make_officer(country=country)
    supervisor = make.make_supervisor(host)
    today = timezone.localdate()
    description = make.make_description(
        host=host, country=country, track=track, state="selecting", officer=officer, starts_on=today - BEGAN,
        texts={"en": "Air quality data officer", "zh-hans": "空气质量数据专员"}, hours_a_week=20,
        category=fields.pop("category", None) or make.make_category(),
    )  # fmt: skip
    description.texts.filter(language="zh-hans").update(tasks="整理数据\n撰写报告")
    description.seats.update(supervisor=supervisor, **({"city": None} if track == "online" else {}))
    if (station := fields.pop("station", None)) is not None:
        description.seats.update(city=station)
    volunteer = make.make_volunteer()
    volunteer.local_name, volunteer.language = "李娜", fields.pop("language", "zh-hans")
    volunteer.save()
    application = make.make_application(description=description, account=volunteer, state="offered")
    Offer.objects.create(
        application=application, seat=description.seats.get(), starts_on=today - BEGAN,
        ends_on=today + timedelta(days=fields.pop("days", 200)), expires_at=timezone.now() + timedelta(days=3),
        state="open", made_by=officer,
    )  # fmt: skip
    accept_offer(actor=volunteer, application=application)
    return World(
        Assignment.objects.get(account=volunteer), description, volunteer, officer, colleague,
        make.make_focal_point(host), supervisor,
    )  # fmt: skip
