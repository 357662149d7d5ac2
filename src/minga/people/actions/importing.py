"""People from a list: an account with a profile each, which they take over by choosing a password."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext as _

from minga.core.acting import Actor, action, together
from minga.core.audit import sealing, trail
from minga.core.errors import Incomplete, Problem, Refused
from minga.core.notices.telling import tell
from minga.people.actions.accounts import ADULT_AT
from minga.people.models import Account, LanguageProficiency, Profile
from minga.people.queries import age_on


@action("people.import_accounts", automatic=True)
def import_account(
    *, actor: Actor, account: Mapping[str, Any], profile: Mapping[str, Any], languages: Mapping[str, str], source: str
) -> Account:
    """An account without a password, its profile, no consent. The person is told by letter whose list named them.

    account: email, name, local_name, language. profile: columns of Profile and `skills`. Raises Incomplete for anyone
    under 18 and for an address that has an account.
    """
    _refuse_young(profile)
    made = Account(**account)
    made.set_unusable_password()
    try:
        made.save()
    except IntegrityError as error:  # its address is all that two accounts may not share; asking first costs a query
        raise Incomplete(_("Nobody was added."), problems=[has_account()]) from error
    row = Profile(account=made, **{name: value for name, value in profile.items() if name != "skills"})
    row.save()
    if skills := profile.get("skills", ()):
        row.skills.set(skills)
    LanguageProficiency.objects.bulk_create(
        LanguageProficiency(profile=row, language=language, level=level) for language, level in languages.items()
    )
    trail.note(actor=actor, verb="import_profile", target=row)
    tell(
        kind="people.account_made",
        to=made,
        about=made,
        context={"source": source},
        url="/profile",
        once=f"account_made:{made.ref}",
    )
    return made


@action("people.import_accounts", target="account", automatic=True)
def import_account_again(
    *,
    actor: Actor,
    account: Account,
    names: Mapping[str, Any],
    profile: Mapping[str, Any],
    languages: Mapping[str, str],
) -> Account:
    """What a newer list says of somebody who has not signed in yet; Refused once they look after it themselves."""
    _refuse_taken_over(account)
    _refuse_young(profile)
    for name, value in names.items():
        setattr(account, name, value)
    account.save()
    row = account.profile
    before = trail.snapshot(row)
    _write_profile(row, profile, languages)
    trail.note(actor=actor, verb="import_profile", target=row, before=before)
    return account


@action("people.import_accounts", target="account", automatic=True)
def remove_imported_account(*, actor: Actor, account: Account, reason: str = "", row_stays: bool = False) -> Account:
    """Take back somebody who has never signed in; what the trail keeps of them can no longer be opened.

    row_stays: whoever calls deletes the rows of many in the same transaction.
    """
    _refuse_taken_over(account)
    pk = account.pk
    if not row_stays:
        Account.objects.get(pk=pk).delete()
    sealing.destroy_key(account_id=pk)
    return account


def remove_imported_accounts(*, actor: Actor, accounts: Sequence[Account], reason: str) -> None:
    """Many as one transaction, all or none: a row in the trail for each, what hangs on them found once for all.

    Raises what remove_imported_account raises for one of them, ProtectedError where somebody works with one.
    """
    with together():
        for account in accounts:
            remove_imported_account(actor=actor, account=account, reason=reason, row_stays=True)
        Account.objects.filter(pk__in=[account.pk for account in accounts]).delete()


def has_account() -> Problem:
    """What is said of a row whose address has an account already."""
    return Problem("email", _("This address has an account already."), _("Leave the row out; they see to it."))


def taken_over() -> Refused:
    """What is said of somebody who has signed in since a list brought them."""
    return Refused(
        _("This person has signed in and looks after the profile themselves."), remedy=_("Leave the row out.")
    )


def _refuse_taken_over(account: Account) -> None:
    if account.last_login is not None:
        raise taken_over()


def _refuse_young(profile: Mapping[str, Any]) -> None:
    if age_on(profile["birth_date"], timezone.localdate()) < ADULT_AT:
        raise Incomplete(
            _("Minga is for adults."),
            problems=[Problem("birth_date", _("This person is under 18."), _("Leave the row out."))],
        )


def _write_profile(row: Profile, profile: Mapping[str, Any], languages: Mapping[str, str]) -> None:
    for name, value in profile.items():
        if name != "skills":
            setattr(row, name, value)
    row.save()
    row.skills.set(profile.get("skills", ()))
    row.languages.exclude(language__in=languages).delete()
    for language, level in languages.items():
        LanguageProficiency.objects.update_or_create(profile=row, language=language, defaults={"level": level})
