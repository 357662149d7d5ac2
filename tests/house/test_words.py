"""One text has one translation in all catalogues, and the check says where it has two."""

from __future__ import annotations

import sys
from pathlib import Path

import polib
import pytest

sys.path.append(str(Path(__file__).parents[2] / "tools"))
import words


def room(folder: Path, *said: tuple[str, str]) -> words.Room:
    made = words.Room(folder)
    catalogue = polib.POFile()
    for key, translation in said:
        context, _bar, text = key.rpartition("|")
        catalogue.append(polib.POEntry(msgctxt=context or None, msgid=text, msgstr=translation))
    made.catalogue("zh_Hans").parent.mkdir(parents=True)
    catalogue.save(str(made.catalogue("zh_Hans")))
    return made


@pytest.fixture
def two_rooms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[words.Room]:
    monkeypatch.setattr(words, "PACKAGE", tmp_path)
    one = room(tmp_path / "people", ("Find", "查找"), ("Save", "保存"), ("trail|State", "状态"))
    other = room(tmp_path / "home", ("Find", "寻找机会"), ("Save", "保存"), ("State", "阶段"))
    return [one, other]


def test_a_text_that_two_rooms_translate_differently_is_named_with_both(two_rooms: list[words.Room]) -> None:
    (problem,) = words._differing(two_rooms, "zh_Hans")
    assert "“Find”" in problem
    assert "people “查找”" in problem
    assert "home “寻找机会”" in problem


def test_no_text_of_ours_is_said_in_two_ways() -> None:
    assert list(words._differing(list(words.rooms()), "zh_Hans")) == []


def test_an_email_has_no_hyphen_at_which_a_line_would_break() -> None:
    texts = [text for one in words.rooms() for text in polib.pofile(str(one.catalogue("zh_Hans")))]
    assert [text.msgid for text in texts if "e-mail" in text.msgid.lower()] == []
