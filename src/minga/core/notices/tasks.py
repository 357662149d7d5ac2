"""Background work: one letter. Thin: delivering.py decides whether it goes out."""

from __future__ import annotations

from django_tasks import task

from minga.core.notices import delivering


@task()
def send_notice(ref: str) -> str:
    """Send one notice by email, unless it was sent, is being sent or is not there. Returns what became of it."""
    return delivering.send(ref)
