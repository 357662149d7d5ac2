"""Opportunities from a file (core.importing): each row becomes a draft description, its host an organisation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minga.assignments.actions.importing import (
    import_description,
    import_description_again,
    no_draft,
    remove_imported_description,
)
from minga.assignments.importing.columns import (
    COLUMNS,
    MOST_SEATS,
    category_of,
    city_of,
    language_of,
    row_problems,
    track_of,
    usual_track,
)
from minga.assignments.importing.hosts import bound_to, bounds_of, host_for, host_problems
from minga.assignments.models import Category, Description
from minga.assignments.rules import host_anywhere
from minga.core.acting import SYSTEM, allowed
from minga.core.errors import Problem
from minga.core.finding import fold
from minga.core.importing.kinds import Bound, OneByOne, Setting, Taken, in_pieces
from minga.core.importing.values import day_of, whole_number_of
from minga.core.models import Base
from minga.partners.actions.importing import remove_imported
from minga.partners.models import Organisation
from minga.places.models import Country
from minga.places.naming import country_of

KEPT = ("track", "starts_on", "duration_weeks", "duration_months", "hours_a_week", "closes_on", "source")
DAYS = ("starts_on", "closes_on")


@dataclass(frozen=True)
class Length:
    """A length of service to the nearest week or month; neither for less than a week."""

    weeks: int | None = None
    months: int | None = None


def length_of(starts: date | None, ends: date | None) -> Length:
    """From the first to the last day: weeks up to twelve of them, months beyond."""
    if starts is None or ends is None:
        return Length()
    days = (ends - starts).days + 1
    if days < 7:
        return Length()
    return Length(weeks=round(days / 7)) if days <= 84 else Length(months=round(days / 30.44))


class OpportunityImporter(OneByOne):
    """One row is one description of assignment."""

    name = "opportunities"
    label = gettext_lazy("Opportunities")
    permission = "assignments.import_descriptions"
    columns = COLUMNS
    note = gettext_lazy(
        "Each row becomes a draft; nothing is published. A host entity that is not known is made, and waits for review."
    )
    sends_letters = False

    def external_id(self, values: Mapping[str, str]) -> str:
        return values.get("id") or fold(
            " ".join(values.get(name, "") for name in ("host", "title", "city", "starts_on"))
        )

    def bounds(self, account: Any) -> Sequence[Bound] | None:
        return bounds_of(account)

    def bound(self, ref: str) -> Bound | None:
        host = Organisation.objects.filter(ref=ref).first()
        return bound_to(host) if host else None

    def problems(self, values: Mapping[str, str], setting: Setting) -> Sequence[Problem]:
        return [*host_problems(values, setting), *row_problems(values, setting)]

    def in_the_way(self, rows: Mapping[int, Mapping[str, str]], setting: Setting) -> Mapping[int, Problem]:
        if setting.scope or setting.actor is SYSTEM or host_anywhere(setting.actor):
            return {}  # for their own host entity they may import for any country

        def may(country: Country) -> bool:
            description = Description(country=country, host=Organisation())
            return allowed(setting.actor, "assignments.import_descriptions", description)

        lands = {line: cast(Country, country_of(values["country"], setting)) for line, values in rows.items()}
        own = {country.pk: may(country) for country in {*lands.values()}}
        foreign = Problem("country", _("This country is none of yours."), _("Leave the row out."))
        return {line: foreign for line, country in lands.items() if not own[country.pk]}

    def past_changing(self, refs: Sequence[str]) -> Mapping[str, Problem]:
        found = {}
        for piece in in_pieces(refs):
            for row in Description.objects.filter(ref__in=piece).exclude(state="draft"):
                found[row.ref] = Problem("", no_draft(row).message, no_draft(row).remedy)
        return found

    def take(self, values: Mapping[str, str], setting: Setting, existing: Base | None) -> Taken:
        country = cast(Country, country_of(values["country"], setting))
        host, is_new_host = host_for(values, country, setting)
        content: dict[str, Any] = {
            "fields": self._fields(values, setting) | {"host": host, "country": country},
            "language": language_of(values),
            "texts": self._texts(values),
            "seats": self._seats(values, country, setting),
        }
        beside = (host,) if is_new_host else ()
        if isinstance(existing, Description):
            before = self._before(existing, content["language"])
            target = import_description_again(actor=setting.actor, description=existing, **content)
            return Taken(target=target, is_new=False, before=before, beside=beside)
        return Taken(target=import_description(actor=setting.actor, **content), is_new=True, beside=beside)

    def _fields(self, values: Mapping[str, str], setting: Setting) -> dict[str, Any]:
        starts, ends = day_of(values.get("starts_on", "")), day_of(values.get("ends_on", ""))
        length = length_of(starts, ends)
        number, category = values.get("id", ""), cast(Category, category_of(values["category"], setting))
        return {
            "category": category,
            "track": track_of(values.get("track", "")) or usual_track(category),
            "starts_on": starts,
            "duration_weeks": length.weeks,
            "duration_months": length.months,
            "hours_a_week": whole_number_of(values.get("hours_a_week", "")),
            "closes_on": day_of(values.get("closes_on", "")),
            "source": (f"{setting.source}, {number}" if number else setting.source)[:200],
        }

    def _texts(self, values: Mapping[str, str]) -> dict[str, str]:
        asked = whole_number_of(values.get("seats", "")) or 1
        conditions = (
            _("Volunteers asked for: %(asked)s. %(most)s of them have a seat here; more can be added.")
            % {"asked": asked, "most": MOST_SEATS}
            if asked > MOST_SEATS
            else ""
        )
        return {
            "title": values["title"],
            "context": values.get("summary", ""),
            "tasks": values.get("tasks", ""),
            "conditions": conditions,
        }

    def _seats(self, values: Mapping[str, str], country: Country, setting: Setting) -> dict[str, Any]:
        asked = whole_number_of(values.get("seats", "")) or 1
        city = city_of(values.get("city", ""), country, setting) if values.get("city") else None
        return {"count": min(asked, MOST_SEATS), "city_id": city.pk if city else None}

    def _before(self, description: Description, language: str) -> dict[str, Any]:
        text = description.texts.filter(language=language).first()
        first = description.seats.first()
        plain = {name: getattr(description, name) for name in KEPT}
        return {
            **{name: value.isoformat() if isinstance(value, date) else value for name, value in plain.items()},
            "host": description.host.ref,
            "country": description.country_id,
            "category": description.category.code,
            "language": language,
            "texts": {name: getattr(text, name, "") for name in ("title", "context", "tasks", "conditions")},
            "seats": {"count": description.seats.count(), "city_id": first.city_id if first else None},
        }

    def find(self, target_type: str, target_ref: str) -> Base | None:
        if target_type == Organisation._meta.label_lower:
            return Organisation.objects.filter(ref=target_ref).first()
        return Description.objects.filter(ref=target_ref).first()

    def undo(self, target: Base, before: Mapping[str, Any], setting: Setting) -> None:
        if isinstance(target, Organisation):
            remove_imported(actor=setting.actor, organisation=target, reason="undo import")
            return
        description = cast(Description, target)
        if not before:
            remove_imported_description(actor=setting.actor, description=description, reason="undo import")
            return
        fields: dict[str, Any] = {name: before[name] for name in KEPT}
        fields |= {name: date.fromisoformat(fields[name]) if fields[name] else None for name in DAYS}
        fields["host"] = Organisation.objects.get(ref=before["host"])
        fields["country"] = Country.objects.get(pk=before["country"])
        fields["category"] = category_of(before["category"], setting)
        import_description_again(
            actor=setting.actor,
            description=description,
            fields=fields,
            language=before["language"],
            texts=before["texts"],
            seats=before["seats"],
        )


OPPORTUNITIES = OpportunityImporter()
