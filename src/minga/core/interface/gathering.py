"""Our static files as the browser is sent them: named by content, compressed, style sheets without their remarks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile, File
from whitenoise.storage import CompressedManifestStaticFilesStorage

LITERAL = re.compile(r"""("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|url\([^"')]*\)|/\*!.*?\*/)|/\*.*?\*/""", re.DOTALL)
AROUND = re.compile(r"(?<!:)\s*([{};,])\s*")  # an empty value of a variable keeps its blank
AFTER_NAME = re.compile(r":\s+(?![;}])")
IMPORT = (r"""(?P<matched>import "(?P<url>[^"]+)";)""", 'import "%(url)s";')


class GatheredFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """What `start.js` imports is named by its content too, so that no browser goes on with an older version."""

    patterns = (*CompressedManifestStaticFilesStorage.patterns, ("interface/js/start.js", (IMPORT,)))

    def post_process(self, paths: dict[str, tuple[Any, str]], *args: Any, **options: Any) -> Iterator[Any]:
        """As Django does, with lighter style sheets."""
        lighter = {name: (_Lighter(storage), path) for name, (storage, path) in paths.items()}
        yield from super().post_process(lighter, *args, **options)


class _Lighter:
    """Reads from another storage; of a style sheet what `light` leaves."""

    def __init__(self, storage: Any) -> None:
        self.storage = storage

    def open(self, path: str) -> File[bytes]:
        file: File[bytes] = self.storage.open(path)
        if not path.endswith(".css"):
            return file
        with file:
            return ContentFile(light(file.read().decode()).encode(), name=path)


def light(css: str) -> str:
    """The same rules without remarks and needless blanks. What is quoted stays, and whose work it is (`/*!`)."""
    parts = LITERAL.split(css)  # text, literal (or None where a remark stood), text, …
    text = "".join(
        part if number % 2 == 0 else (" " if part is None else f"\0{number}\0") for number, part in enumerate(parts)
    )
    text = AFTER_NAME.sub(":", AROUND.sub(r"\1", re.sub(r"\s+", " ", text))).replace(";}", "}").strip()
    return re.sub(r"\0(\d+)\0", lambda found: parts[int(found[1])] or "", text)
