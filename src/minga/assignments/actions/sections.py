"""How each section of a description is written, and what the trail keeps of it beside the description's own fields.

Each writer takes the locked description and the cleaned content of the section's form; the caller saves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from minga.assignments.models import (
    CostLine,
    Description,
    DescriptionText,
    FundingShare,
    LanguageRequirement,
    Seat,
    SkillRequirement,
)
from minga.assignments.queries.seats import free_seats
from minga.assignments.state_names import ESTIMATE_IN_FORCE, OFFER_TAKES_SEAT
from minga.core.errors import Incomplete, Problem
from minga.core.listing import isolated
from minga.core.money.formatting import number_words

BASICS = (
    "category", "serves_as", "track", "host", "country", "starts_on", "duration_months", "duration_weeks",
    "hours_a_week", "framework_output",
)  # fmt: skip
TEXTS = (
    "title", "context", "tasks", "results", "qualifications", "living_conditions", "inclusivity", "learning",
    "conditions",
)  # fmt: skip


def write_basics(description: Description, content: Mapping[str, Any]) -> None:
    """category, serves_as, track, country, starts_on, one duration, hours_a_week, framework_output (each optional)."""
    for name in BASICS:
        if name in content:
            setattr(description, name, content[name])
    if not any(rule.as_category_served for rule in description.category.rules.all()):
        description.serves_as = None


def write_words(description: Description, content: Mapping[str, Any]) -> None:
    """{language: {title, context, …}}; a language whose texts are all empty is removed."""
    for language, texts in content.items():
        if not any(texts.get(name) for name in TEXTS):
            DescriptionText.objects.filter(description=description, language=language).delete()
            continue
        row = DescriptionText.objects.filter(description=description, language=language).first()
        row = row or DescriptionText(description=description, language=language)
        changed = [name for name in TEXTS if name in texts and getattr(row, name) != texts[name]]
        for name in changed:
            setattr(row, name, texts[name])
        if changed or row.pk is None:
            row.save()


def write_seats(description: Description, content: Mapping[str, Any]) -> None:
    """`seats`: rows of {ref, key_of_new, city, supervisor, is_cancelled, remove}; a row without ref is a new seat.

    `key_of_new` becomes the reference of a new seat, so that a row sent twice is the same seat both times.

    Raises Incomplete when a seat that was offered is removed, one whose offer stands is cancelled or put elsewhere,
    fewer are left than people were selected, or none for those who apply.
    """
    seats = {seat.ref: seat for seat in description.seats.all()}
    last = max(_numbers_given(description, seats.values()), default=0)
    for row in content["seats"]:
        key = row.get("ref") or row.get("key_of_new") or ""
        seat = seats.get(key)
        if seat is None:
            if row.get("remove"):
                continue
            last += 1
            fresh = Seat(description=description, number=last, city=row.get("city"), supervisor=row.get("supervisor"))
            if key and not row.get("ref") and not Seat.objects.filter(ref=key).exists():
                fresh.ref = key
            fresh.save()
        elif row.get("remove"):
            _remove_seat(seat)
        else:
            _change_seat(seat, row)
    _refuse_none_left(description)
    _refuse_fewer_than_selected(description)


def _numbers_given(description: Description, seats: Iterable[Seat]) -> set[int]:
    """The numbers of the seats, and those of seats that a cost in force was computed for: another seat with the number
    of one that was removed would be taken for it, and the cost seem to hold it. One query.
    """
    kept = description.estimates.filter(state__in=ESTIMATE_IN_FORCE).values_list("inputs", flat=True)
    return {seat.number for seat in seats} | {row[0] for inputs in kept for row in inputs.get("seats", ())}


def _refuse_none_left(description: Description) -> None:
    """Raises Incomplete where people apply, or soon will, for a post without any seat. At most one query."""
    if description.state not in ("ready_for_sourcing", "sourcing"):
        return
    if not description.seats.filter(is_cancelled=False).exists():
        words = _("People would apply for a post that nobody can have.")
        problem = Problem("seats", words, _("Leave one seat, or cancel the whole description."))
        raise Incomplete(_("These seats cannot be removed."), problems=[problem])


def _refuse_fewer_than_selected(description: Description) -> None:
    """Raises Incomplete where fewer seats are free than people wait for their offer. Two queries."""
    promised = description.applications.filter(state="selected").count()
    if promised and free_seats(description.pk).count() < promised:
        words = _("Somebody who was selected waits for an offer, and no seat would be left for them.")
        problem = Problem("seats", words, _("Make the offer first, or leave them a seat."))
        raise Incomplete(_("These seats cannot be removed."), problems=[problem])


def _remove_seat(seat: Seat) -> None:
    if seat.offers.exists() or seat.assignments.exists():
        raise Incomplete(
            _("%(seat)s cannot be removed: it has been offered.") % {"seat": seat},
            problems=[
                Problem("seats", _("%(seat)s has been offered.") % {"seat": seat}, _("Cancel the seat instead."))
            ],
        )
    CostLine.objects.filter(seat=seat).exclude(estimate__state="authorized").delete()
    if CostLine.objects.filter(seat=seat).exists():
        seat.is_cancelled = True
        seat.save()
    else:
        seat.delete()


def _change_seat(seat: Seat, row: Mapping[str, Any]) -> None:
    if row.get("is_cancelled") and not seat.is_cancelled:
        _refuse_cancelling(seat)
    values = {
        "city_id": row["city"].pk if row.get("city") else None,
        "supervisor_id": row["supervisor"].pk if row.get("supervisor") else None,
        "is_cancelled": bool(row.get("is_cancelled")),
    }
    if values["city_id"] != seat.city_id:
        _refuse_moving(seat)
    if any(getattr(seat, name) != value for name, value in values.items()):
        for name, value in values.items():
            setattr(seat, name, value)
        seat.save()


def _held(seat: Seat) -> set[str]:
    """The states of the offers that keep the seat. One query."""
    return set(seat.offers.filter(state__in=OFFER_TAKES_SEAT).values_list("state", flat=True))


def _refuse_moving(seat: Seat) -> None:
    """Raises Incomplete where somebody was offered this seat where it is, or has accepted it there. One query."""
    held = _held(seat)
    if not held:
        return
    place = {"seat": seat, "place": isolated(seat.city or seat.description.country)}
    problem = Problem("seats", _("%(seat)s was offered in %(place)s.") % place, _("Take the offer back first."))
    if "accepted" in held:
        remedy = _("End their service as reassigned, and describe where they go on.")
        problem = Problem("seats", _("Somebody has accepted %(seat)s in %(place)s.") % place, remedy)
    raise Incomplete(
        _("%(seat)s stays where it is: somebody holds an offer of it.") % {"seat": seat}, problems=[problem]
    )


def _refuse_cancelling(seat: Seat) -> None:
    """Raises Incomplete where somebody holds an offer of the seat, or has accepted it. One query."""
    held = _held(seat)
    if not held:
        return
    problem = Problem("seats", _("%(seat)s has a standing offer.") % {"seat": seat}, _("Withdraw the offer first."))
    if "accepted" in held:
        problem = Problem("seats", _("Somebody has accepted %(seat)s.") % {"seat": seat}, _("End their service first."))
    raise Incomplete(
        _("%(seat)s cannot be cancelled: somebody holds an offer of it.") % {"seat": seat}, problems=[problem]
    )


def write_qualifications(description: Description, content: Mapping[str, Any]) -> None:
    """min_education, min_experience_months, competencies, areas; `languages` and `skills` as rows, replaced whole."""
    for name in ("min_education", "min_experience_months", "competencies"):
        if name in content:
            setattr(description, name, content[name])
    if "areas" in content:
        description.areas.set(content["areas"])
    if "languages" in content:
        description.language_requirements.all().delete()
        LanguageRequirement.objects.bulk_create(
            LanguageRequirement(description=description, **row) for row in _once(content["languages"], "language")
        )
    if "skills" in content:
        description.skill_requirements.all().delete()
        SkillRequirement.objects.bulk_create(
            SkillRequirement(description=description, **row) for row in _once(content["skills"], "skill")
        )


def _once(rows: Sequence[Mapping[str, Any]], key: str) -> list[Mapping[str, Any]]:
    """The rows without a second one for the same thing: the last says what counts."""
    return list({row[key]: row for row in rows}.values())


def write_goals(description: Description, content: Mapping[str, Any]) -> None:
    """`targets`: the SDG targets this service helps to reach."""
    description.targets.set(content["targets"])


def write_funding(description: Description, content: Mapping[str, Any]) -> None:
    """funding, `shares` as rows of {funder, percent}, nominating_partner, nomination_quota."""
    description.funding = content["funding"]
    description.nominating_partner = content.get("nominating_partner")
    description.nomination_quota = content.get("nomination_quota")
    description.funding_shares.all().delete()
    for row in () if description.funding == "host_funded" else _once(content.get("shares", ()), "funder"):
        FundingShare.objects.create(description=description, funder=row["funder"], percent=row["percent"])


def write_publication(description: Description, content: Mapping[str, Any]) -> None:
    """closes_on and officer."""
    for name in ("closes_on", "officer"):
        if name in content:
            setattr(description, name, content[name])


WRITERS: dict[str, Callable[[Description, Mapping[str, Any]], None]] = {
    "basics": write_basics,
    "words": write_words,
    "seats": write_seats,
    "qualifications": write_qualifications,
    "goals": write_goals,
    "funding": write_funding,
    "publication": write_publication,
}


def snapshot_of(description: Description, section: str) -> dict[str, Any]:
    """What the section holds beside the description's own columns, as the trail keeps it. At most four queries."""
    if section == "words":
        rows = DescriptionText.objects.filter(description=description)
        return {f"{name} ({row.language})": getattr(row, name) for row in rows for name in TEXTS if getattr(row, name)}
    if section == "seats":
        seats = Seat.objects.filter(description=description).select_related("city")
        return {
            str(seat.number): {
                "city": seat.city.name if seat.city else "",
                "supervisor": seat.supervisor_id,
                "is_cancelled": seat.is_cancelled,
            }
            for seat in seats
        }
    if section == "qualifications":
        languages = description.language_requirements.order_by("language")
        skills = description.skill_requirements.order_by("skill")
        return {
            "languages": [[row.language, row.level, row.is_required] for row in languages],
            "skills": [[row.skill_id, row.weight, row.is_required] for row in skills],
            "areas": sorted(description.areas.values_list("pk", flat=True)),
        }
    if section == "goals":
        return {"targets": sorted(description.targets.values_list("pk", flat=True))}
    if section == "funding":
        shares = description.funding_shares.select_related("funder").order_by("funder")
        return {"shares": [[row.funder.name, number_words(row.percent)] for row in shares]}
    return {}
