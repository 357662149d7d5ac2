"""The sources of the house, parsed once."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "minga"
KINDS = ("models", "states", "actions", "queries", "rules", "forms", "views", "urls", "api", "tasks")
APART = {"mail", "email", "verify_offline.html"}


@dataclass(frozen=True)
class Source:
    """One Python file: its room (the folder with apps.py, or an engine), its kind (models, actions, …) and its tree."""

    path: Path
    room: str
    kind: str
    tree: ast.Module

    @property
    def shown(self) -> str:
        return str(self.path.relative_to(ROOT))

    def imports(self) -> Iterator[tuple[str, int]]:
        """Every imported module and name as a dotted path, with its line; what only types need does not count."""
        skipped = {id(node) for block in ast.walk(self.tree) if _for_types(block) for node in ast.walk(block)}
        for node in ast.walk(self.tree):
            if id(node) in skipped:
                continue
            if isinstance(node, ast.Import):
                yield from ((alias.name, node.lineno) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def _for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


@cache
def rooms() -> list[Path]:
    """Every room, sub-room of core and engine."""
    installed = [path.parent for path in PACKAGE.glob("**/apps.py")]
    engines = [path.parent for path in (PACKAGE / "engines").glob("*/__init__.py")]
    return sorted(installed + engines)


@cache
def sources() -> tuple[Source, ...]:
    """All Python files of the product except migrations."""
    return tuple(_source(path) for path in sorted(PACKAGE.rglob("*.py")) if "migrations" not in path.parts)


def _source(path: Path) -> Source:
    room = max((room for room in rooms() if room in path.parents), key=lambda room: len(room.parts), default=PACKAGE)
    inner = path.relative_to(room).with_suffix("").parts
    first = inner[0].split("_")[0] if inner else ""
    return Source(
        path=path,
        room=".".join(room.relative_to(PACKAGE).parts),
        kind=first if first in KINDS else "",
        tree=ast.parse(path.read_text(encoding="utf-8")),
    )


def templates() -> list[Path]:
    """Every page template; letters (mail programs read no style sheets) and pages made to be saved stand apart."""
    found = [*PACKAGE.rglob("templates/**/*.html"), *PACKAGE.rglob("templates/*.html")]
    return sorted({path for path in found if not APART & {*path.parts, path.name}})
