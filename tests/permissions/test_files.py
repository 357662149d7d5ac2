"""Every kind of stored file, every role, own and foreign: as the table says. A new kind of file needs a row."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from tests.permissions.addresses_row import EVERYBODY
from tests.permissions.sides import Side, make_sides
from tests.permissions.walking import clients_of, few_of, who_gets_in

from minga.core.documents.kinds import kinds
from minga.core.documents.models import StoredFile

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Kept:
    """Who reads such a file on their own side and on the other; `about`: the thing whose reference it bears; `by`: the
    field of that thing which names the file, where one does.
    """

    about: str
    own: str
    foreign: str = ""
    by: str = ""


TABLE = {
    "assignments.certificate": Kept("certificate", "volunteer host officer manager auditor", "auditor", by="file"),
    "assignments.clearance": Kept("clearance", "volunteer officer protection", "protection", by="proof"),
    "assignments.contract": Kept("contract", "volunteer host officer manager auditor", "auditor", by="file"),
    "partners.logo": Kept("organisation", EVERYBODY, EVERYBODY, by="logo"),
    "partners.paper": Kept("registration", "volunteer officer manager auditor administrator", "auditor administrator"),
    "people.cv": Kept("account", "volunteer host officer manager auditor", "auditor"),
}


def test_every_kind_has_a_row_and_every_row_a_kind() -> None:
    assert sorted(TABLE) == sorted(name for name, _kind in kinds)


def kept(kind: str, row: Kept, side: Side) -> StoredFile:
    """A file of this kind of the side's own thing."""
    thing = side[row.about]
    stored = StoredFile.objects.create(
        kind=kind, subject_ref=thing.ref, name="a.pdf", content_type="application/pdf", size=8, sha256="0" * 64,
        owner=side["account"] if kind == "people.cv" else None, file=ContentFile(b"%PDF-1.7", name="a.pdf"),
    )  # fmt: skip
    if row.by:
        type(thing)._default_manager.filter(pk=thing.pk).update(**{row.by: stored})
    return stored


@pytest.mark.usefixtures("reference")
def test_everybody_reads_the_files_that_the_table_says_and_no_other() -> None:
    sides = make_sides()
    clients, differing = clients_of(sides), []
    for kind, row in TABLE.items():
        for side, wanted in (("own", row.own), ("foreign", row.foreign)):
            path = f"/files/{kept(kind, row, getattr(sides, side)).ref}"
            asked = clients if connection.vendor == "sqlite" else few_of(clients, wanted)
            found = who_gets_in(path, method="GET", clients=asked)
            if found != " ".join(role for role in wanted.split() if role in asked):
                differing.append(f"{kind} ({side}): table “{wanted}”, found “{found}”")
    assert differing == []
