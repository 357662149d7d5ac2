"""The columns of a file of opportunities, and what may be wrong with a row of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from minga.assignments.models import Category, Track
from minga.core.chinese import simplified
from minga.core.errors import Problem
from minga.core.finding import fold, known_as
from minga.core.importing.kinds import Column, Setting
from minga.core.importing.values import Unreadable, day_of, day_problem, language_called, whole_number_of, written_in
from minga.core.listing import listed
from minga.partners.importing import country_problem
from minga.places.models import City, Country
from minga.places.naming import city_called, country_of

MOST_SEATS = 100
LAST_WORD = re.compile(
    r"\s*(?:志愿者|志工|义工|volunteers?)$|^(?:voluntari[oa]s?|volontaires?|волонтер|доброволец|متطوع)\s+",
    re.IGNORECASE,
)
WITH_COUNTRY = re.compile(r"([^,，、/()（）]+?)\s*[,，、/(（]\s*([^,，、/()（）]+?)\s*[)）]?")
"""A city with one thing behind it; a region between the two may mean another city of that name."""
USUAL_TRACKS = {
    "national": (
        "domestic", "in country", "local", "国内", "国别", "本地", "nacional", "en el país", "dans le pays",
        "национальный", "внутри страны", "وطني", "محلي",
    ),
    "international": (
        "abroad", "overseas", "国际", "国外", "海外", "出国", "internacional", "en el extranjero", "à l'étranger",
        "международный", "за рубежом", "دولي",
    ),
    "online": (
        "remote", "virtual", "from home", "线上", "在线", "远程", "网络", "en línea", "a distancia", "remoto",
        "en ligne", "à distance", "virtuel", "онлайн", "дистанционно", "удаленно", "عبر الإنترنت", "عن بعد",
    ),
}  # fmt: skip
USUAL_CATEGORIES = {
    "expert": ("experto", "experta", "experte", "эксперт", "خبير"),
    "specialist": ("especialista", "spécialiste", "специалист", "متخصص"),
    "youth": ("joven", "jóvenes", "juvenil", "jeune", "jeunes", "молодежь", "молодежный", "شباب"),
    "university": ("universitario", "universitaria", "universitaire", "студент", "университетский", "جامعي"),
    "community": ("comunitario", "comunitaria", "communautaire", "community volunteering", "общественный", "مجتمعي"),
    "refugee": ("refugiado", "refugiada", "réfugié", "réfugiée", "беженец", "لاجئ"),
    "online": (),
}  # fmt: skip
"""What categories are called in lists of other languages, by code; the online one also as its track is called."""
LANGUAGE_TAGS = ("en", "zh-hans", "ar", "fr", "ru", "es")

COLUMNS: Sequence[Column] = (
    Column(
        "id",
        gettext_lazy("Identifier"),
        gettext_lazy("What identifies it in your list. Without one, host, title, city and first day do."),
        aliases=("opportunity_id", "number", "reference", "ref", "编号"),
    ),
    Column(
        "title",
        gettext_lazy("Title"),
        is_required=True,
        aliases=(
            "name",
            "post",
            "opportunity",
            "opportunity_name",
            "opportunity_title",
            "post_title",
            "job_title",
            "position",
            "activity",
            "role",
            "标题",
            "名称",
            "岗位",
            "岗位名称",
            "项目名称",
        ),
    ),
    Column(
        "summary",
        gettext_lazy("What it is about"),
        has_lines=True,
        aliases=("description", "context", "about", "简介", "描述", "项目简介", "岗位描述", "服务内容"),
    ),
    Column(
        "tasks",
        gettext_lazy("Tasks"),
        gettext_lazy("One a line."),
        has_lines=True,
        aliases=("duties", "responsibilities", "what_you_do", "任务", "岗位职责", "工作内容"),
    ),
    Column(
        "host",
        gettext_lazy("Host entity"),
        is_required=True,
        aliases=(
            "org_title",
            "organisation",
            "organization",
            "host_entity",
            "organisation_name",
            "organization_name",
            "agency",
            "接收实体",
            "机构",
            "机构名称",
            "单位",
            "用人单位",
            "接收单位",
            "单位名称",
        ),
    ),
    Column(
        "host_id",
        gettext_lazy("Identifier of the host entity"),
        aliases=("org_content_id", "org_id", "organisation_id", "organization_id"),
    ),
    Column(
        "category",
        gettext_lazy("Volunteer category"),
        gettext_lazy("Its code or its name, such as community."),
        is_required=True,
        aliases=("volunteer_category", "志愿者类别", "类别"),
        usual="community",
    ),
    Column(
        "track",
        gettext_lazy("Track"),
        gettext_lazy("national, international or online. Without one: that of the category, or national."),
        aliases=("modality", "类型", "派遣类型", "服务方式", "任务类型"),
    ),
    Column("country", gettext_lazy("Country"), is_required=True, aliases=("country_code", "iso2", "国家", "所在国家")),
    Column(
        "city",
        gettext_lazy("Duty station"),
        aliases=("duty_station", "location", "town", "城市", "工作地点", "服务地点", "工作城市"),
    ),
    Column(
        "seats",
        gettext_lazy("Number of volunteers"),
        aliases=(
            "vol_requests",
            "volunteers",
            "number_of_volunteers",
            "volunteers_needed",
            "slots",
            "openings",
            "places",
            "人数",
            "招募人数",
            "需求人数",
            "名额",
        ),
        usual="1",
    ),
    Column(
        "starts_on",
        gettext_lazy("First day"),
        is_day=True,
        aliases=("start_date", "start_date_date", "start", "starts", "begins", "开始日期", "开始时间", "服务开始日期"),
    ),
    Column(
        "ends_on",
        gettext_lazy("Last day"),
        gettext_lazy("Gives the length, to the nearest week or month."),
        is_day=True,
        aliases=("end_date", "end_date_date", "end", "ends", "结束日期", "结束时间", "服务结束日期"),
    ),
    Column(
        "hours_a_week",
        gettext_lazy("Hours a week"),
        aliases=("hours_per_week", "weekly_hours", "每周小时", "每周小时数", "每周时长"),
    ),
    Column(
        "closes_on",
        gettext_lazy("Last day to apply"),
        is_day=True,
        aliases=(
            "closing_date",
            "deadline",
            "application_deadline",
            "apply_by",
            "截止日期",
            "报名截止日期",
            "申请截止日期",
            "报名截止",
        ),
    ),
    Column(
        "language",
        gettext_lazy("Language of the words"),
        gettext_lazy("Such as en or zh-hans. Where it is not said, the signs of the title tell."),
    ),
)


def category_of(words: str, setting: Setting) -> Category | None:
    """A category by its code or its name in any language, also without “volunteer”, or with another word for it; the
    online one also as a track is called (“remote”). One query for many rows.
    """

    def read() -> dict[str, Category]:
        named = [(row, name) for row in Category.objects.all() for name in (row.code, *row.names.values()) if name]
        usual = {**USUAL_CATEGORIES, "online": USUAL_TRACKS["online"]}
        remote = {word: row for row, code in named for word in map(fold, usual.get(code, ()))}
        short = {fold(LAST_WORD.sub("", name)): row for row, name in named}
        return remote | short | {fold(name): row for row, name in named}

    known: dict[str, Category] = setting.once("categories", read)
    return known_as(known, words) or known_as(known, LAST_WORD.sub("", simplified(words)))


def _categories(setting: Setting) -> list[str]:
    """The names of the categories in use, in the reader's language. One query for many rows."""
    names: list[str] = setting.once(
        "names of categories", lambda: [str(row) for row in Category.objects.filter(is_active=True)]
    )
    return names


def track_of(words: str) -> str:
    """A track by its code, its name in any language of the pages or a usual word; empty where it is none."""
    return known_as(_tracks(), words) or ""


def usual_track(category: Category) -> str:
    """The track of a row that names none: the only one on which its category serves, else the national one."""
    return str(category.tracks[0]) if len(category.tracks) == 1 else str(Track.NATIONAL)


@cache
def _tracks() -> dict[str, str]:
    found = {fold(word): value for value, words in USUAL_TRACKS.items() for word in words}
    for code, _name in settings.LANGUAGES:
        with override(code):
            found |= {fold(str(label)): value for value, label in Track.choices}
    return found | {fold(value): value for value in Track.values}


def city_of(words: str, country: Country, setting: Setting) -> City | None:
    """A city of the country as lists write it; also “Nairobi, Kenya” and “Lima (Peru)”, where what stands behind is
    that country. A few queries for many rows.
    """

    city: City | None = setting.once(("city", country.pk, fold(words)), lambda: city_called(words, country))
    named = None if city else WITH_COUNTRY.fullmatch(words)
    return city_of(named[1], country, setting) if named and country_of(named[2], setting) == country else city


def language_of(values: Mapping[str, str]) -> str:
    """The language of the words of a row: the one it names, else the one whose signs its title has."""
    said = language_called(values.get("language", ""), among=LANGUAGE_TAGS)
    return said or written_in(values["title"], among=LANGUAGE_TAGS)


def row_problems(values: Mapping[str, str], setting: Setting) -> list[Problem]:
    """Everything wrong with a row; no query but those that many rows share."""
    return [*_words(values), *_place(values, setting), *_kind(values, setting), *_numbers(values)]


def _words(values: Mapping[str, str]) -> Iterator[Problem]:
    for name, most in (("title", 160), ("host", 200)):
        if len(values[name]) > most:
            yield Problem(name, _("This is longer than %(most)s characters.") % {"most": most}, _("Shorten it."))
    language = values.get("language", "")
    if language and not language_called(language, among=LANGUAGE_TAGS):
        yield Problem(
            "language",
            _("“%(text)s” is no language of the texts.") % {"text": language},
            _("Known are: %(kinds)s.") % {"kinds": listed(LANGUAGE_TAGS)},
        )


def _place(values: Mapping[str, str], setting: Setting) -> Iterator[Problem]:
    country = country_of(values["country"], setting)
    if country is None:
        yield country_problem("country", values["country"])
    elif values.get("city") and city_of(values["city"], country, setting) is None:
        yield Problem(
            "city",
            _("No city “%(text)s” is known in %(country)s.") % {"text": values["city"], "country": country},
            _("Write it as its page does, or leave it empty and choose the duty station later."),
        )


def _kind(values: Mapping[str, str], setting: Setting) -> Iterator[Problem]:
    category = category_of(values["category"], setting)
    if category is None:
        yield Problem(
            "category",
            _("“%(text)s” is no volunteer category.") % {"text": values["category"]},
            _("Known are: %(kinds)s.") % {"kinds": listed(_categories(setting))},
        )
    track = track_of(values.get("track", ""))
    if values.get("track") and not track:
        yield Problem(
            "track",
            _("“%(text)s” is no track.") % {"text": values["track"]},
            _("Write national, international or online."),
        )
    if category is not None and track and category.tracks and track not in category.tracks:
        yield Problem(
            "track",
            _("%(category)s does not serve on this track.") % {"category": category},
            _("Choose another category or track."),
        )


def _numbers(values: Mapping[str, str]) -> Iterator[Problem]:
    days: dict[str, Any] = {}
    for name in ("starts_on", "ends_on", "closes_on"):
        try:
            days[name] = day_of(values.get(name, ""))
        except Unreadable as error:
            yield day_problem(name, error)
    if days.get("starts_on") and days.get("ends_on") and days["ends_on"] < days["starts_on"]:
        yield Problem("ends_on", _("The last day lies before the first."), _("Put the two days right."))
    yield from _whole(values, "seats", lambda number: number >= 1, _("Ask for one volunteer at least."))
    yield from _whole(values, "hours_a_week", lambda number: 1 <= number <= 60, _("Between 1 and 60 hours."))


def _whole(values: Mapping[str, str], name: str, is_fine: Callable[[int], bool], remedy: str) -> Iterator[Problem]:
    try:
        number = whole_number_of(values.get(name, ""))
    except Unreadable as error:
        yield Problem(name, str(error), _("Write a whole number, such as 12."))
        return
    if number is not None and not is_fine(number):
        yield Problem(name, _("%(number)s is not possible here.") % {"number": number}, remedy)
