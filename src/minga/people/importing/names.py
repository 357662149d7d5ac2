"""Names that stand in several columns: which of them is which part, and the whole name of the parts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache, partial

from minga.core.importing.kinds import plain_heading

PARTS = ("name", "middle_name", "family_name", "second_family_name")
"""The fields of a name in parts, in the order in which most lists write them; `name` holds the given name then."""
WHOLE = (
    "full name", "name in passport", "passport name", "姓名", "姓名拼音", "英文姓名", "护照姓名", "志愿者姓名",
    "志工姓名", "义工姓名", "nombre completo",
    "nombre y apellidos", "nombres y apellidos", "apellidos y nombres", "nom complet",
    "nom et prénom", "nom et prénoms", "prénom et nom", "nome completo", "фио", "имя и фамилия", "الاسم الكامل",
)  # fmt: skip
GIVEN = (
    "first name", "firstname", "given name", "given names", "forename", "prénom", "prénoms", "primer nombre", "vorname",
    "primeiro nome", "имя", "الاسم الأول", "الاسم الشخصي", "名",
)  # fmt: skip
FAMILY = (
    "last name", "lastname", "family name", "surname", "apellidos", "apellido", "primer apellido", "apellido paterno",
    "nom de famille", "sobrenome", "apelido", "nachname", "familienname", "фамилия", "اسم العائلة", "اللقب",
    "الاسم العائلي", "姓", "姓氏",
)  # fmt: skip
EITHER = ("name", "nom", "nombre", "nombres", "nome", "名字", "الاسم")
"""The given name where a column of the family name is there, the family name beside one of the given name."""
MIDDLE = ("middle name", "second name", "segundo nombre", "patronymic", "отчество", "nome do meio", "deuxième prénom")
SECOND_FAMILY = ("segundo apellido", "apellido materno", "second family name", "second surname")
UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
"""Signs of China, Japan and Korea: the family name stands first and no space behind it."""


def parts_of(headings: Mapping[str, str]) -> Mapping[str, str]:
    """Which heading (plain -> as it stands) holds which part; empty where the whole name has a column of its own."""

    def first(names: tuple[str, ...]) -> str:
        return next((headings[name] for name in map(_plain, names) if name in headings), "")

    given, family, either = first(GIVEN), first(FAMILY), first(EITHER)
    if first(WHOLE) or not (given or family) or not ((given and family) or either):
        return {}
    found = {"name": given or either, "family_name": family or either}
    return {**found, "middle_name": first(MIDDLE), "second_family_name": first(SECOND_FAMILY)}


@cache
def _plain(name: str) -> str:
    return plain_heading(name)


def among(part: str) -> Callable[[Mapping[str, str]], str | None]:
    """How the column of a part finds its heading (kinds.Column.among)."""
    return partial(_heading_of, part)


def _heading_of(part: str, headings: Mapping[str, str]) -> str | None:
    found = parts_of(headings)
    if not found:
        return None if part == "name" else ""
    return plain_heading(found[part])


def whole_name(parts: Mapping[str, str]) -> str:
    """“María José” and “Muñoz Peña” as María José Muñoz Peña, 小明 and 王 as 王小明; parts: some of PARTS."""
    given, family = parts.get("name", ""), parts.get("family_name", "")
    if given and family and UNSPACED.fullmatch(given) and UNSPACED.fullmatch(family):
        return family + given
    return " ".join(part for part in (parts.get(name, "") for name in PARTS) if part)
