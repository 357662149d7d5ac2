"""The commands that look at a roster or make an instance: verify, show, explain, standby, generate."""

from __future__ import annotations

import errno
import sys
from typing import TYPE_CHECKING

from minga.engines.rostering.running import BAD_INPUT, FAILED, GOOD, say, say_error

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence


def verify(arguments: argparse.Namespace) -> int:
    """Rules, cost and bounds recomputed by the checker; 1 where something does not hold."""
    from minga.engines.rostering.checker import check
    from minga.engines.rostering.filing import finish_writing
    from minga.engines.rostering.reader import read_instance

    read_instance(arguments.instance)
    finish_writing(arguments.roster)
    verdict = check(arguments.instance, arguments.roster)
    for finding in verdict.findings:
        say_error(finding)
    if not verdict.valid:
        return FAILED
    say(f"The roster keeps every hard rule. Cost {verdict.cost:,}: {verdict.parts}")
    if verdict.bound is not None and verdict.cost:
        say(
            f"The multipliers prove a bound of {verdict.bound:,.2f}: "
            f"gap {(verdict.cost - verdict.bound) / verdict.cost:.2%}."
        )
    if verdict.full_bound is not None and verdict.cost:
        say(
            f"With H8 kept in the volunteers' part they prove {verdict.full_bound:,.2f}: "
            f"gap {(verdict.cost - verdict.full_bound) / verdict.cost:.2%}."
        )
    return GOOD


def show(arguments: argparse.Namespace) -> int:
    """One page with pictures; 1 where the roster breaks a rule, which the page then says first."""
    from minga.engines.rostering.page import write_page

    broken = write_page(arguments.instance, arguments.roster, arguments.output)
    _name(broken)
    say(f"{arguments.output} is one file; open it in a browser.")
    return FAILED if broken else GOOD


def explain(arguments: argparse.Namespace) -> int:
    """Why volunteers serve where they do; 1 where the roster breaks a rule, which the answer then says first."""
    from minga.engines.rostering.checker import broken_hard_rules
    from minga.engines.rostering.duties import Explanations
    from minga.engines.rostering.instance import Roster
    from minga.engines.rostering.reader import read_with_its_published
    from minga.engines.rostering.writer import json_bytes

    names = [*([] if arguments.volunteer is None else [arguments.volunteer]), *arguments.more]
    if not names:
        say_error("Name a volunteer, or several with --volunteer.")
        return BAD_INPUT
    instance = read_with_its_published(arguments.instance, arguments.roster)
    roster = Roster.read(arguments.roster, instance)
    shifts = [] if arguments.shift is None else [arguments.shift]
    unknown = [
        f"There is no {table} “{given}” in {table}s.csv."
        for table, some, known in (("volunteer", names, instance.volunteers), ("shift", shifts, instance.shifts))
        for given in some
        if given not in known
    ]
    for line in unknown:
        say_error(line)
    if unknown:
        return BAD_INPUT
    broken = broken_hard_rules(arguments.instance, arguments.roster)
    _name(broken)
    explanations = Explanations(instance, roster, lawful=not broken)
    answers = [explanations.of(name, asked=arguments.shift) for name in names]
    answer = answers[0] if len(names) == 1 else {"volunteers": answers}
    sys.stdout.write(json_bytes({"broken_rules": broken} | answer if broken else answer).decode())
    return FAILED if broken else GOOD


def standby(arguments: argparse.Namespace) -> int:
    """How many to keep on call; 1 where the roster breaks a rule."""
    from minga.engines.rostering.checker import broken_hard_rules
    from minga.engines.rostering.filing import write_files
    from minga.engines.rostering.instance import Instance, Roster
    from minga.engines.rostering.standby import standby_plan, standby_rows, summary
    from minga.engines.rostering.writer import csv_bytes

    instance = Instance.read(arguments.instance)
    plan = standby_plan(instance, Roster.read(arguments.roster, instance), chance=arguments.chance)
    broken = broken_hard_rules(arguments.instance, arguments.roster)
    _name(broken)
    header, rows = standby_rows(instance, plan)
    if arguments.output:
        write_files(arguments.output.parent, {arguments.output.name: csv_bytes(header, rows)})
    say(summary(plan))
    return FAILED if broken else GOOD


def generate(arguments: argparse.Namespace) -> int:
    """A realistic instance from a competition schedule, into an empty folder unless told otherwise."""
    from minga.engines.rostering.generation import Recipe
    from minga.engines.rostering.generation import generate as made

    place = arguments.output
    if place.exists() and not place.is_dir():
        raise FileExistsError(errno.EEXIST, "is a file; name a folder", str(place))
    if place.is_dir() and any(place.iterdir()) and not arguments.force:
        message = "is not empty; name another folder, or add --force to take the place of the tables in it"
        raise FileExistsError(errno.EEXIST, message, str(place))
    recipe = Recipe(
        volunteers=arguments.volunteers,
        venues=arguments.venues,
        zones=arguments.zones,
        demand=arguments.demand,
        seed=arguments.seed,
        stability=arguments.stability,
    )
    instance = made(arguments.schedule, recipe)
    instance.write(place, parquet=arguments.parquet)
    say(
        f"{len(instance.volunteers):,} volunteers, {len(instance.shifts):,} shifts, "
        f"{instance.shift_target.sum():,} places."
    )
    return GOOD


def _name(broken: Sequence[str]) -> None:
    """What a roster breaks, before anything is said of it."""
    if broken:
        count = "a hard rule" if len(broken) == 1 else f"hard rules {len(broken):,} times"
        say_error("\n".join([f"This roster breaks {count} and must not be used as it is:", *broken]))
