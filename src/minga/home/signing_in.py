"""What this room tells the rooms below when it starts: the menu's search, and what the worker counts for dashboards."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from minga.core.periodic import Periodic, periodic
from minga.core.registries import MenuEntry, menu
from minga.home.counting import count_again
from minga.home.dashboards.pace import COUNTS
from minga.home.search import may_search

menu.sign_in("home.search", MenuEntry(_("Search"), "home:search", -10, may_search, "search"))
periodic.sign_in("home.count_again", Periodic(every=timedelta(minutes=5), run=lambda: count_again(COUNTS)))
