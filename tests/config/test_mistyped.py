"""A number, a moment or a name that cannot be meant is answered in a sentence, and nothing is done."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from minga.people.models import Account

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (["audit", "verify", "--from", "0"], "“0” is no number of a row"),
        (["audit", "verify", "--to", "-5"], "“-5” is no number of a row"),
        (["audit", "verify", "--from", "7", "--to", "3"], "No row lies between 7 and 3"),
        (["demonstrate", "--scale", "-1"], "no part of a world"),
        (["demonstrate", "--scale", "nan"], "no part of a world"),
        (["certificate", "revoke-key", "K", "--since", "yesterday", "--reason", "-"], "“yesterday” is no moment"),
        (["import"], "Say which kind and which file"),
        (["import", "cats", "x.csv"], "There is no kind “cats”"),
        (["notices", "try"], "Say where to send it"),
    ],
    ids=" ".join,
)
def test_it_is_named(line: list[str], said: str) -> None:
    with pytest.raises(CommandError, match=said) as caught:
        call_command(*line)
    assert caught.value.returncode in {1, 2}
    assert not Account.objects.exists()
