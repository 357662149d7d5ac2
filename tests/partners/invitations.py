"""An invitation in one line, and the address in its letter."""

from __future__ import annotations

import re
from typing import Any

from django.utils import timezone
from tests.factories import make_focal_point

from minga.partners.actions import inviting
from minga.partners.models import Invitation

TODAY = timezone.localdate


def invite(organisation: Any, **changes: Any) -> Invitation:
    terms: dict[str, Any] = {
        "actor": make_focal_point(organisation), "organisation": organisation, "email": "New@Example.org",
        "role": "host_supervisor", "starts": TODAY(), **changes,
    }  # fmt: skip
    return inviting.invite_to_organisation(**terms)


def address_in(letter: Any) -> str:
    return re.search(r"https?://[^/]+(/invitations/letter/\S+)", letter.body)[1]  # type: ignore[index]
