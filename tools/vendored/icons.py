"""Two sprites of the icons that Minga uses, under Minga's names, from the folder of Bootstrap Icons (MIT).

usage: icons.py FOLDER_OF_BOOTSTRAP_ICONS FOLDER_OF_SPRITES. What a visitor meets first stands in `first.svg`, so that a
first visit over a thin line does not wait for the others, which stand in `icons.svg`.
"""

from __future__ import annotations

import re
import runpy
import sys
from pathlib import Path

# our name: file of Bootstrap Icons
ICONS = {
    "account": "person-circle",
    "add": "plus-lg",
    "award": "award",
    "back": "arrow-left",
    "bell": "bell",
    "book": "book",
    "briefcase": "briefcase",
    "building": "building",
    "calendar": "calendar3",
    "chart": "bar-chart",
    "check": "check-lg",
    "chevron": "chevron-right",
    "clipboard": "clipboard-check",
    "clock": "clock",
    "close": "x-lg",
    "copy": "copy",
    "dot": "circle",
    "down": "chevron-down",
    "download": "download",
    "edit": "pencil",
    "external": "box-arrow-up-right",
    "eye": "eye",
    "file": "file-earmark-text",
    "filter": "funnel",
    "flag": "flag",
    "forward": "arrow-right",
    "globe": "globe2",
    "heart": "heart",
    "heart-full": "heart-fill",
    "home": "house",
    "hourglass": "hourglass-split",
    "inbox": "inbox",
    "info": "info-circle",
    "key": "key",
    "language": "translate",
    "link": "link-45deg",
    "list": "list-ul",
    "lock": "lock",
    "mail": "envelope",
    "map": "map",
    "menu": "list",
    "money": "cash-coin",
    "moon": "moon-stars",
    "more": "three-dots",
    "people": "people",
    "person": "person",
    "pin": "geo-alt",
    "print": "printer",
    "qr": "qr-code",
    "search": "search",
    "send": "send",
    "settings": "sliders",
    "shield": "shield-check",
    "sign-out": "box-arrow-right",
    "star": "star",
    "sun": "sun",
    "system": "circle-half",
    "table": "table",
    "tag": "tag",
    "trash": "trash3",
    "undo": "arrow-counterclockwise",
    "up": "chevron-up",
    "upload": "upload",
    "warn": "exclamation-triangle",
    "bad": "exclamation-octagon",
    "sort": "arrow-down-up",
    "conversation": "chat-left-text",
    "audit": "journal-check",
}

NAMES = Path(__file__).resolve().parents[2] / "src/minga/core/interface/first_icons.py"
FIRST: frozenset[str] = runpy.run_path(str(NAMES))["FIRST_ICONS"]


def main(folder: Path, into: Path) -> None:
    """Write both sprites: one <symbol> per icon, drawn in the colour of the text."""
    for target, names in (("first.svg", FIRST), ("icons.svg", ICONS.keys() - FIRST)):
        symbols = [_symbol(name, folder / f"{ICONS[name]}.svg") for name in sorted(names)]
        (into / target).write_text("\n".join([HEAD, *symbols, "</svg>", ""]), encoding="utf-8")


HEAD = '<svg xmlns="http://www.w3.org/2000/svg" fill="currentColor"><!-- Bootstrap Icons 1.13.2, MIT, see LICENSE -->'


def _symbol(name: str, file: Path) -> str:
    svg = file.read_text(encoding="utf-8")
    inner = re.sub(r"^.*?<svg[^>]*>|</svg>.*$", "", svg, flags=re.DOTALL).strip().replace("\n", "")
    return f'<symbol id="{name}" viewBox="0 0 16 16">{inner}</symbol>'


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
