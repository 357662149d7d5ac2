"""The ground of every table: a public reference that cannot be guessed, a version, and texts in several languages."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from random import Random
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import get_language

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
REF_LENGTH = 12


_seeded: ContextVar[Random | None] = ContextVar("seeded_refs", default=None)


def new_ref() -> str:
    """A random public reference: 12 characters of a 31-letter alphabet (59 bits), safe to read aloud."""
    choose = (_seeded.get() or secrets).choice
    return "".join(choose(ALPHABET) for _ in range(REF_LENGTH))


@contextmanager
def refs_from(source: Random) -> Iterator[None]:
    """Within this block references come from a seeded source: for the demonstration only, whose world is repeatable."""
    token = _seeded.set(source)
    try:
        yield
    finally:
        _seeded.reset(token)


class Base(models.Model):
    """Every table of a room. `ref` stands in addresses, `version` counts saves and lets a stale page be noticed.

    `audit_fields`: names whose before and after the trail keeps. `personal_fields`: those of them that are sealed
    under the key of `personal_subject()`, so that erasure makes them unreadable. `read_when_asked`: large ones that an
    action which locks the row does not read before it asks for them.
    """

    ref = models.CharField(max_length=REF_LENGTH, unique=True, default=new_ref, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    audit_fields: ClassVar[tuple[str, ...]] = ()
    personal_fields: ClassVar[frozenset[str]] = frozenset()
    read_when_asked: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            self.version += 1
            fields: Iterable[str] | None = kwargs.get("update_fields")
            if fields is not None:
                kwargs["update_fields"] = {*fields, "version", "updated_at"}
        super().save(*args, **kwargs)

    def personal_subject(self) -> int | None:
        """The account id whose key seals `personal_fields` in the trail; None where the row is about nobody."""
        return None


class ReferenceLoad(models.Model):
    """Which version of a room's reference data stands in the database (core.reference)."""

    name = models.CharField(primary_key=True, max_length=40)
    digest = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    loaded_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.name}: {self.rows}"


class PeriodicRun(models.Model):
    """When a periodic function last ran and is next due (core.periodic). Claiming a row stops a second worker."""

    name = models.CharField(primary_key=True, max_length=80)
    due_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)
    code = models.CharField(max_length=64, blank=True, default="")
    """The digest of the code that ran, where a newer one is to run at once (Periodic.with_new_code)."""

    def __str__(self) -> str:
        return self.name


class Held(models.Model):
    """What a transaction may hold by its name while there is no row of its own to lock (core.holding)."""

    name = models.CharField(primary_key=True, max_length=40)

    def __str__(self) -> str:
        return self.name


def in_language(texts: dict[str, str] | None, *, fallback: str = "", language: str | None = None) -> str:
    """The text in the reader's language, else English, else any: never an empty heading where a text exists."""
    if not texts:
        return fallback
    code = language_shown(texts, language=language)
    if fallback and code not in _wished(language):
        return fallback
    return texts.get(code, "")


def language_shown(texts: dict[str, str] | None, *, language: str | None = None) -> str:
    """Which of the texts `in_language` shows, by its language; empty where there is none."""
    held = [code for code, text in (texts or {}).items() if text]
    return next((code for code in (*_wished(language), *held) if code in held), "")


def _wished(language: str | None) -> tuple[str, ...]:
    wanted = (language or get_language() or "en").lower()
    return wanted, wanted.split("-")[0], "en"
