"""A row that an administrator keeps: added, or changed from what stands now, which somebody else may have changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.db import models
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from minga.core.acting import together
from minga.core.errors import Incomplete
from minga.core.interface.comparing import on_what_stands, status_of

Row = TypeVar("Row", bound=models.Model)
Values = dict[str, Any]


def keep_row(
    row: Row | None,
    data: QueryDict | None,
    make: Callable[[Row | None, QueryDict | None], Any],
    *,
    add: Callable[[Values], Row],
    change: Callable[[Row, Values], Row],
) -> tuple[Row | None, Any]:
    """The row and its form, after it was kept; where something is wrong the form says so and nothing is kept.

    `make` gives the form of a row (None: a new one), unbound where there is no data; it must not write into the row.
    `add` and `change` are actions, and may raise Incomplete. Without data nothing is compared and nothing kept.
    """
    if data is None:
        return row, make(row, None)
    with together():
        if row is None:
            form = make(None, data)
        else:
            row, form = on_what_stands(make, row, data)
        if form.is_valid():
            try:
                row = add(form.values()) if row is None else change(row, form.values())
            except Incomplete as refusal:
                refusal.show_in(form)
    return row, form


def row_page(
    request: HttpRequest,
    form: Any,
    *,
    row: models.Model | None,
    title: str,
    back: tuple[str, str],
    lead: str = "",
    template: str = "interface/row_form.html",
) -> HttpResponse:
    """The page on which such a row is added (row: None) or changed: the way back, its form, one press.

    back: address and words. A form whose fields want an order of their own has a `template` with a block `fields`.
    """
    context = {"form": form, "row": row, "title": title, "lead": lead, "back_url": back[0], "back_label": back[1]}
    return render(request, template, context, status=status_of(form))
