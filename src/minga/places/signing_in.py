"""What this room tells the rooms below and above when it starts (core.registries) and who may do what (rules)."""

from minga.core.access.models import Scope
from minga.core.access.registries import place_names
from minga.core.reference import Load, reference
from minga.places.loading import CITIES, COUNTRIES, load_places
from minga.places.naming import country_names

reference.sign_in("places", Load(files=(COUNTRIES, CITIES), load=load_places))
place_names.sign_in(Scope.COUNTRY.value, country_names)
