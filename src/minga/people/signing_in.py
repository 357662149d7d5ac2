"""What this room tells the rooms below and above when it starts (core.registries) and who may do what (rules)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from allauth.account.models import EmailAddress
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from minga.core.access.registries import is_here_for_a_role
from minga.core.documents.kinds import DOCUMENTS, MEGABYTE, FileKind, kinds
from minga.core.importing.kinds import KINDS
from minga.core.interface.destinations import destinations
from minga.core.notices.kinds import NoticeKind, sign_in
from minga.core.reference import Load, reference
from minga.core.registries import MenuEntry, PersonalData, Waiting, menu, personal_data, search_documents, waiting
from minga.people import actions, personal, rules, tables, trail_words  # noqa: F401 - they sign in by being imported
from minga.people.curriculum import may_read_cv
from minga.people.importing import VOLUNTEERS
from minga.people.models import Account
from minga.people.queries import completeness, has_begun, profile_read_once
from minga.people.reference import AREAS, COMMON, ESCO, ISCO, load_people
from minga.people.searching import PEOPLE


def waits_for(account: Account) -> Iterable[Waiting]:
    """An unfinished profile of whoever volunteers or began to, and an address that changes. Whoever decides over others
    has the profile not in the menu, and a name of theirs that they wrote there is no profile begun.

    10 queries, one where the profile was read.
    """
    profile = profile_read_once(account)
    begun = profile is not None and (has_begun(profile) or not is_here_for_a_role(account))
    if profile is not None and begun and is_volunteer(account):
        state = completeness(profile)
        left = len(state.missing)
        if left:
            yield Waiting(
                title=ngettext(
                    "Finish your profile: %(left)s step left", "Finish your profile: %(left)s steps left", left
                )
                % {"left": left},
                url=reverse("people:step", args=[state.missing[0].key]),
                count=1,
                detail=state.missing[0].missing,
                verb=_("Go on"),
                urgency=1,
            )
    if EmailAddress.objects.filter(user_id=account.pk, verified=False).exists():
        yield Waiting(
            title=_("Confirm your new email"),
            url=reverse("account_email"),
            detail=_("We sent a code to it."),
            verb=_("Enter the code"),
            urgency=2,
        )


def is_volunteer(account: Any) -> bool:
    """Signed in, and not here as an officer: the profile stands in the menu."""
    return bool(account is not None and account.is_authenticated and not rules.must_hold_second_factor(account))


def lists_people(account: Any) -> bool:
    """Administrators, data protection officers and auditors."""
    return bool(account is not None and account.is_authenticated) and account.has_perm("people.list_accounts")


personal_data.sign_in("people", PersonalData(export=personal.export, erase=personal.erase))
waiting.sign_in("people", waits_for)
menu.sign_in("people.profile", MenuEntry(_("Profile"), "people:profile", 60, is_volunteer, "person"))
menu.sign_in("people.list", MenuEntry(_("People"), "people:list", 80, lists_people, "people"))
search_documents.sign_in("people", PEOPLE)
destinations.sign_in("own_account", "people:account")
destinations.sign_in("data_protection", "people:data_protection")
destinations.sign_in("person", "people:person")
reference.sign_in("people", Load(files=(ISCO, COMMON, AREAS, ESCO), load=load_people))
kinds.sign_in("people.cv", FileKind(_("a CV"), DOCUMENTS, 5 * MEGABYTE, may_read_cv))
KINDS.sign_in("volunteers", VOLUNTEERS)
sign_in(
    NoticeKind(
        "people.account_made",
        title=_("A profile was made for you on Minga"),
        body=_(
            "The list “%(source)s” named you as a volunteer. Choose a password with “Forgot your password?” and look "
            "at what it says of you; you can change all of it, or have your account erased on your own page."
        ),
        verb_label=_("See your profile"),
        heading=_("A profile made for you from a list"),
    ),
    NoticeKind(
        "people.second_proofs_removed",
        title=_("Your passkeys, authenticator app and recovery codes were removed"),
        body=_(
            "An administrator did so, and you were signed out everywhere. The reason given: %(reason)s Sign in with "
            "your password and set up a new second proof. If you did not ask for this, choose a new password at once "
            "and write to an administrator."
        ),
        verb_label=_("Set up a new one"),
        audience=(),  # on nobody's page of wishes: it always goes out by email
        heading=_("Your second proofs were removed"),
    ),
    topic=_("Your account and your roles"),
)
