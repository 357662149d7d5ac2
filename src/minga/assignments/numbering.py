"""Numbers such as DOA-2026-00042, given out one by one: two at once wait for each other and never get the same."""

from __future__ import annotations

from minga.assignments.models import Series


def next_number(name: str, *, year: int) -> str:
    """The next number of the series, as NAME-YYYY-NNNNN. Inside a transaction; one that rolls back leaves no gap."""
    Series.objects.get_or_create(name=name, year=year)
    series = Series.objects.select_for_update().get(name=name, year=year)
    series.last += 1
    series.save(update_fields=["last"])
    return f"{name}-{year}-{series.last:05d}"
