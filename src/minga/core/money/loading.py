"""Put the currencies that ship with the product into the database; doing it again changes nothing."""

from __future__ import annotations

from minga.core.money.amounts import shipped_currencies
from minga.core.money.models import Currency


def load() -> int:
    """Add or update the currencies of data/currencies.json; returns how many there are. No exchange rates ship."""
    rows = [Currency(**row) for row in shipped_currencies()]
    Currency.objects.bulk_create(
        rows, update_conflicts=True, update_fields=["names", "minor_units"], unique_fields=["code"]
    )
    return len(rows)
