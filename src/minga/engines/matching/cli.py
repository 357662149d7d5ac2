"""The command `minga match`: a longlist from two files, and the independent check of one."""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from minga.engines.matching.checker import check_files
from minga.engines.matching.eligibility import post_refusals
from minga.engines.matching.files import UnusableFile, longlist_document, read_candidates, read_post
from minga.engines.matching.longlist import Longlist, longlist
from minga.engines.matching.vocabulary import PARTS, MatchingError
from minga.engines.matching.weights import Weights

GOOD, FAILED, BAD_INPUT = 0, 1, 2
MOST_PROBLEMS = 20
SHOWN_ENTRIES = 10


def command(argv: Sequence[str]) -> int:
    """Run `minga match …`. Returns 0, 1 when a check finds something wrong, 2 when the input cannot be used."""
    arguments = list(argv)
    try:
        if arguments[:1] == ["verify"]:
            return _verify(_verify_parser().parse_args(arguments[1:]))
        return _match(_match_parser().parse_args(arguments))
    except SystemExit as stop:  # argparse has printed its help or its usage
        return GOOD if stop.code in (None, 0) else BAD_INPUT
    except UnusableFile as error:
        for problem in error.problems[:MOST_PROBLEMS]:
            _say_error(str(problem))
        if len(error.problems) > MOST_PROBLEMS:
            _say_error(f"… and {len(error.problems) - MOST_PROBLEMS} more.")
    except MatchingError as error:
        _say_error(str(error))
    except OSError as error:
        _say_error(f"{error.filename}: {error.strerror}. Check the name and whether you may open it.")
    return BAD_INPUT


def _match_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="minga match",
        description="Which candidate for which post: who is eligible, in which order, and why.",
        epilog="Check a longlist independently: minga match verify OUT.json POST.json CANDIDATES.jsonl",
    )
    parser.add_argument("post", type=Path, metavar="POST.json", help="the post: its dates, and what it asks for")
    parser.add_argument("candidates", type=Path, metavar="CANDIDATES.jsonl", help="one person a line")
    parser.add_argument(
        "--weights", default="", help=f"such as skills=3,languages=2; of {', '.join(PARTS)}; default: all equal"
    )
    parser.add_argument("-o", "--output", metavar="FILE", help="write the longlist as JSON; - for standard output")
    return parser


def _verify_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="minga match verify", description="Recompute rules, scores and order of a longlist with other code."
    )
    parser.add_argument("longlist", type=Path, metavar="OUT.json")
    parser.add_argument("post", type=Path, metavar="POST.json")
    parser.add_argument("candidates", type=Path, metavar="CANDIDATES.jsonl")
    return parser


def _match(arguments: argparse.Namespace) -> int:
    weights = Weights.parse(arguments.weights) if arguments.weights else Weights()
    post = read_post(arguments.post)
    candidates = read_candidates(arguments.candidates)
    for refusal in post_refusals(post):
        _say_error(f"Note: the post breaks {refusal.rule} of its category: {refusal.actual}, limit {refusal.required}.")
    answer = longlist(post=post, candidates=candidates, weights=weights)
    if arguments.output:
        inputs = {"post_sha256": _digest(arguments.post), "candidates_sha256": _digest(arguments.candidates)}
        document = longlist_document(post=post, candidates=candidates, longlist=answer, inputs=inputs)
        text = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
        if arguments.output == "-":
            sys.stdout.write(text)
            return GOOD
        Path(arguments.output).write_text(text, "utf-8")
    _say(_summary(answer))
    return GOOD


def _verify(arguments: argparse.Namespace) -> int:
    try:
        findings = check_files(longlist=arguments.longlist, post=arguments.post, candidates=arguments.candidates)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, ArithmeticError) as error:
        _say_error(f"{arguments.longlist} is no readable longlist ({type(error).__name__}: {error}). Make it again.")
        return BAD_INPUT
    for finding in findings:
        _say_error(finding)
    if findings:
        return FAILED
    _say("The longlist holds: rules, parts, totals, order and counts are as recomputed.")
    return GOOD


def _summary(answer: Longlist) -> str:
    reasons = ", ".join(f"{count} {rule}" for rule, count in answer.refused_by_first_rule.items())
    lines = [
        f"{len(answer.entries)} eligible, {len(answer.refused)} not eligible" + (f": {reasons}" if reasons else ""),
        "",
        " ".join(["rank", " total", *(f"{part.value:>12}" for part in PARTS), " candidate"]),
    ]
    for entry in answer.entries[:SHOWN_ENTRIES]:
        parts = " ".join(f"{points / 100:12.2f}" for points in entry.parts)
        lines.append(f"{entry.rank:4} {entry.total / 100:6.2f} {parts}  {entry.candidate_id}")
    return "\n".join(lines)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


def _say_error(text: str) -> None:
    sys.stderr.write(text + "\n")
