"""Small files, small functions, a README in every room, a docstring on everything public."""

from __future__ import annotations

import ast

from tests.house.tree import ROOT, rooms, sources

LONGEST_FILE = 400
LONGEST_FUNCTION = 60


def test_no_file_is_longer_than_400_lines() -> None:
    lengths = {source.shown: len(source.path.read_text(encoding="utf-8").splitlines()) for source in sources()}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


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
