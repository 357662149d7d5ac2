"""`minga load_reference`: countries, cities, goals, skills and the like, from the files the product ships."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from minga.core.reference import load_reference


class Command(BaseCommand):
    """Load the reference data of all rooms; what has not changed is left alone."""

    help = "Load countries, cities, the 17 goals, skills and occupations. What has not changed is left alone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("only", nargs="*", metavar="NAME", help="load only these (places, sdgs, people …)")
        parser.add_argument("--force", action="store_true", help="load even what has not changed")

    def handle(self, *_args: Any, **options: Any) -> None:
        started = time.perf_counter()
        try:
            for name, rows, now in load_reference(only=options["only"], force=options["force"]):
                if options["verbosity"]:
                    self.stdout.write(f"{name}: {rows:,} rows {'loaded' if now else 'as before'}")
        except LookupError as error:
            raise CommandError(str(error)) from error
        if options["verbosity"] > 1:
            self.stdout.write(f"{time.perf_counter() - started:.2f} s")
