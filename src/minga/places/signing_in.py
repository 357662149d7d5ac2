"""What this room tells the rooms below and above when it starts (core.registries) and who may do what (rules)."""

from minga.core.reference import Load, reference
from minga.places.loading import CITIES, COUNTRIES, load_places

reference.sign_in("places", Load(files=(COUNTRIES, CITIES), load=load_places))
