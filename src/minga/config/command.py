"""The one command line of the product. Engines, help and `run` answer without loading Django."""

from __future__ import annotations

import difflib
import errno
import io
import os
import sys
from argparse import SUPPRESS
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from minga.config import help_page

Command = Callable[[Sequence[str]], int]

PLAIN = {
    "match": "minga.engines.matching.cli:command",
    "roster": "minga.engines.rostering.cli:command",
    "run": "minga.config.running:command",
    "prepare": "minga.config.preparing:command",
    "worker": "minga.config.working:command",
}

NOT_REACHED = ("connection", "unable to open", "resolve host", "translate host", "timeout expired", "fatal:")
OF_DJANGO = {
    *("--version", "--verbosity", "--settings", "--pythonpath"),
    *("--traceback", "--no-color", "--force-color", "--skip-checks"),
}
"""Options that every command of Django takes: they work, and need not fill the help of each of ours."""
SETTINGS = "DJANGO_SETTINGS_MODULE"
REFUSED = 78
"""A setting that was refused: trying again does not help. EX_CONFIG of sysexits.h, which systemd knows as CONFIG."""
NOT_WRITABLE = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST, errno.EISDIR}


def main(argv: Sequence[str] | None = None) -> int:
    """Run `minga ARGUMENTS` and return the exit status: 0, 1 when it failed, 2 when it was not understood, REFUSED."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    _fit_in()
    name = arguments[0] if arguments else "--help"
    if name == "help" and arguments[1:2] and not arguments[1].startswith("-"):
        name, arguments = arguments[1], [arguments[1], "--help"]
    if name in {"-h", "--help"} or arguments == ["help"]:
        print(help_page.page())
        return 0
    if name == "--version":
        print(f"minga {help_page.version()}")
        return 0
    try:
        return _run(name, arguments)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # `minga … | head` has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except Exception as error:
        sentence = _sentence(error)
        if sentence is None:
            raise
        print(sentence, file=sys.stderr)
        if _is_setting(error):
            return REFUSED
    return 1


def _fit_in() -> None:
    """A terminal that has no sign for “…” gets another for it, and settings of another project that a shell still names
    are not ours: what cannot be found does not count.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.errors == "strict":
            stream.reconfigure(errors="backslashreplace")
    named = os.environ.get(SETTINGS, "")
    try:
        is_there = bool(named) and find_spec(named) is not None
    except (ImportError, ValueError):
        is_there = False
    if not is_there:
        os.environ[SETTINGS] = "minga.config.settings"


def _run(name: str, arguments: list[str]) -> int:
    if name not in PLAIN:
        return _manage(name, arguments)
    module, function = PLAIN[name].split(":")
    plain: Command = getattr(import_module(module), function)
    return plain(arguments[1:])


def _manage(name: str, arguments: list[str]) -> int:
    import django
    from django.core.management import ManagementUtility, get_commands

    django.setup()
    known = sorted({*get_commands(), *PLAIN, "help"})
    if name not in known:
        near = difflib.get_close_matches(name, known, n=3)
        hint = f" Did you mean {', '.join(near)}?" if near else ""
        print(f"minga knows no command “{name}”.{hint} `minga --help` lists them all.", file=sys.stderr)
        return 2
    line = ["minga", *arguments]
    if name == "help":
        ManagementUtility(line).execute()
        return 0
    command = ManagementUtility(line).fetch_command(name)
    _speak_plainly(command)
    _show_only_ours(command)
    command.run_from_argv(line)
    return 0


def _speak_plainly(command: Any) -> None:
    """A refusal is its sentence alone, without the name of Django's exception before it; its exit status stays."""
    from django.core.management import CommandError
    from django.core.management.base import SystemCheckError

    execute = command.execute

    def plainly(*args: Any, **options: Any) -> Any:
        try:
            return execute(*args, **options)
        except SystemCheckError:
            raise
        except CommandError as refusal:
            if options.get("traceback"):
                raise
            command.stderr.write(str(refusal))
            sys.exit(refusal.returncode)

    command.execute = plainly


def _show_only_ours(command: Any) -> None:
    """Options that every command of Django takes stay out of the help, and work."""
    make_parser = command.create_parser

    def parser(*args: Any, **options: Any) -> Any:
        made = make_parser(*args, **options)
        for option in made._actions:
            if OF_DJANGO & {*option.option_strings}:
                option.help = SUPPRESS
        return made

    command.create_parser = parser


def _is_setting(error: Exception) -> bool:
    return type(error).__name__ == "ImproperlyConfigured"


def _sentence(error: Exception) -> str | None:
    """What to tell the person for a failure of their surroundings; None for one of ours, whose traceback is wanted."""
    if _is_setting(error):
        return str(error)
    if type(error).__module__.startswith("redis."):
        return f"Redis does not answer; TASKS_URL and CACHE_URL say where it is looked for. It said: {error}"
    text = str(error).lower()
    if isinstance(error, OSError) or "disk is full" in text:
        return _disk_sentence(error, text)
    if type(error).__name__ in {"OperationalError", "ProgrammingError", "DatabaseError"}:
        return _database_sentence(error, text)
    return None


def _database_sentence(error: Exception, text: str) -> str | None:
    said = " ".join(str(error).split())
    if "readonly database" in text:
        return "The database cannot be written: give this user the right to write its file and its folder."
    if "file is not a database" in text or "malformed" in text:
        return f"The database cannot be read; put back a backup, or set DATABASE_URL to another. It said: {said}"
    if "database is locked" in text:
        return "The database is held by another process: let that finish or stop it, and repeat."
    if any(sign in text for sign in NOT_REACHED):
        return f"The database does not answer; DATABASE_URL says where it is looked for. It said: {said}"
    if "no such table" in text or "does not exist" in text:
        return "The database has no such table yet: run `minga migrate`."
    return None


def _disk_sentence(error: Exception, text: str) -> str | None:
    if "no space left" in text or "disk is full" in text:
        return "The disk is full: make room (du -sh data shows what Minga holds) and repeat."
    if isinstance(error, OSError) and error.errno in NOT_WRITABLE and error.filename:
        right = "give this user the right to, or set MINGA_DATA to another folder"
        return f"{error.filename} cannot be used ({error.strerror}): {right}."
    return None


if __name__ == "__main__":
    sys.exit(main())
