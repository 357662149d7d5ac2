"""Light or dark: what the reader asked for."""

from __future__ import annotations

from django.http import HttpRequest

THEME_COOKIE = "minga_theme"
THEMES = ("auto", "light", "dark")


def theme_of(request: HttpRequest) -> str:
    """`light`, `dark`, or `auto` (as the device): ?theme=, then the cookie."""
    for theme in (request.GET.get("theme", ""), request.COOKIES.get(THEME_COOKIE, "")):
        if theme in THEMES:
            return theme
    return "auto"
