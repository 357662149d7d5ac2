"""Nonsense sent from every form page as every role: each problem is summed with a link to its field, which says it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

import pytest
from django.db import connection
from django.test import Client
from tests.permissions.addresses_table import TABLE
from tests.permissions.forms_read import ReadForm, ReadPage, nonsense
from tests.permissions.sides import make_sides
from tests.permissions.walking import _undone, addresses, clients_of

pytestmark = pytest.mark.django_db
PARTS = 2
TYPED = {"text", "email", "url", "tel", "search", "number", "date", "textarea"}
KEPT_BACK = {"password", "hidden", "file"}


def pages(part: int) -> Iterator[tuple[str, Client]]:
    """(path, client) of each page and each role that may open it; on PostgreSQL of the first and the last: forms are
    checked in Python, and what a database refuses does not depend on who sent it.
    """
    sides = make_sides()
    clients = clients_of(sides)
    for address in addresses()[part::PARTS]:
        row = TABLE[address.key]
        roles = row.get.split()
        for role in roles if connection.vendor == "sqlite" else dict.fromkeys((*roles[:1], *roles[-1:])):
            yield address.on(sides.own, row.kinds), clients[role]


def shape(form: ReadForm) -> tuple[Any, ...]:
    return form.attrs.get("action", ""), tuple(sorted(form.controls))


def wrong_in(page: ReadPage, sent: dict[str, Any], form: ReadForm) -> Iterator[str]:
    """What the answer fails to say or to keep."""
    for href, words in page.said:
        key = href.removeprefix("#")
        if not key:
            continue  # of the whole form, not of one field
        target = page.by_id.get(key)
        if target is None:
            yield f"the sum leads to #{key}, which is not on the page ({words.strip()})"
            continue
        named = target.get("aria-describedby", "").split()
        if not any(one.endswith("-errors") and one in page.by_id for one in named):
            yield f"#{key} is not described by its error"
        if target["tag"] in {"input", "select", "textarea"} and target.get("aria-invalid") != "true":
            yield f"#{key} is not marked as invalid"
    again = {name: controls for one in page.forms for name, controls in one.controls.items()}
    for name, value in sent.items():
        kind = form.controls[name][0].kind
        if kind in TYPED and name in again and again[name][0].value.strip() != value.strip():
            yield f"what was typed in {name} is gone"


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.usefixtures("reference")
def test_every_problem_is_summed_beside_its_field_and_what_was_typed_stays(part: int) -> None:
    seen: set[tuple[Any, ...]] = set()
    asked, differing = 0, []
    for path, client in pages(part):
        page = client.get(path)
        if page.status_code != 200 or "html" not in page["Content-Type"]:
            continue
        for form in ReadPage(page.content.decode()).forms:
            typed = [name for name, found in form.controls.items() if found[0].kind not in KEPT_BACK]
            if form.attrs.get("method", "").lower() != "post" or not typed or shape(form) in seen:
                continue
            seen.add(shape(form))
            for blank in (True, False):
                sent = nonsense(form, blank=blank)
                with _undone():
                    answer = client.post(urljoin(path, form.attrs.get("action", "") or path), sent)
                if answer.status_code in {200, 409, 422}:
                    asked += 1
                    read = ReadPage(answer.content.decode())
                    differing += [f"{path} {shape(form)[0]}: {said}" for said in wrong_in(read, sent, form)]
    assert asked, "no form was found wrong at all"
    assert differing == [], "\n".join(differing)
