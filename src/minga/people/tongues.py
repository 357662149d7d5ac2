"""The languages that people speak: those of this house by its own words, all others by the words of CLDR."""

from __future__ import annotations

from functools import cache

from django.utils.functional import Promise
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from minga.core.money.formatting import babel_locale
from minga.core.ordering import order_of

OF_UN: tuple[tuple[str, str | Promise], ...] = (
    ("zh", _("Chinese")), ("en", _("English")), ("ar", _("Arabic")), ("fr", _("French")), ("ru", _("Russian")),
    ("es", _("Spanish")),
)  # fmt: skip
"""The official languages of the United Nations, which most posts ask for."""

OURS: tuple[tuple[str, str | Promise], ...] = (
    ("am", _("Amharic")), ("bn", _("Bengali")), ("bo", _("Tibetan")), ("de", _("German")),
    ("fa", _("Persian")), ("ha", _("Hausa")), ("hi", _("Hindi")), ("id", _("Indonesian")), ("it", _("Italian")),
    ("ja", _("Japanese")), ("kk", _("Kazakh")), ("km", _("Khmer")), ("ko", _("Korean")), ("lo", _("Lao")),
    ("mn", _("Mongolian")), ("ms", _("Malay")), ("my", _("Burmese")), ("ne", _("Nepali")), ("pt", _("Portuguese")),
    ("rw", _("Kinyarwanda")), ("si", _("Sinhala")), ("so", _("Somali")), ("sw", _("Swahili")), ("ta", _("Tamil")),
    ("th", _("Thai")), ("tl", _("Filipino")), ("tr", _("Turkish")), ("ug", _("Uyghur")), ("uk", _("Ukrainian")),
    ("ur", _("Urdu")), ("uz", _("Uzbek")), ("vi", _("Vietnamese")), ("yue", _("Cantonese")), ("zu", _("Zulu")),
    ("csl", _("Chinese Sign Language")), ("ils", _("International Sign")),
)  # fmt: skip

WITH_TWO_LETTERS = (
    "aa ab af ak as av ay az ba be bg bi bm br bs ca ce ch cs cv cy da dv dz ee el et eu ff fi fj fo fy ga gd gl gn gu "
    "he ho hr ht hu hy hz ig ii ik is iu jv ka kg ki kj kl kn kr ks ku kv ky lb lg ln lt lu lv mg mh mi mk ml mr mt na "
    "nd ng nl no nr nv ny oc om or os pa pl ps qu rm rn ro sc sd se sg sk sl sm sn sq sr ss st su sv tg te ti tk tn to "
    "ts tt tw ty ve wo xh yi yo za"
)
"""ISO 639-1, without languages that nobody grows up with."""

WITH_THREE_LETTERS = (
    "ace awa ban bem bho bin brx bug ceb chk ckb doi dyu efi fon gil gsw guz hak haw hil ibb ilo kab kam kha kmb kok "
    "lua lun luo luy mad mag mai mer men min mni mos nan nso nyn pam pau raj sat scn shi srr sus tem teo tig tiv tpi "
    "tum tvl umb war wuu zgh"
)
"""ISO 639-3: languages of many speakers, or of a whole country, that have no code of two letters."""


def spoken() -> list[tuple[str, str]]:
    """Every language with its name in the reader's language: the UN's six, then the others by name."""
    return list(_spoken(get_language() or "en"))


def spoken_as(tag: str) -> str:
    """The name of a language (BCP 47) in the reader's language; the tag itself where nobody knows it."""
    return _names(get_language() or "en").get(tag, tag)


@cache
def _names(reader: str) -> dict[str, str]:
    return dict(_spoken(reader))


@cache
def _spoken(reader: str) -> tuple[tuple[str, str], ...]:
    names = babel_locale(reader).languages
    with override(reader):
        first = [(tag, str(name)) for tag, name in OF_UN]
        others = [(tag, str(name)) for tag, name in OURS]
    others += [(tag, names[tag]) for tag in f"{WITH_TWO_LETTERS} {WITH_THREE_LETTERS}".split() if tag in names]
    others.sort(key=lambda pair: order_of(pair[1], language=reader))
    return (*first, *others)
