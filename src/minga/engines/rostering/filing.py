"""Writing the files of a folder all or none, even when the machine goes off in the midst of it."""

from __future__ import annotations

import errno
import json
import os
import re
import socket
import tempfile
import time
import zlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

NOTE = ".being-written.json"  # what is to be moved where; the checker knows its name too

LEFT = re.compile(r"\..+\.minga-(\d+)-([0-9a-f]{8})\.[a-z0-9_]{8}")  # hidden file of a process, on a machine: `_beside`
LONG_AGO = 24 * 60 * 60  # seconds; nobody writes a file for a day


def write_files(folder: Path | str, files: Mapping[str, bytes], *, gone: Iterable[str] = ()) -> None:
    """Write all files of a folder and take out those that are `gone`, all or nothing. Raises OSError.

    Each is written beside its place; then, where there is more than one thing to do, a note tells what belongs where;
    then all are moved. Without the note nothing has been moved; with it whoever comes next goes on (`finish_writing`),
    as databases do with their write-ahead logs (Mohan and others, ARIES, 1992).
    """
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    finish_writing(place)
    _clear_away(place)
    made: list[Path] = []
    try:
        moves: dict[str, str] = {}
        for name, content in files.items():
            _refuse_folder(place / name)
            moves[_beside(place, name, content, made).name] = name
        out = [name for name in gone if (place / name).exists()]
        if len(moves) + len(out) > 1:
            note = json.dumps({"moves": moves, "gone": out}).encode()
            _beside(place, NOTE, note, made).replace(place / NOTE)
            _keep_names(place)
        _move(place, moves, out)
    except BaseException:
        if not (place / NOTE).exists():
            for each in made:
                each.unlink(missing_ok=True)
        raise


def make_ready(folder: Path | str, names: Iterable[str]) -> None:
    """Make a folder where there is none, and see that files of these names can be written there: before a long run, not
    after it. Raises OSError.
    """
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    for name in names:
        _refuse_folder(place / name)
    finish_writing(place)
    _clear_away(place)
    try:
        with tempfile.TemporaryFile(dir=place):
            pass
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(place)) from error


def finish_writing(path: Path | str) -> None:
    """Go on with what a run that was killed had begun to move in a folder, or in that of a file; nothing where there is
    no such thing. Raises OSError.
    """
    place = Path(path) if Path(path).is_dir() else Path(path).parent
    try:
        note = json.loads((place / NOTE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return
    except ValueError:
        note = None
    if not _is_ours(note):
        raise OSError(errno.EINVAL, "does not tell what was being written; delete it", str(place / NOTE))
    _move(place, note["moves"], note["gone"])


def _refuse_folder(path: Path) -> None:
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, "is a folder; name a file", str(path))


def _is_ours(note: object) -> bool:
    """Whether a note names files of its own folder and nothing else."""
    if not isinstance(note, dict) or not isinstance(note.get("moves"), dict) or not isinstance(note.get("gone"), list):
        return False
    names = [*note["moves"], *note["moves"].values(), *note["gone"]]
    return all(isinstance(name, str) and name not in {"", ".", ".."} and Path(name).name == name for name in names)


def _beside(place: Path, name: str, content: bytes, made: list[Path]) -> Path:
    """A hidden file of that content in the folder; added to `made` before anything is written."""
    handle, temporary = tempfile.mkstemp(dir=place, prefix=f".{name}.minga-{os.getpid()}-{_machine()}.")
    made.append(Path(temporary))
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    made[-1].chmod(0o644)
    return made[-1]


def _clear_away(place: Path) -> None:
    """Delete what runs left that were killed before they had a note: hidden files that say whose they are, of a process
    of this machine that is no more, or a day old. What cannot be deleted stays.
    """
    for path in place.glob(".*.minga-*"):
        found = LEFT.fullmatch(path.name)
        with suppress(OSError):
            if found and (_is_gone(int(found[1]), found[2]) or time.time() - path.stat().st_mtime > LONG_AGO):
                path.unlink()


def _is_gone(process: int, machine: str) -> bool:
    """Whether a process has certainly ended: where that cannot be known, no."""
    if machine != _machine() or os.name != "posix":
        return False
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return True
    except OSError:
        return False
    return False


def _machine() -> str:
    """This machine (or container) in eight signs: process numbers of another one say nothing here."""
    return f"{zlib.crc32(socket.gethostname().encode()):08x}"


def _move(place: Path, moves: Mapping[str, str], out: Iterable[str]) -> None:
    for temporary, name in moves.items():
        with suppress(FileNotFoundError):  # moved by the run that was killed
            (place / temporary).replace(place / name)
    for name in out:
        (place / name).unlink(missing_ok=True)
    _keep_names(place)
    (place / NOTE).unlink(missing_ok=True)


def _keep_names(place: Path) -> None:
    """Have the folder itself on disk; where folders cannot be opened the system keeps them in its own order."""
    with suppress(OSError):
        handle = os.open(place, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
