"""The inbox, the wishes and the way out of letters."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests.factories import make_account

from minga.core.audit.models import TrailEntry
from minga.core.notices import actions, kinds, queries
from minga.core.notices.kinds import NoticeKind
from minga.core.notices.letters import DIGEST, less_token
from minga.core.notices.models import Delivery, Notice, Wish
from minga.core.notices.telling import inbox_only, tell

pytestmark = pytest.mark.django_db

KIND, DAILY = "tests.inbox", "tests.inbox_daily"


@pytest.fixture(autouse=True)
def _kinds(monkeypatch):
    monkeypatch.setattr(kinds.KINDS, "_entries", {})
    kinds.sign_in(
        NoticeKind(KIND, title="News %(n)s", heading="News"),
        NoticeKind(DAILY, title="Daily %(n)s", heading="Daily", default=Delivery.DAILY),
        NoticeKind("tests.officers", title="x", audience=("programme_officer",)),
    )


def told(account, count, **kwargs):
    with inbox_only():
        for number in range(count):
            tell(kind=KIND, to=account, once=str(number), context={"n": number}, **kwargs)


def test_the_inbox_shows_ones_own_notices_only(client):
    account, other = make_account(), make_account()
    told(account, 1)
    tell(kind=KIND, to=other, once="o", context={"n": "of another"})
    client.force_login(account)
    page = client.get("/inbox").content.decode()
    assert page.index("/inbox/read-all") < page.index("News 0")
    assert "of another" not in page
    client.logout()
    assert client.get("/inbox").status_code == 302


def test_the_inbox_costs_as_many_queries_at_a_hundred_as_at_one(client, django_assert_max_num_queries):
    account = make_account()
    client.force_login(account)
    told(account, 1)
    client.get("/inbox")
    with django_assert_max_num_queries(6):  # session, account, roles, count, rows, unread
        client.get("/inbox")
    told(account, 100)
    with django_assert_max_num_queries(6):
        client.get("/inbox")


def test_opening_marks_as_read_and_leads_on(client):
    account = make_account()
    told(account, 1, url="/offers/abc")
    client.force_login(account)
    response = client.get(reverse("notices:open", args=[Notice.objects.get().ref]))
    assert (response.status_code, response["Location"]) == (302, "/offers/abc")
    assert Notice.objects.get().read_at is not None
    assert queries.unread_count(account) == 0


@pytest.mark.parametrize("url", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
def test_a_notice_never_leads_to_another_site(client, url):
    account = make_account()
    told(account, 1, url=url)
    client.force_login(account)
    assert client.get(reverse("notices:open", args=[Notice.objects.get().ref]))["Location"] == "/inbox"


def test_nobody_opens_anothers_notice(client):
    told(make_account(), 1)
    client.force_login(make_account())
    assert client.get(reverse("notices:open", args=[Notice.objects.get().ref])).status_code == 404
    assert Notice.objects.get().read_at is None


def test_all_are_marked_read_at_once(client):
    account, other = make_account(), make_account()
    told(account, 3)
    told(other, 1)
    client.force_login(account)
    assert queries.unread_count(account) == 3
    client.post("/inbox/read-all")
    assert (queries.unread_count(account), queries.unread_count(other)) == (0, 1)


def test_wishes_are_kept_and_stand_in_the_trail(client):
    account = make_account()
    client.force_login(account)
    assert "x" not in [kind.name for kind in kinds.KINDS._entries.values() if "officers" in kind.audience]
    client.post("/inbox/wishes", {"k0": "inbox", "k1": "daily"})
    assert list(Wish.objects.values_list("kind", "delivery")) == [(KIND, "inbox")]
    assert "set_wish" in TrailEntry.objects.values_list("verb", flat=True)


def test_a_new_wish_holds_for_what_still_waits():
    account = make_account()
    tell(kind=DAILY, to=account, once="1", context={"n": 1})
    actions.set_wishes(actor=account, wishes={DAILY: "inbox"})
    assert Notice.objects.get().delivery == Delivery.INBOX


def test_a_mail_program_turns_a_kind_off_by_one_post_without_signing_in(client):
    account = make_account()
    address = reverse("notices:less", args=[less_token(account, kind=KIND)])
    assert client.get(address).status_code == 200
    assert not Wish.objects.exists()
    assert client.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert list(Wish.objects.values_list("account", "kind", "delivery")) == [(account.pk, KIND, "inbox")]


def test_turning_the_digest_off_leaves_letters_at_once_alone(client):
    account = make_account()
    client.post(reverse("notices:less", args=[less_token(account, kind=DIGEST)]))
    assert list(Wish.objects.values_list("kind", "delivery")) == [(DAILY, "inbox")]


def test_a_forged_link_does_nothing(client):
    assert client.post("/inbox/less/forged:token").status_code == 404
