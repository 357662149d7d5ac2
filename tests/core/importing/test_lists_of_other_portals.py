"""Lists as other portals give them out: names in parts, days in the order of their country, encodings of Windows."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command
from openpyxl import Workbook
from tests.clients import signed_in
from tests.core.importing.lists import bad, csv_of, outcomes, start, take
from tests.factories import make_administrator, make_officer

from minga.assignments.importing.columns import category_of, city_of, track_of
from minga.assignments.models import Description
from minga.core.documents.spreadsheets import read_table
from minga.core.importing.kinds import Setting, guess_mapping
from minga.core.importing.models import Batch
from minga.core.importing.queries import matched_columns
from minga.core.importing.values import day_of
from minga.core.reference import load_reference
from minga.partners.importing import type_of
from minga.people.importing.cells import languages_of
from minga.people.importing.columns import COLUMNS
from minga.people.importing.names import PARTS
from minga.people.models import Account
from minga.places.models import Country


@pytest.mark.parametrize(
    ("header", "parts"),
    [
        (["First Name", "Last Name", "Email"], ["First Name", "", "Last Name", ""]),
        (["Nombre", "Apellidos", "Correo"], ["Nombre", "", "Apellidos", ""]),
        (
            ["Primer nombre", "Segundo nombre", "Apellido paterno", "Apellido materno"],
            ["Primer nombre", "Segundo nombre", "Apellido paterno", "Apellido materno"],
        ),
        (["Nom", "Prénom", "Courriel"], ["Prénom", "", "Nom", ""]),
        (["Name", "Surname"], ["Name", "", "Surname", ""]),
        (["Фамилия", "Имя", "Отчество"], ["Имя", "Отчество", "Фамилия", ""]),
        (["姓", "名", "邮箱"], ["名", "", "姓", ""]),
        (["Full name", "First name", "Last name"], ["Full name", "", "", ""]),
        (["Nombre", "Correo"], ["Nombre", "", "", ""]),
        (["First name", "Email"], ["", "", "", ""]),
        (["Name", "Middle name"], ["Name", "", "", ""]),
    ],
    ids=lambda value: "-".join(value[:2]),
)
def test_the_parts_of_a_name_are_found_among_each_other(header: list[str], parts: list[str]) -> None:
    found = guess_mapping(columns=COLUMNS, header=header)
    assert [found.get(name, "") for name in PARTS] == parts


@pytest.mark.django_db
def test_a_name_in_parts_becomes_a_whole_one_and_the_file_again_changes_nothing() -> None:
    people = [
        ["María José", "Muñoz", "Peña", "maria@example.pe", "1994-03-14"],
        ["", "Sukarno", "", "sukarno@example.id", "1994-03-14"],
        ["小明", "王", "", "wang@example.cn", "1994-03-14"],
        ["Ana", "#N/A", "", "ana@example.pe", "1994-03-14"],
    ]
    header = ["Nombres", "Primer apellido", "Segundo apellido", "Correo", "Fecha de nacimiento"]
    officer = make_administrator()
    first = take(officer, "volunteers", csv_of(header, *people))
    names = set(Account.objects.filter(email__endswith="@example.pe").values_list("name", flat=True))
    assert names == {"María José Muñoz Peña"}
    assert Account.objects.get(email="sukarno@example.id").name == "Sukarno"
    assert Account.objects.get(email="wang@example.cn").name == "王小明"
    assert [line for line, _column in bad(first)] == [5]
    assert outcomes(take(officer, "volunteers", csv_of(header, *people))) == {"unchanged": 3, "bad": 1}


POSTS = ["title", "host", "country", "starts_on"]


@pytest.fixture
def officer(standing_reference: None, db: None) -> Account:
    list(load_reference(only=["assignments"]))
    return make_officer()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("days", "order", "first"),
    [
        (["3/4/2027", "25/4/2027"], "=day-first", date(2027, 4, 3)),
        (["3/4/2027 09:00", "4/25/2027 14:30"], "=month-first", date(2027, 3, 4)),
        (["3/4/2027", "25/4/2027", "4/25/2027"], None, None),
        (["3/4/2027", "25.4.2027"], None, None),
    ],
    ids=["day first", "month first", "both", "dots say nothing of strokes"],
)
def test_the_other_days_of_a_list_tell_which_of_two_is_meant(
    officer: Account, days: list[str], order: str | None, first: date | None
) -> None:
    rows = [[f"Post {number}", "Lakes", "CN", day] for number, day in enumerate(days)]
    batch = take(officer, "opportunities", csv_of(POSTS, *rows))
    assert batch.mapping.get("days_written") == order
    assert [row.line for row in batch.taken.filter(outcome="bad")] == ([] if order else [2])
    if first is not None:
        assert Description.objects.get(ref=batch.taken.get(line=2).target_ref).starts_on == first


@pytest.mark.django_db
def test_somebody_says_how_a_list_writes_days_on_the_page_and_by_command(officer: Account, tmp_path: Path) -> None:
    file = csv_of(POSTS, ["A", "Lakes", "CN", "3/4/2027"])
    batch = start(officer, "opportunities", file)
    browser, path = signed_in(officer), f"/imports/{batch.ref}"
    assert "which comes first, day or month" in browser.get(path).content.decode()
    columns = {name: heading for name, heading in batch.mapping.items() if not heading.startswith("=")}
    sent = {**columns, "days_written": "month-first", "category-fixed": "community", "source": "list"}
    assert browser.post(f"{path}/match", {**sent, "version": batch.version}).status_code == 302
    assert Batch.objects.get().mapping["days_written"] == "=month-first"
    page = browser.get(path).content.decode()
    assert '<option value="month-first" selected>' in page
    written = tmp_path / "list.csv"
    written.write_bytes(file.getvalue())
    out = io.StringIO()
    call_command("import", "opportunities", str(written), "--preview", "--days", "day-first", stdout=out)
    assert "dates such as 3/4/2026 are read day first" in out.getvalue()
    assert "1 rows: 1 new" in out.getvalue()


@pytest.mark.django_db
def test_the_days_of_a_new_file_count_before_what_was_kept_of_an_earlier_one(officer: Account) -> None:
    start(officer, "opportunities", csv_of(POSTS, ["A", "Lakes", "CN", "25/4/2027"]), title="title")
    later = start(officer, "opportunities", csv_of(POSTS, ["A", "Lakes", "CN", "4/25/2027"]))
    assert later.mapping["days_written"] == "=month-first"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("3 мая 1990 г.", date(1990, 5, 3)),
        ("14 марта 1994", date(1994, 3, 14)),
        ("14 مارس 1990", date(1990, 3, 14)),
        ("١٤ كانون الثاني ١٩٩٠", date(1990, 1, 14)),
        ("3 de março de 1990", date(1990, 3, 3)),
        ("3. März 1990", date(1990, 3, 3)),
        ("25/12/2026 09:30", date(2026, 12, 25)),
    ],
)
def test_days_of_more_languages_are_read(text: str, day: date) -> None:
    assert day_of(text) == day


@pytest.mark.django_db
def test_words_in_cells_are_known_in_the_languages_of_lists(officer: Account) -> None:
    assert languages_of("español C2, inglés (B2)") == [("es", "C2"), ("en", "B2")]
    assert languages_of("русский: C2; английский – B2") == [("ru", "C2"), ("en", "B2")]
    assert languages_of("العربية C2، الفرنسية B1") == [("ar", "C2"), ("fr", "B1")]
    assert languages_of("elvish C1") == [None]
    setting = Setting(actor=officer, source="")
    words = ["comunitario", "Voluntario universitario", "en línea", "jeune", "эксперт", "dragon"]
    codes = [row.code if row else None for row in (category_of(word, setting) for word in words)]
    assert codes == ["community", "university", "online", "youth", "expert", None]
    assert [track_of(word) for word in ("Nacional", "à distance", "международный")] == [
        "national",
        "online",
        "international",
    ]
    assert [type_of(word) for word in ("ONG", "501(c)(3)", "Fondation", "министерство", "club")] == [
        "civil_society", "civil_society", "foundation", "government", "",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("encoding", "cells"),
    [
        ("cp1251", ["Фамилия", "Иванова", "Анна"]),
        ("cp1251", ["ИВАНОВА", "СЕРГЕЕВ", "НИКИТИН"]),
        ("cp1251", ["Имя", "Анна", "Олег"]),
        ("koi8-r", ["Фамилия", "Иванова", "Анна"]),
        ("cp1256", ["الاسم الكامل", "ليلى حسن", "عمر المغربي"]),
        ("cp1253", ["Όνομα", "Γιώργος", "Ελένη"]),
        ("cp1250", ["Imię", "Małgorzata Wiśniewska", "Łukasz Żółć"]),
        ("cp1250", ["Jméno", "Antonín Dvořák", "Božena Němcová"]),
        ("cp1250", ["Meno", "Peter Paľko", "Martin Kukučín", "Božena Slančíková"]),
        ("cp1250", ["Név", "Petőfi Sándor", "Szűcs Ágnes"]),
        ("cp1252", ["Nom", "Hélène Tomáš", "Žan Käär", "Jørgen Šimek"]),
        ("cp1252", ["Navn", "Søren Ærø", "Hélène Müller", "Jørgen Håkonsson"]),
        ("cp1252", ["Nimi", "Mäkinen Šarlotta", "Õnnepalu Tõnu", "Žan Käär"]),
        ("cp1252", ["Nome", "Niccolò Cantù", "Forlì", "François Loïs"]),
        ("cp1252", ["Título", "Íñigo Núñez – “1º” ¿Qué?", "Müller, Straße 3 €"]),
        ("gb18030", ["姓名", "王小明", "欧阳镕基"]),
        ("big5hkscs", ["姓名", "王小明", "許功蓋"]),
        ("utf-16", ["Фамилия", "Иванова", "Анна"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_in_an_encoding_of_windows_keeps_its_letters(encoding: str, cells: list[str]) -> None:
    lines = "".join(f"{number};{cell};a@example.org\r\n" for number, cell in enumerate(cells, start=1))
    table = read_table(io.BytesIO(f"n;name;email\r\n{lines}".encode(encoding)))
    assert [row.cells[1] for row in table.rows] == cells


@pytest.mark.django_db
def test_a_cell_of_two_lines_is_one_line_where_the_field_has_one_and_nothing_turns_a_name() -> None:
    header = ["Name", "Email", "Date of birth", "Languages"]
    rows = [
        ["Ana\nLópez", "ana@example.pe", "1990-01-02", "es C2\nen B2"],
        ["\u202eyrollaM\u202c", "mal@example.pe", "1990-01-02", ""],
    ]
    take(make_administrator(), "volunteers", csv_of(header, *rows))
    ana, mallory = (Account.objects.get(email=email) for email in ("ana@example.pe", "mal@example.pe"))
    assert (ana.name, mallory.name) == ("Ana López", "yrollaM")
    assert ana.profile.languages.count() == 2


@pytest.mark.django_db
def test_a_heading_of_two_lines_is_found_and_named_in_one(officer: Account) -> None:
    header = ["Título\ndel puesto", "Organización", "País", "Fecha\nde  inicio", "Notas\ninternas"]
    batch = start(officer, "opportunities", csv_of(header, ["Guía", "Museo", "CN", "2027-03-01", "x"]))
    assert (batch.mapping["title"], batch.mapping["starts_on"]) == ("Título del puesto", "Fecha de inicio")
    assert batch.header[-1] == "Notas internas"


@pytest.mark.django_db
def test_a_formula_without_its_result_is_no_example(officer: Account) -> None:
    book = Workbook()
    for row in ([*POSTS, "seats"], ["A", "Lakes", "CN", "2027-03-01", 3], ["B", "Lakes", "CN", "2027-03-01", "=1+2"]):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    batch = start(officer, "opportunities", file)
    assert {one.column.name: list(one.examples) for one in matched_columns(batch)}["seats"] == ["3"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "city"),
    [
        ("Nairobi, Kenya", "Nairobi"),
        ("Nairobi (KE)", "Nairobi"),
        ("内罗毕，肯尼亚", "Nairobi"),
        ("Nairobi / Kenia", "Nairobi"),
        ("Nairobi, Peru", None),
        ("Nairobi, Westlands, Kenya", None),
        ("Kenya, Nairobi", None),
        ("Remote, Kenya", None),
    ],
)
def test_a_city_may_have_its_country_behind_it(officer: Account, words: str, city: str | None) -> None:
    found = city_of(words, Country.objects.get(pk="KE"), Setting(actor=officer, source=""))
    assert (found.name if found else None) == city
