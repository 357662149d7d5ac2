"""What this room tells the rooms below and above when it starts (core.registries)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from minga.core import registries
from minga.core.audit import words
from minga.core.tables import rules  # noqa: F401 - permissions sign in by being imported
from minga.core.tables.models import ColumnChoice


def _export(account: Any) -> dict[str, Any]:
    return {"columns": list(ColumnChoice.objects.filter(account_id=account.pk).values("table", "columns", "views"))}


def _erase(account: Any) -> None:
    ColumnChoice.objects.filter(account_id=account.pk).delete()


registries.personal_data.sign_in("tables", registries.PersonalData(export=_export, erase=_erase))
words.verbs({"take_table_away": _("Exported a table"), "take_rows_away": _("Rows exported")})
