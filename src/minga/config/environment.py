"""From the environment's URLs to Django's settings; a value that cannot be read names its variable."""

from __future__ import annotations

import os
import re
from email.utils import parseaddr
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import ParseResult, parse_qs, unquote, urlparse

from django.core.exceptions import ImproperlyConfigured

from minga.config.production import SHORTEST_KEY


def read_list(name: str, *, default: str = "") -> list[str]:
    """Values parted by commas; spaces around them do not count, and what is empty counts as not set."""
    return [part.strip() for part in (os.environ.get(name, "").strip() or default).split(",") if part.strip()]


def read_former_keys(name: str) -> list[str]:
    """Keys parted by commas, and the value as it stands: a key of former days may hold a comma itself."""
    value, parts = os.environ.get(name, ""), read_list(name)
    return parts if not value.strip() or value in parts else [*parts, value]


def read_number(name: str, *, default: int) -> int:
    """A whole number from the environment."""
    value = os.environ.get(name, "").strip()
    if value and not value.isdecimal():
        raise ImproperlyConfigured(f"{name}: “{value}” is not a whole number")
    return int(value) if value else default


HOST = re.compile(r"\*|\.?[\w-]+(\.[\w-]+)*|\[[0-9a-f:.]+\]", re.ASCII | re.IGNORECASE)


def read_hosts(name: str, *, default: str) -> list[str]:
    """Names of hosts parted by commas; what would match nothing (an address, a port, a star in a name) is refused."""
    hosts = read_list(name, default=default)
    for host in hosts:
        if "/" in host:
            raise ImproperlyConfigured(f"{name}: “{host}” is an address; give the name alone, volunteers.example.org")
        if not HOST.fullmatch(host):
            use = (
                "names parted by commas, without port or star: volunteers.example.org, or .example.org for all below it"
            )
            raise ImproperlyConfigured(f"{name}: “{host}” is no name of a host; use {use}")
    return hosts


def read_site(name: str, url: str) -> str:
    """The address under which people reach the site: a scheme and a host, for pages begin at its root."""
    use = "https://volunteers.example.org"
    parts = read_address(name, url, schemes=("http", "https"), use=use)
    if not parts.hostname:
        raise ImproperlyConfigured(f"{name}: it names no host; use {use}")
    if parts.path or parts.query or parts.fragment or parts.username:
        raise ImproperlyConfigured(f"{name}: “{url}” has more than a host, and pages begin at its root; use {use}")
    return url


def read_sender(name: str, *, default: str) -> str:
    """Who emails come from: an address, or a name and an address in angle brackets."""
    value = os.environ.get(name, "").strip() or default
    address = parseaddr(value)[1]
    if not ("@" in address.strip("@") and (value == address or value.endswith(f"<{address}>")) and value.isprintable()):
        raise ImproperlyConfigured(f"{name}: “{value}” is no sender; use Minga <volunteers@example.org>")
    return value


def read_bounces(name: str) -> str:
    """The address to which mail servers send back what they could not deliver; empty where that is the sender's."""
    value = os.environ.get(name, "").strip()
    if value and not ("@" in value.strip("@") and parseaddr(value)[1] == value and value.isprintable()):
        raise ImproperlyConfigured(f"{name}: “{value}” is no address; use bounces@example.org")
    return value


def make_folder(name: str, *, default: Path) -> Path:
    """The folder that a variable names, made where it is not there yet."""
    folder = Path(os.environ.get(name) or default).resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"{name}: {folder} cannot be made ({error.strerror}); choose another") from None
    return folder


def read_secret_file(name: str) -> str:
    """The path of a file that holds a secret, empty where none is named; it must be readable and hold something."""
    path = os.environ.get(name, "")
    try:
        empty = bool(path) and not Path(path).read_bytes().strip()
    except OSError as error:
        raise ImproperlyConfigured(f"{name}: {path} cannot be read ({error.strerror})") from None
    if empty:
        raise ImproperlyConfigured(f"{name}: {path} is empty; put at least {SHORTEST_KEY} random characters into it")
    return path


YES, NO = frozenset({"1", "true", "yes", "on"}), frozenset({"0", "false", "no", "off"})


def read_flag(name: str, *, default: bool) -> bool:
    """A yes or no from the environment, in any case; empty counts as not set."""
    value = os.environ.get(name, "").strip().lower()
    if value and value not in YES | NO:
        raise ImproperlyConfigured(f"{name}: “{value}” is neither yes nor no; write 1 or 0")
    return value in YES if value else default


def read_choice(name: str, *, among: tuple[str, ...]) -> str:
    """One of a few words (any case); the first of them where nothing is set."""
    value = os.environ.get(name, "").strip().lower()
    if value and value not in among:
        raise ImproperlyConfigured(f"{name}: “{value}” is not known; use {' or '.join(among)}")
    return value or among[0]


def is_production() -> bool:
    """Whether MINGA_PROFILE asks for the production profile; a word that is neither profile is refused."""
    return read_choice("MINGA_PROFILE", among=("development", "production")) == "production"


def read_address(name: str, url: str, *, schemes: tuple[str, ...], use: str) -> ParseResult:
    """An address in its parts; ImproperlyConfigured names the variable and shows one that would do (`use`).

    The value itself is not repeated, for it may hold a password.
    """
    try:
        parts = urlparse(url)
        known = parts.scheme in schemes
        if parts.port == 0:
            raise ValueError("Port 0")
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}: it cannot be read ({_reason(error)}); use {use}") from None
    if not known:
        said = f"“{parts.scheme}:” is not known" if parts.scheme else "it is no address"
        raise ImproperlyConfigured(f"{name}: {said}; use {use}")
    if parts.fragment:
        raise ImproperlyConfigured(
            f"{name}: nothing of it may follow “#” (in a password or a path it is %23); use {use}"
        )
    return parts


def read_options(name: str, parts: ParseResult, *, known: tuple[str, ...] = (), use: str) -> dict[str, str]:
    """What follows the question mark of an address. ImproperlyConfigured where nobody would read it (`?tls=true` of a
    mail server); it is not repeated, for it may be the rest of a password.
    """
    options = {key: values[-1] for key, values in parse_qs(parts.query, keep_blank_values=True).items()}
    if not options.keys() <= {*known}:
        takes = f"only {' and '.join(f'{one}=…' for one in known)}" if known else "nothing"
        raise ImproperlyConfigured(f"{name}: {takes} may follow its “?” (in a password it is %3F); use {use}")
    return options


def _reason(error: ValueError) -> str:
    return "its port is no number from 1 to 65535" if str(error).startswith("Port") else "its host is not well formed"


SHORT = "-c jit=off -c max_parallel_workers_per_gather=0 -c random_page_cost=1.1"
"""Pages ask many short questions: compiling one, or starting processes for it, took longer than to answer it; and an
index costs little on today's disks, where the server would rather read a whole table.
"""


def databases(url: str, *, data: Path) -> dict[str, dict[str, Any]]:
    """DATABASE_URL: empty or sqlite:///PATH for SQLite (WAL), postgres://USER:PASSWORD@HOST:PORT/NAME."""
    if not url:
        return {"default": _sqlite(data / "minga.sqlite3")}
    use = "sqlite:///PATH or postgres://USER:PASSWORD@HOST:PORT/NAME"
    parts = read_address("DATABASE_URL", url, schemes=("sqlite", "postgres", "postgresql"), use=use)
    if parts.scheme == "sqlite" and (parts.netloc or not parts.path.startswith("/")):
        raise ImproperlyConfigured(f"DATABASE_URL: a path begins after three slashes; use {use}")
    if not parts.path.strip("/"):
        raise ImproperlyConfigured(f"DATABASE_URL: it names no database; use {use}")
    if parts.scheme == "sqlite":
        read_options("DATABASE_URL", parts, use=use)
    return {"default": _sqlite(Path(unquote(parts.path))) if parts.scheme == "sqlite" else _postgresql(parts)}


def _postgresql(parts: ParseResult) -> dict[str, Any]:
    options = {"options": SHORT} | {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "minga.config.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or options.pop("host", ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def _sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": 600,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
            "PRAGMA secure_delete=ON;"  # what is erased is overwritten, whoever built this SQLite
            "PRAGMA cache_size=-16384; PRAGMA mmap_size=1073741824; PRAGMA temp_store=MEMORY;"
            "PRAGMA journal_size_limit=67108864;",
        },
    }


REDIS = ("redis", "rediss")
LONGEST_TASK = 6 * 60 * 60  # seconds; RQ would end a long import after three minutes
WAIT = 3  # seconds a page waits for Redis


def tasks(url: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """TASKS_URL: empty or database:// for the worker in the database, redis://HOST:PORT/N for RQ workers."""
    if url:
        use = "database:// or redis://HOST:PORT/N"
        _redis_number("TASKS_URL", read_address("TASKS_URL", url, schemes=("database", *REDIS), use=use), use=use)
    if not url or url.startswith("database:"):
        return {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}, {}
    queues = {"default": {"URL": _impatient(url), "DEFAULT_TIMEOUT": LONGEST_TASK}}
    return {"default": {"BACKEND": "django_tasks_rq.RQBackend", "QUEUES": ["default"]}}, queues


def _redis_number(name: str, parts: ParseResult, *, use: str) -> None:
    if parts.scheme in REDIS and not parts.hostname:
        raise ImproperlyConfigured(f"{name}: it names no host; use {use}")
    number = parts.path.strip("/")
    if parts.scheme in REDIS and number and not number.isdecimal():
        raise ImproperlyConfigured(f"{name}: “{number}” is no number of a Redis database; use {use}")


def _impatient(url: str) -> str:
    """The same address with limits on waiting, unless it sets its own; a worker's long wait for a task is RQ's own."""
    parts = urlparse(url)
    set_already = parse_qs(parts.query)
    limits = [f"{name}={WAIT}" for name in ("socket_connect_timeout", "socket_timeout") if name not in set_already]
    return parts._replace(query="&".join([*([parts.query] if parts.query else []), *limits])).geturl()


def caches(url: str, *, data: Path) -> dict[str, Any]:
    """What all serving processes share (rate limits, short-lived facts): redis://… or else files on the disk."""
    if url:
        use = "redis://HOST:PORT/N, or leave it empty for files on the disk"
        _redis_number("CACHE_URL", read_address("CACHE_URL", url, schemes=REDIS, use=use), use=use)
        return {"default": {"BACKEND": "minga.core.operating.caching.SharedCache", "LOCATION": _impatient(url)}}
    return {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": str(data / "cache"),
            "OPTIONS": {"MAX_ENTRIES": 10_000},
        }
    }


OF_S3 = ("region", "tls")


def storages(url: str, *, data: Path) -> dict[str, Any]:
    """STORAGE_URL: empty or file:///PATH for the disk, s3://KEY:SECRET@ENDPOINT/BUCKET?region=… for S3."""
    static = {"BACKEND": "minga.core.interface.gathering.GatheredFiles"}
    if not url:
        return {"default": _on_disk(data / "files"), "staticfiles": static}
    use = "file:///PATH or s3://KEY:SECRET@ENDPOINT/BUCKET"
    parts = read_address("STORAGE_URL", url, schemes=("file", "s3"), use=use)
    if not parts.path.strip("/"):
        raise ImproperlyConfigured(
            f"STORAGE_URL: it names no {'folder' if parts.scheme == 'file' else 'bucket'}; use {use}"
        )
    if parts.scheme == "file" and parts.netloc:
        raise ImproperlyConfigured(f"STORAGE_URL: a path begins after three slashes; use {use}")
    options = read_options("STORAGE_URL", parts, known=OF_S3 if parts.scheme == "s3" else (), use=use)
    if options.get("tls", "1") not in {"0", "1"}:
        raise ImproperlyConfigured(f"STORAGE_URL: write tls=0 for plain http, or leave it out; use {use}")
    return {
        "default": _on_disk(Path(unquote(parts.path))) if parts.scheme == "file" else _s3(parts, options),
        "staticfiles": static,
    }


def _on_disk(root: Path) -> dict[str, Any]:
    return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": root}}


def _s3(parts: ParseResult, query: dict[str, str]) -> dict[str, Any]:
    options: dict[str, Any] = {
        "bucket_name": parts.path.strip("/"),
        "access_key": unquote(parts.username or "") or None,
        "secret_key": unquote(parts.password or "") or None,
        "default_acl": None,
        "querystring_auth": True,
    }
    options["client_config"] = _patience()
    if parts.hostname:
        scheme = "http" if query.get("tls") == "0" else "https"
        options["endpoint_url"] = f"{scheme}://{parts.hostname}" + (f":{parts.port}" if parts.port else "")
    if "region" in query:
        options["region_name"] = query["region"]
    return {"BACKEND": "minga.core.documents.bucket.Bucket", "OPTIONS": options}


def _patience() -> Any:
    """A page waits some seven seconds for a distant store; no checksums of Amazon's own, which other stores refuse."""
    return import_module("botocore.config").Config(
        connect_timeout=2,
        read_timeout=3,
        retries={"total_max_attempts": 2},
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )


def email(url: str, *, data: Path) -> dict[str, Any]:
    """EMAIL_URL: empty for emails kept as files and shown at /letters, smtp(s)://USER:PASSWORD@HOST:PORT."""
    if not url:
        return {"EMAIL_BACKEND": "minga.core.operating.letters.LetterBox", "LETTERS": data / "letters"}
    use = "smtp://, smtp+tls:// or smtps://USER:PASSWORD@HOST:PORT"
    parts = read_address("EMAIL_URL", url, schemes=("smtp", "smtps", "smtp+tls"), use=use)
    if not parts.hostname:
        raise ImproperlyConfigured(f"EMAIL_URL: it names no host; use {use}")
    read_options("EMAIL_URL", parts, use=use)
    if parts.path.strip("/"):
        raise ImproperlyConfigured(f"EMAIL_URL: nothing may follow the host (in a password “/” is %2F); use {use}")
    return {
        "EMAIL_BACKEND": "minga.core.operating.mailing.Post",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_TIMEOUT": 20,
    }
