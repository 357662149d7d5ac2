"""Everything is compiled before the clock of a run starts: no run meets a signature that the smallest one did not."""

import subprocess
import sys

SCRIPT = """
import sys
from numba.core.registry import CPUDispatcher
from tests.engines.rostering.worlds import drawn
from minga.engines.rostering import MaxIterations, solve
from minga.engines.rostering.warming import smallest_instance

def signatures():
    modules = [module for name, module in sys.modules.items() if name.startswith("minga.engines.rostering.")]
    kernels = [value for module in modules for value in vars(module).values() if isinstance(value, CPUDispatcher)]
    return {(kernel.__module__, kernel.__name__, str(one)) for kernel in kernels for one in kernel.signatures}

solve(smallest_instance(), MaxIterations(2))
before = signatures()
solve(drawn(3, people=60, shifts=40, days=10), MaxIterations(60), threads=2)
print(len(before), sorted(signatures() - before))
"""


def test_a_run_compiles_nothing_more_than_the_smallest_instance_did() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    kernels, more = done.stdout.split(" ", 1)
    assert int(kernels) >= 10
    assert more.strip() == "[]"
