"""The letter of invitation: to an address that may have no account yet, so it is no notice."""

from __future__ import annotations

import logging
from typing import Any

from babel.languages import get_official_languages
from django.conf import settings
from django.contrib.auth import get_user_model
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from minga.core.notices.mail import Mail
from minga.core.notices.refusals import Refusal, refusal_of
from minga.partners.models import ALL_LANGUAGES, Invitation
from minga.partners.wording import invited_to

log = logging.getLogger(__name__)


def usual_language(country: str, *, reader: str) -> str:
    """The language of the pages in which somebody of a country (ISO 3166-1 alpha-2) is written to: one that is official
    there (CLDR), else English; where no country is known, that of the `reader`.
    """
    if not country:
        return reader
    official = get_official_languages(country, de_facto=True)
    codes = [code for code, _name in settings.LANGUAGES]
    return next((code for tag in official for code in codes if code.split("-")[0] == tag.split("_")[0]), "en")


def languages_of_letter(invitation: Invitation, *, account: Any) -> list[str]:
    """In which languages the letter is written: that of the account, else what whoever invites has chosen."""
    chosen = invitation.chosen_language
    if account is not None or chosen != ALL_LANGUAGES:
        return [getattr(account, "language", chosen)]
    country = invitation.organisation.country_id if invitation.organisation else invitation.scope_key
    first = usual_language(country or "", reader=getattr(invitation.invited_by, "language", "en"))
    return [first, *(code for code, _name in settings.LANGUAGES if code != first)]


def send_invitation(invitation: Invitation, *, token: str) -> Refusal | None:
    """Send the letter (`languages_of_letter`); what stopped it, or None.

    The token stands in this letter only. A letter that was not sent can be sent again from the page of roles.
    """
    account = get_user_model().objects.filter(email__any_case=invitation.email, is_active=True).first()
    url = settings.SITE_URL + reverse("partners:invitation_by_token", args=[token])
    parts = [_part(invitation, url, code) for code in languages_of_letter(invitation, account=account)]
    subject = " / ".join(part["subject"] for part in parts)
    context = {"parts": parts, "subject": subject, "language": parts[0]["language"]}
    message = Mail(subject=subject, body="\n\n".join(part["text"] for part in parts), to=[invitation.email])
    message.attach_alternative(render_to_string("partners/mail/invitation.html", context), "text/html")
    try:
        message.send()
    except (OSError, UnicodeError) as error:  # what smtplib raises is an OSError; the other: an address of odd signs
        log.error("EMAIL_URL: the invitation %s was not sent: %s", invitation.ref, error)
        return refusal_of(error)
    return None


def _part(invitation: Invitation, url: str, code: str) -> dict[str, str]:
    """What the letter says in one language: its subject, text, and words and foot of its HTML."""
    with translation.override(code):
        subject = " ".join(invited_to(invitation).split())
        context = {"invitation": invitation, "subject": subject, "url": url}
        return {
            "language": translation.get_language() or code,
            "direction": "rtl" if translation.get_language_bidi() else "ltr",
            "subject": subject,
            "text": render_to_string("partners/mail/invitation.txt", context).strip(),
            "words": render_to_string("partners/mail/_invitation_words.html", context),
            "foot": gettext("If you did not expect this email, you need do nothing."),
        }
