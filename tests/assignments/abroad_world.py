"""Posts abroad with seats in several countries, and people of one nationality or two who apply for them."""

from __future__ import annotations

from django.utils import timezone
from tests import factories as make
from tests.assignments.selection_world import applied

from minga.assignments.models import Application, Assessment, Description
from minga.core.access.models import Role
from minga.people.models import Account


def post(*countries: str, **fields) -> Description:
    """A post abroad looked after in China, with a seat in each of these countries."""
    description = make.make_description(track="international", seats=0, **fields)
    for number, country in enumerate(countries, start=1):
        city = make.make_city(country=country, name=f"City of {country}")
        description.seats.create(number=number, city=city)
    return description


def of(*nationalities: str) -> Account:
    account = make.make_volunteer(nationality=nationalities[0])
    if len(nationalities) > 1:
        account.profile.second_nationality = make.make_country(nationalities[1])
        account.profile.save()
    return account


def with_state(description: Description, account: Account, state: str, **fields) -> Application:
    application = applied(description, account=account, state=state, **fields)
    Assessment.objects.create(
        application=application,
        assessor=make.make_account(),
        kind="interview",
        written_at=timezone.now(),
        advice="select",
    )
    return application


def officer_of(description: Description) -> Account:
    account = make.make_account()
    make.give_role(account, Role.PROGRAMME_OFFICER, country=description.country_id)
    return account
