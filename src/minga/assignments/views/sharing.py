"""The picture, the calendar entry and the feeds of opportunities."""

from __future__ import annotations

from typing import Any

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import feedgenerator, formats, timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from minga.assignments.models import Description
from minga.assignments.pages.opportunity import Reading, site
from minga.assignments.queries.opportunities import Search, find, read_for_feeds
from minga.assignments.sharing import Card, calendar, card_version, draw_card
from minga.assignments.views.opportunities import published
from minga.core.listing import listed

FEED_SIZE = 50
CARD_SECONDS = 7 * 24 * 3600


@require_safe
def card(request: HttpRequest, ref: str) -> HttpResponse:
    """The share card in the reader's language; drawn once for each version of what it shows."""
    description = published(ref, request.user)
    key = f"opportunity-card-3:{ref}:{card_version(description)}:{translation.get_language()}"
    picture = cache.get(key)
    if picture is None:
        picture = draw_card(_card_of(description), language=translation.get_language() or "en")
        cache.set(key, picture, CARD_SECONDS)
    response = HttpResponse(picture, content_type="image/png")
    response["Cache-Control"] = "public, max-age=86400" if description.published_at else "no-store"
    return response


def _card_of(description: Description) -> Card:
    reading = Reading.of(description)
    place = listed(reading.cities[:2]) or (
        _("From home") if description.track == "online" else str(description.country)
    )
    above = " · ".join(part for part in (str(description.category), place, reading.length) if part)
    closing = _("Open until the seats are filled")
    if description.closes_on:
        day = formats.date_format(description.closes_on)
        closing = _("Apply until %(day)s") % {"day": day}
    goals = tuple((str(goal.number), goal.colour) for goal in reading.goals)
    return Card(reading.title, above, str(description.host), closing, goals, reading.text.language or "en")


@require_safe
def closing(request: HttpRequest, ref: str) -> HttpResponse:
    """The closing day for a calendar."""
    description = published(ref, request.user)
    if description.closes_on is None:
        raise Http404
    reading = Reading.of(description)
    address = site(reverse("assignments:opportunity", args=[ref]))
    entry = calendar(
        uid=f"closing-{ref}",
        day=description.closes_on,
        summary=_("Last day to apply: %(post)s") % {"post": reading.title},
        text=_("%(host)s. Read more and apply: %(url)s") % {"host": description.host, "url": address},
        url=address,
        changed=description.updated_at,
    )
    response = HttpResponse(entry, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{ref}.ics"'
    return response


def _newest(request: HttpRequest) -> list[tuple[Description, Reading]]:
    asked = Search.of(request.GET)
    found = find(Search(words=asked.words, chosen=asked.chosen, sort="newest"), per_page=FEED_SIZE)
    return [(row, Reading.of(row)) for row in read_for_feeds(found.keys)]


def _words(description: Description, reading: Reading) -> str:
    place = listed(reading.cities) or str(description.get_track_display())
    parts = [str(description.host), place]
    if description.closes_on:
        day = formats.date_format(description.closes_on)
        parts.append(_("Apply until %(day)s") % {"day": day})
    return " · ".join(parts)


@require_safe
def atom(request: HttpRequest) -> HttpResponse:
    """The newest open opportunities of a search as Atom. About 8 queries."""
    page = site(reverse("assignments:opportunities"))
    feed = feedgenerator.Atom1Feed(
        title=_("Open opportunities to volunteer"),
        link=page,
        description="",
        language=translation.get_language() or "en",
        feed_url=site(request.get_full_path()),
    )
    for description, reading in _newest(request):
        address = site(reverse("assignments:opportunity", args=[description.ref]))
        feed.add_item(
            title=reading.title,
            link=address,
            description=_words(description, reading),
            unique_id=address,
            pubdate=description.first_published_at,
            updateddate=description.updated_at,
            author_name=str(description.host),
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


@require_safe
def json_feed(request: HttpRequest) -> HttpResponse:
    """The same as JSON Feed 1.1. About 8 queries."""
    items: list[dict[str, Any]] = []
    for description, reading in _newest(request):
        address = site(reverse("assignments:opportunity", args=[description.ref]))
        items.append(
            {
                "id": address,
                "url": address,
                "title": reading.title,
                "content_text": _words(description, reading),
                "date_published": (description.first_published_at or timezone.now()).isoformat(),
                "date_modified": description.updated_at.isoformat(),
                "authors": [{"name": str(description.host)}],
                "tags": [f"SDG {goal.number}" for goal in reading.goals],
                "language": reading.text.language,
            }
        )
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": _("Open opportunities to volunteer"),
        "home_page_url": site(reverse("assignments:opportunities")),
        "feed_url": site(request.get_full_path()),
        "language": translation.get_language() or "en",
        "items": items,
    }
    response = JsonResponse(feed, json_dumps_params={"ensure_ascii": False})
    response["Content-Type"] = "application/feed+json; charset=utf-8"
    return response
