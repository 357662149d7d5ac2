"""What the volunteer's side tells the rooms around it: what waits, the menu, personal data, periodic work, notices."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy

from minga.assignments.actions import nominations, searches  # noqa: F401 - actions sign in by import
from minga.assignments.actions.new_posts import NAME as NEW_POSTS
from minga.assignments.actions.new_posts import tell_whom_new_posts_fit
from minga.assignments.actions.opportunity_index import refresh_of_host
from minga.assignments.actions.searches import run_saved_searches
from minga.assignments.organisation_part import open_opportunities
from minga.assignments.personal import applications
from minga.assignments.waiting.nominations import for_partners, for_the_nominated
from minga.assignments.waiting.roles import for_volunteers
from minga.core.acting import allowed
from minga.core.interface.destinations import destinations
from minga.core.periodic import Periodic, periodic
from minga.core.registries import MenuEntry, PersonalData, menu, personal_data, waiting
from minga.partners.registries import organisation_parts, standing_changed


def _everyone(_account: Any) -> bool:
    return True


def _applies(account: Any) -> bool:
    """Signed in and not here to work on other people's applications."""
    return bool(getattr(account, "is_authenticated", False)) and not allowed(account, "assignments.list_descriptions")


def _nominates(account: Any) -> bool:
    return bool(getattr(account, "is_authenticated", False)) and allowed(account, "assignments.list_nominations")


waiting.sign_in("assignments.applications", for_volunteers)
waiting.sign_in("assignments.nominated", for_the_nominated)
waiting.sign_in("assignments.nominations", for_partners)
organisation_parts.sign_in("assignments.open_opportunities", open_opportunities)
standing_changed.sign_in("assignments.open_opportunities", refresh_of_host)
destinations.sign_in("opportunities", "assignments:opportunities")
destinations.sign_in("certificate_by_number", "assignments:certificate_look_up")
menu.sign_in("assignments.find", MenuEntry(gettext_lazy("Find"), "assignments:opportunities", 10, _everyone, "search"))
menu.sign_in(
    "assignments.applications",
    MenuEntry(gettext_lazy("Applications"), "assignments:applications", 20, _applies, "send"),
)
menu.sign_in(
    "assignments.nominations",
    MenuEntry(gettext_lazy("Nominations"), "assignments:nominations", 50, _nominates, "people"),
)
personal_data.sign_in("assignments.applications", PersonalData(export=applications.export, erase=applications.erase))
periodic.sign_in(NEW_POSTS, Periodic(every=timedelta(hours=1), run=tell_whom_new_posts_fit))
periodic.sign_in("assignments.saved_searches", Periodic(every=timedelta(minutes=15), run=run_saved_searches))
