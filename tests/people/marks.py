"""A word that stands in every text of a person, and where in the database and among the files it still stands."""

from __future__ import annotations

import json
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection

FILES = Path(settings.STORAGES["default"]["OPTIONS"]["location"])
MARK = "Zyxwv"
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\n% " + MARK.encode() + b"\ntrailer<<>>\nstartxref\n9\n%%EOF\n"


def marked(name: str) -> str:
    return f"{MARK}-{name}"


def columns() -> list[tuple[str, str]]:
    """Every column of every table but the files of the database itself."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        return [
            (table, column.name)
            for table in tables
            for column in connection.introspection.get_table_description(cursor, table)
        ]


def places_of(needle: str) -> set[str]:
    """table.column wherever the text (or its bytes, or its JSON escape) stands in the database, or the file's path; in
    sessions once they are decoded.
    """
    forms = [needle.casefold(), json.dumps(needle)[1:-1].casefold()]
    found = set()
    with connection.cursor() as cursor:
        for table, column in columns():
            quoted = f"{connection.ops.quote_name(column)} FROM {connection.ops.quote_name(table)}"
            cursor.execute(f"SELECT {quoted}")
            for (value,) in cursor.fetchall():
                text = bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else str(value)
                if any(form in text.casefold() for form in forms):
                    found.add(f"{table}.{column}")
    held = (json.dumps(session.get_decoded(), ensure_ascii=False) for session in Session.objects.all())
    if any(form in text.casefold() for text in held for form in forms):
        found.add("django_session, decoded")
    for path in FILES.rglob("*"):
        inside = path.read_bytes().decode("latin-1") if path.is_file() else ""
        if any(form in inside.casefold() or form in path.name.casefold() for form in forms):
            found.add(str(path.relative_to(FILES)))
    return found
