"""One page of a long table: its keys are put in order first, and only its rows are read with all that a line shows."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet, Window
from django.utils.functional import cached_property


class KeysFirst(Paginator[Any]):
    """Django's paginator for rows with many columns beside them (`select_related`), of which there may be 100,000.

    A database that puts whole rows in order carries all their columns through it, most of a second where the keys alone
    take a tenth. Three queries: how many, the keys, the rows. at_once: how many and the keys are one question, for one
    that compares every row with words; two queries then.
    """

    object_list: QuerySet[Any]

    def __init__(self, rows: QuerySet[Any], per_page: int, *, at_once: bool = False) -> None:
        super().__init__(rows, per_page)
        self._at_once = at_once
        self._known: dict[int, list[Any]] = {}

    @cached_property
    def count(self) -> int:
        return self._bare().count()

    def get_page(self, number: Any) -> Page[Any]:
        """As Django's, a page that is not there being the first or the last."""
        if self._at_once:
            self._look(number)
        return super().get_page(number)

    def page(self, number: Any) -> Page[Any]:
        """The rows of this page, read by key; one that has gone meanwhile is left out."""
        number = self.validate_number(number)
        keys = self._known.get(number)
        if keys is None:
            keys = list(self._bare().values_list("pk", flat=True)[self._part(number)]) if self.count else []
        rows = {row.pk: row for row in self.object_list.order_by().filter(pk__in=keys)} if keys else {}
        return Page([rows[key] for key in keys if key in rows], number, self)

    def _bare(self) -> QuerySet[Any]:
        """The rows in their order, with nothing beside them."""
        return self.object_list.select_related(None).prefetch_related(None)

    def _part(self, number: int) -> slice:
        return slice((number - 1) * self.per_page, number * self.per_page)

    def _look(self, number: Any) -> None:
        """Ask for the keys of a page and how many rows there are in one."""
        try:
            place = max(int(number), 1)
        except (TypeError, ValueError):
            place = 1
        found = self._bare().annotate(_of_all=Window(Count("pk"))).values_list("pk", "_of_all")[self._part(place)]
        pairs = list(found)
        if pairs or place == 1:
            self.count = pairs[0][1] if pairs else 0
            self._known[place] = [key for key, _of_all in pairs]
