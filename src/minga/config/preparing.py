"""`minga prepare`: bring database, reference data and static files to this version; `minga run` does it by itself."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence

from minga.config.collecting import keep_what_is_loaded
from minga.config.stamps import fingerprint, leave_stamp

Say = Callable[[str], None]


def command(argv: Sequence[str]) -> int:
    """Run `minga prepare`: migrate, load reference data, gather static files, make the demonstration where wanted."""
    parser = argparse.ArgumentParser(
        prog="minga prepare",
        description="Migrate, load reference data, gather static files; fill an empty database where MINGA_DEMO is on.",
    )
    parser.add_argument("--quiet", action="store_true", help="say nothing unless something fails")
    quiet = parser.parse_args(argv).quiet
    prepare(say=_nothing if quiet else _line)
    return 0


def prepare(*, say: Say) -> None:
    """Do what is not done yet, saying each step that takes time, and leave the stamp."""
    print_of_now = fingerprint()

    import django

    django.setup()
    keep_what_is_loaded()
    _migrate(say=say)
    _load_reference(say=say)
    _gather_static_files(say=say)
    _demonstrate(say=say)
    leave_stamp(print_of_now)


def is_behind() -> bool:
    """Whether the database lacks something that this version needs. After `django.setup()`."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _migrate(*, say: Say) -> None:
    from django.core.management import call_command

    if is_behind():
        say("Bringing the database up to date …")
        call_command("migrate", interactive=False, verbosity=0)


def _load_reference(*, say: Say) -> None:
    from minga.core.models import ReferenceLoad
    from minga.core.reference import load_reference

    if not ReferenceLoad.objects.exists():
        say("Loading countries, cities, the 17 goals, skills and occupations …")
    for _name, _rows, _now in load_reference():
        pass


def _gather_static_files(*, say: Say) -> None:
    from django.conf import settings
    from django.core.management import call_command

    if not settings.STATIC_ROOT.exists():
        say("Gathering and compressing static files …")
    call_command("collectstatic", interactive=False, verbosity=0)


def _demonstrate(*, say: Say) -> None:
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.core.management import call_command, get_commands

    if not settings.DEMONSTRATION or "demonstrate" not in get_commands() or get_user_model()._default_manager.exists():
        return
    say("Making the demonstration world …")
    call_command("demonstrate", verbosity=0)


def _line(text: str) -> None:
    print(text, flush=True)


def _nothing(_text: str) -> None:
    return
