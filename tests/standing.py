"""What is made once around all tests of a file: each begins from it, and what a test writes is undone as ever.

Such files are named in tests/together.py, so that one worker has all of it. Files that a test deletes for good, by
executing what waits for a commit, are gone for the others too: it makes its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from django.db import transaction
from django.utils import translation
from pytest_django.plugin import DjangoDbBlocker

Made = TypeVar("Made")


def standing(blocker: DjangoDbBlocker, make: Callable[[], Made]) -> Iterator[Made]:
    """For a fixture of a module, which hands it on: `yield from standing(django_db_blocker, make_service)`."""
    with blocker.unblock(), transaction.atomic():
        with translation.override("en"):
            made = make()
        yield made
        transaction.set_rollback(True)
