"""Icons that a visitor meets first: tools/vendored/icons.py puts them into a sprite of their own by this list."""

FIRST_ICONS = frozenset(
    {
        "add",
        "back",
        "building",
        "calendar",
        "check",
        "chevron",
        "clock",
        "close",
        "down",
        "external",
        "filter",
        "forward",
        "heart",
        "home",
        "info",
        "language",
        "map",
        "menu",
        "moon",
        "people",
        "pin",
        "search",
        "sun",
        "system",
    }
)
