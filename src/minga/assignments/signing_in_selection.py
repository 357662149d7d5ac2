"""What the selection tells the rooms around it: notices, periodic work, what waits, the menu."""

from __future__ import annotations

from datetime import timedelta

from minga.assignments import notices_selection  # noqa: F401 - kinds sign in by import
from minga.assignments.actions import criteria  # noqa: F401 - actions sign in by import
from minga.assignments.actions.offers import expire_due_offers
from minga.core.periodic import Periodic, periodic

periodic.sign_in("assignments.expire_offers", Periodic(every=timedelta(minutes=5), run=expire_due_offers))
