"""What notices hold of a person: given out on request, and erased, in other people's inboxes too."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Model

from minga.core.forgetting import without_name
from minga.core.notices.kinds import SOMEONE, words_of
from minga.core.notices.models import DigestSent, Mention, Notice, Wish


def export_person(account: Any) -> dict[str, Any]:
    """The person's notices as they read them, and their wishes. Two SQL queries."""
    return {
        "notices": [
            {
                "told": notice.created_at.isoformat(),
                "title": words_of(notice).title,
                "text": words_of(notice).body,
                "read": notice.read_at.isoformat() if notice.read_at else None,
            }
            for notice in Notice.objects.filter(account_id=account.pk).order_by("pk").iterator()
        ],
        "wishes": list(Wish.objects.filter(account_id=account.pk).values("kind", "delivery")),
    }


def erase_person(account: Any) -> None:
    """Remove the person's own notices and wishes, and their name from what others were told."""
    Notice.objects.filter(account_id=account.pk).delete()
    Wish.objects.filter(account_id=account.pk).delete()
    DigestSent.objects.filter(account_id=account.pk).delete()
    names = [name for name in (account.name, account.local_name, account.email) if name]
    for notice in Notice.objects.filter(mentions__account_id=account.pk).iterator():
        notice.context = {key: _without(value, names) for key, value in notice.context.items()}
        notice.save(update_fields=["context"])
    Mention.objects.filter(account_id=account.pk).delete()


def forget_words(*, about: type[Model], refs: Any, names: Iterable[str]) -> None:
    """Take what stands under these names out of whatever was told of these rows, in everybody's inbox."""
    rows = Notice.objects.filter(about_type=about._meta.label_lower, about_ref__in=refs)
    for notice in rows.iterator():
        notice.context = {**notice.context, **{name: "…" for name in names if name in notice.context}}
        notice.save(update_fields=["context"])


def _without(value: Any, names: list[str]) -> Any:
    if isinstance(value, dict):
        return {key: _without(inner, names) for key, inner in value.items()}
    if isinstance(value, list):
        return [_without(inner, names) for inner in value]
    if not isinstance(value, str):
        return value
    if value in names:
        return {"$text": SOMEONE}
    for name in names:
        value = without_name(name, value)
    return value
