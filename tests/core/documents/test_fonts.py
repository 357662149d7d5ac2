"""Fonts that an operator adds draw what those that ship do not; what is no font stops no paper."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from minga.core.documents import glyphs

CACHED = (glyphs.families, glyphs.covered, glyphs._usual_and_further)
SHIPPED, FURTHER, SIGN = "NotoSans_400Regular.ttf", "NotoSansYi_400Regular.ttf", "\ua000"


@pytest.fixture
def added(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder for an operator's fonts, beside a product that ships one font only."""
    shipped, data = tmp_path / "shipped", tmp_path / "data"
    for folder in (shipped, data / "fonts"):
        folder.mkdir(parents=True)
    shutil.copy(glyphs.FONTS / SHIPPED, shipped)
    yi = glyphs.FONTS / FURTHER
    monkeypatch.setattr(glyphs, "FONTS", shipped)
    settings.DATA = data
    _forget()
    yield Path(shutil.copy(yi, data / FURTHER)).parent / "fonts"
    monkeypatch.undo()
    _forget()


def _forget() -> None:
    for one in CACHED:
        one.cache_clear()


def test_a_font_in_the_folder_of_the_data_draws_what_no_other_does(added: Path) -> None:
    assert glyphs.drawable(f"Li {SIGN}") == "Li □"
    assert glyphs.undrawn(f"Li {SIGN}") == (SIGN,)
    shutil.move(added.parent / FURTHER, added)
    _forget()
    assert glyphs.drawable(f"Li {SIGN}") == f"Li {SIGN}"
    assert glyphs.faces_for(f"Li {SIGN}") == ["Noto Sans Yi"]


def test_what_is_no_font_is_passed_over(added: Path, caplog: pytest.LogCaptureFixture) -> None:
    (added / "empty.ttf").touch()
    (added / "page.otf").write_text("<html>not found</html>" * 9)
    (added / "short.ttf").write_bytes((glyphs.FONTS / SHIPPED).read_bytes()[:300])
    shutil.move(added.parent / FURTHER, added)
    _forget()
    assert glyphs.drawable(f"Li {SIGN}") == f"Li {SIGN}"
    assert [record.getMessage().split("/")[-1].split()[0] for record in caplog.records] == [
        "empty.ttf", "page.otf", "short.ttf",
    ]  # fmt: skip
