"""Notices as email: plain text and simple HTML, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.core import signing
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import ngettext

from minga.core.notices.kinds import words_of
from minga.core.notices.mail import Mail
from minga.core.notices.models import Notice

LESS_SALT = "minga.notices.less"
DIGEST = "digest"


def zone_of(name: str) -> ZoneInfo:
    """The time zone of that name; UTC where there is none of it any more."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def letter(notice: Notice) -> Mail:
    """One notice: what happened, one button, how to change one's wishes."""
    account = notice.account
    with translation.override(account.language), timezone.override(zone_of(account.timezone)):
        words = words_of(notice)
        return _message(
            account,
            kind=notice.kind,
            subject=words.title,
            template="letter",
            context={"words": words, "notice": notice},
        )


def digest(notices: Sequence[Notice]) -> Mail:
    """All of one person's notices of a day, oldest first."""
    account = notices[0].account
    with translation.override(account.language), timezone.override(zone_of(account.timezone)):
        rows = [{"words": words_of(notice), "url": opening_url(notice)} for notice in notices]
        subject = ngettext("%(count)s piece of news for you", "%(count)s pieces of news for you", len(rows)) % {
            "count": len(rows)
        }
        return _message(account, kind=DIGEST, subject=subject, template="digest", context={"rows": rows})


def opening_url(notice: Notice) -> str:
    """The absolute address that marks the notice as read and leads on."""
    return settings.SITE_URL + reverse("notices:open", args=[notice.ref])


def less_token(account: Any, *, kind: str) -> str:
    """What lets the holder of a letter turn its kind off without signing in (and nothing else)."""
    return signing.dumps({"account": account.pk, "kind": kind}, salt=LESS_SALT)


def read_less_token(token: str) -> tuple[int, str]:
    """(account id, kind). Raises signing.BadSignature for a token that is not ours."""
    values = signing.loads(token, salt=LESS_SALT)
    return int(values["account"]), str(values["kind"])


def _message(account: Any, *, kind: str, subject: str, template: str, context: dict[str, Any]) -> Mail:
    less = settings.SITE_URL + reverse("notices:less", args=[less_token(account, kind=kind)])
    full = {
        **context,
        "subject": subject,
        "reader": account,
        "language": translation.get_language(),
        "site_url": settings.SITE_URL,
        "wishes_url": settings.SITE_URL + reverse("notices:wishes"),
        "less_url": less,
        "open_url": opening_url(context["notice"])
        if "notice" in context
        else settings.SITE_URL + reverse("notices:inbox"),
    }
    message = Mail(
        subject=" ".join(subject.split()),
        body=render_to_string(f"notices/mail/{template}.txt", full),
        to=[account.email],
        headers={
            "List-Unsubscribe": f"<{less}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
    )
    message.attach_alternative(render_to_string(f"notices/mail/{template}.html", full), "text/html")
    return message


__all__ = ["DIGEST", "digest", "less_token", "letter", "opening_url", "read_less_token"]
