"""What this room tells the rooms below and above when it starts (core.registries) and who may do what (rules)."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from minga.core import registries
from minga.core.notices import delivering, rules  # noqa: F401
from minga.core.notices.erasing import erase_person, export_person
from minga.core.periodic import Periodic, periodic

registries.personal_data.sign_in("notices", registries.PersonalData(export=export_person, erase=erase_person))
for name, send in (("stranded", delivering.send_stranded), ("digests", delivering.send_digests)):
    run = partial(send, seconds=delivering.AT_A_TIME)  # what is left then goes out a minute later
    periodic.sign_in(f"notices.send_{name}", Periodic(every=timedelta(minutes=1), run=run))
periodic.sign_in("notices.forget_digests", Periodic(every=timedelta(days=1), run=delivering.forget_digests))
