"""Volunteers from a file (core.importing): what becomes of a row."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, cast

from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy

from minga.core.any_case import in_ascii
from minga.core.errors import Problem
from minga.core.finding import known_as
from minga.core.importing.kinds import Setting, Taken, Unbound, in_pieces
from minga.core.importing.rows import unread_cells
from minga.core.importing.values import day_of, language_called, list_of, whole_number_of, written_in
from minga.core.interface.reading import in_usual_signs
from minga.core.models import Base
from minga.people.actions.importing import (
    has_account,
    import_account,
    import_account_again,
    remove_imported_account,
    remove_imported_accounts,
    taken_over,
)
from minga.people.importing.cells import DAYS, PAGES, languages_of, skills_by_name
from minga.people.importing.columns import COLUMNS
from minga.people.importing.names import PARTS, whole_name
from minga.people.importing.problems import row_problems
from minga.people.models import Account
from minga.places.naming import country_of

NAMES = ("name", "local_name", "language")
PROFILE = ("birth_date", "nationality_id", "residence_id", "residence_city", "phone", "available_from", "hours_a_week")
SIGNS = ("email", "phone")


class VolunteerImporter(Unbound):
    """One row is one person."""

    name = "volunteers"
    label = gettext_lazy("Volunteers")
    permission = "people.import_accounts"
    columns = COLUMNS
    note = gettext_lazy(
        "Each new person gets an email that says whose list named them; they choose a password, or have everything "
        "erased. No consent is taken over from a list."
    )
    sends_letters = True

    def tidied(self, values: Mapping[str, str]) -> dict[str, str]:
        """An email in its one spelling; a phone number without the .0 that a spreadsheet gives numbers; a name in parts
        as a whole one, unless a part cannot be read.
        """
        plain = {name: in_usual_signs(values[name]) for name in SIGNS if name in values}
        plain["email"] = in_ascii(plain.get("email", "")).lower()
        if plain.get("phone", "").removesuffix(".0").isdecimal():
            plain["phone"] = plain["phone"].removesuffix(".0")
        parts = {name: value for name, value in values.items() if name in PARTS}
        unread = unread_cells(parts)
        plain["name"] = parts[unread[0].place] if unread else whole_name(parts)
        return {**{name: value for name, value in values.items() if name not in parts}, **plain}

    def external_id(self, values: Mapping[str, str]) -> str:
        """The given identifier, else a digest of the email: no address stays behind after an erasure."""
        return values.get("id") or hashlib.sha256(values.get("email", "").casefold().encode()).hexdigest()

    def problems(self, values: Mapping[str, str], setting: Setting) -> Sequence[Problem]:
        return row_problems(values, setting)

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


VOLUNTEERS = VolunteerImporter()
