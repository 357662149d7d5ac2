"""The surroundings of tests are what conftest promises."""

import pytest
from django.conf import settings
from django.db import connection


@pytest.mark.django_db
def test_tests_have_their_own_database_and_data() -> None:
    assert "minga-test-" in str(settings.DATA)
    assert str(connection.settings_dict["NAME"]) != str(settings.DATA / "minga.sqlite3")
    assert settings.EMAIL_BACKEND.endswith("locmem.EmailBackend")
