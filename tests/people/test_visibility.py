"""Who sees which field, from which stage on (DOMAIN section 4)."""

from __future__ import annotations

import pytest

from minga.assignments.states import APPLICATION, SERVICE
from minga.people import visibility
from minga.people.models import Profile
from minga.people.visibility import FIELDS, LABELS, SAME_AS, STAGES, fields_visible_to, words_for


def test_a_host_sees_nothing_before_the_application_is_sent_to_it() -> None:
    for stage in ("profile", "submitted", "longlisted", "shortlisted"):
        assert fields_visible_to("host", stage) == frozenset()


def test_a_host_that_reads_sees_no_name_contact_birth_date_or_nationality() -> None:
    seen = fields_visible_to("host", "with_host")
    assert {"languages", "education", "experience", "skills"} <= seen
    assert seen.isdisjoint({"name", "email", "phone", "birth_date", "nationality", "second_nationality", "cv"})


def test_a_host_sees_the_name_once_selected_and_contact_data_once_accepted() -> None:
    assert "name" in fields_visible_to("host", "selected")
    assert "phone" not in fields_visible_to("host", "offered")
    assert {"phone", "email", "birth_date"} <= fields_visible_to("host", "accepted")


def test_a_reserve_keeps_its_name_to_itself() -> None:
    assert "name" not in fields_visible_to("host", "reserve")


def test_a_withdrawn_application_closes_what_it_had_opened() -> None:
    for audience in ("officer", "host"):
        assert fields_visible_to(audience, "withdrawn") == frozenset()
    for audience in ("partner", "keeper"):
        assert fields_visible_to(audience, "withdrawn") == fields_visible_to(audience, "profile")


def test_before_an_application_the_partner_one_agreed_to_sees_the_name_and_who_keeps_accounts_the_account() -> None:
    assert fields_visible_to("partner", "profile") == {"name", "local_name"}
    assert fields_visible_to("keeper", "profile") == {"name", "local_name", "email", "language"}


def test_nothing_that_was_open_closes_on_the_straight_way() -> None:
    for audience in ("officer", "host", "partner", "keeper"):
        seen: frozenset[str] = frozenset()
        for stage in STAGES:
            now = fields_visible_to(audience, stage)
            assert seen <= now
            seen = now


@pytest.mark.parametrize("stage", [*APPLICATION.states, *SERVICE.states])
def test_every_state_of_an_application_and_a_service_is_a_stage(stage: str) -> None:
    assert stage in STAGES or stage in SAME_AS


def test_every_field_of_the_table_has_a_label_and_every_personal_column_a_row() -> None:
    assert set(FIELDS) == set(LABELS)
    columns = {field.name for field in Profile._meta.get_fields() if not field.auto_created}
    plain = {"ref", "version", "created_at", "updated_at", "account", "steps_done"}
    wants = {"wants_national", "wants_international", "wants_online"}
    assert columns - plain - wants <= set(FIELDS)


def test_every_rule_that_is_written_stands_beside_a_field() -> None:
    written = [rule for rule in vars(visibility).values() if isinstance(rule, visibility.Rule)]
    assert [str(rule.words) for rule in written if rule not in FIELDS.values()] == []


def test_a_field_that_is_not_in_the_table_is_seen_by_nobody() -> None:
    assert str(words_for("shoe_size")) == "Only you."


def test_an_audience_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(ValueError, match="neighbour"):
        fields_visible_to("neighbour", "submitted")
