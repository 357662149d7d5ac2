"""An assessor who has everything erased holds no candidate up, and what they have written stays."""

from __future__ import annotations

import pytest
from tests.factories import make_application, make_focal_point, make_supervisor
from tests.people.marks import MARK, marked, places_of

from minga.assignments.actions.assessment import choose_assessor, record_assessment, write_assessment
from minga.assignments.models import Application, Assessment
from minga.core.audit.models import TrailEntry
from minga.core.audit.verifying import verify
from minga.core.errors import Refused
from minga.core.notices.models import Notice
from minga.people.actions.erasing import erase_account
from minga.people.models import Account

pytestmark = pytest.mark.django_db


def asked(application: Application, *assessors: Account) -> list[Assessment]:
    host = make_focal_point(application.description.host)
    return [choose_assessor(actor=host, application=application, assessor=one) for one in assessors]


def write(row: Assessment, *, finish: bool, words: str = "Answers well.") -> None:
    write_assessment(
        actor=row.assessor, assessment=row, marks={}, advice="select" if finish else "", words=words, finish=finish
    )


def test_what_was_not_finished_is_waited_for_no_longer_and_leaves_no_word() -> None:
    application = make_application(state="with_host")
    host = application.description.host
    leaving, staying = make_supervisor(host), make_supervisor(host)
    mine, other = asked(application, leaving, staying)
    write(mine, finish=False, words=marked("draft"))
    write(other, finish=True)
    focal = make_focal_point(host)
    with pytest.raises(Refused):
        record_assessment(actor=focal, application=application)
    erase_account(actor=leaving, account=leaving)
    assert list(Assessment.objects.all()) == [other]
    assert places_of(MARK) == set()
    assert Notice.objects.filter(account=focal, kind="assignments.assessments_written").count() == 1
    assert record_assessment(actor=focal, application=application).state == "assessed"
    row = TrailEntry.objects.get(verb="release_assessor")
    assert (row.actor, row.target_ref) == (leaving.pk, mine.ref)
    assert verify().findings == []


def test_what_was_written_stays_and_nobody_is_told_that_all_have_written_where_nobody_has() -> None:
    application = make_application(state="with_host")
    leaving = make_supervisor(application.description.host)
    written, open_one = (
        *asked(application, leaving),
        *asked(make_application(state="with_host", description=application.description), leaving),
    )
    write(written, finish=True)
    Notice.objects.all().delete()
    erase_account(actor=leaving, account=leaving)
    written.refresh_from_db()
    assert written.words == "Answers well."
    assert not Assessment.objects.filter(pk=open_one.pk).exists()
    assert not Notice.objects.filter(kind="assignments.assessments_written").exists()
