"""Email addresses found whatever their capitals, by the index that keeps them apart; and each in one spelling."""

from __future__ import annotations

from typing import Any

import idna
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.functions import Lower
from django.db.models.lookups import Exact


def in_ascii(email: str) -> str:
    """An address whose domain is in another script, in the one spelling that letters carry (xn--…, IDNA 2008); any
    other as it is.

    Some browsers send mei@bücher.example so and some do not: it would be two accounts, of which one is never found.
    """
    name, at, domain = email.rpartition("@")
    if not at or domain.isascii():
        return email
    try:
        return f"{name}@{idna.encode(domain, uts46=True).decode()}"
    except (idna.IDNAError, UnicodeError):
        return email


def as_typed(email: str) -> str:
    """The same address as a person writes it: xn--bcher-kva.example is bücher.example to whoever has it."""
    name, at, domain = email.rpartition("@")
    if not at or "xn--" not in domain.lower():
        return email
    try:
        return f"{name}@{idna.decode(domain)}"
    except (idna.IDNAError, UnicodeError):
        return email


@models.EmailField.register_lookup
class AnyCase(Exact):
    """`email__any_case=…`: as a unique constraint over Lower("email") compares, so that its index serves.

    Django's `iexact` compares by UPPER or LIKE, and reads every row.
    """

    lookup_name = "any_case"

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        """One comparison of two lower-case texts, lowered by the database on both sides."""
        del connection
        left, left_values = compiler.compile(Lower(self.lhs))
        right, right_values = compiler.compile(Lower(models.Value(self.rhs)))
        return f"{left} = {right}", (*left_values, *right_values)
