"""The production profile refuses to start where a public installation would be unsafe, and names the variable."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from minga.config.production import DEVELOPMENT_KEY, warnings
from minga.config.sign_in import openid_connect

SAFE = {
    "MINGA_PROFILE": "production",
    "SECRET_KEY": "a-key-of-more-than-thirty-two-characters-for-this-test",
    "ALLOWED_HOSTS": "volunteers.example.org",
    "SITE_URL": "https://volunteers.example.org",
}


def start(folder: Path, **changes: str | None) -> subprocess.CompletedProcess[str]:
    """Load the settings in a process of their own, with nothing in the environment but what is given."""
    wanted = {name: value for name, value in {**SAFE, **changes}.items() if value is not None}
    surroundings = {"PATH": os.environ["PATH"], "MINGA_DATA": str(folder), **wanted}
    command = [sys.executable, "-m", "minga.config.command", "help", "check"]
    return subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False, timeout=120)


def test_with_everything_set_it_starts(tmp_path: Path) -> None:
    done = start(tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"SECRET_KEY": None}, "SECRET_KEY is not set"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is too short"),
        ({"MINGA_DEBUG": "1"}, "MINGA_DEBUG is on"),
        ({"ALLOWED_HOSTS": None}, "ALLOWED_HOSTS names no host"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS names no host"),
        ({"SITE_URL": "http://volunteers.example.org"}, "SITE_URL is http://volunteers.example.org"),
        ({"SITE_URL": None}, "SITE_URL is http://localhost:8000"),
        ({"SECRET_KEY": " " * 50}, "SECRET_KEY is too short"),
        ({"SECRET_KEY": "ab" * 25}, "SECRET_KEY repeats a few characters"),
        ({"ALLOWED_HOSTS": "other.example.org"}, "ALLOWED_HOSTS lacks volunteers.example.org, the host of SITE_URL"),
        ({"MINGA_DEMO": "1"}, "MINGA_DEMO is on"),
        ({"SECRET_KEY_OLD": f"another, {DEVELOPMENT_KEY}"}, "SECRET_KEY_OLD holds the key of development"),
    ],
)
def test_it_refuses_and_names_the_variable(tmp_path: Path, changes: dict[str, str | None], named: str) -> None:
    done = start(tmp_path, **changes)
    assert done.returncode == 78
    assert done.stderr.startswith("Minga does not start in production like this:")
    assert named in done.stderr
    assert "Traceback" not in done.stderr


def test_what_lacks_something_starts_and_says_so() -> None:
    lacking = {"PROXIES": 0, "LETTERS": Path("/srv/minga/letters")}
    assert [sentence.split()[0] for sentence in warnings(lacking)] == ["MINGA_PROXIES", "EMAIL_URL"]
    assert list(warnings({"PROXIES": 1})) == []
    for host, is_secret, warned in (
        ("mail.example.org", False, 1),
        ("mail.example.org", True, 0),
        ("localhost", False, 0),
    ):
        found = {"PROXIES": 1, "EMAIL_HOST": host, "EMAIL_USE_TLS": is_secret, "EMAIL_USE_SSL": False}
        assert [one.startswith("EMAIL_URL is smtp://") for one in warnings(found)] == [True] * warned


@pytest.mark.parametrize(
    ("address", "warned"),
    [("http://login.example.org/realm", 1), ("https://login.example.org", 0), ("http://localhost:9000", 0), ("", 0)],
)
def test_a_provider_over_plain_http_is_warned_of(monkeypatch: pytest.MonkeyPatch, address: str, warned: int) -> None:
    monkeypatch.setenv("OIDC_URL", address)
    monkeypatch.setenv("OIDC_CLIENT_ID", "minga")
    found = list(warnings({"PROXIES": 1, "SOCIALACCOUNT_PROVIDERS": openid_connect()}))
    assert [sentence.split()[0] for sentence in found] == ["OIDC_URL"] * warned


def test_a_secret_that_every_user_of_the_machine_may_read_is_warned_of(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("x" * 40)
    for mode, warned in ((0o644, True), (0o640, False), (0o600, False)):
        secret.chmod(mode)
        found = list(warnings({"PROXIES": 1, "SIGNING_SECRET_FILE": str(secret)}))
        assert ["chmod 600" in one for one in found] == [True] * warned


def test_every_refusal_is_told_at_once(tmp_path: Path) -> None:
    done = start(tmp_path, SECRET_KEY=None, ALLOWED_HOSTS=None, SITE_URL=None, MINGA_DEBUG="1")
    assert len(done.stderr.strip().splitlines()) == 5


def test_development_starts_with_nothing_set(tmp_path: Path) -> None:
    assert start(tmp_path, **dict.fromkeys(SAFE)).returncode == 0


def test_a_profile_that_does_not_exist_never_counts_as_development(tmp_path: Path) -> None:
    done = start(tmp_path, MINGA_PROFILE="prod")
    assert (done.returncode, done.stderr) == (78, "MINGA_PROFILE: “prod” is not known; use development or production\n")


def test_serving_is_refused_also_where_all_is_prepared(tmp_path: Path) -> None:
    surroundings = {"PATH": os.environ["PATH"], "MINGA_DATA": str(tmp_path), **SAFE, "SECRET_KEY": ""}
    command = [sys.executable, "-m", "minga.config.command", "run", "--no-prepare", "--port", "0"]
    done = subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 78
    assert done.stderr.startswith("Minga does not start in production like this:\n  SECRET_KEY is not set")
    assert len(done.stderr.splitlines()) == 2
