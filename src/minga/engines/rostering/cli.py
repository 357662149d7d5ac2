"""The command `minga roster`: solve, verify, replan, show, generate, explain, and a public benchmark beside it."""

from __future__ import annotations

import argparse
import errno
import math
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from minga.engines.rostering import looking
from minga.engines.rostering.running import (
    BAD_INPUT,
    GOOD,
    INTERRUPTED,
    LEAST_ROOM,
    Screen,
    compiled_in,
    interrupted_once,
    kept,
    left_for_computing,
    room_allowed,
    say,
    say_error,
)

if TYPE_CHECKING:
    from minga.engines.rostering.defects import Defect
    from minga.engines.rostering.instance import Instance
    from minga.engines.rostering.result import Result
    from minga.engines.rostering.stopping import Stop

MOST_LINES = 1000  # for one column of a file
Handler = Callable[[argparse.Namespace], int]
More = Callable[["Result"], tuple[dict[str, bytes], str]]  # what a re-plan leaves besides, and what it says


def command(argv: Sequence[str]) -> int:
    """Run `minga roster …`. Returns 0, 1 when a check fails, 2 when the input cannot be used, 130 when interrupted."""
    began = time.perf_counter()
    try:
        arguments = _parser().parse_args(list(argv), argparse.Namespace(began=began))
    except SystemExit as stop:  # argparse has printed its help or its usage
        return GOOD if stop.code in (None, 0) else BAD_INPUT
    handler: Handler = arguments.handler
    room = room_allowed() if handler in COMPILED else None
    if room is not None:
        say_error(
            f"This process may use {room / 1e6:,.0f} MB of memory (ulimit -v); the compiled parts need "
            f"{LEAST_ROOM / 1e6:,.0f} MB. Raise the limit. Nothing was written."
        )
        return BAD_INPUT
    try:
        with interrupted_once():
            return handler(arguments)
    except KeyboardInterrupt:
        say_error("Interrupted before there was a result; nothing was written.")
        return INTERRUPTED
    except ModuleNotFoundError as error:
        say_error(f"The package {error.name} is missing: pip install 'minga[rostering]'.")
    except (MemoryError, RuntimeError) as error:
        if not _out_of_memory(error):
            raise
        say_error(
            "There is not enough memory for this instance: free some, or take a machine with more (45,000 volunteers "
            "take about 2 GB). What stood there before is unchanged."
        )
    except OSError as error:
        say_error(f"{error.filename or 'The output'}: {error.strerror or error}. What stood there before is unchanged.")
    except Exception as error:
        lines = _input_lines(error)
        if lines is None:
            raise
        for line in lines:
            say_error(line)
    return BAD_INPUT


def _out_of_memory(error: Exception) -> bool:
    return isinstance(error, MemoryError) or "start new thread" in str(error)


def _input_lines(error: Exception) -> list[str] | None:
    """The lines that tell what is wrong with the input; None for an error of ours, whose traceback is wanted."""
    from minga.engines.rostering.defects import UnusableInstance

    if isinstance(error, UnusableInstance):
        count = len(error.defects)
        return [*_shortened(error.defects), f"{count} {'defect' if count == 1 else 'defects'}; nothing was written."]
    if type(error).__name__ == "Unreadable" or isinstance(error, (ValueError, KeyError)):
        return [str(error).strip("'")] if type(error).__name__ == "Unreadable" or _ours(error) else None
    return None


def _shortened(defects: Sequence[Defect]) -> list[str]:
    """A line for each defect; where one column of a file holds very many, the first of them and how many follow."""
    seen: Counter[tuple[str, str]] = Counter((defect.file, defect.column) for defect in defects)
    said: Counter[tuple[str, str]] = Counter()
    lines: list[str] = []
    for defect in defects:
        column = (defect.file, defect.column)
        said[column] += 1
        if said[column] <= MOST_LINES:
            lines.append(str(defect))
        elif said[column] == seen[column]:
            place = f"{defect.file}, {defect.column}" if defect.column else defect.file
            lines.append(f"{place}: {seen[column] - MOST_LINES:,} more like these, until line {defect.line}.")
    return lines


def _ours(error: Exception) -> bool:
    """Whether one of our modules raised it on purpose, and not a library deep inside."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace is not None and "rostering" in trace.tb_frame.f_code.co_filename


def _count(text: str) -> int:
    """A whole number of 1 or more."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not 1 or more")
    return number


def _seed(text: str) -> int:
    """A whole number of 0 or more."""
    number = int(text)
    if number < 0:
        raise argparse.ArgumentTypeError(f"{text} is not 0 or more")
    return number


def _seconds(text: str) -> float:
    """Seconds above 0."""
    number = float(text)
    if not 0 < number < math.inf:
        raise argparse.ArgumentTypeError(f"{text} is no time above 0 seconds")
    return number


# What argparse says of a text that is no number at all: "invalid … value".
_count.__name__, _seed.__name__, _seconds.__name__ = "whole number", "whole number", "number"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="minga roster",
        description="Who serves which shift: hard duty of care, least cost, and a proof of how good it is.",
        epilog="Formats, rules and cost: docs/roster-format.md. For event managers: docs/roster.md.",
    )
    kinds = parser.add_subparsers(metavar="COMMAND", required=True)
    solve = kinds.add_parser("solve", help="find a roster: minga roster solve INSTANCE -o ROSTER")
    solve.add_argument("instance", type=Path, metavar="INSTANCE")
    _solving(solve, "ROSTER", 60.0)
    solve.set_defaults(handler=_solve)
    verify = kinds.add_parser("verify", help="recompute rules, cost and bound of a roster with other code")
    verify.add_argument("instance", type=Path, metavar="INSTANCE")
    verify.add_argument("roster", type=Path, metavar="ROSTER")
    verify.set_defaults(handler=looking.verify)
    replan = kinds.add_parser("replan", help="mend a published roster after absences or changed demand")
    replan.add_argument("instance", type=Path, metavar="INSTANCE")
    replan.add_argument("roster", type=Path, metavar="ROSTER")
    _solving(replan, "NEW", 10.0)
    replan.add_argument("--force", action="store_true", help="let the new roster take the place of what was given")
    replan.set_defaults(handler=_replan)
    show = kinds.add_parser("show", help="one page with pictures: coverage, load, fairness, unfilled and why")
    show.add_argument("instance", type=Path, metavar="INSTANCE")
    show.add_argument("roster", type=Path, metavar="ROSTER")
    show.add_argument("-o", "--output", type=Path, required=True, metavar="report.html")
    show.set_defaults(handler=looking.show)
    explain = kinds.add_parser("explain", help="why a volunteer serves where they do, and the next best")
    explain.add_argument("instance", type=Path, metavar="INSTANCE")
    explain.add_argument("roster", type=Path, metavar="ROSTER")
    explain.add_argument("volunteer", nargs="?", metavar="VOLUNTEER")
    explain.add_argument(
        "--volunteer",
        action="append",
        default=[],
        dest="more",
        metavar="VOLUNTEER",
        help="another one, as often as you like: what takes time is done once for all",
    )
    explain.add_argument("--shift", metavar="SHIFT", help="what would change if the volunteer took this shift")
    explain.set_defaults(handler=looking.explain)
    standby = kinds.add_parser("standby", help="how many to keep on call, from the chances of not coming")
    standby.add_argument("instance", type=Path, metavar="INSTANCE")
    standby.add_argument("roster", type=Path, metavar="ROSTER")
    standby.add_argument("--chance", type=float, default=0.05, help="highest chance to fall below a minimum (0.05)")
    standby.add_argument("-o", "--output", type=Path, metavar="FILE.csv")
    standby.set_defaults(handler=looking.standby)
    _generating(kinds.add_parser("generate", help="realistic instances from a competition schedule"))
    _scheduling(kinds)
    return parser


def _solving(parser: argparse.ArgumentParser, output: str, seconds: float) -> None:
    parser.add_argument("-o", "--output", type=Path, required=True, metavar=output)
    parser.add_argument("--time-limit", type=_seconds, default=seconds, metavar="S", help=f"seconds ({seconds:g})")
    parser.add_argument(
        "--iterations", type=_count, metavar="N", help="stop after N sweeps instead: the same answer every time"
    )
    parser.add_argument("--threads", type=_count, default=2, metavar="N", help="threads (2)")
    parser.add_argument("--seed", type=_seed, default=1, metavar="N", help="seed of chance (1)")
    parser.add_argument("--progress", action="store_true", help="show phase, cost, bound, gap and time")
    parser.add_argument("--log", type=Path, metavar="FILE", help="write the steps of the run as CSV")


def _generating(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("output", type=Path, metavar="OUT")
    parser.add_argument(
        "--schedule", type=Path, required=True, metavar="CSV", help="start_date, end_date, venue, venue_code"
    )
    parser.add_argument("--volunteers", type=_count, required=True, metavar="N")
    parser.add_argument("--venues", type=_count, metavar="N", help="venues (those of the schedule)")
    parser.add_argument("--zones", type=_count, default=6, metavar="N", help="zones (6)")
    parser.add_argument("--demand", type=float, default=0.85, help="places as a share of what people could give (0.85)")
    parser.add_argument("--stability", default="venue", choices=("venue", "venue_role", "none"))
    parser.add_argument("--seed", type=_seed, default=1, metavar="N")
    parser.add_argument("--parquet", action="store_true", help="write tables as Parquet")
    parser.add_argument("--force", action="store_true", help="write into a folder that is not empty")
    parser.set_defaults(handler=looking.generate)


def _scheduling(kinds: Any) -> None:
    one = kinds.add_parser("import-shift-scheduling", help="solve one file of the 24-instance shift scheduling format")
    one.add_argument("file", type=Path, metavar="FILE")
    one.add_argument("-o", "--output", type=Path, metavar="SOLUTION.csv")
    many = kinds.add_parser("benchmark", help="solve every file of a folder in that format and print a table")
    many.add_argument("folder", type=Path, metavar="FOLDER")
    for parser in (one, many):
        parser.add_argument("--time-limit", type=_seconds, default=600.0, metavar="S", help="seconds for each (600)")
        parser.add_argument("--threads", type=_count, default=2, metavar="N")
        parser.add_argument("--seed", type=_seed, default=1, metavar="N")
        parser.add_argument("--progress", action="store_true")
    one.set_defaults(handler=_import_scheduling)
    many.set_defaults(handler=_benchmark)


def _solve(arguments: argparse.Namespace) -> int:
    from minga.engines.rostering.solver import once, solve

    return _run(arguments, _read(arguments), solve, parts=(once,))


def _replan(arguments: argparse.Namespace) -> int:
    from minga.engines.rostering.reader import with_published
    from minga.engines.rostering.replanning import changes, replan
    from minga.engines.rostering.result import Multipliers
    from minga.engines.rostering.solver import from_a_roster, once
    from minga.engines.rostering.writer import csv_bytes, published_bytes

    instance = _read(arguments)
    own = instance.previous is not None
    if not arguments.force:
        _refuse_what_was_given(arguments, own=own)
    if not own:
        instance = with_published(instance, arguments.roster)

    def start(given: Instance, **options: Any) -> Result:
        return replan(given, multipliers=Multipliers.read(arguments.roster, given), **options)

    def more(result: Result) -> tuple[dict[str, bytes], str]:
        rows = changes(result.instance, result.roster)
        files = {"changes.csv": csv_bytes(("volunteer", "shift", "change", "reason"), rows)}
        if not own:  # verify, show and explain count changes against it
            files["previous.csv"] = published_bytes(result.instance)
        return files, f"{len(rows)} changes, each with its reason, in {arguments.output / 'changes.csv'}"

    return _run(arguments, instance, start, more, parts=(once, from_a_roster))


def _read(arguments: argparse.Namespace) -> Instance:
    from minga.engines.rostering.instance import Instance

    before = time.perf_counter()
    instance = Instance.read(arguments.instance)
    arguments.reading = time.perf_counter() - before
    return instance


def _refuse_what_was_given(arguments: argparse.Namespace, *, own: bool) -> None:
    """A re-plan takes the place of nothing that it was given: neither the published roster nor the instance's tables.
    Raises FileExistsError.
    """
    output, published = arguments.output.resolve(), arguments.roster.resolve()
    if output == (published if published.is_dir() else published.parent) and (
        published.is_dir() or published.name == "roster.csv"
    ):
        what = "holds the published roster, whose place the new one would take"
    elif output == arguments.instance.resolve() and not own:
        what = "is the instance, where the published roster would become previous.csv"
    else:
        return
    raise FileExistsError(errno.EEXIST, f"{what}; name another folder, or add --force", str(arguments.output))


def _run(
    arguments: argparse.Namespace,
    instance: Instance,
    solver: Callable[..., Result],
    more: More | None = None,
    *,
    parts: Sequence[Callable[[Instance], object]],
) -> int:
    """Compute, and write what came of it; `parts` are the compiled ones that the solver needs."""
    from minga.engines.rostering.filing import make_ready
    from minga.engines.rostering.result import FILES
    from minga.engines.rostering.stopping import MaxIterations, MaxRuntime

    if arguments.output.exists() and not arguments.output.is_dir():
        raise FileExistsError(errno.EEXIST, "is a file; name a folder", str(arguments.output))
    screen = Screen(show=arguments.progress, log=arguments.log)
    make_ready(arguments.output, FILES)
    compiling = compiled_in(parts)
    if arguments.iterations:
        stop: Stop = MaxIterations(arguments.iterations)
    else:
        spent = time.perf_counter() - arguments.began - compiling
        stop = MaxRuntime(left_for_computing(arguments.time_limit, spent, arguments.reading))
    result = solver(instance, stop=stop, seed=arguments.seed, threads=arguments.threads, progress=screen)
    interrupted = kept(lambda: _keep(arguments, result, screen, more)) or result.stopped_by == "interrupt"
    return INTERRUPTED if interrupted else GOOD


def _keep(arguments: argparse.Namespace, result: Result, screen: Screen, more: More | None) -> None:
    from minga.engines.rostering.clocks import told

    screen.close()
    files, words = more(result) if more else ({}, "")
    gone = []
    if not (arguments.output / "event.json").exists():  # there they would be what somebody gave
        gone = [name for name in ("previous.csv", "changes.csv") if name not in files]  # of an earlier re-plan
    result.write(arguments.output, beside=files, gone=gone)
    say(
        f"cost {result.cost:,} ({', '.join(f'{name} {value:,}' for name, value in result.parts.items() if value)})\n"
        f"bound {result.bound:,.1f}, gap {result.gap:.2%}, avoidable loss left {result.loss_left:.2%} "
        f"(self sign-up {result.self_sign_up:,}), {result.seconds:.1f} s, "
        f"in all {time.perf_counter() - arguments.began:.1f} s with reading and writing\n"
        f"full bound (with H8) {result.full_bound:,.1f}, gap {result.full_gap:.2%}, "
        f"avoidable loss left {result.full_loss_left:.2%}"
    )
    for line in (words, *told(result.instance)):
        if line:
            say(line)
    if result.stopped_by == "memory":
        say_error("Memory gave out before the time was over; this is the best roster found until then.")


def _import_scheduling(arguments: argparse.Namespace) -> int:
    from minga.engines.rostering.shiftscheduling.commands import solve_file

    return solve_file(arguments, say)


def _benchmark(arguments: argparse.Namespace) -> int:
    from minga.engines.rostering.shiftscheduling.commands import solve_folder

    return solve_folder(arguments, say)


COMPILED = frozenset(
    {_solve, _replan, looking.verify, looking.explain, _import_scheduling, _benchmark}
)  # of whose parts some are
