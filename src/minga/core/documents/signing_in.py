"""What this room tells core's registries when it starts."""

from __future__ import annotations

from datetime import timedelta

from django.db.models.signals import post_delete

from minga.core.documents import rules, signing  # noqa: F401 - permissions and actions sign in by being imported
from minga.core.documents.lost import remove_lost
from minga.core.documents.models import StoredFile
from minga.core.documents.storing import erase_of, export_of, files_of, forget_bytes, remove_left
from minga.core.periodic import Periodic, periodic
from minga.core.registries import PersonalData, personal_data

post_delete.connect(forget_bytes, sender=StoredFile, dispatch_uid="documents.forget_bytes")
periodic.sign_in("documents.remove_left", Periodic(every=timedelta(minutes=10), run=remove_left))
periodic.sign_in("documents.remove_lost", Periodic(every=timedelta(days=1), run=remove_lost))
personal_data.sign_in("documents", PersonalData(export=export_of, erase=erase_of, files=files_of))
