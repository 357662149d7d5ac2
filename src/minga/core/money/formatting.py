"""Numbers as a reader of a language writes them."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.numbers import format_decimal, parse_pattern
from django.utils.translation import get_language


@cache
def babel_locale(language: str) -> Locale:
    """Babel's locale of a language code such as en, zh-hans or ar; English where Babel knows none."""
    for code in (language, language.split("-", maxsplit=1)[0], "en"):
        try:
            return Locale.parse(code, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    raise AssertionError("Babel knows English")


@cache
def _pattern(language: str, decimals: int) -> str:
    """The locale's grouping (lakhs in Hindi, threes elsewhere) with exactly `decimals` decimals."""
    locale = babel_locale(language)
    primary, secondary = parse_pattern(locale.decimal_formats[None].pattern).grouping
    whole = "#," + "#" * (primary - 1) + "0"
    if secondary != primary:
        whole = "#," + "#" * secondary + whole[1:]
    return whole + ("." + "0" * decimals if decimals else "")


def format_number(value: Decimal | int, *, decimals: int = 0, language: str | None = None) -> str:
    """A number with the locale's grouping and exactly `decimals` decimals (Babel rounds half to even)."""
    code = (language or get_language() or "en").lower()
    return format_decimal(value, format=_pattern(code, decimals), locale=babel_locale(code), numbering_system="latn")


def number_words(value: Decimal) -> str:
    """A number in the reader's figures with the decimals it needs and no more: 40, 62.5, 33.33."""
    return format_number(value, decimals=needed_decimals(value))


def needed_decimals(value: Decimal) -> int:
    """How many decimals a number has without needless zeros: 0 for 40.00, 1 for 62.50."""
    return max(0, -int(value.normalize().as_tuple().exponent))
