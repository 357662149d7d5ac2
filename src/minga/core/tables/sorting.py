"""Rows in the order of a column: `?sort=starts`, or `?sort=-starts` from the last."""

from __future__ import annotations

from typing import Any

from django.db.models import F, QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from minga.core.tables.kinds import TableColumn, TableKind


def column_of(kind: TableKind, asked: str) -> TableColumn | None:
    """The column that is asked for; None where there is none such."""
    return next((column for column in kind.sortable if column.name == asked.removeprefix("-")), None)


def in_order(rows: QuerySet[Any], kind: TableKind, asked: str) -> QuerySet[Any]:
    """The rows in the order that is asked for, what is empty last; in their own order where nothing is."""
    column = column_of(kind, asked)
    if column is None:
        return rows
    fields = [F(name) for name in column.sort.split()]
    turned = asked.startswith("-")
    places = [one.desc(nulls_last=True) if turned else one.asc(nulls_last=True) for one in fields]
    return rows.order_by(*places, "pk")


def order_choices(kind: TableKind, *, usual: Any) -> list[tuple[str, Any]]:
    """What a form offers: the usual order, then each column in both directions."""
    choices: list[tuple[str, Any]] = [("", usual)]
    for column in kind.sortable:
        choices.append((column.name, format_lazy("{column} ↑", column=column.heading)))
        choices.append((f"-{column.name}", format_lazy("{column} ↓", column=column.heading)))
    return choices


SORT_LABEL = _("In the order of")
