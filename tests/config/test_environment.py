"""A value in the environment that cannot be read stops the start with one sentence that names its variable."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from minga.config import environment, sign_in
from minga.config.command import _sentence, main

HERE = Path("/nowhere")
WRONG: list[tuple[str, str, Callable[[str], Any]]] = [
    *(
        ("DATABASE_URL", value, lambda url: environment.databases(url, data=HERE))
        for value in (
            "mysql://minga@db/minga", "minga.sqlite3", "sqlite://minga.sqlite3", "sqlite:///", "postgres://minga@db",
            "postgres://minga:secret@db:port/minga", "sqlite:minga.sqlite3", "postgres://minga@db:0/minga",
            "postgres://minga@db:70000/minga", "postgres://[::1/minga", "sqlite:///srv/m.sqlite3?timeout=60",
            "sqlite:///srv/no#1/m.sqlite3", "postgres://minga@db/minga#secret",
        )
    ),
    *(
        ("TASKS_URL", value, environment.tasks)
        for value in ("amqp://broker", "redis", "redis://", "redis:///1", "redis://localhost:port/0", "redis://localhost:6379/first")
    ),
    *(
        ("CACHE_URL", value, lambda url: environment.caches(url, data=HERE))
        for value in ("memcached://cache", "database://", "redis://localhost/x")
    ),
    *(
        ("STORAGE_URL", value, lambda url: environment.storages(url, data=HERE))
        for value in (
            "/srv/files", "file://files", "file:///", "s3://key:secret@host", "s3://k:s@host:p/b", "ftp://h/b",
            "s3://key:secret@host/b?tsl=0", "s3://key:secret@host/b?tls=no", "file:///srv/files?region=x",
        )
    ),
    *(
        ("EMAIL_URL", value, lambda url: environment.email(url, data=HERE))
        for value in (
            "mail.example.org", "smtp://", "http://mail.example.org", "smtp://mail.example.org:mail",
            "smtp://me:secret@mail.example.org:587?tls=true", "smtp://mail.example.org/587", "smtp://mail.example.org#25",
        )
    ),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value", "read"), WRONG, ids=[f"{name}={value}" for name, value, _read in WRONG])
def test_an_address_that_cannot_be_used_names_its_variable(name: str, value: str, read: Callable[[str], Any]) -> None:
    with pytest.raises(ImproperlyConfigured) as refused:
        read(value)
    assert str(refused.value).startswith(f"{name}: ")
    assert "; use " in str(refused.value)
    assert "secret" not in str(refused.value)
    assert "“:”" not in str(refused.value), "what has no scheme is called no address"


@pytest.mark.parametrize(
    "value", ["v.example.org:443", "v.example.org w.example.org", "*.example.org", "v.example.org,w_w.example.org:1"]
)
def test_a_host_that_no_reader_could_ask_for_is_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("ALLOWED_HOSTS", value)
    with pytest.raises(ImproperlyConfigured, match=r"^ALLOWED_HOSTS: “.*” is no name of a host; use names "):
        environment.read_hosts("ALLOWED_HOSTS", default="")


def test_hosts_that_are_set_and_empty_are_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLOWED_HOSTS", " ")
    assert environment.read_hosts("ALLOWED_HOSTS", default="*") == ["*"]


@pytest.mark.parametrize(
    ("value", "keys"),
    [
        ("", []),
        ("one", ["one"]),
        ("one, two", ["one", "two", "one, two"]),
        ("a,b", ["a", "b", "a,b"]),
        (" one", ["one", " one"]),
    ],
)
def test_a_former_key_that_holds_a_comma_still_opens(
    monkeypatch: pytest.MonkeyPatch, value: str, keys: list[str]
) -> None:
    monkeypatch.setenv("SECRET_KEY_OLD", value)
    assert environment.read_former_keys("SECRET_KEY_OLD") == keys


def test_names_of_hosts_are_taken_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLOWED_HOSTS", "volunteers.example.org, .example.org,localhost,10.0.0.1,[::1],*")
    taken = ["volunteers.example.org", ".example.org", "localhost", "10.0.0.1", "[::1]", "*"]
    assert environment.read_hosts("ALLOWED_HOSTS", default="") == taken


def test_a_site_is_a_scheme_and_a_host() -> None:
    assert environment.read_site("SITE_URL", "https://v.example.org:8443") == "https://v.example.org:8443"
    for wrong in ("v.example.org", "ftp://v.example.org", "https://", "https://v.example.org/minga"):
        with pytest.raises(ImproperlyConfigured, match=r"^SITE_URL: .*; use https://volunteers.example.org$"):
            environment.read_site("SITE_URL", wrong)


def test_a_sender_has_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    for right in ("a@example.org", "Minga <minga@localhost>", "<a@example.org>", '"Minga, Lima" <a@example.org>', ""):
        monkeypatch.setenv("EMAIL_FROM", right)
        assert environment.read_sender("EMAIL_FROM", default="d@example.org") == (right or "d@example.org")
    for wrong in ("nobody", "Minga <a@example.org", "Minga, Lima <a@example.org>", "A\nB <a@example.org>", "@"):
        monkeypatch.setenv("EMAIL_FROM", wrong)
        with pytest.raises(ImproperlyConfigured, match=r"^EMAIL_FROM: "):
            environment.read_sender("EMAIL_FROM", default="")


def test_bounces_go_to_an_address_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    for value in ("bounces", "Minga <bounces@example.org>"):
        monkeypatch.setenv("EMAIL_BOUNCES", value)
        with pytest.raises(ImproperlyConfigured, match=r"EMAIL_BOUNCES: .* is no address"):
            environment.read_bounces("EMAIL_BOUNCES")
    monkeypatch.setenv("EMAIL_BOUNCES", "bounces@example.org")
    assert environment.read_bounces("EMAIL_BOUNCES") == "bounces@example.org"


def test_addresses_that_are_right_are_taken() -> None:
    assert environment.databases("sqlite:///srv/my%20data/m.sqlite3", data=HERE)["default"]["NAME"] == Path(
        "/srv/my data/m.sqlite3"
    )
    queue = environment.tasks("redis://localhost:6379/1?socket_timeout=9")[1]["default"]
    assert queue["URL"] == "redis://localhost:6379/1?socket_timeout=9&socket_connect_timeout=3"
    assert environment.tasks("rediss://:word@tasks.example.org")[1]["default"]["URL"].startswith("rediss://")
    assert environment.tasks("database://")[1] == {}
    bucket = environment.storages("s3://key:se%2Fcret@minio:9000/files?tls=0&region=x", data=HERE)["default"]["OPTIONS"]
    assert (bucket["bucket_name"], bucket["secret_key"], bucket["endpoint_url"], bucket["region_name"]) == (
        "files", "se/cret", "http://minio:9000", "x"
    )  # fmt: skip
    assert environment.storages("file:///srv/files", data=HERE)["default"]["OPTIONS"] == {
        "location": Path("/srv/files")
    }
    assert environment.email("smtps://a:b@mail.example.org", data=HERE)["EMAIL_PORT"] == 465


@pytest.mark.parametrize(
    ("name", "value", "read"),
    [
        ("MINGA_DEBUG", "ja", lambda name: environment.read_flag(name, default=False)),
        ("MINGA_PROFILE", "prod", lambda _name: environment.is_production()),
        ("MINGA_PROXIES", "one", lambda name: environment.read_number(name, default=0)),
        ("ALLOWED_HOSTS", "https://volunteers.example.org", lambda name: environment.read_hosts(name, default="")),
        ("SIGNING_SECRET_FILE", "/nowhere/at/all", environment.read_secret_file),
        ("SIGNING_SECRET_FILE", "/dev/null", environment.read_secret_file),
        ("OIDC_URL", "login.example.org", lambda _name: sign_in.openid_connect()),
        ("OIDC_URL", "https:///realm", lambda _name: sign_in.openid_connect()),
    ],
)
def test_a_word_that_cannot_be_read_is_refused(
    name: str, value: str, read: Callable[[str], Any], monkeypatch: Any
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured, match=f"^{name}: "):
        read(name)


def test_two_installations_on_one_machine_leave_each_others_people_signed_in() -> None:
    names = ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME")
    for site, production, end in (
        ("http://localhost:8000", False, ""),
        ("http://localhost:8001", False, "_8001"),
        ("https://volunteers.example.org:8443", True, ""),
    ):
        made = sign_in.sign_in(production=production, site=site)
        assert [made[name] for name in names] == [f"sessionid{end}", f"csrftoken{end}"]


def test_a_provider_without_a_client_is_refused(monkeypatch: Any) -> None:
    monkeypatch.setenv("OIDC_URL", "https://login.example.org")
    monkeypatch.delenv("OIDC_CLIENT_ID", raising=False)
    with pytest.raises(ImproperlyConfigured, match=r"^OIDC_CLIENT_ID is not set"):
        sign_in.openid_connect()


@pytest.mark.parametrize(("value", "means"), [("", True), ("1", True), ("On", True), ("0", False), ("no", False)])
def test_yes_and_no_are_read_and_empty_is_not_set(value: str, means: bool, monkeypatch: Any) -> None:
    monkeypatch.setenv("MINGA_DEMO", value)
    assert environment.read_flag("MINGA_DEMO", default=True) is means


def test_a_port_that_is_no_number_is_one_sentence(monkeypatch: Any, capsys: Any) -> None:
    monkeypatch.setenv("PORT", "eighty")
    assert main(["run"]) == 78
    assert capsys.readouterr().err == "PORT: “eighty” is not a whole number\n"


def test_a_folder_that_cannot_be_made_is_one_sentence(monkeypatch: Any) -> None:
    monkeypatch.setenv("MINGA_DATA", "/proc/minga")
    with pytest.raises(ImproperlyConfigured, match=r"^MINGA_DATA: /proc/minga cannot be made \(No such file"):
        environment.make_folder("MINGA_DATA", default=HERE)


class OperationalError(Exception):
    """Named as the databases' drivers name theirs."""


@pytest.mark.parametrize(
    ("error", "begins"),
    [
        (OperationalError('connection failed: FATAL:  database "x" does not exist'), "The database does not answer"),
        (OperationalError("failed to resolve host 'db': [Errno -2] Name unknown"), "The database does not answer"),
        (OperationalError("[Errno -2] could not translate host name"), "The database does not answer"),
        (OperationalError("attempt to write a readonly database"), "The database cannot be written"),
        (OperationalError("database is locked"), "The database is held by another process"),
        (OperationalError("no such table: people_account"), "The database has no such table yet"),
        (OperationalError("database or disk is full"), "The disk is full"),
        (NotADirectoryError(20, "Not a directory", "/etc/passwd/data"), "/etc/passwd/data cannot be used"),
        (OSError(30, "Read-only file system", "/srv/minga"), "/srv/minga cannot be used (Read-only file system)"),
        (OSError(28, "No space left on device"), "The disk is full"),
    ],
)
def test_what_the_surroundings_refuse_is_one_sentence(error: Exception, begins: str) -> None:
    said = _sentence(error)
    assert said is not None
    assert said.startswith(begins)
    assert "\n" not in said


def test_a_failure_of_our_own_keeps_its_traceback() -> None:
    assert _sentence(ValueError("ours")) is None
    assert _sentence(OperationalError("near SELEC: syntax error")) is None


def test_an_option_that_redis_does_not_know_is_one_sentence(monkeypatch: Any, capsys: Any) -> None:
    monkeypatch.setenv("TASKS_URL", "redis://127.0.0.1:1/0?scoket_timeout=9")
    assert main(["worker", "--once"]) == 1
    assert capsys.readouterr().err.startswith("TASKS_URL: something after its “?” is no option of Redis: ")
