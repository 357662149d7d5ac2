"""Duty stations that do not ship with Minga: put on the list, and corrected. Those that ship come from a file."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from minga.core.acting import Actor, action
from minga.core.errors import Incomplete, Problem, Refused
from minga.core.finding import fold, search_text
from minga.core.holding import hold
from minga.core.models import new_ref
from minga.places.models import OWN, City


@action("places.edit_cities")
def add_city(*, actor: Actor, values: dict[str, Any]) -> City:
    """Put a city on the list. Raises Incomplete where its country has one of that name."""
    ref = new_ref()
    return _kept(City(ref=ref, code=f"{OWN}{ref}"), values)


@action("places.edit_cities", target="city")
def change_city(*, actor: Actor, city: City, values: dict[str, Any], seen: int | None = None) -> City:
    """Correct a city that was added here. Raises Refused for one that ships with Minga, Incomplete as `add_city`."""
    if not city.is_own:
        raise Refused(_("This place came with Minga."), remedy=_("Only places that were added here are changed here."))
    return _kept(city, values)


def _kept(city: City, values: dict[str, Any]) -> City:
    hold("places")
    for name, value in values.items():
        setattr(city, name, value)
    wanted = {fold(name) for name in (city.name, *city.names.values())}
    for other in City.objects.filter(country=city.country).exclude(pk=city.pk):
        if wanted & {fold(name) for name in (other.name, *other.names.values())}:
            problem = Problem(
                "name", _("%(country)s has a place of this name on the list.") % {"country": city.country}
            )
            raise Incomplete(_("The place was not kept."), problems=[problem])
    city.search_text = search_text((city.name, *city.names.values()))
    city.save()
    return city
