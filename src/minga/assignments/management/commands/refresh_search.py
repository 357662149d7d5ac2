"""`minga refresh_search`: make the search index of opportunities anew, after a restored backup or an upgrade."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from minga.assignments.actions.opportunity_index import refresh_all


class Command(BaseCommand):
    """Makes the index from the descriptions themselves; pages stay open meanwhile."""

    help = "Rebuild the search index of opportunities from the descriptions; pages stay available meanwhile."

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(f"Opportunities that can be found: {refresh_all():,}")
