"""What several test modules need stands in a helper beside them: a test module is read on its own."""

from __future__ import annotations

import re
from pathlib import Path

from tests.house.tree import PACKAGE, rooms

TESTS = Path(__file__).resolve().parents[1]
TAKES_FROM_A_TEST = re.compile(
    r"^\s*(?:from tests\.(?:\w+\.)*test_\w+ import|from tests\.[\w.]+ import .*\btest_)", re.MULTILINE
)


def test_no_test_module_is_imported_by_another() -> None:
    found = [path for path in TESTS.rglob("*.py") if TAKES_FROM_A_TEST.search(path.read_text(encoding="utf-8"))]
    assert [str(path.relative_to(TESTS)) for path in found] == []


def test_every_room_has_its_folder_of_tests() -> None:
    """Where its facts are looked for: tests mirror the house, room by room."""
    mirrored = [TESTS / room.relative_to(PACKAGE) for room in rooms()]
    assert [str(folder.relative_to(TESTS)) for folder in mirrored if not list(folder.glob("test_*.py"))] == []
