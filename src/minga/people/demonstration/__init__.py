"""The people of the demonstration world: all fictitious, with addresses at example.org that reach nobody."""

from __future__ import annotations

from minga.core.demonstration import World
from minga.core.registries import demonstration
from minga.people.demonstration.population import make_population
from minga.people.demonstration.staff import make_staff


def make_people(world: World) -> None:
    """The staff with the seven cards, then the volunteers with their profiles and consents."""
    make_staff(world)
    make_population(world)


demonstration.sign_in("people", make_people)
