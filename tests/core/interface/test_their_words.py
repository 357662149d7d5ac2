"""What Django says of a wrong form reads as our own sentences do, in Chinese too."""

from __future__ import annotations

from pathlib import Path

import django
import polib
import pytest
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import translation

from minga.core.interface import their_words

SOURCES = ("forms/fields.py", "forms/models.py", "core/validators.py", "contrib/auth/password_validation.py")
CATALOGUE = Path(their_words.__file__).parent / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"


class Everything(forms.Form):
    day = forms.DateField()
    count = forms.IntegerField(max_value=60, min_value=1)
    email = forms.EmailField()
    words = forms.CharField(max_length=3)
    choice = forms.ChoiceField(choices=[("a", "A")])
    missing = forms.CharField()


def ours() -> list[polib.POEntry]:
    place = "minga/core/interface/their_words.py"
    return [entry for entry in polib.pofile(str(CATALOGUE)) if place in {found for found, _line in entry.occurrences}]


def test_every_sentence_still_stands_in_django() -> None:
    folder = Path(django.__file__).parent
    said = "".join((folder / name).read_text(encoding="utf-8") for name in SOURCES)
    said = "".join(part.strip().removeprefix('"').removesuffix('"') for part in said.splitlines())
    gone = [entry.msgid for entry in ours() if entry.msgid not in said]
    assert len(ours()) == len(their_words.SENTENCES) + len(their_words.COUNTED_SENTENCES)
    assert gone == []


def test_a_wrong_form_answers_in_whole_chinese_sentences() -> None:
    with translation.override("zh-hans"):
        form = Everything({"day": "x", "count": "61", "email": "x", "words": "long", "choice": "b"})
        errors = {name: str(found[0]) for name, found in form.errors.items()}
    assert errors == {
        "day": "日期请按“年-月-日”填写，例如 2011-02-19。",
        "count": "请填写不大于 60 的数值。",
        "email": "请填写完整的电子邮箱地址，例如 name@example.org。",
        "words": "最多 3 个字符（目前 4 个），请删减。",
        "choice": "没有“b”这一选项，请从列表中选择。",
        "missing": "请填写此项。",
    }


@pytest.mark.parametrize("password", ["a b c", "password123", "1234567890"])
def test_a_weak_password_is_refused_in_whole_chinese_sentences(password: str) -> None:
    with translation.override("zh-hans"), pytest.raises(ValidationError) as refused:
        validate_password(password)
    with translation.override("zh-hans"):
        for sentence in refused.value.messages:
            assert sentence.startswith(("密码太短，", "这个密码太常见，", "密码不能全是数字，"))
            assert sentence.endswith("。")
