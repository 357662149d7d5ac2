"""The words of consent, with the version a person agreed to. A change of meaning raises the version."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from minga.people.models import Purpose

CONSENT_WORDING = "2026-1"


@dataclass(frozen=True)
class Wording:
    """What a purpose means for the person, and what happens when they withdraw."""

    purpose: Purpose
    explanation: str | Promise
    on_withdrawal: str | Promise


WORDINGS: tuple[Wording, ...] = (
    Wording(
        Purpose.MATCHING,
        _("We compare your skills, languages, experience and wishes with open posts and write when one fits."),
        _("We stop comparing and writing. You can still search and apply yourself."),
    ),
    Wording(
        Purpose.SHARE_WITH_HOST,
        _("When you are shortlisted, the host entity sees your skills, languages, education and experience. It sees "
          "your name once it has selected you, and your contact data once you have accepted."),
        _("No application of yours is shown to a further host entity. Hosts that hold one already are not affected."),
    ),
    Wording(
        Purpose.SHARE_WITH_PARTNER,
        _("A partner, such as your university, may nominate you and sees how far your application has come."),
        _("Partners can no longer nominate you or see how your applications go."),
    ),
    Wording(
        Purpose.STATISTICS,
        _("You count in public figures, such as hours served for a goal. Nobody can tell that it was you."),
        _("Your service is left out of public figures, within an hour."),
    ),
    Wording(
        Purpose.PUBLIC_CERTIFICATE,
        _("Whoever checks a certificate that you gave them sees your name beside “valid”."),
        _("Whoever checks your certificate sees that it is valid, without your name."),
    ),
)  # fmt: skip
