"""Who had the assessments of a candidate open before the outcome was taken back is asked for no blind one."""

from __future__ import annotations

import pytest
from tests.factories import make_application, make_focal_point, make_supervisor

from minga.assignments.actions.assessment import choose_assessor, record_assessment, write_assessment
from minga.assignments.actions.taking_back import take_back_decision
from minga.assignments.models import Application, Assessment
from minga.core.errors import Refused
from minga.people.models import Account

pytestmark = pytest.mark.django_db


def assessed_and_taken_back() -> tuple[Application, Account]:
    """The candidate, with the host entity once more, and the focal point who recorded the outcome."""
    application = make_application(state="with_host")
    host = application.description.host
    focal = make_focal_point(host)
    row = choose_assessor(actor=focal, application=application, assessor=make_supervisor(host))
    write_assessment(actor=row.assessor, assessment=row, marks={}, advice="select", words="Yes.", finish=True)
    application.steps.create(state="with_host", entered_at=application.created_at)
    application.refresh_from_db()
    application = record_assessment(actor=focal, application=application)
    take_back_decision(actor=focal, application=application)
    application.refresh_from_db()
    assert application.state == "with_host"
    return application, focal


def test_who_recorded_the_outcome_and_took_it_back_is_not_chosen_as_assessor() -> None:
    application, focal = assessed_and_taken_back()
    with pytest.raises(Refused, match="has read the others"):
        choose_assessor(actor=focal, application=application, assessor=focal)
    assert Assessment.objects.filter(application=application).count() == 1


def test_somebody_who_had_nothing_to_do_with_it_is_chosen() -> None:
    application, focal = assessed_and_taken_back()
    other = make_supervisor(application.description.host)
    assert choose_assessor(actor=focal, application=application, assessor=other).assessor == other
