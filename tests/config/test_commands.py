"""Commands as somebody at the prompt meets them: a refusal is its sentence alone, and ends with its own status."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from minga.config.command import main
from minga.config.help_page import NOT_OURS, PLAIN

ROOT = Path(__file__).resolve().parents[2]
OURS = sorted(path.stem for path in (ROOT / "src").glob("**/management/commands/*.py") if path.stem != "__init__")


def run(capsys: Any, *arguments: str) -> tuple[int, str, str]:
    """(exit status, standard output, standard error) of `minga ARGUMENTS`."""
    try:
        status = main(arguments)
    except SystemExit as end:
        status = int(end.code or 0)
    said = capsys.readouterr()
    return status, said.out, said.err


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("line", "status", "sentence"),
    [
        ("import", 2, "Say which kind and which file: minga import KIND FILE."),
        ("import nothing /etc/hostname", 2, "There is no kind “nothing”; there are: "),
        ("import opportunities /nowhere.csv", 1, "There is no file /nowhere.csv."),
        ("make_administrator nobody@example.org", 1, "Nobody has signed up with nobody@example.org. Sign up"),
        ("load_reference weather", 1, "There is no reference data called weather; there are: "),
        ("certificate verify /nowhere.pdf", 2, "/nowhere.pdf: No such file or directory"),
        ("migrate nowhere", 1, "No installed app with label 'nowhere'."),
    ],
)
def test_a_refusal_is_its_sentence_alone(capsys: Any, line: str, status: int, sentence: str) -> None:
    ended, out, err = run(capsys, *line.split())
    assert (ended, out) == (status, "")
    assert err.startswith(sentence)
    assert "CommandError" not in err
    assert err.count("\n") == 1


def test_what_is_mistyped_is_answered_by_the_command_itself(capsys: Any) -> None:
    for line in ("audit verify --anchor x", "certificate verify", "roster solve", "tick --sometimes"):
        status, _out, err = run(capsys, *line.split())
        assert status == 2, line
        assert f"\nminga {' '.join(line.split()[:1])}" in err
        assert "CommandError" not in err


def test_a_traceback_is_there_for_who_asks(capsys: Any) -> None:
    from django.core.management import CommandError

    with pytest.raises(CommandError):
        main(["import", "nothing", "/etc/hostname", "--traceback"])


@pytest.mark.parametrize("name", [*OURS, *sorted(PLAIN | NOT_OURS)])
def test_each_command_has_a_help_of_its_own_either_way(capsys: Any, name: str) -> None:
    status, out, _err = run(capsys, name, "--help")
    assert (status, run(capsys, "help", name)) == (0, (0, out, ""))
    assert out.startswith(f"usage: minga {name} ")
    assert "--skip-checks" not in out
    assert "--pythonpath" not in out


def test_a_reader_who_has_read_enough_gets_no_traceback() -> None:
    program = "import sys; from minga.config import command; command._run = lambda *_: print('x' * 10**6, flush=True)"
    program += "; sys.exit(command.main(['run']))"
    line = f"{shlex.quote(sys.executable)} -c {shlex.quote(program)} | head -c 1"
    done = subprocess.run(["sh", "-c", line], capture_output=True, text=True, timeout=60, check=False)
    assert (done.stdout, done.stderr) == ("x", "")


def test_a_worker_before_a_database_says_what_to_do(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "minga.config.command", "worker"]
    surroundings = {"PATH": os.environ["PATH"], "MINGA_DATA": str(tmp_path)}
    done = subprocess.run(command, env=surroundings, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "The database is not at this version: run “minga prepare” first (minga run does so by itself).\n"
    )
