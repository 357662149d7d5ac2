"""Who is asked to assess a candidate finds it first on the candidate's page, as its one primary action."""

from __future__ import annotations

import re

import pytest
from tests.clients import signed_in
from tests.factories import make_application, make_focal_point

from minga.assignments.actions.assessment import choose_assessor

pytestmark = pytest.mark.django_db


def test_the_assessment_to_write_comes_first_and_a_second_one_is_quieter() -> None:
    application = make_application(state="with_host")
    focal = make_focal_point(application.description.host)
    one = choose_assessor(actor=focal, application=application, assessor=focal, kind="interview")
    browser, address = signed_in(focal), f"/candidates/{application.ref}"
    page = browser.get(address).content.decode()
    verbs = page[page.index('class="mg-actions"') : page.index('id="assessments"')]
    assert verbs.index("Write your assessment<") < verbs.index("Do not assess")
    assert "Interview" in browser.get(f"/assessments/{one.ref}").content.decode()
    choose_assessor(actor=focal, application=application, assessor=focal, kind="desk_review")
    page = browser.get(address).content.decode()
    tones = re.findall(r'class="btn (btn-\w+)" href="/assessments/', page)
    assert tones == ["btn-primary", "btn-quiet"]
    assert "Write your assessment (Interview)" in page
