"""Rows of a list that two pages show: each is known by what identifies it and not by its place, so that what one person
writes in one row and another in a second is kept, a row that either adds stays, and only the same field clashes.

A formset is compared where its row form says how a row is known: `known_by`, the fields of which the first that holds
something names the row; `makes_a_row`, of which one must hold something; and `as_kept(name, text)`, which writes a
typed word as it will stand once kept (a place, a skill).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from minga.core.interface import comparing
from minga.core.interface.comparing import Values

REMOVE = "remove"
Row = dict[str, list[str]]


@dataclass(frozen=True)
class Clash:
    """What both sides changed: the field in words, with its row; what the page showed, and what stands there now."""

    label: str
    before: str
    now: str


@dataclass
class RowsTogether:
    """The merged rows of one formset, in the order in which they stand now, and those added after them."""

    rows: list[Row] = field(default_factory=list)
    clashes: list[Clash] = field(default_factory=list)


def put_rows_together(formsets: Mapping[str, Any], data: QueryDict, found: QueryDict) -> list[Clash]:
    """Compare what was sent with formsets made from what stands now, locked; `found` then holds the merged rows.

    A page that does not say what it showed is taken as it is. Returns what both sides changed.
    """
    shown, underway = comparing.shown_and_sent(data)
    if shown is None:
        return []
    clashes: list[Clash] = []
    for formset in formsets.values():
        if formset.is_compared:
            done = _Compared(formset, shown=shown, underway=underway, data=data).together()
            _write(formset, done.rows, found)
            clashes += done.clashes
    return clashes


class _Compared:
    """One formset: what stands now, what the page showed and what was typed, each by row."""

    def __init__(self, formset: Any, *, shown: Values, underway: list[Values], data: QueryDict) -> None:
        self.formset, self.shown, self.underway, self.data = formset, shown, underway, data
        self.now = [self._plain(form, comparing.as_shown(form)) for form in formset.initial_forms]
        self.place = {self._name_of(row): number for number, row in enumerate(self.now)}
        self.merged: dict[int, Row] = {}
        self.added: list[Row] = []
        self.clashes: list[Clash] = []

    def together(self) -> RowsTogether:
        for number in range(self._total()):
            self._take(self._form(number))
        kept = [self.merged.get(number, row) for number, row in enumerate(self.now)]
        return RowsTogether([*kept, *self.added], self.clashes)

    def _take(self, form: Any) -> None:
        typed = self._plain(form, {bound.html_name: comparing.typed(bound, self.data) for bound in form})
        before = self._plain(form, self.shown)
        was_there = self._is_row(before)
        number = self.place.get(self._known(form, before if was_there else typed))
        if number is not None and number not in self.merged:
            self.merged[number] = self._merged(form, number, typed=typed, before=before)
        elif not was_there or number is not None or before.get(REMOVE):
            self.added.append(typed)  # new here, written twice, or taken away here and now taken back
        elif not typed.get(REMOVE) and self._changed(form, typed, before):
            words = self._row_words(form, before)
            self.clashes.append(Clash(words, words, _("Removed")))
            self.added.append(typed)

    def _merged(self, form: Any, number: int, *, typed: Row, before: Row) -> Row:
        now, row = self.now[number], {}
        goes = bool(typed.get(REMOVE)) and not before.get(REMOVE)
        for bound in form:
            name = bound.name
            there, here, then = now.get(name, []), typed.get(name, []), before.get(name, [])
            meant = self._meant(form, name, here, now=there)
            untouched = meant == self._meant(form, name, then, now=there)
            known = (meant, self._meant(form, name, then, now=there), *self._sent(form, name, now=there))
            if (goes or not untouched) and there not in known:
                told = self.formset.initial_forms[number][name]
                label = f"{self._row_words(form, now)}: {bound.label}"
                self.clashes.append(Clash(label, comparing.in_words(told, then), comparing.in_words(told, there)))
            row[name] = there if untouched and not goes else here
        return row

    def _sent(self, form: Any, name: str, *, now: list[str]) -> Iterator[list[str]]:
        """What may have been kept already, of answers that got lost."""
        for state in self.underway:
            yield self._meant(form, name, self._plain(form, state).get(name, []), now=now)

    def _changed(self, form: Any, typed: Row, before: Row) -> bool:
        return any(typed.get(bound.name, []) != before.get(bound.name, []) for bound in form)

    def _meant(self, form: Any, name: str, values: list[str], *, now: list[str]) -> list[str]:
        """Values as they stand once kept; no query where they stand so already."""
        return values if values == now else [form.as_kept(name, value) for value in values]

    def _known(self, form: Any, row: Row) -> str:
        """How the row is named among those that stand now: as it was written, else as it would be kept."""
        named = self._name_of(row)
        if named in self.place:
            return named
        kept = {name: [form.as_kept(name, value) for value in row.get(name, [])] for name in form.known_by}
        return self._name_of(kept)

    def _name_of(self, row: Row) -> str:
        return next((row[name][0] for name in self.formset.form.known_by if row.get(name)), "")

    def _is_row(self, row: Row) -> bool:
        return any(row.get(name) for name in self.formset.form.makes_a_row)

    def _row_words(self, form: Any, row: Row) -> str:
        """The row as its reader knows it: its place for a numbered thing, else the words of what names it."""
        number = self.place.get(self._name_of(row))
        return str(form.row_words(number, {name: comparing.in_words(form[name], row.get(name, [])) for name in row}))

    def _plain(self, form: Any, values: Mapping[str, list[str]]) -> Row:
        return {bound.name: list(found) for bound in form if (found := values.get(bound.html_name))}

    def _form(self, number: int) -> Any:
        if number < len(self.formset.forms):
            return self.formset.forms[number]
        return self.formset.form(prefix=self.formset.add_prefix(number), **self.formset.get_form_kwargs(number))

    def _total(self) -> int:
        said = self.data.get(f"{self.formset.prefix}-{forms.formsets.TOTAL_FORM_COUNT}", "")
        return min(int(said), self.formset.absolute_max) if said.isascii() and said.isdigit() else 0


def _write(formset: Any, rows: list[Row], found: QueryDict) -> None:
    for name in [name for name in found if name.startswith(f"{formset.prefix}-")]:
        del found[name]
    for number, row in enumerate(rows):
        for name, values in row.items():
            if values:
                found.setlist(f"{formset.add_prefix(number)}-{name}", values)
    found[f"{formset.prefix}-{forms.formsets.TOTAL_FORM_COUNT}"] = str(len(rows))
    found[f"{formset.prefix}-{forms.formsets.INITIAL_FORM_COUNT}"] = "0"
