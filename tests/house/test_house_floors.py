"""What import-linter cannot see of the floors: which addresses and helpers of other rooms a room knows."""

from __future__ import annotations

import re
import tomllib

from tests.house.tree import PACKAGE, ROOT, sources

NAMED = re.compile(r"""["'](\w+):[a-z]\w*["']""")


def floors() -> dict[str, int]:
    """Room -> its floor, the ground being 0, as the contract of import-linter tells them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = project["tool"]["importlinter"]["contracts"][0]["layers"]
    return {room.strip("() "): floor for floor, layer in enumerate(reversed(layers)) for room in layer.split("|")}


def test_a_room_names_addresses_of_rooms_below_it_and_of_its_own() -> None:
    """Where a lower room leads on to an upper one it asks for a destination (core/interface/destinations.py)."""
    by_room = floors()
    rooms = {room for room in by_room if (PACKAGE / room).is_dir()}
    wrong = []
    for path in sorted([*PACKAGE.rglob("*.html"), *PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.txt")]):
        room = path.relative_to(PACKAGE).parts[0]
        for found in NAMED.finditer(path.read_text(encoding="utf-8")) if room in rooms else ():
            named = found[1]
            if named in rooms and named != room and by_room[named] >= by_room[room]:
                wrong.append(f"{path.relative_to(PACKAGE)}: {found[0]}")
    assert wrong == []


def test_a_room_takes_nothing_from_the_views_of_another() -> None:
    """A page that two rooms draw is made in `pages`; addresses may name any view."""
    wrong = [
        f"{source.shown}:{line} imports {name}"
        for source in sources()
        if source.kind != "urls"
        for name, line in source.imports()
        if re.match(r"minga\.[\w.]*\bviews\b", name) and _room_of(name) != source.shown.split("/")[2]
    ]
    assert wrong == []


def _room_of(name: str) -> str:
    return name.split(".")[1]
