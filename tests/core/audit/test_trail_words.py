"""What the trail keeps has words in every language: the name of the thing, and of each of its fields."""

from __future__ import annotations

from django.apps import apps
from django.utils.translation import override

from minga.core.audit import words
from minga.core.models import Base

KEPT = [model for model in apps.get_models() if issubclass(model, Base) and model.audit_fields]


def test_every_field_that_the_trail_keeps_has_a_chinese_name() -> None:
    with override("zh-hans"):
        named = {
            f"{m._meta.label_lower}.{f}": words.field_words(m._meta.label_lower, f)
            for m in KEPT
            for f in m.audit_fields
        }
    assert [field for field, name in named.items() if name.isascii()] == []


def test_every_thing_that_the_trail_keeps_has_a_chinese_name() -> None:
    with override("zh-hans"):
        named = {model._meta.label_lower: words.type_words(model._meta.label_lower) for model in KEPT}
    assert [thing for thing, name in named.items() if name.isascii()] == []
