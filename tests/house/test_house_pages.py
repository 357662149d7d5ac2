"""Pages live under a strict content security policy, and nothing in the house knows the machine it was written on."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from tests.house.tree import PACKAGE, ROOT, templates

INLINE = {
    "a style attribute": re.compile(r"<[a-z][^>]*\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "a script without src": re.compile(
        r"<script\b(?![^>]*\bsrc=)(?![^>]*type=\"application/(ld\+)?json\")", re.IGNORECASE
    ),
    "an event attribute": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "an hx-on attribute": re.compile(r"\bhx-on\b"),
    "a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
    "an address of another site's file": re.compile(
        r"<(script|link|img)\b[^>]*(src|href)=\"(https?:)?//", re.IGNORECASE
    ),
}
PHYSICAL = re.compile(r"(?:margin|padding|border)-(?:left|right)\b|text-align:\s*(?:left|right)\b")
FOUR_SIDES = re.compile(r"(?:margin|padding|inset)\s*:\s*((?:[^\s;{}]+\s+){3}[^\s;{}]+)\s*[;}]")
"""Four values of which the second is right and the fourth left: they must be the same."""
MACHINE = re.compile(r"(?<![\w.])/(?:work|root|home/[a-z]\w*)/")
TEXT = {".py", ".md", ".html", ".css", ".js", ".toml", ".txt", ".typ", ".yml", ".sh", ".po", ""}
COMMENTS = re.compile(r"{#.*?#}|{% comment.*?endcomment %}", re.DOTALL)


@pytest.mark.parametrize("what", INLINE)
def test_no_page_holds(what: str) -> None:
    found = [
        str(path.relative_to(ROOT))
        for path in templates()
        if INLINE[what].search(COMMENTS.sub("", path.read_text(encoding="utf-8")))
    ]
    assert found == []


def test_our_style_sheets_know_start_and_end_but_no_left_and_right() -> None:
    ours = [path for path in PACKAGE.rglob("static/**/*.css") if not _is_foreign(path)]
    assert [str(path.relative_to(ROOT)) for path in ours if _names_a_side(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize(("rule", "named"), [("margin: -6px -10px 0 0;", True), ("padding: 1px 2px 3px 2px }", False)])
def test_a_side_named_by_its_place_among_four_is_found(rule: str, named: bool) -> None:
    assert _names_a_side(f".a {{ {rule} }}") is named


def _names_a_side(sheet: str) -> bool:
    sides = [values.split() for values in FOUR_SIDES.findall(sheet)]
    return bool(PHYSICAL.search(sheet)) or any(right != left for _top, right, _bottom, left in sides)


def test_scripts_have_no_words_of_their_own_and_evaluate_nothing() -> None:
    ours = [path for path in PACKAGE.rglob("static/**/*.js") if not _is_foreign(path)]
    pattern = re.compile(r"\bgettext\(|\beval\(|new Function\(")
    assert [str(path.relative_to(ROOT)) for path in ours if pattern.search(path.read_text(encoding="utf-8"))] == []


def test_nothing_names_the_machine_it_was_written_on() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    paths = [ROOT / name for name in listed.split("\0") if name and Path(name).suffix in TEXT]
    mine = Path(__file__)
    found = [
        str(path.relative_to(ROOT))
        for path in paths
        if path.is_file() and path != mine and MACHINE.search(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert found == []


def _is_foreign(path: Path) -> bool:
    return ".min." in path.name or bool({"vendor", "vendored"} & set(path.parts))


def test_buttons_of_letters_have_the_accent_of_pages() -> None:
    tokens = (PACKAGE / "core/interface/static/interface/css/tokens.css").read_text(encoding="utf-8")
    accent = re.search(r"--mg-accent: var\(--mg-if-light, (#\w{6})\)", tokens)
    letters = {path: path.read_text(encoding="utf-8") for path in PACKAGE.rglob("templates/*/mail/*.html")}
    buttons = {
        path.name: re.findall(r"display:inline-block;[^\"]*background:(#\w+)", text) for path, text in letters.items()
    }
    assert accent and {colour for found in buttons.values() for colour in found} == {accent[1]}, buttons
