"""Everything is compiled before the clock of a run starts: no run meets a signature that the smallest one did not."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from minga.engines import rostering
from minga.engines.rostering import compiling

COUNTING = """
import sys
from numba.core.registry import CPUDispatcher

def signatures():
    modules = [module for name, module in sys.modules.items() if name.startswith("minga.engines.rostering.")]
    kernels = [value for module in modules for value in vars(module).values() if isinstance(value, CPUDispatcher)]
    return {(kernel.__module__, kernel.__name__, str(one)) for kernel in kernels for one in kernel.signatures}
"""

EVENT = """
from tests.engines.rostering.worlds import drawn
from minga.engines.rostering import MaxIterations, replan, solve
from minga.engines.rostering.warming import smallest_instance

found = solve(smallest_instance(), MaxIterations(2))
before = signatures()
event = drawn(3, people=60, shifts=40, days=10)
roster = solve(event, MaxIterations(60), threads=2).roster
more = signatures() - before
replan(smallest_instance(), found.roster, MaxIterations(2))
before = signatures()
replan(event, roster, MaxIterations(60), threads=2)
print(len(before), sorted(more | signatures() - before))
"""

TEAMS = """
import numpy as np
from tests.engines.rostering.scarce import swept, venues
from minga.engines.rostering import ahead, compiling
from minga.engines.rostering.team_choice import choose_teams

ahead.solving()
ahead.verifying()
run = swept(venues(3))
compiling.second_half()
before = signatures()
choose_teams(run, 1.0)
assert run.iterations > 3
print(len(before), sorted(signatures() - before))
"""

SHIFTS = """
from tests.engines.rostering.seasons import season
from minga.engines.rostering.shiftscheduling import starting
from minga.engines.rostering.shiftscheduling.solving import solve_problem
from minga.engines.rostering.shiftscheduling.warming import warm

warm()
before = signatures()
solve_problem(season(28), 3.0, threads=2)
starting.LARGEST_TABLES = 0
solve_problem(season(28), 3.0, threads=2)
print(len(before), sorted(signatures() - before))
"""


@pytest.mark.parametrize(("script", "least"), [(EVENT, 10), (TEAMS, 10), (SHIFTS, 6)])
def test_a_run_compiles_nothing_more_than_the_smallest_instance_did(script: str, least: int) -> None:
    done = subprocess.run([sys.executable, "-c", COUNTING + script], capture_output=True, text=True, check=True)
    kernels, more = done.stdout.splitlines()[-1].split(" ", 1)
    assert int(kernels) >= least  # those called from Python; the others count only when they are compiled anew
    assert more.strip() == "[]"


def test_what_is_compiled_for_compiled_code_only_is_called_from_nowhere_else() -> None:
    engine, here = Path(rostering.__file__).parent, Path(__file__).parent
    trees = [ast.parse(file.read_text(encoding="utf-8")) for place in (engine, here) for file in place.rglob("*.py")]
    inside, elsewhere = set(), set()
    for tree in trees:
        kernels = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and _compiled(node)]
        inside |= {kernel.name for kernel in kernels if "compiled_inside" in _compiled(kernel)}
        compiled = {id(node) for kernel in kernels for node in ast.walk(kernel)}
        plain = [node for node in ast.walk(tree) if id(node) not in compiled]
        elsewhere |= {node.id for node in plain if isinstance(node, ast.Name)}
        elsewhere |= {node.attr for node in plain if isinstance(node, ast.Attribute)}
    assert len(inside) >= 30
    assert not inside & elsewhere


def _compiled(function: ast.FunctionDef) -> str:
    words = [ast.unparse(decorator) for decorator in function.decorator_list]
    return " ".join(word for word in words if any(way in word for way in ("compiled", "inlined", "njit")))


def test_a_run_waits_for_what_is_compiled_beside_it_part_by_part_where_it_is_needed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    words = (
        "import sys; print('half', flush=True); sys.stdin.readline(); print('annealing', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen([sys.executable, "-c", words], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        monkeypatch.setattr(compiling, "_others", [other])
        compiling.wait_beside()
        assert other.poll() is None
        assert other.stdin is not None
        other.stdin.write(b"\n")
        other.stdin.flush()
        compiling.wait_beside(compiling.ANNEALING)
        assert other.poll() is None
        other.stdin.close()
        compiling.finish_beside()
        assert other.returncode == 0


def test_a_helper_in_compiling_that_dies_or_never_ends_holds_up_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiling, "PATIENCE", 0.1)
    for words in ("raise SystemExit(3)", "import time; time.sleep(600)"):
        with subprocess.Popen([sys.executable, "-c", words], stdout=subprocess.PIPE) as other:
            monkeypatch.setattr(compiling, "_others", [other])
            compiling.wait_beside()
            compiling.finish_beside()
            assert other.returncode in {3, -9}
