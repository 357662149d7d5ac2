"""The letter of invitation: to an address that may have no account yet, so it is no notice."""

from __future__ import annotations

import logging

from django.conf import settings
from django.contrib.auth import get_user_model
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from minga.core.notices.mail import Mail
from minga.core.notices.refusals import Refusal, refusal_of
from minga.partners.models import Invitation
from minga.partners.wording import invited_to

log = logging.getLogger(__name__)


def send_invitation(invitation: Invitation, *, token: str) -> Refusal | None:
    """Send it in the language of the address's account, else of whoever invites; what stopped it, or None.

    The token stands in this letter only. A letter that was not sent can be sent again from the page of roles.
    """
    account = get_user_model().objects.filter(email__any_case=invitation.email, is_active=True).first()
    language = getattr(account or invitation.invited_by, "language", "en")
    with translation.override(language):
        subject = " ".join(invited_to(invitation).split())
        context = {
            "invitation": invitation,
            "subject": subject,
            "url": settings.SITE_URL + reverse("partners:invitation_by_token", args=[token]),
            "language": translation.get_language(),
            "site_url": settings.SITE_URL,
        }
        message = Mail(
            subject=subject,
            body=render_to_string("partners/mail/invitation.txt", context),
            to=[invitation.email],
        )
        message.attach_alternative(render_to_string("partners/mail/invitation.html", context), "text/html")
    try:
        message.send()
    except (OSError, UnicodeError) as error:  # what smtplib raises is an OSError; the other: an address of odd signs
        log.error("EMAIL_URL: the invitation %s was not sent: %s", invitation.ref, error)
        return refusal_of(error)
    return None
