"""What the cards of one's own certificates say."""

from __future__ import annotations

import pytest
from tests.assignments.service_steps import finish, issue, serving

from minga.assignments.models import Certificate

pytestmark = pytest.mark.django_db


def test_hours_of_a_certificate_stand_in_the_figures_of_the_reader() -> None:
    world = serving(kinds=(), language="en")
    finish(world)
    Certificate.objects.update(payload={**issue(world).payload, "hours": "1970"})
    assert "1,970 hours" in world.read(world.volunteer, "/certificates")
