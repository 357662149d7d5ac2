"""Names stand where a reader looks for them: by pinyin in Chinese, without case and accents elsewhere."""

from __future__ import annotations

import pytest
from babel import Locale
from django.utils.translation import override
from tests.factories import make_volunteer

from minga.core.ordering import SOUNDS_LIKE, in_order, named_in_order
from minga.people.forms.profile import AboutForm
from minga.places.models import Country


def test_chinese_names_are_in_the_order_of_pinyin_rare_characters_too() -> None:
    names = ["中国", "斐济", "藏语", "瑙鲁", "阿根廷", "梵蒂冈", "德国", "法国", "挪威", "埃及"]
    with override("zh-hans"):
        assert named_in_order(names) == [
            "阿根廷", "埃及", "德国", "法国", "梵蒂冈", "斐济", "瑙鲁", "挪威", "藏语", "中国",
        ]  # fmt: skip


def test_accents_and_case_move_no_name() -> None:
    with override("en"):
        assert named_in_order(["Zulu", "Åland Islands", "vanuatu", "Austria", "Côte d’Ivoire", "Croatia"]) == [
            "Åland Islands", "Austria", "Côte d’Ivoire", "Croatia", "vanuatu", "Zulu",
        ]  # fmt: skip


def test_every_character_of_a_country_or_language_stands_at_the_first_level_of_gb_2312() -> None:
    words = Locale("zh", "Hans")
    names = [*(name for code, name in words.territories.items() if len(code) == 2), *words.languages.values()]
    signs = {sign for name in names for sign in name.translate(SOUNDS_LIKE) if "\u4e00" <= sign <= "\u9fff"}
    beyond = {sign for sign in signs if not b"\xb0" <= sign.encode("gb18030")[:1] <= b"\xd7"}
    assert beyond == set()


@pytest.mark.django_db
@pytest.mark.usefixtures("reference")
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_countries_of_a_profile_are_in_the_readers_order(language: str) -> None:
    profile = make_volunteer().profile
    with override(language):
        shown = [(str(value), str(label)) for value, label in AboutForm(profile=profile).fields["nationality"].choices]
        assert shown[1:] == in_order(shown[1:])
        assert len(shown) > Country.objects.count()
        assert [label for _value, label in shown[1:]] != sorted(label for _value, label in shown[1:])
