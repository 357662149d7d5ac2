"""What a host entity finds when it begins a description: gaps to fill, and lists that hold each thing once."""

from __future__ import annotations

import pytest
from tests import factories as make
from tests.assignments.test_descriptions import complete_description

from minga.assignments.actions import descriptions as verbs
from minga.assignments.actions.editing import start_description
from minga.assignments.forms.descriptions import QualificationsForm, StartForm
from minga.core.errors import Incomplete
from minga.people.models import Skill

pytestmark = pytest.mark.django_db


def test_words_of_the_template_name_the_host_and_their_gaps_are_to_be_filled() -> None:
    description = complete_description()
    host_person = make.make_focal_point(description.host)
    begun = start_description(
        actor=host_person, category=make.make_category("youth"), track="national", host=description.host,
        country=description.country, languages=["en", "zh-hans"],
    )  # fmt: skip
    words = {row.language: row for row in begun.texts.all()}
    assert words["en"].context.startswith(f"{description.host.name} works with young people on [subject].")
    assert "接收实体" not in words["zh-hans"].context
    description.texts.update(title=words["en"].title)
    with pytest.raises(Incomplete) as refused:
        verbs.submit_description(actor=host_person, description=description)
    assert "[subject]" in refused.value.problems[0].message
    description.texts.update(title="Youth volunteer for rivers [part time]")
    verbs.submit_description(actor=host_person, description=description)


def test_each_area_is_offered_once_however_many_descriptions_name_it() -> None:
    area = Skill.objects.create(code="area-test", title="Rivers", is_area=True, is_common=True)
    for _number in range(3):
        make.make_description().areas.add(area)
    form = QualificationsForm(description=make.make_description(state="draft"), account=make.make_officer())
    assert [value for value, _name in form.fields["areas"].choices] == [area.pk]


def test_words_in_chinese_are_offered_first_where_they_are_read() -> None:
    make.make_country("KE")
    kenyan, chinese = make.make_organisation(country="KE"), make.make_organisation()
    for host, offered in ((kenyan, ["en"]), (chinese, ["en", "zh-hans"])):
        form = StartForm(account=make.make_focal_point(host))
        assert form.initial["languages"] == offered
    begun = start_description(
        actor=make.make_focal_point(kenyan), category=make.make_category("youth"), track="national", host=kenyan,
        country=kenyan.country, languages=["en"],
    )  # fmt: skip
    assert [row.language for row in begun.texts.all()] == ["en"]
