"""Volunteers from a file (core.importing): what may be wrong with a row, and what becomes of it.

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
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from minga.core.errors import Problem
from minga.core.finding import fold, known_as
from minga.core.importing.kinds import Setting, Taken, Unbound, in_pieces
from minga.core.importing.values import (
    CountedDay,
    TwoDays,
    Unreadable,
    day_of,
    day_remedy,
    language_called,
    list_of,
    whole_number_of,
    written_in,
)
from minga.core.interface.reading import in_usual_signs
from minga.core.listing import listed
from minga.core.models import Base
from minga.people.actions.accounts import ADULT_AT
from minga.people.actions.importing import (
    has_account,
    import_account,
    import_account_again,
    remove_imported_account,
    remove_imported_accounts,
    taken_over,
)
from minga.people.actions.profile import FIRST_YEAR, PHONE
from minga.people.importing.columns import COLUMNS
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
        """An email in small letters; a phone number without the .0 that a spreadsheet gives numbers."""
        plain = {name: in_usual_signs(values[name]) for name in SIGNS if name in values}
        plain["email"] = plain.get("email", "").lower()
        if plain.get("phone", "").removesuffix(".0").isdecimal():
            plain["phone"] = plain["phone"].removesuffix(".0")
        return {**values, **plain}

    def external_id(self, values: Mapping[str, str]) -> str:
        """The given identifier, else a digest of the email: no address stays behind after an erasure."""
        return values.get("id") or hashlib.sha256(values.get("email", "").casefold().encode()).hexdigest()

    def problems(self, values: Mapping[str, str], setting: Setting) -> Sequence[Problem]:
        return [*_about(values), *_countries(values, setting), *_numbers(values), *_lists(values, setting)]

    def in_the_way(self, rows: Mapping[int, Mapping[str, str]], setting: Setting) -> Mapping[int, Problem]:
        here: set[str] = set()
        for piece in in_pieces(dict.fromkeys(values["email"] for values in rows.values())):
            known = Account.objects.annotate(plain=Lower("email")).filter(plain__in=piece)
            here.update(known.values_list("plain", flat=True))
        found = {}
        for line, values in rows.items():
            if values["email"] in here:
                found[line] = has_account()
            here.add(values["email"])
        return found

    def past_changing(self, refs: Sequence[str]) -> Mapping[str, Problem]:
        found = {}
        for piece in in_pieces(refs):
            for ref in Account.objects.filter(ref__in=piece, last_login__isnull=False).values_list("ref", flat=True):
                found[ref] = Problem("", taken_over().message, taken_over().remedy)
        return found

    def take(self, values: Mapping[str, str], setting: Setting, existing: Base | None) -> Taken:
        profile = self._profile(values, setting)
        languages = dict(pair for pair in languages_of(values.get("languages", "")) if pair is not None)
        names = {
            "name": values["name"],
            "local_name": values.get("local_name", ""),
            "language": language_called(values.get("language", ""), among=PAGES)
            or written_in(values["name"] + values.get("local_name", ""), among=PAGES),
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
            "skills": [known_as(known, name) for name in skills],
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
    return known_as(known, words)


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
    """“zh C2; en B2”, “中文 C2，英语：C1” as (tag, level) pairs; None for a part that is no such pair. No query."""
    tags = _tags()
    pairs: list[tuple[str, str] | None] = []
    for part in list_of(text.replace(",", ";").replace("，", ";")):
        words = part.replace(":", " ").replace("：", " ").split()
        level = words[-1].upper() if words else ""
        tag = known_as(tags, " ".join(words[:-1])) or ""
        pairs.append((tag, level) if tag and level in Cefr.values else None)
    return pairs


def _about(values: Mapping[str, str]) -> Iterator[Problem]:
    try:
        validate_email(values["email"])
    except ValidationError:
        yield Problem("email", _("This is no email address."), _("Put it right, or leave the row out."))
    for name, most in (("name", 120), ("local_name", 120), ("residence_city", 120), ("phone", 40)):
        if len(values.get(name, "")) > most:
            yield Problem(name, _("This is longer than %(most)s characters.") % {"most": most}, _("Shorten it."))
    yield from _phone(values.get("phone", ""))
    if values.get("language") and not language_called(values["language"], among=PAGES):
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
            _("Write each with its level, such as “zh C2; en B2” or “English C1”, or empty the cell."),
        )
    if values.get("skills"):
        known = skills_by_name(setting)
        missing = [name for name in list_of(values["skills"]) if known_as(known, name) is None]
        if missing:
            yield Problem(
                "skills",
                _("“%(text)s” does not stand in the skills list.") % {"text": missing[0][:60]},
                _("Write it as the profile page offers it, or leave it out."),
            )


VOLUNTEERS = VolunteerImporter()
