"""What this room tells core's registries when it starts."""

from __future__ import annotations

from django.db.models.signals import post_delete

from minga.core.documents import rules, signing  # noqa: F401 - permissions and actions sign in by being imported
from minga.core.documents.models import StoredFile
from minga.core.documents.storing import erase_of, export_of, files_of, forget_bytes
from minga.core.registries import PersonalData, personal_data

post_delete.connect(forget_bytes, sender=StoredFile, dispatch_uid="documents.forget_bytes")
personal_data.sign_in("documents", PersonalData(export=export_of, erase=erase_of, files=files_of))
