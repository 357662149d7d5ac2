"""The facets of the opportunities page in words: what may be chosen, what is chosen, and how many each would find."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from minga.assignments.conditions import language_name
from minga.assignments.models import Category, Track
from minga.assignments.queries.opportunities import Found, Search
from minga.core.interface.keeping import kept_parts
from minga.core.interface.pieces.figures import goal_chip
from minga.core.kept import kept_words
from minga.core.listing import listed
from minga.core.ordering import order_of
from minga.partners.models import Organisation
from minga.places.naming import city_names, country_names
from minga.sdgs.queries import goals_by_number

DURATIONS: dict[str, str | Promise] = {
    "short": gettext_lazy("Up to 3 months"),
    "medium": gettext_lazy("3 to 6 months"),
    "long": gettext_lazy("6 to 12 months"),
    "longer": gettext_lazy("More than a year"),
    "open": gettext_lazy("As long as you like"),
}
MOST_SHOWN = 8
MOST_ORGANISATIONS = 40
"""Behind “more” too: thousands may take part, and words and the list of partners find the others."""


@dataclass(slots=True)
class Choice:
    """One value of a facet. `query`: the query string with it chosen or taken back; `sign`: safe HTML for its label."""

    value: str
    label: str
    count: int
    chosen: bool
    query: str
    sign: str = ""


@dataclass(frozen=True)
class Facet:
    """One facet; `more` are the choices behind “more”, `chosen` how many of all are chosen."""

    name: str
    label: str
    choices: list[Choice]
    more: list[Choice]
    chosen: int

    @property
    def open(self) -> bool:
        return bool(self.chosen) or self.name in OPEN


@dataclass(frozen=True)
class Chip:
    """One active choice and the search without it."""

    label: str
    query: str


@dataclass(frozen=True)
class Labels:
    """The words of every value that can stand in a facet; `signs` of goals, by number, are safe HTML."""

    words: Mapping[str, Mapping[str, str]]
    signs: Mapping[str, str]

    @classmethod
    def read(
        cls, counts: Mapping[str, Mapping[str, int]], chosen: Mapping[str, Iterable[str]], request: HttpRequest
    ) -> Labels:
        """For these counts and choices. At most two queries, and three more for goals and places not known yet."""

        def values(name: str) -> set[str]:
            return {*counts.get(name, {}), *chosen.get(name, ())}

        language = get_language() or "en"
        goals = goals_by_number()
        names = kept_words("goal", goals, lambda numbers: {one: str(goals[one]) for one in numbers})
        signs = kept_words("sign of a goal", goals, lambda numbers: {one: goal_chip(goals[one]) for one in numbers})
        words: dict[str, Mapping[str, str]] = {
            "track": {value: str(label) for value, label in Track.choices},
            "category": kept_parts(request, "categories", ["all"], _categories)["all"],
            "country": country_names(values("country")),
            "city": city_names(values("city")),
            "goal": {number: names[number] for number in goals},
            "language": {tag: _language_name(tag, language) for tag in values("language")},
            "duration": {name: str(label) for name, label in DURATIONS.items()},
            "remote": {"1": _("Can be done from home")},
            "organisation": _organisations(counts.get("organisation", {}), chosen.get("organisation", ()), request),
        }
        return cls(words, signs)

    def of(self, name: str, value: str) -> str:
        return self.words[name].get(value, value)


def _categories(_all: list[str]) -> dict[str, dict[str, str]]:
    """Code -> name of every category, in their order. One query."""
    return {"all": {row.code: str(row) for row in Category.objects.all()}}


def _organisations(counts: Mapping[str, int], chosen: Iterable[str], request: HttpRequest) -> dict[str, str]:
    """ref -> name of the chosen organisations and of those with the most opportunities. At most 2 queries."""
    most = set(heapq.nsmallest(MOST_ORGANISATIONS, counts, key=lambda ref: (-counts[ref], ref)))
    most.update(ref for ref in chosen if ref in counts)
    names = kept_parts(request, "organisations", most, _organisation_names)
    others = [ref for ref in chosen if ref not in counts]  # anything may stand in an address
    names |= _organisation_names(others) if others else {}
    return {ref: name for ref, name in names.items() if name}


def _organisation_names(refs: list[str]) -> dict[str, str]:
    """ref -> name, empty for what is not registered (any more). One query."""
    rows = Organisation.objects.only("ref", "name", "names").filter(ref__in=refs, state="registered").order_by()
    return dict.fromkeys(refs, "") | {row.ref: str(row) for row in rows}


@lru_cache(maxsize=1000)
def _language_name(tag: str, _reader: str) -> str:
    """Asked of every language of the index, for each language of a reader."""
    return language_name(tag)


def facets_of(found: Found, search: Search, labels: Labels) -> list[Facet]:
    """The facets in the order of the page; values that nothing has are left out unless chosen. No query."""
    return [facet for name in ORDER if (facet := _facet(name, found, search, labels)).choices]


def _facet(name: str, found: Found, search: Search, labels: Labels) -> Facet:
    counts, chosen = found.counts[name], set(search.chosen.get(name, ()))
    values = {*counts, *(value for value in chosen if value in labels.words[name])}
    if name == "organisation":
        values &= labels.words[name].keys()
    queries, words = search.toggled_queries(name, values), labels.words[name]
    choices = [
        Choice(
            value,
            words.get(value, value),
            counts.get(value, 0),
            value in chosen,
            queries[value],
            labels.signs.get(value, "") if name == "goal" else "",
        )
        for value in values
    ]
    choices.sort(key=_sorting(name, labels))
    if name in FIXED:
        return Facet(name, TITLES[name](), choices, [], len(chosen & values))
    first = [*choices[:MOST_SHOWN], *(choice for choice in choices[MOST_SHOWN:] if choice.chosen)]
    rest = [choice for choice in choices[MOST_SHOWN:] if not choice.chosen]
    return Facet(name, TITLES[name](), first, rest, len(chosen & values))


def _sorting(name: str, labels: Labels) -> Callable[[Choice], tuple[int, bytes, str]]:
    language = get_language() or "en"
    if name in FIXED:
        order = {value: number for number, value in enumerate(labels.words[name])}
        return lambda choice: (order.get(choice.value, 99), _place_of(choice.label, language), choice.value)
    return lambda choice: (-choice.count, _place_of(choice.label, language), choice.value)


@lru_cache(maxsize=4000)
def _place_of(label: str, language: str) -> bytes:
    """Where a label stands among others: asked of hundreds of countries, cities and languages a page."""
    return order_of(label, language=language)


def chips_of(search: Search, labels: Labels) -> list[Chip]:
    """The active choices, each with the way to take it back. No query."""
    chips = []
    if search.words:
        chips.append(Chip(_("“%(words)s”") % {"words": search.words}, search.without("q", "").query()))
    for name in ORDER:
        for value in search.chosen.get(name, ()):
            chips.append(Chip(labels.of(name, value), search.without(name, value).query()))
    if search.eligible:
        chips.append(Chip(_("Only what I may apply for"), search.without("eligible", "").query()))
    return chips


def name_of(search: Search, labels: Labels) -> str:
    """A name to propose for a saved search: its choices in words."""
    return listed(chip.label for chip in chips_of(search, labels))[:120] or _("Everything new")


ORDER = ("track", "category", "goal", "country", "city", "language", "duration", "remote", "organisation")
OPEN = frozenset({"track", "category", "goal"})
FIXED = frozenset({"track", "category", "goal", "duration", "remote"})
TITLES: dict[str, Callable[[], str]] = {
    "track": lambda: _("Where you serve"),
    "category": lambda: _("Category"),
    "goal": lambda: _("Goal"),
    "country": lambda: _("Country"),
    "city": lambda: _("City"),
    "language": lambda: _("Language asked for"),
    "duration": lambda: _("Length"),
    "remote": lambda: _("From home"),
    "organisation": lambda: _("Organisation"),
}
