"""A part of the index in memory, as columns: which rows fit a search and how many each facet would find.

Numbers for 100,000 rows stand in docs/decisions/opportunity-search.md.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from minga.engines.matching import Candidate
from minga.engines.matching.tags import tag_meets

Mask = NDArray[np.bool_]
Numbers = NDArray[np.int64]
Short = NDArray[np.int32]
NEVER = date.max.toordinal()
ONE = ("track", "category", "duration", "remote")
MANY = ("country", "city", "goal", "language", "organisation")
FACETS = (*ONE, *MANY)
Raw = tuple[int, bool, str, str, str, date | None, datetime | None, dict[str, Any], int]
"""pk, is_open, track, category, country, closes_on, published_at, facts, sequence."""
Arrays = dict[str, NDArray[Any]]
Names = dict[str, Sequence[str]]
PLAIN = ("pk", "sequence", "closes", "published", "by_closing", "by_newest")
PLAIN_RULES = (
    "born_until", "born_from", "education", "experience", "room", "any_nationality", "studying", "nominated",
)  # fmt: skip
LISTED_RULES = ("countries", "allowed", "excluded", "languages", "skills")


def microseconds(moment: datetime) -> int:
    """Microseconds since 1970: two posts published within a second keep their order."""
    return round(moment.timestamp() * 1_000_000)


class Column:
    """Values of one facet, of many rows: which rows have a value, and which values a row has."""

    def __init__(self, lists: Iterable[Sequence[str]]) -> None:
        """From one list of values a row."""
        known: dict[str, int] = {}
        values: list[int] = []
        starts = [0]
        for names in lists:
            values += [known.setdefault(name, len(known)) for name in names]
            starts.append(len(values))
        self._arrange(tuple(known), np.array(values, dtype=np.int32), np.array(starts, dtype=np.int32))

    @classmethod
    def of(cls, names: Sequence[str], value: Short, start: Short) -> Column:
        """From what `arrays` gave and the names."""
        column = cls.__new__(cls)
        column._arrange(tuple(names), value, start)
        return column

    @classmethod
    def joined(cls, columns: Sequence[Column], rows: Sequence[Numbers], order: Numbers) -> Column:
        """These rows of each of the columns, one column after the other, and then in this order."""
        known: dict[str, int] = {}
        values, many = [], []
        for column, own in zip(columns, rows, strict=True):
            number = np.array([known.setdefault(name, len(known)) for name in column.names], dtype=np.int32)
            values.append(number[column._values_of(own)])
            many.append(column._many[own])
        lengths = np.concatenate(many)
        behind = cls.of(tuple(known), np.concatenate(values), _starts(lengths))
        return cls.of(tuple(known), behind._values_of(order), _starts(lengths[order]))

    def arrays(self) -> Arrays:
        """The numbers of the names, row after row, and where each row begins."""
        return {"value": self._value, "start": self._start}

    def _arrange(self, names: tuple[str, ...], value: Short, start: Short) -> None:
        self.names = names
        self._number = {name: number for number, name in enumerate(names)}
        self._value, self._start = value, start
        self._many = np.diff(self._start)
        self._is_single = bool((self._many == 1).all())
        row = np.repeat(np.arange(len(self._many), dtype=np.int32), self._many)
        by_value = np.argsort(self._value, kind="stable")
        self._rows = row[by_value]
        self._first = np.searchsorted(self._value[by_value], np.arange(len(names) + 1)).tolist()

    def having(self, wanted: Iterable[str], *, size: int) -> Mask:
        """The rows with one of the values."""
        mask = np.zeros(size, dtype=bool)
        for number in (self._number[name] for name in wanted if name in self._number):
            mask[self._rows[self._first[number] : self._first[number + 1]]] = True
        return mask

    def counts(self, rows: Numbers) -> dict[str, int]:
        """How many of these rows have each value; values that none has are left out."""
        found = np.bincount(self._values_of(rows), minlength=len(self.names))
        some = np.flatnonzero(found)
        return {self.names[number]: count for number, count in zip(some.tolist(), found[some].tolist(), strict=True)}

    def _values_of(self, rows: Numbers) -> Short:
        """The values of these rows, one after the other."""
        values: Short = self._value
        if self._is_single:
            return values[rows]
        many = self._many[rows]
        until = np.cumsum(many)
        places: Numbers = np.repeat(self._start[rows] - (until - many), many) + np.arange(many.sum())
        return values[places]


def _column(arrays: Arrays, names: Names, name: str) -> Column:
    return Column.of(names[name], arrays[f"{name} value"], arrays[f"{name} start"])


def _starts(lengths: Short) -> Short:
    """Where each row begins, and where the last ends."""
    return np.concatenate(([0], np.cumsum(lengths))).astype(np.int32)


def _places(order: Numbers) -> Numbers:
    """From the rows in their order: which place each row has in it."""
    places = np.empty_like(order)
    places[order] = np.arange(len(order))
    return places


class Segment:
    """Rows of the index as columns, sorted by pk."""

    def __init__(self, raw: Iterable[Raw]) -> None:
        rows = sorted((row for row in raw if row[1]), key=lambda row: row[0])
        self.pk = np.array([row[0] for row in rows], dtype=np.int64)
        self.sequence = np.array([row[8] for row in rows], dtype=np.int64)
        self.alive: Mask = np.ones(len(rows), dtype=bool)
        self.closes = np.array([row[5].toordinal() if row[5] else NEVER for row in rows], dtype=np.int64)
        self.published = np.array([microseconds(row[6]) if row[6] else 0 for row in rows], dtype=np.int64)
        self._sort()
        facts = [row[7] for row in rows]
        self.columns: dict[str, Column] = {
            "track": Column((row[2],) for row in rows),
            "category": Column((row[3],) for row in rows),
            "country": Column(row[7].get("countries") or (row[4],) for row in rows),
            "duration": Column((fact["duration"],) for fact in facts),
            "remote": Column(("1",) if fact["remote"] else () for fact in facts),
            "city": Column(fact["cities"] for fact in facts),
            "goal": Column([str(goal) for goal in fact["goals"]] for fact in facts),
            "language": Column(fact["languages"] for fact in facts),
            "organisation": Column(fact.get("organisations", ()) for fact in facts),
        }
        self.rules = Rules([{"countries": [row[4]], **row[7]["rules"]} for row in rows])

    @classmethod
    def of(cls, arrays: Arrays, names: Names) -> Segment:
        """From what `parts` gave. Raises KeyError, IndexError or ValueError where they do not belong together."""
        segment = cls.__new__(cls)
        for name in PLAIN:
            setattr(segment, name, arrays[name])
        segment.alive = np.ones(len(segment), dtype=bool)
        segment.columns = {name: _column(arrays, names, name) for name in FACETS}
        segment.rules = Rules.of(arrays, names)
        return segment

    @classmethod
    def joined(cls, segments: Sequence[Segment]) -> Segment:
        """One segment of what is found in these; no row may be found in two of them."""
        segment = cls.__new__(cls)
        rows = [np.flatnonzero(one.alive) for one in segments]
        pks = np.concatenate([one.pk[own] for one, own in zip(segments, rows, strict=True)])
        order = np.argsort(pks)

        def array(of: Callable[[Segment], NDArray[Any]]) -> NDArray[Any]:
            together: NDArray[Any] = np.concatenate([of(one)[own] for one, own in zip(segments, rows, strict=True)])
            return together[order]

        def column(of: Callable[[Segment], Column]) -> Column:
            return Column.joined([of(one) for one in segments], rows, order)

        segment.pk, segment.sequence = pks[order], array(lambda one: one.sequence)
        segment.alive = np.ones(len(segment), dtype=bool)
        segment.closes, segment.published = array(lambda one: one.closes), array(lambda one: one.published)
        segment._sort()
        segment.columns = {name: column(lambda one, name=name: one.columns[name]) for name in FACETS}  # type: ignore[misc]
        segment.rules = Rules.__new__(Rules)
        for name in PLAIN_RULES:
            setattr(segment.rules, name, array(lambda one, name=name: getattr(one.rules, name)))  # type: ignore[misc]
        for name in LISTED_RULES:
            setattr(segment.rules, name, column(lambda one, name=name: getattr(one.rules, name)))  # type: ignore[misc]
        return segment

    def _sort(self) -> None:
        self.by_closing = _places(np.lexsort((self.pk, -self.published, self.closes)))
        self.by_newest = _places(np.lexsort((self.pk, -self.published)))

    def parts(self) -> tuple[Arrays, Names]:
        """All of it as arrays and names, for a file; which rows were buried is not among them."""
        columns = self.columns | {f"rule {name}": getattr(self.rules, name) for name in LISTED_RULES}
        arrays = {name: getattr(self, name) for name in PLAIN}
        arrays |= {f"rule {name}": getattr(self.rules, name) for name in PLAIN_RULES}
        for name, column in columns.items():
            arrays |= {f"{name} {part}": array for part, array in column.arrays().items()}
        return arrays, {name: column.names for name, column in columns.items()}

    def __len__(self) -> int:
        return len(self.pk)

    def bury(self, pks: Iterable[int]) -> None:
        """Rows that changed since stand in a later segment; here they are found no more."""
        gone = np.fromiter(pks, dtype=np.int64)
        self.alive = self.alive & ~np.isin(self.pk, gone)

    def open_on(self, today: date) -> Mask:
        """The rows that can be found on a day."""
        mask: Mask = self.alive & (self.closes >= today.toordinal())
        return mask

    def among(self, pks: Numbers) -> Mask:
        """The rows with one of these keys."""
        return np.isin(self.pk, pks)

    def eligible(self, candidate: Candidate, *, nominated: Iterable[int]) -> Mask:
        """The rows whose hard rules the candidate keeps; the same answer as the engine's, for all at once."""
        track, countries = self.columns["track"], self.rules.countries
        own = countries.having(candidate.nationalities, size=len(self))
        others = countries.having(set(countries.names) - candidate.nationalities, size=len(self))
        abroad = track.having(("international",), size=len(self))
        at_home = track.having(("national",), size=len(self))
        named = bool(candidate.nationalities)
        by_track = np.where(abroad, others & named, np.where(at_home, own, True))
        mask = self.rules.kept_by(candidate) & (by_track | self.rules.any_nationality)
        mask &= ~self.rules.nominated | self.among(np.fromiter(nominated, dtype=np.int64))
        return mask


class Rules:
    """The hard rules of many posts as columns."""

    def __init__(self, rules: Sequence[Mapping[str, Any]]) -> None:
        def numbers(name: str, empty: int) -> Numbers:
            return np.array([empty if rule[name] is None else int(rule[name]) for rule in rules], dtype=np.int64)

        self.born_until = numbers("born_until", NEVER)
        self.born_from = numbers("born_from", -1)
        self.education = numbers("education", 0)
        self.experience = numbers("experience", 0)
        self.room = numbers("room", NEVER)
        self.any_nationality: Mask = numbers("any_nationality", 0).astype(bool)
        self.countries = Column(rule["countries"] for rule in rules)
        self.allowed = Column(rule.get("allowed", ()) for rule in rules)
        self.excluded = Column(rule.get("excluded", ()) for rule in rules)
        self.studying: Mask = numbers("studying", 0).astype(bool)
        self.nominated: Mask = numbers("nominated", 0).astype(bool)
        self.languages = Column([f"{tag} {level}" for tag, level in rule["languages"]] for rule in rules)
        self.skills = Column(rule["skills"] for rule in rules)

    @classmethod
    def of(cls, arrays: Arrays, names: Names) -> Rules:
        """From the arrays and names of a segment."""
        rules = cls.__new__(cls)
        for name in PLAIN_RULES:
            setattr(rules, name, arrays[f"rule {name}"])
        for name in LISTED_RULES:
            setattr(rules, name, _column(arrays, names, f"rule {name}"))
        return rules

    @property
    def limits_age(self) -> Mask:
        """The posts that ask for an age."""
        mask: Mask = (self.born_until != NEVER) | (self.born_from != -1)
        return mask

    def open_to(self, nationalities: Collection[str]) -> Mask:
        """The posts that name countries and take people of these; where some are shut out, it must be known."""
        size = len(self.born_until)
        named, shut = (column.having(column.names, size=size) for column in (self.allowed, self.excluded))
        mask: Mask = ~named | self.allowed.having(nationalities, size=size)
        return mask & ~self.excluded.having(nationalities, size=size) & (~shut | bool(nationalities))

    def kept_by(self, candidate: Candidate) -> Mask:
        """The posts whose rules on the person (the track's nationality aside) this candidate keeps."""
        size = len(self.born_until)
        if candidate.birth_date is None:
            mask: Mask = ~self.limits_age
        else:
            born = candidate.birth_date.toordinal()
            mask = (born <= self.born_until) & (born >= self.born_from)
        if candidate.studying is not True:
            mask &= ~self.studying
        mask &= self.open_to(candidate.nationalities)
        mask &= self.education <= int(candidate.education or 0)
        mask &= self.experience <= candidate.experience_months
        mask &= self.room >= candidate.served_months
        lacking = [name for name in self.languages.names if not _speaks(candidate, name)]
        mask &= ~self.languages.having(lacking, size=size)
        missing = [skill for skill in self.skills.names if skill not in candidate.skills]
        mask &= ~self.skills.having(missing, size=size)
        return mask


def _speaks(candidate: Candidate, asked: str) -> bool:
    tag, level = asked.rsplit(" ", 1)
    return any(own >= int(level) and tag_meets(tag=name, wanted=tag) for name, own in candidate.languages.items())
