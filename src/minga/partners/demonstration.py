"""The organisations of the demonstration world: real ones with their sources, and three applicants that are made up."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model

from minga.core.access.models import Holding, Role, Scope
from minga.core.demonstration import NOBODY_SIGNS_IN, World, date_back, keep, note_all, read
from minga.core.registries import demonstration
from minga.partners.models import DueDiligenceCheck, Organisation, Reference

DATA = Path(__file__).resolve().parent / "data" / "demonstration"
SINCE = 1300
SUPERVISORS_ENDING = 9
GIVEN = ("Ruth", "Tomás", "Mei", "Aliya", "Henrik", "Noor", "Paulo", "Saba", "Yohannes", "Ilse", "Kenji")
FAMILY = ("Abara", "Lindholm", "Serrano", "Osei", "Varga", "Duong", "Bakker", "Tadesse", "Ikeda", "Rossi", "Qureshi")


def make_organisations(world: World) -> None:
    """Organisations, their people and roles; `made["organisations"]` by slug, `made["supervisors"]` by slug."""
    rows = read(DATA / "organisations.json")
    officer = world.made["staff"]["officer"]
    made = keep(Organisation, [_organisation(world, row, officer) for row in rows])
    by_slug = {row["slug"]: organisation for row, organisation in zip(rows, made, strict=True)}
    for row in rows:
        if parent := row.get("parent"):
            Organisation.objects.filter(pk=by_slug[row["slug"]].pk).update(parent=by_slug[parent])
    for organisation in made:
        organisation.created_at = organisation.updated_at = world.moment(-SINCE)
    date_back(Organisation, made)
    note_all(made)
    world.made["organisations"] = by_slug
    _give_roles(world, by_slug)
    _make_applicants(world)
    world.made["counts"]["organisations"] = Organisation.objects.count()


def _organisation(world: World, row: dict[str, Any], officer: Any) -> Organisation:
    return Organisation(
        name=row["en"],
        names={"en": row["en"], "zh-hans": row["zh"]},
        short_name=row["short"],
        slug=row["slug"],
        type=row["type"],
        country_id=row["country"],
        is_host=row.get("host", False),
        is_partner=row.get("partner", False),
        is_funder=row.get("funder", False),
        about={"en": row["about_en"], "zh-hans": row["about_zh"]},
        website=row["website"],
        sources=row["sources"],
        state="registered",
        decided_by=officer,
        decided_at=world.moment(7 - SINCE),
    )


def _give_roles(world: World, by_slug: dict[str, Organisation]) -> None:
    """What the staff hold in organisations, and a focal point who also supervises for every other host entity."""
    wanted = [(account, role, by_slug[slug]) for account, role, slug in world.made["wanted_roles"]]
    staffed = {slug for _account, role, slug in world.made["wanted_roles"] if role == Role.HOST_FOCAL_POINT}
    hosts = [row for slug, row in by_slug.items() if row.is_host and slug not in staffed]
    people = keep(get_user_model(), [_focal_point(world, host, place) for place, host in enumerate(hosts)])
    note_all(people)
    supervisors: dict[str, list[Any]] = {}
    for host, person in zip(hosts, people, strict=True):
        wanted += [(person, Role.HOST_FOCAL_POINT, host), (person, Role.HOST_SUPERVISOR, host)]
    for account, role, organisation in wanted:
        if role in (Role.HOST_FOCAL_POINT, Role.HOST_SUPERVISOR):
            listed = supervisors.setdefault(organisation.slug, [])
            listed += [account] if account not in listed else []
    starts = world.today - timedelta(days=SINCE)
    note_all(
        keep(
            Holding,
            [
                Holding(
                    account=account,
                    role=role,
                    scope=Scope.ORGANISATION,
                    scope_key=row.ref,
                    starts=starts,
                    ends=_last_day(world, role, place),
                )
                for place, (account, role, row) in enumerate(wanted)
            ],
        )
    )
    world.made["supervisors"] = supervisors


def _last_day(world: World, role: str, place: int) -> date | None:
    """A few supervisors hold their role until a day that comes soon; everybody else without an end."""
    ends_soon = role == Role.HOST_SUPERVISOR and place % SUPERVISORS_ENDING == 0
    return world.today + timedelta(days=6 + place % 20) if ends_soon else None


def _focal_point(world: World, host: Organisation, place: int) -> Any:
    given, family = GIVEN[place % len(GIVEN)], FAMILY[(place * 3 + 1) % len(FAMILY)]
    return get_user_model()(
        email=f"{host.slug}.focal.point@example.org", name=f"{given} {family}", language="en", password=NOBODY_SIGNS_IN
    )


def _make_applicants(world: World) -> None:
    """Three organisations that nobody will find outside: one waits for its review, one is in it, one was refused."""
    rows = read(DATA / "applicants.json")
    for row in rows:
        organisation = Organisation(
            name=row["en"],
            names={"en": row["en"], "zh-hans": row["zh"]},
            slug=row["slug"],
            type=row["type"],
            country_id=row["country"],
            is_host=True,
            about={"en": row["about_en"], "zh-hans": row["about_zh"]},
            sources=[],
            state=row["state"],
            registered_by=world.made["staff"]["supervisor"],
            decision_reason=row.get("reason", ""),
        )
        organisation.save()
        found = row.get("found", {})
        checks = [
            DueDiligenceCheck(
                organisation=organisation,
                question=question,
                finding=found.get(question, "open"),
                checked_by=world.made["staff"]["officer"] if question in found else None,
                note=row.get("notes", {}).get(question, ""),
            )
            for question in (DueDiligenceCheck.Question.values if row["type"] == "civil_society" else ())
        ]
        keep(DueDiligenceCheck, checks)
        references = keep(
            Reference, [Reference(organisation=organisation, **given) for given in row.get("references", [])]
        )
        note_all([organisation, *references])


demonstration.sign_in("partners", make_organisations)
