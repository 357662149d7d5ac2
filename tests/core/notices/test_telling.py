"""Who is told, in which words, how often."""

from __future__ import annotations

import email
import email.policy
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy
from tests.factories import make_account

from minga.core.notices import delivering, erasing, kinds, letters, telling
from minga.core.notices.kinds import NoticeKind, words_of
from minga.core.notices.mail import Mail
from minga.core.notices.models import Delivery, DigestSent, Mention, Notice, Wish
from minga.core.notices.telling import tell, tell_all

pytestmark = pytest.mark.django_db

KIND, DAILY = "tests.told", "tests.daily"
BEFORE, MORNING = datetime(2026, 11, 22, 12, tzinfo=UTC), datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _kinds(monkeypatch):
    monkeypatch.setattr(kinds.KINDS, "_entries", dict(kinds.KINDS._entries))
    kinds.sign_in(
        NoticeKind(KIND, title="%(post)s is offered to you", body="Answer until %(until)s.", verb_label=_("Open")),
        NoticeKind(DAILY, title=_("Inbox"), default=Delivery.DAILY),
        NoticeKind("tests.many", title=ngettext_lazy("%(count)s place", "%(count)s places", "count")),
    )


def tell_offer(account, once="offer:1", **kwargs):
    context = {"post": {"en": "Teacher", "zh-hans": "教师"}, "until": date(2026, 12, 1)}
    tell(kind=KIND, to=account, once=once, context=context, url="/offers/abc", **kwargs)


def tell_daily(*accounts, once="1", at=BEFORE):
    tell_all(kind=DAILY, to=accounts, once=once)
    Notice.objects.filter(kind=DAILY, once_key=once).update(created_at=at)


def test_words_are_rendered_in_the_language_of_whoever_reads():
    tell_offer(make_account())
    notice = Notice.objects.get()
    assert words_of(notice).title == "Teacher is offered to you"
    assert words_of(notice).body == "Answer until 1 December 2026."
    with translation.override("zh-hans"):
        assert words_of(notice).title == "教师 is offered to you"
        assert words_of(notice).body == "Answer until 2026年12月1日."


def test_lazy_words_of_a_context_are_read_in_the_readers_language():
    tell(kind=KIND, to=make_account(), once="1", context={"post": _("Simplified Chinese")})
    notice = Notice.objects.get()
    assert notice.context == {"post": {"$text": "Simplified Chinese"}}
    with translation.override("zh-hans"):
        assert words_of(notice).title.startswith("简体中文")


def test_plural_forms_follow_the_count():
    account = make_account()
    tell(kind="tests.many", to=account, once="1", context={"count": 1})
    tell(kind="tests.many", to=account, once="2", context={"count": 3})
    assert [words_of(notice).title for notice in Notice.objects.order_by("pk")] == ["1 place", "3 places"]


def test_a_kind_whose_room_has_gone_still_reads_as_a_sentence():
    tell(kind="gone.away", to=make_account(), once="1")
    assert words_of(Notice.objects.get()).title == "Something that concerns you changed"


def test_the_same_is_told_once_and_sent_once(django_capture_on_commit_callbacks):
    account = make_account()
    for _turn in range(3):
        with django_capture_on_commit_callbacks(execute=True):
            tell_offer(account)
    assert Notice.objects.count() == 1
    assert len(mail.outbox) == 1


def test_nothing_is_told_or_sent_when_the_transaction_rolls_back(django_capture_on_commit_callbacks):
    account = make_account()
    with (
        django_capture_on_commit_callbacks(execute=True) as callbacks,
        pytest.raises(ValueError),
        transaction.atomic(),
    ):
        tell_offer(account)
        raise ValueError
    assert (callbacks, Notice.objects.count(), mail.outbox) == ([], 0, [])


def test_closed_and_missing_accounts_are_passed_over():
    tell_all(kind=KIND, to=[None, make_account(is_active=False)], once="1")
    assert Notice.objects.count() == 0


def test_telling_fifty_costs_as_many_queries_as_telling_one(django_assert_num_queries):
    one, many = [make_account()], [make_account() for _ in range(50)]
    with django_assert_num_queries(2):
        tell_all(kind=KIND, to=one, once="1")
    with django_assert_num_queries(2):
        tell_all(kind=KIND, to=many, once="1")


def test_a_wish_decides_how_one_is_told():
    account = make_account()
    Wish.objects.create(account=account, kind=KIND, delivery=Delivery.DAILY)
    tell_offer(account)
    assert Notice.objects.get().delivery == Delivery.DAILY


def test_loading_a_past_writes_no_letters():
    with telling.inbox_only():
        tell_offer(make_account())
    assert Notice.objects.get().delivery == Delivery.INBOX


def test_a_letter_is_in_the_readers_language_with_one_button_and_a_way_out():
    account = make_account(language="zh-hans", email="li@example.org")
    tell_offer(account)
    assert delivering.send(Notice.objects.get().ref) == "sent"
    letter = mail.outbox[0]
    assert letter.to == ["li@example.org"]
    assert letter.subject == "教师 is offered to you"
    assert f"/inbox/{Notice.objects.get().ref}" in letter.body
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    html = letter.alternatives[0][0]
    assert 'lang="zh-hans"' in html
    assert html.count("display:inline-block") == 1


def test_a_second_worker_sends_nothing():
    tell_offer(make_account())
    ref = Notice.objects.get().ref
    assert [delivering.send(ref), delivering.send(ref)] == ["sent", "nothing"]
    assert len(mail.outbox) == 1


def test_a_letter_the_server_refused_is_tried_again_later(settings):
    tell_offer(make_account())
    notice = Notice.objects.get()
    settings.EMAIL_BACKEND = "tests.core.notices.refusing.EmailBackend"
    assert delivering.send(notice.ref) == "failed"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert delivering.send(notice.ref) == "nothing"
    Notice.objects.update(next_try_at=timezone.now(), created_at=timezone.now() - timedelta(hours=1))
    assert delivering.send_stranded() == 1
    assert len(mail.outbox) == 1


def test_what_a_server_said_against_a_letter_is_kept_until_it_is_taken(settings, capsys):
    tell_offer(make_account())
    ref = Notice.objects.get().ref
    settings.EMAIL_BACKEND = "tests.core.notices.refusing.AddressBackend"
    assert delivering.send(ref) == "failed"
    assert Notice.objects.get().refusal == "550 5.1.1 No such user"
    call_command("notices", "status")
    assert "1 of all these have been refused by the mail server so far" in capsys.readouterr().out
    Notice.objects.update(next_try_at=timezone.now(), created_at=timezone.now() - timedelta(hours=1))
    settings.EMAIL_BACKEND = "tests.core.notices.refusing.EmailBackend"
    assert delivering.send_stranded() == 0
    assert Notice.objects.get().refusal == ""  # the server was away: nothing is known any more
    Notice.objects.update(next_try_at=timezone.now(), refusal="550")
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert delivering.send_stranded() == 1
    assert Notice.objects.get().refusal == ""


def test_a_letter_whose_worker_died_while_sending_is_not_sent_again():
    tell_offer(make_account())
    Notice.objects.update(claimed_at=timezone.now() - timedelta(days=1))
    assert delivering.send_stranded() == 0
    assert mail.outbox == []


def test_a_letter_whose_task_was_lost_goes_out_later():
    tell_offer(make_account())
    Notice.objects.update(created_at=timezone.now() - timedelta(minutes=5))
    assert delivering.send_stranded() == 1


def test_the_digest_is_one_letter_a_person_after_seven_in_the_morning_there():
    account = make_account(timezone="Asia/Shanghai")
    for number in range(3):
        tell_daily(account, once=str(number), at=datetime(2026, 11, 23, 22, 30 + number, tzinfo=UTC))
    assert delivering.send_digests(now=datetime(2026, 11, 23, 22, 59, tzinfo=UTC)) == 0
    assert delivering.send_digests(now=datetime(2026, 11, 23, 23, 0, tzinfo=UTC)) == 1
    assert len(mail.outbox) == 1
    assert mail.outbox[0].subject == "3 pieces of news for you"
    assert DigestSent.objects.get().day == date(2026, 11, 24)


def test_what_comes_after_seven_waits_for_the_next_morning():
    account = make_account()
    tell_daily(account, at=datetime(2026, 11, 23, 7, 0, 1, tzinfo=UTC))
    for day, hour, minute, sent in ((23, 7, 1, 0), (23, 15, 0, 0), (23, 23, 59, 0), (24, 6, 59, 0), (24, 7, 0, 1)):
        assert delivering.send_digests(now=datetime(2026, 11, day, hour, minute, tzinfo=UTC)) == sent


def test_a_worker_that_was_away_at_seven_sends_later_what_came_before_with_all_that_came_since():
    account = make_account()
    tell_daily(account, once="early", at=datetime(2026, 11, 23, 6, 30, tzinfo=UTC))
    tell_daily(account, once="late", at=datetime(2026, 11, 23, 14, tzinfo=UTC))
    assert delivering.send_digests(now=datetime(2026, 11, 23, 15, tzinfo=UTC)) == 1
    assert mail.outbox[0].subject == "2 pieces of news for you"


def test_what_somebody_wrote_in_several_lines_stands_so_in_the_digest():
    kinds.sign_in(NoticeKind("tests.lines", title="Back", body="%(why)s", default=Delivery.DAILY))
    tell(kind="tests.lines", to=make_account(), once="1", context={"why": "One thing.\nAnother <one>."})
    Notice.objects.update(created_at=BEFORE)
    delivering.send_digests(now=MORNING)
    assert "One thing.<br>Another &lt;one&gt;." in mail.outbox[0].alternatives[0][0]


def test_the_digest_comes_at_most_once_a_day_and_never_repeats_itself():
    account = make_account()
    tell_daily(account)
    assert delivering.send_digests(now=MORNING) == 1
    tell_daily(account, once="2", at=datetime(2026, 11, 23, 6, 59, tzinfo=UTC))
    assert delivering.send_digests(now=datetime(2026, 11, 23, 20, tzinfo=UTC)) == 0
    assert delivering.send_digests(now=datetime(2026, 11, 24, 8, tzinfo=UTC)) == 1
    assert mail.outbox[1].subject == "1 piece of news for you"


def test_whoever_had_todays_digest_is_not_looked_at_again_before_tomorrow(django_assert_num_queries):
    accounts = [make_account() for _ in range(3)]
    tell_daily(*accounts)
    assert delivering.send_digests(now=MORNING) == 3
    tell_daily(*accounts, once="2")
    with django_assert_num_queries(1):
        assert delivering.send_digests(now=datetime(2026, 11, 23, 20, tzinfo=UTC)) == 0


def test_whoever_moves_west_over_the_line_of_the_date_gets_no_second_digest_of_a_day():
    account = make_account(timezone="Asia/Shanghai")
    tell_daily(account)
    assert delivering.send_digests(now=datetime(2026, 11, 23, 23, 30, tzinfo=UTC)) == 1  # the 24th in Shanghai
    type(account).objects.filter(pk=account.pk).update(timezone="America/Lima")
    tell_daily(account, once="2")
    for day, hour, sent in ((23, 23, 0), (24, 13, 0), (25, 11, 0), (25, 12, 1)):
        assert delivering.send_digests(now=datetime(2026, 11, day, hour, 40, tzinfo=UTC)) == sent


def test_a_run_that_has_lasted_too_long_begins_no_other_letter_and_the_next_one_goes_on():
    accounts = [make_account() for _ in range(3)]
    tell_all(kind=KIND, to=accounts, once="1", context={"post": "Teacher", "until": ""})
    Notice.objects.update(created_at=timezone.now() - timedelta(minutes=5))
    tell_daily(*accounts)
    assert (delivering.send_stranded(seconds=0), delivering.send_digests(now=MORNING, seconds=0)) == (0, 0)
    assert (delivering.send_stranded(seconds=60), delivering.send_digests(now=MORNING, seconds=60)) == (3, 3)


def test_the_rows_of_digests_long_past_are_deleted_and_those_of_these_days_stay():
    account, today = make_account(), date(2026, 11, 23)
    for days in (0, 1, 7, 8, 300):
        DigestSent.objects.create(account=account, day=today - timedelta(days=days))
    delivering.forget_digests(now=datetime(2026, 11, 23, 8, tzinfo=UTC))
    assert DigestSent.objects.filter(day__gte=today - timedelta(days=7)).count() == DigestSent.objects.count() == 3


def test_an_operator_is_told_what_still_goes_out_and_not_what_was_read_or_is_for_nobody(capsys):
    account, closed = make_account(), make_account()
    for number in range(3):
        tell(kind=DAILY, to=account, once=str(number))
    tell_offer(account)
    tell_offer(closed)
    Notice.objects.filter(account=account, kind=DAILY, once_key="0").update(read_at=timezone.now())
    type(closed).objects.filter(pk=closed.pk).update(is_active=False)
    call_command("notices", "status")
    said = capsys.readouterr().out.splitlines()
    assert said[:2] == ["1 emails wait,", "2 notices wait for a digest,"]


def test_what_was_read_in_the_inbox_is_left_out_of_the_digest():
    tell_daily(make_account())
    Notice.objects.update(read_at=timezone.now())
    assert delivering.send_digests(now=MORNING) == 0


def test_a_digest_the_server_refused_comes_later_the_same_day(settings):
    tell_daily(make_account())
    settings.EMAIL_BACKEND = "tests.core.notices.refusing.EmailBackend"
    assert delivering.send_digests(now=MORNING) == 0
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert delivering.send_digests(now=datetime(2026, 11, 23, 9, tzinfo=UTC)) == 1


def test_what_came_after_a_refused_digest_goes_with_it_in_one_letter(settings):
    account, other = make_account(), make_account()
    tell_daily(account)
    settings.EMAIL_BACKEND = "tests.core.notices.refusing.EmailBackend"
    delivering.send_digests(now=MORNING)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    tell_daily(account, other, once="2")
    assert delivering.send_digests(now=datetime(2026, 11, 23, 8, 0, 30, tzinfo=UTC)) == 1
    assert mail.outbox[0].to == [other.email]
    assert delivering.send_digests(now=datetime(2026, 11, 23, 8, 1, 30, tzinfo=UTC)) == 1
    assert mail.outbox[1].subject == "2 pieces of news for you"


def test_a_letter_is_in_the_language_and_at_the_address_that_hold_when_it_is_sent():
    account = make_account(timezone="Mars/Olympus_Mons")  # a zone that the machine does not know any more
    kind = pgettext_lazy("trail", "Role")
    tell(kind=KIND, to=account, once="1", context={"post": kind, "until": date(2026, 12, 1)})
    type(account).objects.update(language="zh-hans", email="new@example.org")
    assert delivering.send(Notice.objects.get().ref) == "sent"
    with translation.override("zh-hans"):
        assert (mail.outbox[0].to, str(kind) in mail.outbox[0].subject) == (["new@example.org"], True)
    assert "Role" not in mail.outbox[0].subject


def test_a_letter_that_cannot_be_written_holds_up_nobody_elses():
    kinds.sign_in(NoticeKind("tests.broken", title="%(count)d places", default=Delivery.DAILY))
    broken, whole = make_account(), make_account()
    tell(kind="tests.broken", to=broken, once="1", context={"count": "many"})
    tell_daily(whole)
    Notice.objects.update(created_at=BEFORE)
    assert delivering.send_digests(now=MORNING) == 1
    assert mail.outbox[0].to == [whole.email]
    left = Notice.objects.get(account=broken)
    assert (left.claimed_at, left.attempts) == (None, 1)


def test_erasure_removes_the_persons_notices_and_their_name_from_others():
    person, other = make_account(name="Chen Xiaoyu"), make_account()
    tell_offer(person)
    context = {"post": "Chen Xiaoyu", "until": {"en": "the letter of Chen Xiaoyu"}}
    tell(kind=KIND, to=other, once="1", context=context, mentions=[person])
    erasing.erase_person(person)
    notice = Notice.objects.get()
    assert notice.account == other
    assert words_of(notice).title == "Someone is offered to you"
    assert "Chen" not in str(notice.context)
    assert Mention.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "told", "left"),
    [
        ("Li", "Library assistant, seen by Li", "Library assistant, seen by …"),
        ("Li", "“Li” 申请了", "“…” 申请了"),
        ("An", "Urban planner: An, An’s brother, Ana", "Urban planner: …, …’s brother, Ana"),
        ("李娜", "由李娜签署", "由…签署"),
        ("Anna", "Annas Bewerbung", "…s Bewerbung"),
    ],
)
def test_a_short_name_is_taken_out_of_what_others_were_told_and_nothing_else_is(name, told, left):
    person, other = make_account(name=name), make_account()
    tell(kind=KIND, to=other, once="1", context={"post": told, "until": name}, mentions=[person])
    erasing.erase_person(person)
    assert Notice.objects.get().context == {"post": left, "until": {"$text": "someone"}}


@pytest.mark.parametrize(
    "title",
    [
        "Candidate 7 declined the offer for “South-South cooperation research assistant”",
        "您有了名额：“南南合作研究助理，面向可持续发展目标的志愿服务”，请尽快答复",
        "A place is free",
    ],
)
def test_the_subject_of_a_letter_begins_with_its_first_word_and_is_whole(title):
    raw = Mail(subject=title, body="", to=["a@example.org"]).message().as_bytes()
    assert email.message_from_bytes(raw, policy=email.policy.default)["Subject"] == title
    assert max(len(line) for line in raw.splitlines()) <= 78


def test_a_letter_is_numbered_under_the_name_of_the_installation(settings):
    settings.SITE_URL = "https://minga.example.org:8443"
    letter = Mail(subject="A place is free", body="", to=["a@example.org"]).message()
    assert letter.get_all("Message-ID")[0].endswith("@minga.example.org>")


def test_a_letter_in_chinese_has_chinese_colons_before_its_addresses():
    tell_offer(make_account(language="zh-hans"))
    words = letters.letter(Notice.objects.get()).body
    assert f"Open：{letters.opening_url(Notice.objects.get())}\n" in words
    assert ": http" not in words
