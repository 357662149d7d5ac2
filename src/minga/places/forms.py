"""Countries to choose from, and a city as it is typed into a form, in any language."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minga.core.chinese import simplified
from minga.core.finding import fold
from minga.core.interface.fitting import SeveralFit
from minga.core.interface.inputs import offer
from minga.core.ordering import choices_in_order
from minga.places.models import City, Country
from minga.places.queries import cities_like

MOST_FITTING = 5
"""Cities to choose from where what was typed fits several."""


def country_choices(*, empty: str | Promise = "") -> list[tuple[str, str | Promise]]:
    """Countries by their name in the reader's language, after the choice of none. One query."""
    return [("", empty), *choices_in_order(Country.objects.all())]


def countries_typed(words: str) -> list[str]:
    """ISO codes of countries named by code or in any language, between commas, semicolons or lines. One query.

    Raises ValidationError naming the first that is none.
    """
    wanted = [one.strip() for one in re.split(r"[,;，；、\n]", words) if one.strip()]
    if not wanted:
        return []
    known = {fold(name): row.iso2 for row in Country.objects.all() for name in (row.iso2, *row.names.values())}
    for one in wanted:
        if fold(one) not in known:
            raise forms.ValidationError(_("No country is called “%(name)s”.") % {"name": one[:80]})
    return sorted({known[fold(one)] for one in wanted})


def countries_named(codes: Iterable[str]) -> str:
    """The same countries as they are typed, in the reader's language. One query."""
    return ", ".join(sorted(str(row) for row in Country.objects.filter(iso2__in=list(codes))))


def named(city: City | None) -> str:
    """A city as it is typed and offered: with its country, so that no name is taken for another."""
    return f"{city}, {city.country}" if city else ""


def city_typed(words: str) -> City | None:
    """The city of “Name” or “Name, Country”, each in any language. Raises ValidationError naming those that fit."""
    words = words.strip()
    if not words:
        return None
    name, _comma, country = words.rpartition(", ")
    found = cities_like(name or words)
    exact = [city for city in found if _is_called(city, name) and _is_called(city.country, country)]
    same = [city for city in found if _is_called(city, words)]
    for fitting in (exact, same, [] if name else found):
        if len(fitting) == 1:
            return fitting[0]
    if not found:
        raise forms.ValidationError(
            _("No such city is on the list. Try another word; an administrator can add it under “Places”.")
        )
    if len(found) == 1:
        raise forms.ValidationError(_("Do you mean %(name)s? Type it so.") % {"name": named(found[0])})
    offered = [named(city) for city in (same or found)[:MOST_FITTING]]
    raise SeveralFit(
        _("Several cities fit: %(names)s. Choose one, or type it so."), fitting=offered, names=" · ".join(offered)
    )


def _is_called(place: City | Country, name: str) -> bool:
    own = place.name if isinstance(place, City) else place.iso2
    known_names = {fold(known) for known in (own, *place.names.values())}
    wanted = fold(name)  # also by an older name, or one of a further language, and with 市 behind
    return any(
        one in known_names or f"\n{one}\n" in place.search_text
        for one in (wanted, simplified(wanted).removesuffix("市"))
    )


class CityForm(forms.Form):
    """A place of the installation's own."""

    country = forms.ChoiceField(label=gettext_lazy("Country"))
    name = forms.CharField(
        label=gettext_lazy("Name of the place"),
        max_length=120,
        help_text=gettext_lazy("As emails and certificates should write it."),
    )
    name_zh = forms.CharField(label=gettext_lazy("Name in Chinese"), max_length=120, required=False)
    latitude = forms.FloatField(
        label=gettext_lazy("Latitude"),
        min_value=-90,
        max_value=90,
        required=False,
        help_text=gettext_lazy(
            "In degrees, south with a minus, such as 41.716. Without both the place is not on the map."
        ),
    )
    longitude = forms.FloatField(
        label=gettext_lazy("Longitude"),
        min_value=-180,
        max_value=180,
        required=False,
        help_text=gettext_lazy("West with a minus."),
    )

    def __init__(self, data: Any = None, *, city: City | None = None) -> None:
        super().__init__(data, initial=_as_typed(city) if city else None)
        offer(self, "country", country_choices())

    def clean(self) -> dict[str, Any]:
        """A place on the map has both degrees."""
        values = super().clean() or {}
        for name, other in (("latitude", "longitude"), ("longitude", "latitude")):
            if values.get(name) is None and values.get(other) is not None and name not in self.errors:
                self.add_error(name, _("A place on the map has both, latitude and longitude."))
        return values

    def values(self) -> dict[str, Any]:
        """The columns of the place, once valid."""
        typed = self.cleaned_data
        names = {"en": typed["name"], "zh-hans": typed["name_zh"]}
        return {
            "country_id": typed["country"],
            "name": typed["name"],
            "names": {language: name for language, name in names.items() if name},
            "latitude": typed["latitude"],
            "longitude": typed["longitude"],
        }


def _as_typed(city: City) -> dict[str, Any]:
    names = {"name": city.name, "name_zh": city.names.get("zh-hans", "")}
    return {**names, "country": city.country_id, "latitude": city.latitude, "longitude": city.longitude}
