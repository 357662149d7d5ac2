"""`minga tick`: run what is due now, once, for installations that use cron instead of `minga worker`."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand

from minga.core.periodic import periodic, run_due


class Command(BaseCommand):
    """Run periodic work that is due."""

    help = "Run the periodic work that is due now (closing by date, expiring offers, digests), once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="run all of it, due or not")
        parser.add_argument("--list", action="store_true", help="only list it, and how often each piece runs")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["list"]:
            for name, entry in periodic:
                self.stdout.write(f"{name}: every {_in_words(entry.every)}")
            return
        for name in run_due(everything=options["all"]):
            self.stdout.write(name)


def _in_words(every: timedelta) -> str:
    for name, seconds in (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1)):
        number, rest = divmod(round(every.total_seconds()), seconds)
        if number and not rest:
            return name if number == 1 else f"{number} {name}s"
    return str(every)
