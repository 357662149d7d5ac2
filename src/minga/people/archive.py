"""All of one's data as one ZIP: a JSON file a room, and the files beside them."""

from __future__ import annotations

import json
import tempfile
import zipfile
from typing import IO, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _

from minga.core import registries
from minga.people.models import Account

IN_MEMORY_BYTES = 4 * 1024 * 1024
CHUNK_BYTES = 64 * 1024


def build(account: Account) -> IO[bytes]:
    """The archive, positioned at its start; it lies in memory up to 4 MB and in a temporary file beyond.

    What one person can hand in is bounded by the upload limits, so it is made while they wait.
    """
    archive: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)  # noqa: SIM115 - the caller closes it
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr("README.txt", _read_me())
        for room, entry in registries.personal_data:
            held = entry.export(account)
            bundle.writestr(f"{room}.json", json.dumps(held, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2))
            for name, handle in entry.files(account):
                _add_file(bundle, f"files/{room}/{name}", handle)
    archive.seek(0)
    return archive


def _add_file(bundle: zipfile.ZipFile, name: str, handle: Any) -> None:
    with handle.open("rb") as source, bundle.open(name, "w") as target:
        while chunk := source.read(CHUNK_BYTES):
            target.write(chunk)


def _read_me() -> str:
    return _(
        "This is all that Minga holds about you: one file for each part of Minga (JSON, UTF-8), and under “files” "
        "what you handed in or were given."
    )
