"""Lists in traditional Chinese signs: their headings, names and days are read like those in simplified ones."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from tests.core.importing.lists import csv_of, outcomes, take
from tests.factories import make_officer

from minga.assignments.importing.columns import category_of, track_of
from minga.assignments.models import Description
from minga.core.chinese import _signs, simplified
from minga.core.importing.headings import ELSEWHERE_IN_CHINESE
from minga.core.importing.kinds import KINDS, Setting, guess_mapping
from minga.core.importing.values import day_of, language_called, written_in
from minga.core.reference import load_reference
from minga.partners.importing import type_of
from minga.people.importing.cells import languages_of
from minga.people.models import Account

HAN = re.compile(r"[\u4e00-\u9fff]+")


def traditional(heading: str) -> str:
    """Each sign by a traditional one of which it is the simplified."""
    back = {plain: chr(code) for code, plain in reversed(_signs().items())}
    return "".join(back.get(sign, sign) for sign in simplified(heading))


@pytest.mark.parametrize("kind", ["opportunities", "organisations", "volunteers"])
def test_every_chinese_heading_is_known_in_traditional_signs_too(kind: str) -> None:
    columns = KINDS[kind].columns
    names = [name for one in columns for name in (*one.aliases, *ELSEWHERE_IN_CHINESE.get(one.name, ()))]
    chinese = [name for name in names if HAN.fullmatch(name)]
    assert len(chinese) > 20
    for name in chinese:
        found = guess_mapping(columns=columns, header=(name,))
        field = next((field for field, heading in found.items() if heading == name), None)
        assert field is not None, name
        assert guess_mapping(columns=columns, header=(traditional(name),))[field] == traditional(name), name


def test_a_form_of_hong_kong_and_one_of_taiwan_find_their_fields() -> None:
    header = (
        "職稱",
        "組織",
        "國家",
        "縣市",
        "志工人數",
        "開始日期",
        "結束日期",
        "報名截止日期",
        "服務內容",
        "工作項目",
    )
    found = guess_mapping(columns=KINDS["opportunities"].columns, header=header)
    assert [found[name] for name in ("title", "host", "country", "city", "seats", "starts_on", "ends_on", "closes_on",
                                     "summary", "tasks")] == list(header)  # fmt: skip
    header = ("義工姓名", "電郵地址", "流動電話", "出生日期", "國籍", "語言", "專長", "每週時數")
    found = guess_mapping(columns=KINDS["volunteers"].columns, header=header)
    assert [found[name] for name in ("name", "email", "phone", "birth_date", "nationality", "languages", "skills",
                                     "hours_a_week")] == list(header)  # fmt: skip


def test_names_that_are_known_are_known_in_traditional_signs() -> None:
    assert (track_of("國際"), track_of("線上"), type_of("大學"), type_of("非政府組織")) == (
        "international", "online", "university", "civil_society",
    )  # fmt: skip
    assert [type_of(words) for words in ("高校", "社會團體", "企業", "事業單位")] == [
        "university", "civil_society", "private", "government",
    ]  # fmt: skip
    assert languages_of("英語 C1；漢語：C2") == [("en", "C1"), None]
    assert languages_of("English C1, 中文 C2，法语：B1") == [("en", "C1"), ("zh", "C2"), ("fr", "B1")]
    assert languages_of("英語 C1；中文：C2") == [("en", "C1"), ("zh", "C2")]


def test_days_counted_from_1912_are_read() -> None:
    assert day_of("民國88年5月3日") == day_of("中華民國 88 年 5 月 3 日") == date(1999, 5, 3)


def test_a_language_is_known_by_its_name_and_by_the_signs_of_a_text() -> None:
    tags = ("en", "zh-hans", "ar", "fr", "ru", "es")
    said = ("zh", "zh_CN", "ZH-Hans", "中文", "Chinese", "英文", "English", "chinois", "西班牙語", "Klingon", "")
    assert [language_called(words, among=tags) for words in said] == [
        "zh-hans", "zh-hans", "zh-hans", "zh-hans", "zh-hans", "en", "en", "zh-hans", "es", "", "",
    ]  # fmt: skip
    texts = ("空气质量数据员", "متطوع", "Волонтёр", "Volunteer (志愿者)", "Bénévole")
    assert [written_in(text, among=tags) for text in texts] == ["zh-hans", "ar", "ru", "zh-hans", "en"]
    assert written_in("Волонтёр", among=("en", "zh-hans")) == "en"


@pytest.mark.django_db
def test_a_traditional_list_is_taken_whole_and_stands_in_chinese(reference: None) -> None:
    list(load_reference(only=["assignments"]))
    officer: Any = make_officer()
    rows = (("空氣品質資料員", "綠色江河", "中國", "廣州市", "社區志願者", "國內"),)
    batch = take(officer, "opportunities", csv_of(("職稱", "組織", "國家", "縣市", "志工類別", "服務方式"), *rows))
    assert outcomes(batch) == {"created": 1}
    made = Description.objects.get()
    assert (made.texts.get().language, made.texts.get().title) == ("zh-hans", "空氣品質資料員")
    assert (made.track, made.category.code, str(made.seats.get().city)) == ("national", "community", "Guangzhou")


@pytest.mark.django_db
def test_a_category_is_known_by_other_words_for_a_volunteer(reference: None) -> None:
    list(load_reference(only=["assignments"]))
    setting = Setting(actor=None, source="")
    for words, code in (
        ("線上志願者", "online"),
        ("社區志工", "community"),
        ("青年义工", "youth"),
        ("Remote", "online"),
    ):
        found = category_of(words, setting)
        assert found is not None and found.code == code, words


@pytest.mark.django_db
def test_whoever_has_a_chinese_name_is_written_to_in_chinese() -> None:
    officer: Any = make_officer()
    rows = (("a@example.org", "王小明", "1990-01-02", ""), ("b@example.org", "Ana Ruiz", "1990-01-02", ""),
            ("c@example.org", "李华", "1990-01-02", "英语"))  # fmt: skip
    take(officer, "volunteers", csv_of(("邮箱", "姓名", "生日", "language"), *rows))
    people = Account.objects.filter(email__endswith="@example.org", pk__gt=officer.pk).order_by("email")
    assert list(people.values_list("language", flat=True)) == ["zh-hans", "en", "en"]
