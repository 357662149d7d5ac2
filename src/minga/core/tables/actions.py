"""Keeping a choice of columns and views of a table, which is somebody's own business and not on the trail; taking a
table of people away, which is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import count
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from minga.core.acting import action, allowed
from minga.core.audit import trail
from minga.core.audit.actions import says_a_purpose
from minga.core.errors import Incomplete, NotAllowed, Problem, Refused
from minga.core.tables.kinds import TableKind
from minga.core.tables.models import ColumnChoice

MOST_VIEWS, LONGEST_NAME, LONGEST_QUERY = 20, 60, 600


def choose_columns(*, actor: Any, kind: TableKind, columns: Iterable[str]) -> ColumnChoice:
    """Keep which columns the person sees; names that the table does not know are left out. Raises NotAllowed."""
    if not getattr(actor, "is_authenticated", False):
        raise NotAllowed()
    wanted = set(columns)
    kept = [column.name for column in kind.choosable if column.name in wanted]
    return ColumnChoice.objects.update_or_create(account_id=actor.pk, table=kind.name, defaults={"columns": kept})[0]


def forget_columns(*, actor: Any, kind: TableKind) -> None:
    """Go back to the usual columns."""
    rows = ColumnChoice.objects.filter(account_id=actor.pk, table=kind.name)
    rows.filter(views=[]).delete()
    rows.update(columns=None)


def keep_view(*, actor: Any, kind: TableKind, name: str, query: str) -> str:
    """Keep what chooses and orders the rows of a table under a name, and give that name.

    One of the same name is replaced; without a name it is called by the first number that is free. Raises NotAllowed,
    and Refused where as many are kept as there is room for.
    """
    if not getattr(actor, "is_authenticated", False):
        raise NotAllowed()
    with transaction.atomic():
        made = ColumnChoice.objects.get_or_create(account_id=actor.pk, table=kind.name, defaults={"columns": None})[0]
        row = ColumnChoice.objects.select_for_update().get(pk=made.pk)
        called = " ".join(name.split())[:LONGEST_NAME] or _numbered(row.views)
        others = [view for view in row.views if view["name"] != called]
        if len(others) >= MOST_VIEWS or len(query) > LONGEST_QUERY:
            remedy = _("Delete a view that you do not need, or choose fewer things.")
            raise Refused(_("There is no room for this view."), remedy=remedy)
        row.views = [*others, {"name": called, "query": query}]
        row.save()
    return called


def _numbered(views: Iterable[Mapping[str, str]]) -> str:
    """“View 2”, by the first number that is free: a view without a name replaces no other."""
    taken = {view["name"] for view in views}
    numbered = (_("View %(number)s") % {"number": number} for number in count(1))
    return next(name for name in numbered if name not in taken)


def forget_view(*, actor: Any, kind: TableKind, name: str) -> None:
    """Keep the view of that name no longer; nothing happens where there is none."""
    with transaction.atomic():
        for row in ColumnChoice.objects.select_for_update().filter(account_id=actor.pk, table=kind.name):
            row.views = [view for view in row.views if view["name"] != name]
            row.save()


@action("tables.take_away")
def take_table_away(
    *, actor: Any, kind: TableKind, filters: str, columns: Sequence[str], rows: int, reason: str
) -> None:
    """Note who took how many rows of a table that names people away, which columns, and what for.

    filters: what chose the rows, without words that somebody searched for: they may be a name. Raises NotAllowed, and
    Incomplete without a purpose.
    """
    if not allowed(actor, kind.permission):
        raise NotAllowed()
    check_purpose(reason)
    after = {"table": kind.name, "columns": list(columns), "rows": rows, "filters": filters}
    trail.note(actor=actor, verb="take_rows_away", target=None, after=after, reason=reason.strip())


def check_purpose(reason: str) -> None:
    """Raises Incomplete where the words do not say what personal data is taken away for."""
    if not says_a_purpose(reason):
        raise Incomplete(
            _("Personal data is exported for a purpose."),
            problems=[Problem("reason", _("Say what it is for, in a few words."))],
        )
