"""`{% load tables %}`: choosing the columns of a table."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import template
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.translation import gettext

from minga.core.money.formatting import number_words
from minga.core.tables.asked import query_of
from minga.core.tables.kinds import TableColumn, TableKind
from minga.core.tables.sorting import order_choices

register = template.Library()


@register.inclusion_tag("tables/choose.html", takes_context=True)
def choose_columns(context: template.Context, kind: TableKind, shown: Sequence[TableColumn]) -> dict[str, Any]:
    """The columns of a table to tick, behind one button, and its views behind another; both come back to this page.

    shown: what `columns_for` gave.
    """
    names = {column.name for column in shown}
    return {
        "views": getattr(shown, "views", ()),
        "query": query_of(kind, context["request"].GET),
        "csrf_token": context.get("csrf_token"),
        "kind": kind,
        "columns": [(column, column.name in names) for column in kind.choosable],
        "back": context["request"].get_full_path(),
    }


@register.inclusion_tag("tables/heads.html", takes_context=True)
def table_heads(context: template.Context, columns: Sequence[TableColumn]) -> dict[str, Any]:
    """The headings of a table; a press on one that can be sorted by puts the rows in its order, a second turns it."""
    sort = context["request"].GET.get("sort", "")
    heads = []
    for column in columns:
        turned = {column.name: "ascending", f"-{column.name}": "descending"}.get(sort, "")
        onward = f"-{column.name}" if turned == "ascending" else column.name
        heads.append({"column": column, "turned": turned if column.sort else "", "onward": onward})
    return {"request": context["request"], "heads": heads}


@register.inclusion_tag("tables/cells.html", takes_context=True)
def table_cells(context: template.Context, columns: Sequence[TableColumn], row: Any) -> dict[str, Any]:
    """The cells of one row, each in the way of its column; empty ones stand back on a phone."""
    return {"columns": columns, "row": row, "user": context["user"]}


@register.inclusion_tag("tables/order.html", takes_context=True)
def choose_order(context: template.Context, kind: TableKind, usual: Any) -> dict[str, Any]:
    """The order of the rows to choose, behind one button, for where headings do not show; `usual` names their own."""
    request = context["request"]
    kept = [(name, value) for name, values in request.GET.lists() if name not in {"sort", "page"} for value in values]
    return {"choices": order_choices(kind, usual=usual), "chosen": request.GET.get("sort", ""), "kept": kept}


@register.filter
def in_figures(value: Decimal) -> str:
    """A number as the reader writes numbers, with the decimals it needs: 1,972.5."""
    return number_words(value)


@register.filter
def to_reader(value: Any, reader: Any) -> Any:
    """The same value, but “You” for the reader's own account."""
    return gettext("You") if isinstance(value, AbstractBaseUser) and value.pk == reader.pk else value


@register.filter
def cell(column: TableColumn, row: Any) -> Any:
    """What stands in the column of this row."""
    return column.cell(row)
