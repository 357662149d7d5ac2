"""What a host entity finds when it begins a description: gaps to fill, and lists that hold each thing once."""

from __future__ import annotations

import pytest
from tests import factories as make
from tests.assignments.description_world import complete_description
from tests.clients import signed_in

from minga.assignments.actions import descriptions as verbs
from minga.assignments.actions.editing import duplicate_description, start_description
from minga.assignments.forms.descriptions import QualificationsForm, StartForm
from minga.core.access.models import Role
from minga.core.errors import Incomplete, Refused
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


@pytest.mark.parametrize(
    ("state", "says"),
    [
        ("suspended", "is suspended: nothing can be described for it until it is reinstated."),
        ("under_review", "is not valid: nothing can be described for it before it is registered."),
    ],
)
def test_whoever_speaks_for_a_host_entity_that_may_not_take_part_reads_so_before_typing(state, says) -> None:
    host = make.make_organisation(state=state)
    focal_point, template = (
        make.make_focal_point(host),
        make.make_description(host=host, state="draft", is_template=True),
    )
    page = signed_in(focal_point).get("/descriptions/new").content.decode()
    assert says in page and f"/organisations/{host.ref}/registration" in page
    assert 'name="category"' not in page and template.ref not in page
    draft = make.make_description(host=host, state="draft")
    warned = "Until it is reinstated, nothing is approved, published or offered."
    for path in (f"/descriptions/{draft.ref}", f"/descriptions/{draft.ref}/edit/basics"):
        answer = signed_in(focal_point).get(path)
        assert (answer.status_code, warned in answer.content.decode()) == (200, state == "suspended")
    with pytest.raises(Refused, match="nothing can be described for it"):
        start_description(
            actor=focal_point, category=make.make_category("youth"), track="national", host=host, country=host.country
        )
    with pytest.raises(Refused, match="nothing can be described for it"):
        duplicate_description(actor=focal_point, description=draft)
    more = make.make_organisation()
    make.give_role(focal_point, Role.HOST_FOCAL_POINT, organisation=more)
    page = signed_in(focal_point).get("/descriptions/new").content.decode()
    assert says in page and 'name="category"' in page
