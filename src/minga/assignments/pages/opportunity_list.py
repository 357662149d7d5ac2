"""What a list of opportunities shows, here and on the front page: cards, and points on the map."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import ngettext

from minga.assignments.matching import with_post_parts
from minga.assignments.models import Description, Favourite
from minga.assignments.pages.opportunity_card import Card, cards_of
from minga.assignments.queries.eligibility import Fit, Standing, fits, nomination_problem
from minga.assignments.queries.opportunities import Found
from minga.assignments.queries.opportunity_cards import card_rows
from minga.core.interface.drawing import drawn as drawn_once
from minga.places.models import Country
from minga.places.naming import country_names
from minga.places.templatetags.maps import MapPoint


class Blank(NamedTuple):
    """What a card holds beside its words, for a visitor: nothing of a reader's own."""

    post: Card
    fit: None = None
    kept: bool = False


REF = "ref-of-this-post"
BLANK = Blank(Card(0, REF, mark_safe("\0words\0")))


def draw_cards(keys: list[int]) -> dict[int, str]:
    """The cards as a visitor sees them, by key of the description. As many queries as `card_rows` and `cards_of`."""
    before, _mark, after = drawn_once("assignments/opportunities/_card.html", card=BLANK).partition(BLANK.post.words)
    cards = cards_of(card_rows(keys))
    return {card.pk: f"{before.replace(REF, card.ref)}{card.words}{after.replace(REF, card.ref)}" for card in cards}


def page_of_cards(found: Found, *, standing: Standing | None, account: Any) -> list[dict[str, Any]]:
    """What each card shows. At most 4 queries for a visitor, 9 for somebody with a profile, however many cards."""
    shown = cards_of(card_rows(found.keys))
    keys = [card.pk for card in shown]
    posts: dict[int, Description] = {}
    if standing is not None:
        rows = Description.objects.filter(pk__in=keys).select_related("nominating_partner").order_by()
        posts = {row.pk: row for row in with_post_parts(rows, scored=False)}
    fit = fits(standing, posts.values()) if standing else {}
    kept: set[int] = set()
    if getattr(account, "is_authenticated", False) and shown:
        favourites = Favourite.objects.filter(account_id=account.pk, description__in=keys)
        kept = set(favourites.values_list("description_id", flat=True))
    return [
        {
            "post": card,
            "fit": fit.get(card.pk),
            "why_not": why_not(fit.get(card.pk), posts.get(card.pk)),
            "kept": card.pk in kept,
        }
        for card in shown
    ]


def why_not(fit: Fit | None, description: Description | None) -> str:
    """The first reason why the person may not apply; empty where they may or nobody knows."""
    if fit is None or description is None or fit.eligible:
        return ""
    return str(fit.broken[0].message if fit.broken else nomination_problem(description).message)


def map_points(found: Found) -> list[MapPoint]:
    """One point a country with how many posts it has. One query, one more for names that are not kept yet."""
    counts = found.counts["country"]
    names, base = country_names(counts), reverse("assignments:opportunities")
    rows = Country.objects.filter(pk__in=counts).order_by().values_list("pk", "longitude", "latitude")
    return [
        MapPoint(
            longitude=longitude,
            latitude=latitude,
            label=ngettext("%(place)s: %(count)s post", "%(place)s: %(count)s posts", counts[code])
            % {"place": names[code], "count": counts[code]},
            url=f"{base}?country={code}&map=1",
            count=counts[code],
        )
        for code, longitude, latitude in rows
        if longitude is not None and latitude is not None
    ]
