"""minga files lost: stored bytes that no row knows; --remove removes them."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from minga.core.documents.lost import lost_files
from minga.core.documents.lost import remove as remove_files


class Command(BaseCommand):
    """Names, and removes when asked, what a rolled back transaction left in the place for files."""

    help = "List the stored files that the database does not know and that are more than a day old, and remove them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["lost"], metavar="lost", help="lost: stored, but unknown to the database")
        parser.add_argument("--remove", action="store_true", help="remove them")

    def handle(self, *args: Any, what: str, remove: bool, **options: Any) -> None:
        try:
            lost = list(lost_files())
            for path in lost:
                self.stdout.write(path)
            gone = remove_files(lost) if remove else 0
        except Exception as error:  # whatever a disk or a distant store may raise
            raise CommandError(f"STORAGE_URL: the place for files does not answer: {error}") from error
        self.stdout.write(f"Files that the database does not know: {len(lost)}; removed: {gone}.")
