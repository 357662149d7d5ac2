"""Small files, small functions, a README in every room, a docstring on everything public."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.tree import PACKAGE, ROOT, rooms, sources

LONGEST_FILE = 400
LONGEST_FUNCTION = 60


def test_no_file_is_longer_than_400_lines() -> None:
    beside = [path for name in ("tests", "benchmarks", "tools") for path in (ROOT / name).rglob("*.py")]
    paths = [*(source.path for source in sources()), *beside, *_of_pages()]
    lengths = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in paths}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def _of_pages() -> Iterator[Path]:
    """Templates, style sheets and scripts of our own."""
    for kind in ("html", "css", "js", "typ"):
        for path in PACKAGE.rglob(f"*.{kind}"):
            if ".min." not in path.name and not {"vendor", "vendored"} & {*path.parts}:
                yield path


def test_no_function_is_longer_than_60_lines() -> None:
    found = {
        f"{source.shown}:{node.lineno} {node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for source in sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {name: length for name, length in found.items() if length > LONGEST_FUNCTION} == {}


def test_every_room_has_a_readme() -> None:
    missing = [str(room.relative_to(ROOT)) for room in rooms() if not (room / "README.md").exists()]
    assert missing == []


def test_every_public_function_says_what_becomes_true() -> None:
    silent = [
        f"{source.shown}:{node.lineno} {node.name}"
        for source in sources()
        for node in source.tree.body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and ast.get_docstring(node) is None
        and "overload" not in {getattr(decorator, "id", "") for decorator in node.decorator_list}
    ]
    assert silent == []


def test_every_action_names_what_it_raises() -> None:
    silent = [
        f"{source.shown}:{node.lineno} {node.name} raises {name}"
        for source in sources()
        if source.kind == "actions"
        for node in source.tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
        for name in sorted(_raised(node))
        if name not in (ast.get_docstring(node) or "")
    ]
    assert silent == []


def _raised(function: ast.FunctionDef) -> set[str]:
    """The names of exceptions that its own lines raise; what a helper raises is said there."""
    thrown = (node.exc for node in ast.walk(function) if isinstance(node, ast.Raise) and node.exc is not None)
    names = {ast.unparse(error.func if isinstance(error, ast.Call) else error) for error in thrown}
    return {name for name in names if name[0].isupper()}


NO_READS = {"Q", "Exists", "Prefetch", "str", "int", "date", "Problem", "None", "Iterator[None]"}
"""What conditions, words and figures are given back as: they ask the database nothing by themselves."""


def test_every_query_says_what_it_costs() -> None:
    silent = [
        f"{source.shown}:{node.lineno} {node.name}"
        for source in sources()
        if source.kind == "queries"
        for node in source.tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
        if node.returns is None or ast.unparse(node.returns) not in NO_READS
        if not re.search(r"quer(?:y|ies)", ast.get_docstring(node) or "", re.IGNORECASE)
    ]
    assert silent == []
