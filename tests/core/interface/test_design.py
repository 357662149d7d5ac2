"""The page at /design shows every piece of the shared style sheets, and no sheet keeps a piece that nothing uses."""

from __future__ import annotations

import re

from django.test import Client
from tests.house.tree import PACKAGE, templates

SHEETS = PACKAGE / "core" / "interface" / "static" / "interface" / "css"
FRAME = {
    "mg-at-end", "mg-code-picture", "mg-dialog", "mg-kept", "mg-key", "mg-line", "mg-middle", "mg-narrow", "mg-railed",
    "mg-self", "mg-top-tools-many", "mg-trail", "mg-verb", "mg-waiting", "mg-nowrap", "mg-code", "mg-actions",
}  # fmt: skip
"""What belongs to a page as a whole, to a window over it, or to a script."""
SAID_BY_DATA = re.compile(
    r"mg-(?:bar|meter|timeline|chip)-(?:good|warn|bad|label)|mg-facet-chosen|mg-options-heading|mg-chart-bar|mg-\w+-note"
)
"""Tones and additions that a piece takes on with what it shows."""


def _classes(*sheets: str) -> set[str]:
    text = " ".join((SHEETS / f"{sheet}.css").read_text(encoding="utf-8") for sheet in sheets)
    return set(re.findall(r"\.(mg-[\w-]+)", text))


def test_every_piece_stands_at_design(db: None) -> None:
    page = Client().get("/design").content.decode()
    shown = set(re.findall(r"mg-[\w-]+", " ".join(re.findall(r'class="([^"]*)"', page))))
    lacking = _classes("pieces", "forms", "work", "tables") - shown - FRAME
    assert {name for name in lacking if not SAID_BY_DATA.fullmatch(name)} == set()


def test_no_sheet_keeps_a_piece_that_nothing_uses() -> None:
    ours = [*templates(), *PACKAGE.rglob("static/**/*.js"), *PACKAGE.rglob("*.py")]
    used = set(re.findall(r"mg-[\w-]+", " ".join(path.read_text(encoding="utf-8") for path in ours)))
    ours_alone = _classes("ground", "pieces", "forms", "work", "tables") - used
    said = {name for name in ours_alone if not SAID_BY_DATA.fullmatch(name)}
    built = {f"mg-{piece}-{tone}" for piece in ("state", "notice") for tone in ("good", "warn", "bad")}
    assert said - built == set()
