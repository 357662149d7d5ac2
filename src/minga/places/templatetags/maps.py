"""{% world_map points caption=… %}: a map as SVG, drawn by the server, with the same places as a list beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from math import sqrt
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from minga.places.projection import WINDOW, project

register = template.Library()
SMALLEST, LARGEST = 0.005, 0.018
"""A point's radius, as shares of the width of the map."""


@dataclass(frozen=True)
class MapPoint:
    """A place on the map. `count` sizes the point; `label` reads whole ("Nairobi, 3 posts"); `url` is its page."""

    longitude: float
    latitude: float
    label: str
    url: str = ""
    count: int = 1


@register.inclusion_tag("places/world_map.html")
def world_map(points: Iterable[MapPoint], caption: str, listed: int = 12) -> dict[str, Any]:
    """The map of `points` with its caption, list and the UN's disclaimer; points far south are listed and not drawn.

    listed: rows shown before "Show all". The outline of land is a picture of its own (`static/places/world.svg`).
    """
    rows = sorted(points, key=lambda point: (-point.count, point.label))
    return {
        "drawn": _drawn(rows),
        "window": WINDOW,
        "caption": caption,
        "first": [_row(point) for point in rows[:listed]],
        "rest": [_row(point) for point in rows[listed:]],
    }


def _drawn(rows: list[MapPoint]) -> list[SafeString]:
    """The points on the map as SVG, without a template because a map of the world has two hundred."""
    most = max((point.count for point in rows), default=1)
    drawn = []
    for point in rows:
        x, y = project(point.longitude, point.latitude)
        if not WINDOW.holds(x, y):
            continue
        share = SMALLEST + (LARGEST - SMALLEST) * sqrt(point.count / most) if most > 1 else SMALLEST * 1.6
        radius = share * WINDOW.width
        # The halo is the target of a finger: never smaller than 12 of 1,000 units.
        halo = max(radius, 0.012 * WINDOW.width)
        drawn.append(_dot(point, x=round(x, 1), y=round(y, 1), radius=round(radius, 2), halo=round(halo, 2)))
    return drawn


def _dot(point: MapPoint, *, x: float, y: float, radius: float, halo: float) -> SafeString:
    label = escape(point.label)
    dot = (
        f"<title>{label}</title>"
        f'<circle class="pl-map-halo" cx="{x}" cy="{y}" r="{halo}"/>'
        f'<circle class="pl-map-dot" cx="{x}" cy="{y}" r="{radius}"/>'
    )
    if not point.url:
        return mark_safe(f'<g class="pl-map-point" role="img" aria-label="{label}">{dot}</g>')
    return mark_safe(f'<a class="pl-map-point" href="{escape(point.url)}" aria-label="{label}">{dot}</a>')


def _row(point: MapPoint) -> SafeString:
    """The same place in the list beside the map."""
    label = escape(point.label)
    return mark_safe(f'<a href="{escape(point.url)}">{label}</a>' if point.url else label)
