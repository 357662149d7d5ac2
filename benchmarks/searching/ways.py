"""Three ways to the same answer: how many are found, and how many each value of each facet would find."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from django.db import connection
from django.utils import timezone

from minga.assignments.models import OpportunityRow
from minga.assignments.queries import opportunity_snapshot
from minga.assignments.queries.opportunities import Search, find
from minga.assignments.queries.opportunity_segments import FACETS, ONE
from minga.assignments.segmenting import Wanted, wanted_words

Answer = tuple[int, Mapping[str, Mapping[str, int]]]
MANY = {"city": "cities", "goal": "goals", "language": "languages", "organisation": "organisations"}
ADD = "INSERT INTO benchmark_facet (facet, value, description_id) VALUES (%s, %s, %s)"
OPEN = "SELECT r.description_id FROM assignments_opportunityrow r WHERE r.is_open AND r.closes_on >= %s"
HAVING = " AND r.description_id IN (SELECT description_id FROM benchmark_facet WHERE facet = %s AND value = %s)"


def values_of(row: OpportunityRow) -> Iterator[tuple[str, str]]:
    """(facet, value) of one row."""
    for name in ONE[:3]:
        yield name, getattr(row, name)
    yield "duration", row.facts["duration"]
    if row.facts["remote"]:
        yield "remote", "1"
    many = {"city": "cities", "goal": "goals", "language": "languages", "organisation": "organisations"}
    for name, key in many.items():
        for value in row.facts[key]:
            yield name, str(value)


def _bytes(things: Mapping[str, Any]) -> int:
    """Of every array among the things, and in what they hold."""
    total = 0
    for thing in things.values():
        if isinstance(thing, np.ndarray):
            total += thing.nbytes
        elif isinstance(thing, dict) or hasattr(thing, "__dict__"):
            total += _bytes(thing if isinstance(thing, dict) else vars(thing))
    return total


class Columns:
    """Ours: the columns of all open rows in the memory of the process; the database answers for words."""

    name = "columns in memory (Minga)"

    def make(self) -> None:
        opportunity_snapshot._kept = None
        opportunity_snapshot.snapshot()

    @property
    def size(self) -> float:
        """Megabytes of the arrays that each process keeps."""
        segments = opportunity_snapshot.snapshot().segments
        return sum(_bytes(vars(segment)) for segment in segments) / 1_000_000

    def ask(self, search: Search) -> Answer:
        found = find(search)
        return found.total, {name: dict(values) for name, values in found.counts.items()}

    def close(self) -> None:
        pass


class Database:
    """A table (facet, value, row) with an index both ways, counted by GROUP BY."""

    name = "facets counted by the database"

    def make(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS benchmark_facet")
            cursor.execute("CREATE TABLE benchmark_facet (facet text, value text, description_id bigint)")
            rows = OpportunityRow.objects.filter(is_open=True).iterator()
            cursor.executemany(ADD, [(*pair, row.pk) for row in rows for pair in values_of(row)])
            cursor.execute("CREATE INDEX benchmark_by_value ON benchmark_facet (facet, value, description_id)")
            cursor.execute("CREATE INDEX benchmark_by_row ON benchmark_facet (description_id, facet, value)")
            cursor.execute("ANALYZE benchmark_facet")

    def ask(self, search: Search) -> Answer:
        counts: dict[str, dict[str, int]] = {name: {} for name in FACETS}
        with connection.cursor() as cursor:
            within, known = self._within(search, without="")
            cursor.execute(f"SELECT count(*) FROM ({within}) found", known)
            total = int(cursor.fetchone()[0])
            free = [name for name in FACETS if name not in search.chosen]
            for asked, without in [(free, ""), *(([name], name) for name in search.chosen)]:
                within, known = self._within(search, without=without)
                these = ",".join(["%s"] * len(asked))
                cursor.execute(
                    f"SELECT facet, value, count(*) FROM benchmark_facet WHERE facet IN ({these})"
                    f" AND description_id IN ({within}) GROUP BY facet, value",
                    [*asked, *known],
                )
                for facet, value, many in cursor.fetchall():
                    counts[facet][value] = many
        return total, counts

    def _within(self, search: Search, *, without: str) -> tuple[str, list[Any]]:
        """The rows that fit, one facet's choice left out."""
        text, known = OPEN, [timezone.localdate()]
        for name, (value,) in search.chosen.items():
            if name != without:
                text, known = text + HAVING, [*known, name, value]
        if words := wanted_words(search.words):
            table, match = _full_text(words)
            text, known = f"{text} AND r.description_id IN ({table})", [*known, match]
        return text, known

    def close(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE benchmark_facet")


def _full_text(words: tuple[Wanted, ...]) -> tuple[str, str]:
    """The full text index of the product, as it asks it."""
    if connection.vendor == "sqlite":
        match = " AND ".join(f'"{one.word}"{"*" if one.prefix else ""}' for one in words)
        return "SELECT rowid FROM assignments_opportunity_words WHERE assignments_opportunity_words MATCH %s", match
    match = " & ".join(f"'{one.word}'{':*' if one.prefix else ''}" for one in words)
    table = "SELECT description_id FROM assignments_opportunityrow"
    return f"{table} WHERE array_to_tsvector(string_to_array(words, ' ')) @@ %s::tsquery", match


class Tantivy:
    """The search library that Quickwit and others are built on, its index in files beside the database."""

    name = "Tantivy, index in files"

    def __init__(self) -> None:
        import tantivy

        self._tantivy = tantivy
        builder = tantivy.SchemaBuilder()
        for name in FACETS:
            builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
        builder.add_text_field("words", tokenizer_name="whitespace", index_option="basic")
        builder.add_integer_field("closes", indexed=True, fast=True)
        self._schema = builder.build()
        self._folder = tempfile.mkdtemp(prefix="minga-tantivy-")

    def make(self) -> None:
        index = self._tantivy.Index(self._schema, path=self._folder)
        writer = index.writer(100_000_000, 1)
        for row in OpportunityRow.objects.filter(is_open=True).iterator():
            document = self._tantivy.Document()
            for name, value in values_of(row):
                document.add_text(name, value)
            document.add_text("words", row.words)
            document.add_integer("closes", row.closes_on.toordinal() if row.closes_on else 4_000_000)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self._searcher = index.searcher()

    def ask(self, search: Search) -> Answer:
        counts: dict[str, dict[str, int]] = {name: {} for name in FACETS}
        free = [name for name in FACETS if name not in search.chosen]
        for asked, without in [(free, ""), *(([name], name) for name in search.chosen)]:
            terms = {name: {"terms": {"field": name, "size": 20_000}} for name in asked}
            for name, found in self._searcher.aggregate(self._query(search, without=without), terms).items():
                counts[name] = dict(Counter({row["key"]: row["doc_count"] for row in found["buckets"]}))
        return self._searcher.search(self._query(search, without=""), 20, count=True).count, counts

    def _query(self, search: Search, *, without: str) -> Any:
        query, must = self._tantivy.Query, self._tantivy.Occur.Must
        today = timezone.localdate().toordinal()
        field = self._tantivy.FieldType.Integer
        parts = [query.range_query(self._schema, "closes", field, today, 5_000_000)]
        parts += [
            query.term_query(self._schema, name, value) for name, (value,) in search.chosen.items() if name != without
        ]
        for one in wanted_words(search.words):
            if one.prefix:
                parts.append(query.regex_query(self._schema, "words", f"{one.word}.*"))
            else:
                parts.append(query.term_query(self._schema, "words", one.word))
        return query.boolean_query([(must, part) for part in parts])

    def close(self) -> None:
        shutil.rmtree(self._folder)
