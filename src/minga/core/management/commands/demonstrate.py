"""`minga demonstrate`: fill an empty database with the demonstration world."""

from __future__ import annotations

import time
from argparse import ArgumentTypeError
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from minga.core.demonstration import SEED, make_world

MOST = 10


def part(text: str) -> float:
    """How much of the world: more than nothing, and ten of it at most."""
    try:
        scale = float(text)
    except ValueError:
        scale = 0.0
    if not 0 < scale <= MOST:
        raise ArgumentTypeError(f"“{text}” is no part of a world: write 0.1 for a tenth of its people, up to {MOST}")
    return scale


class Command(BaseCommand):
    """Makes the same world for the same seed, relative to today."""

    help = "Fill an empty database with the demonstration world: real organisations, fictitious people."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seed", type=int, default=SEED, help="the same number gives the same world")
        parser.add_argument("--scale", type=part, default=1.0, help="how much of it: 0.1 makes a tenth of the people")

    def handle(self, *_args: Any, seed: int, scale: float, verbosity: int = 1, **_options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("The demonstration world is not for production: everybody could sign in as anybody.")
        if get_user_model()._default_manager.exists():
            raise CommandError("There are people here already: the demonstration world is made in an empty database.")
        begun = time.monotonic()
        world = make_world(seed=seed, scale=scale)
        if verbosity:
            for name, count in world.made.get("counts", {}).items():
                self.stdout.write(f"{count:>8} {name}")
            self.stdout.write(f"made in {time.monotonic() - begun:.0f} seconds")
