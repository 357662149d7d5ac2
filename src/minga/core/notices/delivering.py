"""Letters out: each notice at most once, each failure tried again, each person one digest a day at most.

Before a letter goes out its notice is claimed by a conditional update, which only one worker can win. A mail server
that refuses gives the claim back for a later try; a worker that dies between claim and answer leaves it, because the
letter may have arrived. The notice is in the inbox in any case.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.core.mail import EmailMessage, get_connection
from django.db import IntegrityError, transaction
from django.db.models import F, Min, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from minga.core.notices import letters
from minga.core.notices.models import Delivery, DigestSent, Notice
from minga.core.notices.refusals import Refusal, refusal_of
from minga.core.operating.mailing import PATIENCE

log = logging.getLogger(__name__)

BACKOFF = (60, 300, 1_800, 7_200, 21_600, 86_400)  # seconds until the next try
DIGEST_HOUR = 7
STRANDED_AFTER = timedelta(minutes=2)
UNSURE_AFTER = timedelta(minutes=10)
AT_A_TIME = 45.0
"""Seconds after which a run of the periodic work begins no other letter: offers expire and applications close in
between, and the next run goes on.
"""
KEPT_DAYS = 7


def send(ref: str) -> str:
    """Send one notice at once. Returns sent, failed or nothing."""
    now = timezone.now()
    notice = _sendable(now).filter(ref=ref).select_related("account").first()
    if notice is None or not _claim(notice, now=now):
        return "nothing"
    if failure := _failure_of(lambda: letters.letter(notice)):
        _release(notice, failure, now=now)
        return "failed"
    Notice.objects.filter(pk=notice.pk).update(sent_at=timezone.now(), refusal="")
    return "sent"


def send_stranded(*, limit: int = 500, seconds: float = math.inf) -> int:
    """Send what a failed try or a lost task left behind; run every minute. Returns how many letters went out.

    seconds: after how long no other letter is begun.
    """
    now, ends = timezone.now(), time.monotonic() + seconds
    left = Q(created_at__lt=now - STRANDED_AFTER) | Q(next_try_at__isnull=False)
    refs = _sendable(now).filter(left).order_by("pk").values_list("ref", flat=True)
    return sum(send(ref) == "sent" for ref in list(refs[:limit]) if time.monotonic() < ends)


def send_digests(*, now: datetime | None = None, seconds: float = math.inf) -> int:
    """Send each person's digest of the day once it is seven in the morning there. Returns how many letters went out.

    What comes later in the day waits for the next morning; what came after a try that failed waits for the next one,
    and all goes in one letter. One SQL query, then about six for each letter. seconds: as for `send_stranded`.
    """
    now, ends = now or timezone.now(), time.monotonic() + seconds
    waiting = _waiting(now).filter(delivery=Delivery.DAILY, read_at__isnull=True)
    failed = _unsent().filter(delivery=Delivery.DAILY, read_at__isnull=True, attempts__gt=0, next_try_at__gt=now)
    had = DigestSent.objects.filter(account_id=OuterRef("account_id"), day__gte=now.date() - timedelta(days=1))
    last_day = Subquery(had.order_by("-day").values("day")[:1])
    due = waiting.exclude(account_id__in=failed.values("account_id")).order_by("account_id").values("account_id")
    people = due.annotate(zone=F("account__timezone"), first=Min("created_at"), last=last_day)
    sent = 0
    for account_id, zone, first, last in list(people.values_list("account_id", "zone", "first", "last")):
        local = now.astimezone(letters.zone_of(zone))
        seven = local.replace(hour=DIGEST_HOUR, minute=0, second=0, microsecond=0)
        is_due = first < seven <= local and (last is None or last < local.date())
        if is_due and time.monotonic() < ends:
            sent += _send_digest(waiting.filter(account_id=account_id), account_id=account_id, local=local)
    return sent


def forget_digests(*, now: datetime | None = None) -> None:
    """Delete what kept a digest of days long past from being sent twice. One SQL query."""
    DigestSent.objects.filter(day__lt=(now or timezone.now()).date() - timedelta(days=KEPT_DAYS)).delete()


def _send_digest(waiting: QuerySet[Notice], *, account_id: int, local: datetime) -> bool:
    """The row of the day is the claim on the day, the update the claim on each notice; both in one transaction."""
    try:
        with transaction.atomic():
            digest = DigestSent.objects.create(account_id=account_id, day=local.date())
            chosen = list(waiting.values_list("pk", flat=True))
            mine = Notice.objects.filter(pk__in=chosen, claimed_at__isnull=True, sent_at__isnull=True)
            mine.update(claimed_at=local, attempts=F("attempts") + 1)
    except IntegrityError:
        return False
    notices = list(
        Notice.objects.filter(pk__in=chosen, claimed_at=local, sent_at__isnull=True).select_related("account")
    )
    if not notices:
        return False
    if failure := _failure_of(lambda: letters.digest(notices)):
        for notice in notices:
            _release(notice, failure, now=local)
        digest.delete()
        return False
    moment = timezone.now()
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(sent_at=moment, refusal="")
    DigestSent.objects.filter(pk=digest.pk).update(sent_at=moment)
    return True


def _waiting(now: datetime) -> QuerySet[Notice]:
    """Unsent, unclaimed, due for a try, and to somebody who is still here."""
    return _unsent().filter(Q(next_try_at__isnull=True) | Q(next_try_at__lte=now))


def _unsent() -> QuerySet[Notice]:
    """Unsent, unclaimed, not given up, and to somebody who is still here."""
    return Notice.objects.filter(
        sent_at__isnull=True,
        claimed_at__isnull=True,
        attempts__lte=len(BACKOFF),
        account__is_active=True,
        account__erased_at__isnull=True,
    )


def for_letters() -> QuerySet[Notice]:
    """What an email of its own goes out for, now or at its next try. One query when read."""
    return _unsent().filter(delivery=Delivery.AT_ONCE)


def for_digests() -> QuerySet[Notice]:
    """What the next digests hold; what somebody has read in the inbox goes into none. One query when read."""
    return _unsent().filter(delivery=Delivery.DAILY, read_at__isnull=True)


def _sendable(now: datetime) -> QuerySet[Notice]:
    return _waiting(now).filter(delivery=Delivery.AT_ONCE)


def _claim(notice: Notice, *, now: datetime) -> bool:
    # The conditions stand on the row itself: PostgreSQL looks at them again after waiting for another worker's update,
    # which it would not do for those of a subquery.
    free = Notice.objects.filter(pk=notice.pk, claimed_at__isnull=True, sent_at__isnull=True, attempts=notice.attempts)
    notice.attempts += 1
    return bool(free.update(claimed_at=now, attempts=notice.attempts))


def _release(notice: Notice, failure: Refusal, *, now: datetime) -> None:
    wait = BACKOFF[min(notice.attempts, len(BACKOFF)) - 1]
    refusal = (failure.said or failure.kind) if failure.is_final else ""
    Notice.objects.filter(pk=notice.pk).update(
        claimed_at=None, next_try_at=now + timedelta(seconds=wait), refusal=refusal
    )


def _failure_of(write: Callable[[], EmailMessage]) -> Refusal | None:
    """Write it and send it; what stopped it, or None. One that cannot be written stops nobody else's."""
    try:
        message = write()
        message.connection = get_connection(patience=PATIENCE)
        message.send()
    except OSError as error:  # the server is away or refuses: smtplib's errors are some too
        log.error("EMAIL_URL: a letter could not be sent, it is tried again later: %s", error)
        return refusal_of(error)
    except Exception as error:  # whatever a mail server or the network raises, the letter is tried again
        log.exception("A letter could not be sent; it is tried again later.")
        return refusal_of(error)
    return None
