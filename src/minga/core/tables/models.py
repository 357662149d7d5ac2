"""How somebody wants to see a table."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from minga.core.models import Base


class ColumnChoice(Base):
    """The columns of one table that one account sees, by name (None: the usual ones), and the views it keeps of it:
    `{"name": …, "query": …}`, what chooses the rows and their order as in an address.
    """

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    table = models.CharField(max_length=60)
    columns = models.JSONField(null=True, default=list)
    views = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "table"], name="columns_chosen_once")]

    def __str__(self) -> str:
        return self.table
