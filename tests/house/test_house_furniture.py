"""Which file of a room may know what: the table “Inside a room” of the house's plan."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest
from tests.house.tree import Source, sources

HTTP = r"^django\.(http|shortcuts|template|views|test)\b"
ABOVE = r"^minga\.[\w.]+\.(views|forms|urls|api)\b"
FORBIDDEN = {
    "models": (HTTP, ABOVE, r"^minga\.[\w.]+\.(actions|tasks)\b", r"^django\.core\.mail"),
    "states": (HTTP, ABOVE, r"^minga\.(?!core\.)[\w.]+\.(actions|tasks)\b"),
    "actions": (HTTP, ABOVE),
    "queries": (HTTP, ABOVE, r"^minga\.[\w.]+\.actions\b"),
    "rules": (HTTP, ABOVE, r"^minga\.[\w.]+\.actions\b"),
    "tasks": (HTTP, ABOVE),
}
WRITES = {"save", "create", "delete", "bulk_create", "bulk_update", "update_or_create", "get_or_create"}
ROWS = re.compile(r"\.objects\b|\.(?:filter|exclude|all)\(")
NOT_ROWS = re.compile(r"\b(session|cache|response|messages|storage|book|plain|probe|segno)\b|^[A-Z_]{2,}\[")
BESIDE_ACTIONS = {
    # what an action hands on to: steps, numbers, notes to be told, files, keys, rows of a list
    "assignments/importing/hosts.py",
    "assignments/numbering.py",
    "assignments/stepping.py",
    "core/audit/sealing.py",
    "core/documents/storing.py",
    "core/holding.py",
    "core/importing/rows.py",
    "core/importing/sheets.py",
    "core/notices/telling.py",
    # what the worker does by itself
    "core/documents/lost.py",
    "core/notices/delivering.py",
    "core/periodic.py",
    # what an erasure takes, called by the action of `people`
    "assignments/personal/applications.py",
    "assignments/personal/service.py",
    "core/importing/personal.py",
    "core/notices/erasing.py",
    "core/tables/signing_in.py",
    "partners/personal.py",
    "people/personal.py",
    # reference data that ships
    "assignments/reference.py",
    "core/money/loading.py",
    "core/reference.py",
}
"""Whoever else writes rows; a further one is thought over before it is named here."""


@pytest.mark.parametrize("kind", FORBIDDEN)
def test_a_file_imports_only_what_its_kind_may(kind: str) -> None:
    found = [
        f"{source.shown}:{line} imports {name}"
        for source in sources()
        if source.kind == kind
        for name, line in source.imports()
        if any(re.search(pattern, name) for pattern in FORBIDDEN[kind])
    ]
    assert found == []


def test_only_actions_write_and_what_they_hand_on_to() -> None:
    found = {
        source.shown.removeprefix("src/minga/"): list(_writes(source))
        for source in sources()
        if source.room and source.kind not in {"actions", "models"} and not _is_apart(source)
    }
    assert {name for name, places in found.items() if places} == BESIDE_ACTIONS


def _is_apart(source: Source) -> bool:
    """Engines know no rows; the demonstration makes a world of them."""
    return source.room.startswith("engines") or any("demonstration" in part for part in source.path.parts)


@pytest.mark.parametrize("kind", ["views", "queries", "rules", "api", "forms", "tasks", "urls", "states"])
def test_what_looks_does_not_write(kind: str) -> None:
    assert [place for source in sources() if source.kind == kind for place in _writes(source)] == []


def _writes(source: Source) -> Iterator[str]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            receiver = ast.unparse(node.func.value)
            is_write = node.func.attr in WRITES or (node.func.attr == "update" and ROWS.search(receiver))
            if is_write and not NOT_ROWS.search(receiver):
                yield f"{source.shown}:{node.lineno} {ast.unparse(node.func)}"


def test_nobody_prints_or_leaves_a_breakpoint() -> None:
    found = [
        f"{source.shown}:{node.lineno}"
        for source in sources()
        if source.room and "commands" not in source.path.parts
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"print", "breakpoint"}
    ]
    assert found == []


def test_a_function_that_translates_goes_by_a_name_under_which_its_sentences_are_collected() -> None:
    """`gettext as _now` would translate nothing: xgettext looks for the functions' own names and for `_`."""
    found = [
        f"{source.shown}:{node.lineno} {name.name} as {name.asname}"
        for source in sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for name in node.names
        if name.asname not in {None, "_"}
    ]
    assert found == []
