"""docs/states.md: every state machine as a drawing and a table. `--check` tells whether the page is up to date."""

from __future__ import annotations

import inspect
import os
import sys
from collections.abc import Iterator
from importlib import import_module
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from minga.core.states import Guard, StateMachine, Transition

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src"
PAGE = ROOT / "docs" / "states.md"
MANY = 4  # a move that starts in so many states is named below the drawing; its lines would hide the others

HEAD = """\
# States: what can happen to what, and who does it

Made from the tables in the code by `python tools/diagrams.py`; `make check` fails when this page is not up to date, so
change the tables and never this page. A move that no table holds is refused, and the refusal names the moves that are
possible. Who may press what each action decides (`rules.py` of the room), and a test holds the column “Who” to that.
“Only if” names the guards, each of which tells everything that is missing at once, and then what the action asks of
what comes with the move, such as a reason or a day.
"""


def machines() -> Iterator[tuple[str, StateMachine]]:
    """Each machine with the module that defines it, in the order of the source."""
    from minga.core.states import StateMachine

    seen: set[int] = set()
    for path in sorted(SOURCE.glob("minga/**/*.py")):
        if "= StateMachine(" not in path.read_text(encoding="utf-8"):
            continue
        name = ".".join(path.relative_to(SOURCE).with_suffix("").parts)
        for found in vars(import_module(name)).values():
            if isinstance(found, StateMachine) and id(found) not in seen:
                seen.add(id(found))
                yield name, found


def page() -> str:
    """The whole page."""
    found = list(machines())
    lines = [HEAD]
    lines += [f"- [{_title(machine)}](#{machine.name}): `{name}`" for name, machine in found]
    for _name, machine in found:
        lines += ["", *_section(machine)]
    return "\n".join(lines) + "\n"


def _section(machine: StateMachine) -> Iterator[str]:
    yield from (f'<a id="{machine.name}"></a>', "", f"## {_title(machine)}", "", "```mermaid", "stateDiagram-v2")
    yield from (f'    state "{machine.labels[state]}" as {state}' for state in machine.states)
    yield f"    [*] --> {machine.initial}"
    often = _often(machine)
    for source, target in dict.fromkeys((row.source, row.target) for row in machine.transitions):
        verbs = [
            _verb(machine, row.verb)
            for row in machine.transitions
            if (row.source, row.target) == (source, target) and (row.verb, row.target) not in often
        ]
        if verbs:
            yield f"    {source} --> {target} : {', '.join(verbs)}"
    yield "```"
    for verb, target in often:
        end = machine.labels[target]
        yield from ("", f"Not drawn, for it starts in many states: “{_verb(machine, verb)}”, which leads to “{end}”.")
    yield from ("", *_table(machine))


def _table(machine: StateMachine) -> Iterator[str]:
    yield "| From | Move | To | Who | Only if |"
    yield "|---|---|---|---|---|"
    for _key, rows in groupby(machine.transitions, key=_alike):
        same = list(rows)
        row = same[0]
        sources = "<br>".join(str(machine.labels[each.source]) for each in same)
        cells = (
            sources,
            _move(machine, row),
            str(machine.labels[row.target]),
            row.who,
            "<br>".join([*map(_words, row.guards), *(asked.words for asked in row.given)]),
        )
        yield f"| {' | '.join(cells)} |"


def _alike(row: Transition) -> tuple[object, ...]:
    """What rows have in common that stand as one, with several states to come from."""
    return row.verb, row.target, row.who, row.guards, row.given


def _move(machine: StateMachine, row: Transition) -> str:
    undone = f" (undoes “{_verb(machine, row.undoes)}”)" if row.undoes else ""
    return f"{_verb(machine, row.verb)}{undone}"


def _often(machine: StateMachine) -> list[tuple[str, str]]:
    moves = [(row.verb, row.target) for row in machine.transitions]
    return [move for move in dict.fromkeys(moves) if moves.count(move) >= MANY]


def _verb(machine: StateMachine, verb: str) -> str:
    return str(machine.verb_labels.get(verb, verb.replace("_", " ")))


def _title(machine: StateMachine) -> str:
    return machine.name.replace("_", " ").capitalize()


def _words(guard: Guard) -> str:
    """What a guard says of itself: the first line of its docstring."""
    text = (inspect.getdoc(guard) or "").split("\n\n", 1)[0].replace("\n", " ")
    return text.replace("|", "\\|") or f"`{guard.__name__}`"


def main() -> int:
    """Write the page, or with --check say whether it is up to date; 1 where it is not."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "minga.config.settings")
    import django
    from django.utils import translation

    django.setup()
    with translation.override("en"):
        text = page()
    if "--check" in sys.argv[1:]:
        if PAGE.exists() and PAGE.read_text(encoding="utf-8") == text:
            return 0
        print(f"{PAGE.relative_to(ROOT)} is not up to date with the state machines.", file=sys.stderr)
        return 1
    PAGE.write_text(text, encoding="utf-8")
    print(f"{PAGE.relative_to(ROOT)} written.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
