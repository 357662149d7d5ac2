"""An independent check of a longlist file against the post and the candidates it was made from.

Nothing of the engine is imported: rules, parts, totals, order and counts are recomputed here from the documented format
(README) in plain Python, one candidate at a time.
"""

from __future__ import annotations

import calendar
import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import floor
from pathlib import Path
from typing import Any

PARTS = ("skills", "languages", "experience", "availability", "motivation")
CEFR = ("A1", "A2", "B1", "B2", "C1", "C2")
EDUCATION = (
    "none",
    "primary",
    "lower_secondary",
    "upper_secondary",
    "post_secondary",
    "short_cycle_tertiary",
    "bachelor",
    "master",
    "doctorate",
)
Json = dict[str, Any]
Wish = tuple[int, int, int]
"""Importance, what is asked in full, what counts towards it."""


def check_files(*, longlist: Path, post: Path, candidates: Path) -> list[str]:
    """What is wrong with a longlist file, one sentence each; empty when all of it holds. Raises OSError, ValueError."""
    answer = json.loads(longlist.read_text("utf-8"), parse_float=Decimal)
    for name, path in (("post_sha256", post), ("candidates_sha256", candidates)):
        if answer["inputs"][name] != hashlib.sha256(path.read_bytes()).hexdigest():
            return [f"The longlist was made from another version of {path}. Run minga match again."]
    lines = candidates.read_text("utf-8-sig").split("\n")
    people = [json.loads(line) for line in lines if line.strip()]
    return check(answer=answer, post=json.loads(post.read_text("utf-8-sig")), people=people)


def check(*, answer: Json, post: Json, people: list[Json]) -> list[str]:
    """As `check_files`, for documents already read (numbers with decimals as Decimal)."""
    by_id = {person["id"]: person for person in people}
    broken = {person["id"]: list(broken_rules(post, person)) for person in people}
    placed = [entry["candidate"] for entry in answer["entries"]]
    refused = [one["candidate"] for one in answer["refused"]]
    if sorted(placed + refused) != sorted(by_id):
        return ["The longlist does not name every candidate exactly once."]
    findings = [f"{one} is placed but breaks {broken[one][0][0]}." for one in placed if broken[one]]
    for one in answer["refused"]:
        stated = [(refusal["rule"], refusal["subject"]) for refusal in one["refusals"]]
        if stated != broken[one["candidate"]]:
            findings.append(f"{one['candidate']} is refused by {stated}, found {broken[one['candidate']]}.")
    findings += _check_counts(answer["counts"], broken)
    weights = [Fraction(answer["weights"][part]) for part in PARTS]
    for entry in answer["entries"]:
        findings += _check_entry(entry, post, by_id[entry["candidate"]], weights)
    ordered = sorted(answer["entries"], key=lambda entry: _place(entry, post["id"], weights))
    for rank, (entry, due) in enumerate(zip(answer["entries"], ordered, strict=True), start=1):
        if entry["candidate"] != due["candidate"] or entry["rank"] != rank:
            findings.append(f"Rank {rank} is {entry['candidate']}, it is due to {due['candidate']}.")
            break
    return findings


def _check_counts(counts: Json, broken: dict[str, list[tuple[str, str]]]) -> Iterator[str]:
    refused = [rules for rules in broken.values() if rules]
    found = {
        "candidates": len(broken),
        "eligible": len(broken) - len(refused),
        "refused": len(refused),
        "refused_by_first_rule": Counter(rules[0][0] for rules in refused),
        "refused_by_rule": Counter(rule for rules in refused for rule, _ in rules),
    }
    for name, count in found.items():
        if counts[name] != count:
            yield f"The count {name} is {counts[name]}, found {count}."


def _check_entry(entry: Json, post: Json, person: Json, weights: list[Fraction]) -> Iterator[str]:
    who = entry["candidate"]
    for part, points in zip(PARTS, parts(post, person), strict=True):
        if entry["parts"][part] * 100 != points:
            yield f"{who} has {entry['parts'][part]} for {part}, found {points / 100:.2f}."
        if sum(row["points"] for row in entry["evidence"][part]) * 100 != points:
            yield f"The evidence for {part} of {who} does not add up to {points / 100:.2f}."
    earned = sum(weight * Fraction(entry["parts"][part]) for weight, part in zip(weights, PARTS, strict=True))
    total = floor(earned * 100 / sum(weights) + Fraction(1, 2))
    if entry["total"] * 100 != total:
        yield f"{who} has a total of {entry['total']}, found {total / 100:.2f}."


def _place(entry: Json, post_id: str, weights: list[Fraction]) -> tuple[object, ...]:
    heaviest = sorted(range(len(PARTS)), key=lambda index: (-weights[index], index))
    deciding = [-entry["parts"][PARTS[index]] for index in heaviest if weights[index] > 0]
    digest = hashlib.sha256(f"{len(post_id)}:{post_id}{entry['candidate']}".encode()).hexdigest()
    return (-entry["total"], *deciding, int(digest[:16], 16) // 2)


def broken_rules(post: Json, person: Json) -> Iterator[tuple[str, str]]:
    """The rules, with subject, that stand against a person, in the documented order."""
    rules, start = post.get("eligibility") or {}, date.fromisoformat(post["start"])
    born = person.get("birth_date") and date.fromisoformat(person["birth_date"])
    age = start.year - born.year - ((start.month, start.day) < (born.month, born.day)) if born else None
    if rules.get("min_age") is not None and (age is None or age < rules["min_age"]):
        yield "min_age", ""
    if rules.get("max_age") is not None and (age is None or age > rules["max_age"]):
        yield "max_age", ""
    own = set(person.get("nationalities") or ())
    if (rules.get("nationality") or "by_track") == "by_track" and post["track"] != "online":
        stations = set(post.get("countries") or [post["country"]])
        if not own or not (stations & own if post["track"] == "national" else stations - own):
            yield "track_nationality", post["track"]
    if rules.get("allowed_nationalities") and not own & set(rules["allowed_nationalities"]):
        yield "allowed_nationality", ""
    if rules.get("excluded_nationalities") and (not own or own & set(rules["excluded_nationalities"])):
        yield "excluded_nationality", ""
    yield from _broken_profile_rules(post, person, rules)
    for wanted in post.get("languages") or ():
        if wanted.get("required") and _level(person, wanted["tag"]) <= CEFR.index(wanted["level"]):
            yield "language", wanted["tag"]
    for wanted in post.get("skills") or ():
        if wanted.get("required") and wanted["id"] not in (person.get("skills") or ()):
            yield "skill", wanted["id"]


def _broken_profile_rules(post: Json, person: Json, rules: Json) -> Iterator[tuple[str, str]]:
    if rules.get("must_be_studying") and not person.get("studying"):
        yield "studying", ""
    least, own = rules.get("min_education"), person.get("education")
    if least and (own is None or EDUCATION.index(own) < EDUCATION.index(least)):
        yield "education", ""
    if (person.get("experience_months") or 0) < (rules.get("min_experience_months") or 0):
        yield "experience", ""
    length = post["duration"]
    days = (length.get("weeks") or 0) * 7 + (length.get("days") or 0)
    months = (length.get("months") or 0) + (days + 29) // 30
    most = rules.get("max_service_months")
    if most is not None and (person.get("served_months") or 0) + months > most:
        yield "service_limit", ""


def _level(person: Json, wanted: str) -> int:
    """The best CEFR level, 1 to 6, of a language that meets the wanted tag; 0 for none."""
    tags = person.get("languages") or {}
    fitting = [level for tag, level in tags.items() if f"{tag}-".lower().startswith(f"{wanted}-".lower())]
    return max((1 + CEFR.index(level) for level in fitting), default=0)


def parts(post: Json, person: Json) -> list[int]:
    """The five parts in hundredths of a point."""
    rated = person.get("motivation")
    rating = 5000 if rated is None else int((Decimal(str(rated)) * 10000).to_integral_value(ROUND_HALF_UP))
    return [
        _points(list(_skill_wishes(post, person))),
        _points(list(_language_wishes(post, person))),
        _points(list(_experience_wishes(post, person))),
        _points(list(_availability_wishes(post, person))),
        rating,
    ]


def _points(wishes: list[Wish]) -> int:
    if not wishes:
        return 10000
    earned = sum(importance * (1_000_000 * max(0, min(found, full)) // full) for importance, full, found in wishes)
    whole = sum(importance for importance, _, _ in wishes)
    return floor(Fraction(earned, 100 * whole) + Fraction(1, 2))


def _skill_wishes(post: Json, person: Json) -> Iterator[Wish]:
    skills = person.get("skills") or {}
    levels: Json = skills if isinstance(skills, dict) else dict.fromkeys(skills)
    for wanted in post.get("skills") or ():
        held = max(1, levels[wanted["id"]] or 0) if wanted["id"] in levels else 0
        yield wanted.get("importance") or 1, wanted.get("level") or 1, held


def _language_wishes(post: Json, person: Json) -> Iterator[Wish]:
    for wanted in post.get("languages") or ():
        full = 1 + max(CEFR.index(wanted["level"]), CEFR.index(wanted.get("desired") or "A1"))
        yield wanted.get("importance") or 1, full, _level(person, wanted["tag"])


def _experience_wishes(post: Json, person: Json) -> Iterator[Wish]:
    asked, areas = post.get("wanted_experience_months") or 0, post.get("areas") or []
    months, by_area = person.get("experience_months") or 0, person.get("experience_months_by_area") or {}
    if asked:
        yield 2, asked, months
    if asked and areas:
        yield 2, asked, min(months, sum(by_area.get(area) or 0 for area in areas))
    if areas:
        known = {*(person.get("areas") or ()), *(area for area, count in by_area.items() if count)}
        yield 1, len(areas), len(known & set(areas))


def _availability_wishes(post: Json, person: Json) -> Iterator[Wish]:
    start, length = date.fromisoformat(post["start"]), post["duration"]
    latest = date.fromisoformat(post.get("latest_start") or post["start"])
    years, month = divmod(start.month - 1 + (length.get("months") or 0), 12)
    last_day = calendar.monthrange(start.year + years, month + 1)[1]
    end = date(start.year + years, month + 1, min(start.day, last_day))
    end += timedelta(days=(length.get("weeks") or 0) * 7 + (length.get("days") or 0))
    begins = max(start, date.fromisoformat(person.get("available_from") or "0001-01-01"))
    until = date.fromisoformat(person.get("available_until") or "9999-12-31")
    stays = (until - begins).days + 1
    yield 1, 90, 90 - max(0, (begins - latest).days) if stays > 0 else 0
    yield 1, (end - start).days, stays
    if post.get("weekly_hours"):
        yield 1, post["weekly_hours"], person.get("weekly_hours") or 0
