"""What this room tells the rooms below and above when it starts (core.registries) and who may do what (rules)."""

from django.utils.translation import gettext_lazy as _

from minga.core.access.models import Scope
from minga.core.access.registries import place_names
from minga.core.acting import allowed
from minga.core.audit import words
from minga.core.reference import Load, reference
from minga.core.registries import MenuEntry, menu
from minga.places import actions, rules  # noqa: F401 - they sign in by being imported
from minga.places.loading import CITIES, CITY_NAMES, COUNTRIES, load_places
from minga.places.naming import country_names

reference.sign_in("places", Load(files=(COUNTRIES, CITIES, CITY_NAMES), load=load_places, revision=2))
place_names.sign_in(Scope.COUNTRY.value, country_names)
menu.sign_in(
    "places.list",
    MenuEntry(_("Places"), "places:list", 96, lambda account: allowed(account, "places.edit_cities"), "map"),
)
words.verbs({"add_city": _("Added a place"), "change_city": _("Changed a place")})
words.types({"places.city": _("Place")})
words.fields({"latitude": _("Latitude"), "longitude": _("Longitude")})
