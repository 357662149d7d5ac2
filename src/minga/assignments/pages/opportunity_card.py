"""An opportunity as a card of a list shows it, in the reader's language and as of today.

Drawn without a template, because a page has twenty.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from html import escape

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from minga.assignments.pages.opportunity import language_to_read, length_words, rest_words, soon
from minga.assignments.queries.opportunity_cards import CardRow
from minga.core.interface.pieces.figures import goal_chip
from minga.core.interface.templatetags.ui import icon
from minga.core.kept import kept_words
from minga.core.models import in_language
from minga.places.naming import city_places, country_names
from minga.sdgs.queries import goals_by_number

BETWEEN = '<span aria-hidden="true"> · </span>'
MOST_GOALS = 4


@dataclass(frozen=True, slots=True)
class Card:
    """A card without what belongs to one reader. `words` is safe HTML."""

    pk: int
    ref: str
    words: SafeString


def cards_of(rows: Iterable[CardRow]) -> list[Card]:
    """The cards of these rows. At most 3 queries, for names that are not kept yet."""
    shown = list(rows)
    drawing = _Drawing(shown)
    return [Card(row.pk, row.ref, drawing.words_of(row)) for row in shown]


class _Drawing:
    """What the cards of one page have in common: the names of places, the signs of goals, the address, the day."""

    def __init__(self, rows: list[CardRow]) -> None:
        self.places = city_places({row.parts["cities"][0] for row in rows if len(row.parts["cities"]) == 1})
        self.countries = country_names({row.country for row in rows})
        goals = goals_by_number()
        self.goals = kept_words(
            "small sign of a goal",
            goals,
            lambda numbers: {number: goal_chip(goals[number], small=True) for number in numbers},
        )
        self.address = reverse("assignments:opportunity", args=["-"]).removesuffix("-")
        self.clock = icon("clock")
        self.today = timezone.localdate()
        self.language = get_language() or "en"
        self._said: dict[tuple[Hashable, ...], str] = {}

    def _once(self, *about: Hashable, say: Callable[[], str]) -> str:
        """Words that several cards of a page share, looked up in the catalogue for the first of them."""
        if about not in self._said:
            self._said[about] = say()
        return self._said[about]

    def words_of(self, row: CardRow) -> SafeString:
        """What it is and where, its title as a link, whose it is, until when, how many seats and for which goals."""
        titles: dict[str, str] = row.parts["titles"]
        tag, is_own = language_to_read(titles)
        title, language = titles.get(tag, row.number), "" if is_own else f' lang="{escape(tag)}"'
        code, own = row.category_code, self.language
        category = self._once(
            "category", code, say=lambda: in_language(row.category_names, fallback=code, language=own)
        )
        host = in_language(row.host_names, fallback=row.host_name, language=own)
        length = self._once("length", row.duration_months, row.duration_weeks, say=lambda: length_words(row))
        line = [category, self._place(row), rest_words(row) or length]
        return mark_safe(  # every value in it is escaped
            f'<p class="op-line">{BETWEEN.join(escape(part) for part in line if part)}</p>\n'
            f'    <h2><a id="op-{row.ref}" href="{self.address}{row.ref}"{language}>{escape(title)}</a></h2>\n'
            f'    <p class="op-host">{escape(host)}</p>\n'
            f'    <p class="op-when">{self._when(row)}</p>'
        )

    def _place(self, row: CardRow) -> str:
        """From home, the city and country, or how many cities."""
        cities: list[str] = row.parts["cities"]
        if row.track == "online":
            return _("From home")
        if len(cities) == 1:
            return self.places.get(cities[0], "")
        if cities:
            return ngettext("%(count)s city", "%(count)s cities", len(cities)) % {"count": len(cities)}
        return self.countries.get(row.country, row.country)

    def _when(self, row: CardRow) -> str:
        when = self._once("closing", row.closes_on, row.is_open, say=lambda: self._closing(row))
        seats = row.rest_seats if row.rest_until else row.parts["seats"]
        if seats > 1:
            when += self._once("seats", seats, say=lambda: _seats(seats))
        goals = "".join(self.goals.get(str(number), "") for number in row.parts["goals"][:MOST_GOALS])
        return f"{when}<span>{goals}</span>" if goals else when

    def _closing(self, row: CardRow) -> str:
        closing = soon(row, today=self.today)
        urgent = " op-urgent" if closing.urgent else ""
        on_paper = f' data-on-paper="{escape(closing.on_paper)}"' if closing.on_paper else ""
        return f'<span class="op-closing{urgent}">{self.clock}<span{on_paper}>{escape(closing.words)}</span></span>'


def _seats(seats: int) -> str:
    words = ngettext("%(seats)s seat", "%(seats)s seats", seats) % {"seats": number_format(seats)}
    return f"<span>{escape(words)}</span>"
