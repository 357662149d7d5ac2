"""Whose name stands in which script: in Chinese pages and letters the Chinese one, else that of the passport."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import override
from tests.factories import make_account, make_focal_point, make_organisation

from minga.core.initials import initial_of
from minga.core.notices.erasing import erase_person
from minga.core.notices.kinds import words_of
from minga.core.notices.models import Notice
from minga.partners.actions.inviting import accept_invitation, invite_to_organisation
from minga.people.models import Account

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "local_name", "english", "chinese"),
    [
        ("Lin Zhixia", "林知夏", "Lin Zhixia", "林知夏"),
        ("Nadia Haddad", "نادية حداد", "Nadia Haddad", "Nadia Haddad"),
        ("Ivan Petrov", "Иван Петров", "Ivan Petrov", "Ivan Petrov"),
        ("", "林知夏", "林知夏", "林知夏"),
        ("Kim Jiwoo", "𠮷野", "Kim Jiwoo", "𠮷野"),
        ("Amara Okonjo", "", "Amara Okonjo", "Amara Okonjo"),
        ("", "", "Someone", "某人"),
    ],
)
def test_a_name_is_written_as_the_reader_writes_it(name: str, local_name: str, english: str, chinese: str) -> None:
    account = Account(name=name, local_name=local_name)
    assert account.names == {"en": english, "zh-hans": chinese}
    with override("zh-hans"):
        assert str(account) == chinese


def test_the_menu_and_ones_own_page_show_the_chinese_name_in_chinese(client: Client) -> None:
    account = make_account(name="Lin Zhixia")
    account.local_name = "林知夏"
    account.save()
    client.force_login(account)
    assert "Lin Zhixia" in client.get("/account?lang=en").content.decode()
    page = client.get("/profile?lang=zh-hans").content.decode()
    assert "林知夏" in page
    assert "Lin Zhixia" not in page


def told(account: Account, language: str) -> str:
    with override(language):
        return words_of(Notice.objects.get(account_id=account.pk)).title


def test_a_notice_names_a_person_in_the_script_of_whoever_reads_it_until_they_are_erased() -> None:
    host = make_organisation()
    inviter, person = make_focal_point(host), make_account(name="Lin Zhixia", email="lin@example.org")
    person.local_name = "林知夏"
    person.save()
    with override("zh-hans"):
        invitation = invite_to_organisation(
            actor=inviter, organisation=host, email=person.email, role="host_supervisor", starts=timezone.localdate()
        )
        accept_invitation(actor=person, invitation=invitation)
    assert told(inviter, "en").startswith("Lin Zhixia accepted")
    assert told(inviter, "zh-hans").startswith("林知夏接受了您的邀请")
    erase_person(person)
    assert told(inviter, "en").startswith("Someone accepted")
    assert "林" not in str(Notice.objects.get(account_id=inviter.pk).context)
    assert "{" not in told(inviter, "zh-hans")


@pytest.mark.parametrize(
    ("name", "letter"),
    [("anna", "A"), (" émile", "É"), ("მწვანე", "მ"), ("ßen", "S"), ("김민준", "김"), ("สมชาย", "ส")],
)
def test_an_initial_is_large_only_where_names_begin_with_large_letters(name: str, letter: str) -> None:
    assert initial_of(name) == letter
