"""What stands in the cells of a list of volunteers: skills and languages by the names that lists use."""

from __future__ import annotations

import re
from functools import cache

from babel import Locale
from django.conf import settings
from django.utils.translation import override

from minga.core.finding import fold, known_as
from minga.core.importing.kinds import Setting
from minga.core.importing.values import list_of
from minga.people.models import Cefr, Skill
from minga.people.tongues import spoken
from minga.places.naming import LANGUAGES_OF_LISTS

PAGES = tuple(code for code, _name in settings.LANGUAGES)
DAYS = ("birth_date", "available_from")


def skills_by_name(setting: Setting) -> dict[str, str]:
    """Folded name -> code of every skill, in English and Chinese. One query for many rows."""

    def read() -> dict[str, str]:
        rows = Skill.objects.values_list("code", "title", "titles")
        return {fold(name): code for code, title, titles in rows for name in (title, *titles.values()) if name}

    known: dict[str, str] = setting.once("skills", read)
    return known


def languages_of(text: str) -> list[tuple[str, str] | None]:
    """“zh C2; en B2”, “中文 C2，英语：C1”, “inglés (B2)” as (tag, level) pairs; None for a part that is none."""
    tags = _tags()
    pairs: list[tuple[str, str] | None] = []
    for part in list_of(re.sub(r"[,，،؛]", ";", text)):
        words = re.sub(r"[:：()（）\[\]–—]|(?<=\s)-(?=\s)", " ", part).split()
        level = words[-1].upper() if words else ""
        tag = known_as(tags, " ".join(words[:-1])) or ""
        pairs.append((tag, level) if tag and level in Cefr.values else None)
    return pairs


@cache
def _tags() -> dict[str, str]:
    """Folded tag or name, in any language of the pages and, after those, of lists (CLDR), -> tag."""
    found = {
        fold(names[tag.replace("-", "_")]): tag
        for names in (Locale.parse(language).languages for language in LANGUAGES_OF_LISTS)
        for tag, _name in spoken()
        if tag.replace("-", "_") in names
    }
    for language in PAGES:
        with override(language):
            found |= {fold(name): tag for tag, name in spoken()}
    return found | {fold(tag): tag for tag, _name in spoken()}
