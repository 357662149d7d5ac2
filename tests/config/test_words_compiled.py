"""Words are compiled beside their source, or among the data where the code cannot be written: no language is lost."""

from __future__ import annotations

import gettext
import os
from pathlib import Path

import pytest

from minga.config.words import compile_stale

CATALOGUE = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Language: zh_Hans\\n"

msgid "Save"
msgstr "{save}"
"""
IN_ROOM = Path("locale/zh_Hans/LC_MESSAGES/django.po")


def write(package: Path, room: str, save: str) -> Path:
    source = package / room / IN_ROOM
    source.parent.mkdir(parents=True, exist_ok=True)
    source.write_text(CATALOGUE.format(save=save), encoding="utf-8")
    os.utime(source, (315_532_800, 315_532_800))  # as images and archives date them: each version alike
    return source


def said(locale: Path) -> str:
    return gettext.translation("django", localedir=locale, languages=["zh_Hans"]).gettext("Save")


@pytest.fixture
def package(tmp_path: Path) -> Path:
    write(tmp_path / "code", "people", "保存")
    write(tmp_path / "code", "core/tables", "存下")
    return tmp_path / "code"


@pytest.fixture
def shut(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The code cannot be written. Root may write everything, so the system is asked in vain."""
    may = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: not str(path).startswith(str(package)) and may(path, mode))


def test_what_can_be_written_stands_beside_its_source(package: Path, tmp_path: Path) -> None:
    assert compile_stale(package, elsewhere=tmp_path / "data") == []
    assert said(package / "people" / "locale") == "保存"
    assert not (tmp_path / "data").exists()


@pytest.mark.usefixtures("shut")
def test_what_cannot_stands_among_the_data_and_follows_its_source(package: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    paths = compile_stale(package, elsewhere=data)
    assert [said(path) for path in paths] == ["存下", "保存"]
    assert compile_stale(package, elsewhere=data) == paths
    assert not list(package.rglob("*.mo"))
    write(package, "people", "保留")
    later = compile_stale(package, elsewhere=data)
    assert [said(path) for path in later] == ["存下", "保留"]
    assert not any(path.exists() for path in paths), "what no version reads any more is gone"


@pytest.mark.usefixtures("shut")
def test_data_that_cannot_be_written_either_stop_nothing(package: Path, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file, where a folder should be")
    assert compile_stale(package, elsewhere=tmp_path / "data") == []
