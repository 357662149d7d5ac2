"""The search index of open opportunities: one flat row each, in the same database and the same transaction."""

from __future__ import annotations

from django.db import models

from minga.assignments.models.category import Track
from minga.assignments.models.description import Description


class OpportunityRow(models.Model):
    """What searching needs to know of one description (docs/decisions/opportunity-search.md).

    `facts` holds what is asked and offered in plain data, `words` the sorted words of every language with Chinese cut
    into pairs; `card` what a card shows of its parts (queries/opportunity_cards.py), null where nothing is kept.
    `sequence` grows with every refresh, so that a snapshot in memory reads only what changed.
    """

    description = models.OneToOneField(
        Description, primary_key=True, on_delete=models.CASCADE, related_name="opportunity_row"
    )
    sequence = models.PositiveBigIntegerField(db_index=True)
    is_open = models.BooleanField()
    track = models.CharField(max_length=14, choices=Track.choices)
    category = models.CharField(max_length=24)
    country = models.CharField(max_length=2)
    closes_on = models.DateField(null=True)
    published_at = models.DateTimeField(null=True)
    facts = models.JSONField(default=dict)
    words = models.TextField(blank=True)
    card = models.JSONField(null=True)

    def __str__(self) -> str:
        return str(self.description_id)


class OpportunityClock(models.Model):
    """One row: a number that grows whenever the index changes, and a word that tells one database from another."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    sequence = models.PositiveBigIntegerField(default=0)
    birth = models.CharField(max_length=12)

    def __str__(self) -> str:
        return str(self.sequence)
