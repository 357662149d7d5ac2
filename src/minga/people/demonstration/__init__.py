"""The people of the demonstration world: all fictitious, with addresses at example.org that reach nobody."""

from __future__ import annotations

from allauth.account.models import EmailAddress

from minga.core.demonstration import World
from minga.core.registries import demonstration
from minga.people.demonstration.population import make_population
from minga.people.demonstration.staff import make_staff
from minga.people.models import Account


def make_people(world: World) -> None:
    """The staff with the seven cards, then the volunteers with their profiles and consents; all addresses confirmed."""
    make_staff(world)
    make_population(world)
    EmailAddress.objects.bulk_create(
        EmailAddress(user_id=pk, email=email, verified=True, primary=True)
        for pk, email in Account.objects.filter(is_active=True).order_by("pk").values_list("pk", "email")
    )


demonstration.sign_in("people", make_people)
