"""The search index follows what it is made from: rules and names of categories, names of hosts."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone
from tests import factories as make

from minga.assignments.actions.categories import add_rule, change_category, change_rule
from minga.assignments.actions.opportunity_index import refresh_all, refresh_open
from minga.assignments.models import EligibilityRule, OpportunityRow
from minga.core.periodic import periodic

pytestmark = pytest.mark.django_db


def facts_of(description):
    return OpportunityRow.objects.get(description=description).facts["rules"]


def test_a_changed_rule_holds_for_open_posts_at_once():
    category = make.make_category("expert", min_experience_months=12)
    description, other = make.make_description(category=category), make.make_description()
    refresh_all()
    before = facts_of(other)
    rule = category.rules.get()
    change_rule(actor=make.make_administrator(), rule=rule, values={"min_experience_months": 60})
    assert facts_of(description)["experience"] == 60
    assert facts_of(other) == before


def test_a_new_rule_holds_for_posts_that_begin_in_it():
    category = make.make_category("expert", min_age=18)
    today = timezone.localdate()
    soon = make.make_description(category=category, starts_on=today + timedelta(days=30))
    late = make.make_description(category=category, starts_on=today + timedelta(days=400))
    refresh_all()
    administrator = make.make_administrator()
    change = today + timedelta(days=200)
    change_rule(actor=administrator, rule=category.rules.get(), values={"in_force_to": change - timedelta(days=1)})
    rule = EligibilityRule(category=category, in_force_from=change, min_age=18, must_be_studying=True)
    add_rule(actor=administrator, rule=rule)
    assert (facts_of(soon)["studying"], facts_of(late)["studying"]) == (False, True)


def test_a_renamed_category_is_found_by_its_new_name():
    category = make.make_category("expert")
    description = make.make_description(category=category)
    refresh_all()
    names = {"en": "Wayfarer"}
    change_category(actor=make.make_administrator(), category=category, values={"names": names})
    assert "wayfarer" in OpportunityRow.objects.get(description=description).words


def test_a_renamed_host_is_found_after_the_daily_run():
    description = make.make_description()
    refresh_all()
    description.host.name = "House of Kingfishers"
    description.host.save()
    assert periodic["assignments.refresh_search"].run is refresh_open
    assert refresh_open() == 1
    assert "kingfishers" in OpportunityRow.objects.get(description=description).words


def test_a_command_makes_the_index_anew_after_a_restored_backup():
    make.make_description()
    make.make_description(state="draft")
    OpportunityRow.objects.all().delete()
    said = StringIO()
    call_command("refresh_search", stdout=said)
    assert said.getvalue() == "Opportunities that can be found: 1\n"
    assert OpportunityRow.objects.filter(is_open=True).count() == 1
