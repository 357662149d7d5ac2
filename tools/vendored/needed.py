"""Leave out of a stylesheet what no page of Minga names: rules for other classes, and variables that nothing reads.

usage: python3 tools/vendored/needed.py STYLESHEET, whose remainder is printed. A class that a page shall have from
Bootstrap stands in CLASSES; `tests/core/interface/test_sheets.py` finds one that a page has and no sheet.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

CLASSES = frozenset(
    {
        "btn",
        "btn-danger",
        "btn-primary",
        "btn-sm",
        "d-print-none",
        "form-check-input",
        "form-control",
        "form-label",
        "form-select",
        "form-text",
        "list-unstyled",
        "mb-0",
        "small",
        "text-break",
        "visually-hidden",
    }
)
OURS = Path(__file__).parents[2] / "src/minga"
RULE = re.compile(r"(?P<selectors>[^{}]+)\{(?P<declarations>[^{}]*)\}")
DECLARATION = re.compile(r"(?:[^;\"'(]|\"[^\"]*\"|'[^']*'|\((?:[^()\"']|\"[^\"]*\"|'[^']*'|\([^()]*\))*\))+")


def needed(css: str, *, read: str) -> str:
    """The rules whose classes are all among CLASSES, with the variables that they or the stylesheets in `read` read."""
    css = RULE.sub(_of_our_classes, css)
    css = re.sub(r"@[^{};]+\{\s*\}", "", css)
    lighter = _without_idle_variables(css, read=read)
    while lighter != css:  # what a variable that is gone read is read no more
        css, lighter = lighter, _without_idle_variables(lighter, read=read)
    return css


def _of_our_classes(rule: re.Match[str]) -> str:
    kept = [part for part in _parts(rule["selectors"]) if set(re.findall(r"\.(-?[a-zA-Z][\w-]*)", part)) <= CLASSES]
    return f"{','.join(kept)}{{{rule['declarations']}}}" if kept else ""


def _without_idle_variables(css: str, *, read: str) -> str:
    known = set(re.findall(r"var\(\s*(--[\w-]+)", css + read))
    return RULE.sub(lambda rule: _with_variables(rule, known), css)


def _with_variables(rule: re.Match[str], known: set[str]) -> str:
    said = [one for one in DECLARATION.findall(rule["declarations"]) if one.strip()]
    kept = [one for one in said if not one.strip().startswith("--") or one.split(":")[0].strip() in known]
    if len(kept) == len(said):
        return rule[0]
    return f"{rule['selectors']}{{{';'.join(kept)}}}" if kept else ""


def _parts(selectors: str) -> list[str]:
    """Split at commas that stand in no brackets."""
    return re.split(r",(?![^(]*\))", selectors.strip())


if __name__ == "__main__":
    theirs = "".join(
        path.read_text(encoding="utf-8") for path in OURS.rglob("static/**/*.css") if "vendor" not in path.parts
    )
    print(needed(Path(sys.argv[1]).read_text(encoding="utf-8"), read=theirs))
