"""Parents that several people change at the same moment never make a circle."""

from __future__ import annotations

import time
from functools import partial
from typing import Any

import pytest
from django.db import OperationalError
from tests.at_once import at_once
from tests.factories import make_administrator, make_organisation

from minga.core.errors import Incomplete
from minga.partners.actions import editing
from minga.partners.models import Organisation

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.threads]


@pytest.fixture(autouse=True)
def _looks_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has looked at the parents thinks for a moment, so that others would look meanwhile."""
    look = editing._refuse_circle

    def slowly(organisation: Organisation) -> None:
        look(organisation)
        time.sleep(0.3)

    monkeypatch.setattr(editing, "_refuse_circle", slowly)


def put(below: Organisation, above: Organisation, *, actor: Any) -> None:
    editing.edit_organisation(actor=actor, organisation=below, fields={"parent": above})


def has_circle() -> bool:
    above = dict(Organisation.objects.values_list("pk", "parent_id"))
    for place in above:
        seen, now = set(), place
        while now is not None and now not in seen:
            seen.add(now)
            now = above[now]
        if now is not None:
            return True
    return False


def test_two_who_make_each_the_others_parent() -> None:
    first, second, actor = make_organisation(), make_organisation(), make_administrator()
    said = at_once(partial(put, first, second, actor=actor), partial(put, second, first, actor=actor))
    assert [type(each) for each in said if each is not None] in ([Incomplete], [OperationalError])
    assert not has_circle()


def test_two_who_join_the_ends_of_two_chains() -> None:
    rows, actor = [make_organisation() for _ in range(4)], make_administrator()
    Organisation.objects.filter(pk=rows[0].pk).update(parent=rows[1])
    Organisation.objects.filter(pk=rows[2].pk).update(parent=rows[3])
    said = at_once(partial(put, rows[1], rows[2], actor=actor), partial(put, rows[3], rows[0], actor=actor))
    assert [type(each) for each in said if each is not None] == [Incomplete]
    assert not has_circle()
