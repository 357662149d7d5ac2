"""What one person of the demonstration writes for readers of both languages stands in both."""

from __future__ import annotations

import json

import pytest
from tests.house.tree import PACKAGE

from minga.assignments.demonstration.dependants import DAUGHTER, HUSBAND
from minga.assignments.demonstration.descriptions import CALLED_OFF, SENT_BACK, TOO_DEAR
from minga.core.interface.templatetags.tongues import tongue_of

SERVICE = json.loads((PACKAGE / "assignments/data/demonstration/service.json").read_text(encoding="utf-8"))
APPLICANTS = json.loads((PACKAGE / "partners/data/demonstration/applicants.json").read_text(encoding="utf-8"))
NOTES = (
    DAUGHTER, HUSBAND, *(row["reason"] for row in APPLICANTS if "reason" in row),
    *(note for row in APPLICANTS for note in row.get("notes", {}).values()),
    SENT_BACK, CALLED_OFF, TOO_DEAR, SERVICE["suspension"], SERVICE["extension"], SERVICE["resigned"],
    *SERVICE["clearance_failed"].values(), *SERVICE["waiver"].values(),
)  # fmt: skip


@pytest.mark.parametrize("note", NOTES)
def test_a_note_says_the_same_in_english_and_in_chinese(note: str) -> None:
    assert [tongue_of(line) for line in note.split("\n")] == ["en", "zh"]


def test_who_pays_for_an_extension_is_one_line_in_both() -> None:
    assert [tongue_of(half) for half in SERVICE["extension_funding"].split(" · ")] == ["en", "zh"]
