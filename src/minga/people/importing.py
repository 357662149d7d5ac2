"""Volunteers from a file (core.importing): its columns, what may be wrong with a row, and what becomes of it.

No problem names a value: what stands in the file about a person stays in the file.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, cast

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from minga.core.errors import Problem
from minga.core.finding import fold
from minga.core.importing.kinds import Column, Setting, Taken, Unbound
from minga.core.importing.values import CountedDay, TwoDays, Unreadable, day_of, day_remedy, list_of, whole_number_of
from minga.core.interface.reading import in_usual_signs
from minga.core.listing import listed
from minga.core.models import Base
from minga.people.actions.accounts import ADULT_AT
from minga.people.actions.importing import (
    import_account,
    import_account_again,
    remove_imported_account,
    remove_imported_accounts,
)
from minga.people.actions.profile import FIRST_YEAR, PHONE
from minga.people.models import Account, Cefr, Skill
from minga.people.queries import age_on
from minga.people.tongues import spoken
from minga.places.models import Country
from minga.places.naming import countries_by_name

PAGES = tuple(code for code, _name in settings.LANGUAGES)
NAMES = ("name", "local_name", "language")
PROFILE = ("birth_date", "nationality_id", "residence_id", "residence_city", "phone", "available_from", "hours_a_week")
DAYS = ("birth_date", "available_from")
SIGNS = ("email", "phone")
SHORTENED = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+")
"""A long number as a spreadsheet shows it: 1.38E+10. Its last digits are gone."""

COLUMNS: Sequence[Column] = (
    Column(
        "id",
        gettext_lazy("Identifier"),
        gettext_lazy("What identifies the person in your list. Without one, the e-mail does."),
        aliases=("volunteer_id", "person_id", "编号", "志愿者编号", "学号", "工号"),
    ),
    Column(
        "email",
        gettext_lazy("E-mail"),
        is_required=True,
        aliases=(
            "e-mail",
            "mail",
            "email_address",
            "e-mail_address",
            "contact_email",
            "电子邮箱",
            "邮箱",
            "邮箱地址",
            "电子邮件",
            "电子邮件地址",
            "电邮",
            "联系邮箱",
        ),
    ),
    Column(
        "name",
        gettext_lazy("Name"),
        is_required=True,
        aliases=(
            "full_name",
            "volunteer_name",
            "name_in_passport",
            "passport_name",
            "姓名拼音",
            "拼音",
            "拼音姓名",
            "英文姓名",
            "英文名",
            "护照姓名",
            "姓名",
            "名字",
            "志愿者姓名",
        ),
    ),
    Column(
        "local_name",
        gettext_lazy("Name in their own script"),
        aliases=("chinese_name", "name_in_chinese", "中文姓名", "姓名"),
    ),
    Column(
        "birth_date",
        gettext_lazy("Date of birth"),
        is_required=True,
        aliases=(
            "date_of_birth",
            "born",
            "birthday",
            "dob",
            "birthdate",
            "出生日期",
            "出生年月日",
            "生日",
            "出生年月",
            "出生时间",
        ),
    ),
    Column("nationality", gettext_lazy("Nationality"), aliases=("citizenship", "国籍")),
    Column(
        "residence",
        gettext_lazy("Country where they live"),
        aliases=("country", "country_of_residence", "居住国", "居住国家", "国家"),
    ),
    Column(
        "residence_city",
        gettext_lazy("City where they live"),
        aliases=("city", "居住城市", "所在城市", "城市", "现居城市", "现居住地", "所在地"),
    ),
    Column(
        "phone",
        gettext_lazy("Phone"),
        aliases=(
            "telephone",
            "mobile",
            "mobile_phone",
            "phone_number",
            "mobile_number",
            "tel",
            "手机",
            "手机号",
            "手机号码",
            "电话",
            "电话号码",
            "联系电话",
            "联系方式",
        ),
    ),
    Column(
        "languages",
        gettext_lazy("Languages"),
        gettext_lazy("Such as “zh C2; en B2”: the tag and the level of the European framework."),
        aliases=("language_skills", "语言", "语言能力", "外语水平"),
    ),
    Column(
        "skills",
        gettext_lazy("Skills"),
        gettext_lazy("Names of the skills list, with semicolons between."),
        aliases=("competences", "技能", "技能特长", "专业技能"),
    ),
    Column(
        "available_from",
        gettext_lazy("Available from"),
        aliases=("availability", "start_date", "可服务开始日期", "可开始日期", "可开始服务时间", "可服务时间"),
    ),
    Column(
        "hours_a_week",
        gettext_lazy("Hours a week"),
        aliases=("hours_per_week", "weekly_hours", "每周小时", "每周小时数", "每周可服务小时", "每周可服务时长"),
    ),
    Column("language", gettext_lazy("Language of pages and letters"), aliases=("page_language",), usual="en"),
)


class VolunteerImporter(Unbound):
    """One row is one person."""

    name = "volunteers"
    label = gettext_lazy("Volunteers")
    permission = "people.import_accounts"
    columns = COLUMNS
    note = gettext_lazy(
        "Each new person gets a letter that says whose list named them; they choose a password, or have everything "
        "erased. No consent is taken over from a list."
    )
    sends_letters = True

    def tidied(self, values: Mapping[str, str]) -> dict[str, str]:
        """An e-mail in small letters; a phone number without the .0 that a spreadsheet gives numbers."""
        plain = {name: in_usual_signs(values[name]) for name in SIGNS if name in values}
        plain["email"] = plain.get("email", "").lower()
        if plain.get("phone", "").removesuffix(".0").isdecimal():
            plain["phone"] = plain["phone"].removesuffix(".0")
        return {**values, **plain}

    def external_id(self, values: Mapping[str, str]) -> str:
        """The given identifier, else a digest of the e-mail: no address stays behind after an erasure."""
        return values.get("id") or hashlib.sha256(values.get("email", "").casefold().encode()).hexdigest()

    def problems(self, values: Mapping[str, str], setting: Setting) -> Sequence[Problem]:
        return [*_about(values), *_countries(values, setting), *_numbers(values), *_lists(values, setting)]

    def take(self, values: Mapping[str, str], setting: Setting, existing: Base | None) -> Taken:
        profile = self._profile(values, setting)
        languages = dict(pair for pair in languages_of(values.get("languages", "")) if pair is not None)
        names = {
            "name": values["name"],
            "local_name": values.get("local_name", ""),
            "language": values.get("language") or "en",
        }
        if isinstance(existing, Account):
            before = self._before(existing)
            target = import_account_again(
                actor=setting.actor, account=existing, names=names, profile=profile, languages=languages
            )
            return Taken(target=target, is_new=False, before=before)
        made = import_account(
            actor=setting.actor,
            account={"email": values["email"].lower(), **names},
            profile=profile,
            languages=languages,
            source=setting.source,
        )
        return Taken(target=made, is_new=True)

    def _profile(self, values: Mapping[str, str], setting: Setting) -> dict[str, Any]:
        nationality = country_of(values.get("nationality", ""), setting)
        residence = country_of(values.get("residence", ""), setting)
        skills = list_of(values.get("skills", ""))
        known = skills_by_name(setting) if skills else {}
        return {
            "birth_date": day_of(values["birth_date"]),
            "nationality_id": nationality.pk if nationality else None,
            "residence_id": residence.pk if residence else None,
            "residence_city": values.get("residence_city", ""),
            "phone": values.get("phone", ""),
            "available_from": day_of(values.get("available_from", "")),
            "hours_a_week": whole_number_of(values.get("hours_a_week", "")),
            "skills": [known[fold(name)] for name in skills],
        }

    def _before(self, account: Account) -> dict[str, Any]:
        profile = account.profile
        plain = {name: getattr(profile, name) for name in PROFILE}
        return {
            "names": {name: getattr(account, name) for name in NAMES},
            "profile": {name: str(value) if isinstance(value, date) else value for name, value in plain.items()},
            "skills": list(profile.skills.values_list("pk", flat=True)),
            "languages": dict(profile.languages.values_list("language", "level")),
        }

    def find(self, target_type: str, target_ref: str) -> Base | None:
        return Account.objects.filter(ref=target_ref, erased_at=None).first()

    def undo(self, target: Base, before: Mapping[str, Any], setting: Setting) -> None:
        account = cast(Account, target)
        if not before:
            remove_imported_account(actor=setting.actor, account=account, reason="undo import")
            return
        profile = dict(before["profile"])
        profile |= {name: date.fromisoformat(profile[name]) if profile[name] else None for name in DAYS}
        import_account_again(
            actor=setting.actor,
            account=account,
            names=before["names"],
            profile={**profile, "skills": before["skills"]},
            languages=before["languages"],
        )

    def undo_new(self, targets: Sequence[Base], setting: Setting) -> bool:
        accounts = [cast(Account, target) for target in targets]
        if any(account.last_login is not None for account in accounts):
            return False
        remove_imported_accounts(actor=setting.actor, accounts=accounts, reason="undo import")
        return True


def country_of(words: str, setting: Setting) -> Country | None:
    """A country by its ISO code or by its name in any language. One query for many rows."""
    known: dict[str, Country] = setting.once("countries by name", countries_by_name)
    return known.get(fold(words))


def skills_by_name(setting: Setting) -> dict[str, str]:
    """Folded name -> code of every skill, in English and Chinese. One query for many rows."""

    def read() -> dict[str, str]:
        rows = Skill.objects.values_list("code", "title", "titles")
        return {fold(name): code for code, title, titles in rows for name in (title, *titles.values()) if name}

    known: dict[str, str] = setting.once("skills", read)
    return known


@cache
def _tags() -> dict[str, str]:
    """Folded tag or name, in any language of the pages, -> tag."""
    found: dict[str, str] = {}
    for language in PAGES:
        with override(language):
            found |= {fold(name): tag for tag, name in spoken()}
    return found | {fold(tag): tag for tag, _name in spoken()}


def languages_of(text: str) -> list[tuple[str, str] | None]:
    """“zh C2; en B2” as (tag, level) pairs; None for a part that is no such pair. No query."""
    tags = _tags()
    pairs: list[tuple[str, str] | None] = []
    for part in list_of(text):
        words = part.replace(":", " ").replace("：", " ").split()
        level = words[-1].upper() if words else ""
        tag = tags.get(fold(" ".join(words[:-1])), "")
        pairs.append((tag, level) if tag and level in Cefr.values else None)
    return pairs


def _about(values: Mapping[str, str]) -> Iterator[Problem]:
    try:
        validate_email(values["email"])
    except ValidationError:
        yield Problem("email", _("This is no e-mail address."), _("Put it right, or leave the row out."))
    for name, most in (("name", 120), ("local_name", 120), ("residence_city", 120), ("phone", 40)):
        if len(values.get(name, "")) > most:
            yield Problem(name, _("This is longer than %(most)s characters.") % {"most": most}, _("Shorten it."))
    yield from _phone(values.get("phone", ""))
    if values.get("language") and values["language"] not in PAGES:
        yield Problem(
            "language",
            _("This is no language of the pages."),
            _("Known are: %(kinds)s.") % {"kinds": listed(PAGES)},
        )


def _phone(number: str) -> Iterator[Problem]:
    if SHORTENED.fullmatch(number):
        yield Problem(
            "phone",
            _("A spreadsheet has shortened this number, and its last digits are lost."),
            _("Give the column the format of text, write the number again and save the file."),
        )
    elif number and not re.fullmatch(PHONE, number):
        yield Problem("phone", _("This is no phone number."), _("Write digits, such as +86 10 1234 5678, or empty it."))


def _countries(values: Mapping[str, str], setting: Setting) -> Iterator[Problem]:
    for name in ("nationality", "residence"):
        if values.get(name) and country_of(values[name], setting) is None:
            yield Problem(
                name,
                _("No country is called so."),
                _("Write its two letters (ISO 3166-1), such as CN, or its name."),
            )


def _numbers(values: Mapping[str, str]) -> Iterator[Problem]:
    days: dict[str, date | None] = {}
    for name in DAYS:
        try:
            days[name] = day_of(values.get(name, ""))
        except Unreadable as error:
            yield Problem(name, _no_day(error), day_remedy(error))
    born = days.get("birth_date")
    if born is not None and not FIRST_YEAR <= born.year <= timezone.localdate().year:
        yield Problem("birth_date", _("Nobody who volunteers was born in this year."), _("Check the year."))
    elif born is not None and age_on(born, timezone.localdate()) < ADULT_AT:
        yield Problem("birth_date", _("This person is under 18."), _("Leave the row out."))
    try:
        hours = whole_number_of(values.get("hours_a_week", ""))
    except Unreadable:
        hours = 0
    if hours is not None and not 1 <= hours <= 60:
        yield Problem("hours_a_week", _("This is no number of hours."), _("Between 1 and 60 hours."))


def _no_day(error: Unreadable) -> str:
    if isinstance(error, CountedDay):
        return _("This is a day as a spreadsheet counts it.")
    return _("This can mean two days.") if isinstance(error, TwoDays) else _("This is no day.")


def _lists(values: Mapping[str, str], setting: Setting) -> Iterator[Problem]:
    if None in languages_of(values.get("languages", "")):
        yield Problem(
            "languages",
            _("One of the languages cannot be read."),
            _("Write tag and level, such as “zh C2; en B2”."),
        )
    if values.get("skills"):
        known = skills_by_name(setting)
        missing = [name for name in list_of(values["skills"]) if fold(name) not in known]
        if missing:
            yield Problem(
                "skills",
                _("“%(text)s” does not stand in the skills list.") % {"text": missing[0][:60]},
                _("Write it as the profile page offers it, or leave it out."),
            )


VOLUNTEERS = VolunteerImporter()
