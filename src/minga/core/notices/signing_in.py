"""What this room tells the rooms below and above when it starts (core.registries) and who may do what (rules)."""

from __future__ import annotations

from datetime import timedelta

from minga.core import registries
from minga.core.notices import delivering, rules  # noqa: F401
from minga.core.notices.erasing import erase_person, export_person
from minga.core.periodic import Periodic, periodic

registries.personal_data.sign_in("notices", registries.PersonalData(export=export_person, erase=erase_person))
periodic.sign_in("notices.send_stranded", Periodic(every=timedelta(minutes=1), run=delivering.send_stranded))
periodic.sign_in("notices.send_digests", Periodic(every=timedelta(minutes=15), run=delivering.send_digests))
