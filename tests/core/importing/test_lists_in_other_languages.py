"""Lists as offices in Lima, Dakar or Cairo write them: their headings, their days, and files broken on the way."""

from __future__ import annotations

import io
import random
from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook
from tests.core.importing.lists import csv_of
from tests.factories import make_officer

from minga.core.documents.spreadsheets import TableRefused, read_table
from minga.core.importing.bringing import start_import
from minga.core.importing.values import Unreadable, day_of

PEOPLE = {
    "es": ["Correo electrónico", "Nombre completo", "Fecha de nacimiento", "Nacionalidad", "País de residencia",
           "Ciudad", "Teléfono", "Idiomas", "Horas por semana"],
    "fr": ["Courriel", "Nom et prénom", "Date de naissance", "Nationalité", "Pays de résidence", "Ville", "Téléphone",
           "Langues", "Heures par semaine"],
    "ru": ["Электронная почта", "ФИО", "Дата рождения", "Гражданство", "Страна проживания", "Город", "Телефон", "Языки",
           "Часов в неделю"],
    "ar": ["البريد الإلكتروني", "الاسم الكامل", "تاريخ الميلاد", "الجنسية", "بلد الإقامة", "المدينة", "الهاتف",
           "اللغات", "ساعات في الأسبوع"],
}  # fmt: skip
FIELDS = [
    "email", "name", "birth_date", "nationality", "residence", "residence_city", "phone", "languages", "hours_a_week",
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("language", PEOPLE)
def test_headings_of_other_languages_find_their_fields(language: str) -> None:
    header = PEOPLE[language]
    batch = start_import(
        actor=make_officer(), kind="volunteers", file=csv_of(header, ["x"] * 9), file_name="x.csv", source="x"
    )
    assert {name: batch.mapping.get(name) for name in FIELDS} == dict(zip(FIELDS, header, strict=True))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "found"),
    [
        (
            "organisations",
            {"name": "Nom de l'organisation", "country": "Pays", "website": "Site web", "short_name": "Sigle"},
        ),
        (
            "opportunities",
            {"title": "Título", "host": "Organización", "country": "País", "city": "Ciudad", "summary": "Descripción",
             "seats": "Número de voluntarios", "starts_on": "Fecha de inicio", "closes_on": "Fecha límite",
             "category": "Categoría", "track": "Modalidad"},
        ),
        ("opportunities", {"title": "Titre", "host": "Organisme", "category": "Catégorie", "track": "Modalité"}),
        (
            "opportunities",
            {"id": "Ref", "title": "Post title", "tasks": "What you do", "city": "Town", "starts_on": "Begins"},
        ),
    ],
)  # fmt: skip
def test_so_do_those_of_organisations_and_opportunities(kind: str, found: dict[str, str]) -> None:
    header = list(found.values())
    batch = start_import(
        actor=make_officer(), kind=kind, file=csv_of(header, ["x"] * len(header)), file_name="x.csv", source="x"
    )
    assert {name: batch.mapping.get(name) for name in found} == found


@pytest.mark.parametrize(
    "text",
    ["3 mai 1994", "3 de mayo de 1994", "3 May 1994", "3 mayo 1994", "3 MAI 1994", "May 3, 1994", "3-mai-1994"],
)
def test_days_in_french_and_spanish_are_read(text: str) -> None:
    assert day_of(text) == date(1994, 5, 3)
    assert day_of("1er août 1990") == date(1990, 8, 1)
    assert day_of("12 déc. 1990") == date(1990, 12, 12)
    with pytest.raises(Unreadable):
        day_of("3 jui 1994")


def test_a_workbook_broken_anywhere_is_refused_in_words_or_read() -> None:
    book, out, dice = Workbook(), io.BytesIO(), random.Random(3)
    page: Any = book.active
    for row in (["name", "country"], *(["River Friends", "KE"] for _row in range(40))):
        page.append(row)
    book.save(out)
    for _try in range(60):
        content = bytearray(out.getvalue())
        for _byte in range(dice.choice([1, 5, 40])):
            content[dice.randrange(len(content))] = dice.randrange(256)
        try:
            read_table(io.BytesIO(bytes(content)))
        except TableRefused:
            continue
