"""Who could read the assessments of a candidate before the outcome was taken back is asked for no blind one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.clients import signed_in
from tests.factories import make_application, make_focal_point, make_officer, make_supervisor

from minga.assignments.actions.assessment import choose_assessor, record_assessment, write_assessment
from minga.assignments.actions.taking_back import take_back_decision
from minga.assignments.models import Application, Assessment
from minga.assignments.queries.assessments import blind_assessors, who_could_read
from minga.core.access.models import Holding
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
    with pytest.raises(Refused, match="could read what others wrote"):
        choose_assessor(actor=focal, application=application, assessor=focal)
    assert Assessment.objects.filter(application=application).count() == 1


def test_who_only_could_read_it_while_it_was_open_is_neither_offered_nor_chosen() -> None:
    application, focal = assessed_and_taken_back()
    host = application.description.host
    officer, colleague, left, later = make_officer(), make_focal_point(host), make_focal_point(host), make_officer()
    before = application.steps.get(state="assessed").entered_at - timedelta(seconds=1)
    Holding.objects.exclude(account=later).update(created_at=before)
    Holding.objects.filter(account=left).update(ended_at=before)
    assert who_could_read(application) == {focal.pk, officer.pk, colleague.pk}
    for person in (officer, colleague):
        with pytest.raises(Refused, match="could read what others wrote"):
            choose_assessor(actor=focal, application=application, assessor=person)
    assert set(blind_assessors(application)) == {later, application.assessments.get().assessor}
    page = signed_in(focal).get(f"/candidates/{application.ref}").content.decode()
    assert later.ref in page and officer.ref not in page
    choose_assessor(actor=focal, application=application, assessor=later)


def test_before_anything_was_written_or_open_whoever_works_there_is_chosen() -> None:
    application = make_application(state="with_host")
    focal = make_focal_point(application.description.host)
    assert choose_assessor(actor=focal, application=application, assessor=focal).assessor == focal
    supervisor = make_supervisor(application.description.host)
    row = choose_assessor(actor=focal, application=application, assessor=supervisor)
    write_assessment(actor=supervisor, assessment=row, marks={}, advice="select", words="Yes.", finish=True)
    assert who_could_read(application) == set()
    officer = make_officer()
    assert choose_assessor(actor=focal, application=application, assessor=officer).assessor == officer


def test_the_only_one_who_wrote_has_read_nobody_else() -> None:
    application, focal = assessed_and_taken_back()
    application.assessments.update(assessor=focal)
    assert focal.pk not in who_could_read(application)


def test_where_nobody_is_left_the_page_says_what_to_do() -> None:
    application, focal = assessed_and_taken_back()
    Holding.objects.filter(role="host_supervisor").delete()
    page = signed_in(focal).get(f"/candidates/{application.ref}").content.decode()
    assert "What is written stands, and can be recorded." in page


def test_somebody_who_had_nothing_to_do_with_it_is_chosen() -> None:
    application, focal = assessed_and_taken_back()
    other = make_supervisor(application.description.host)
    assert choose_assessor(actor=focal, application=application, assessor=other).assessor == other
