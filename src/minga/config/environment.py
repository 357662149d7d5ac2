"""From the environment's URLs to Django's settings; a value that cannot be read names its variable."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlparse

from django.core.exceptions import ImproperlyConfigured


def read_list(name: str, *, default: str = "") -> list[str]:
    """Values parted by commas; spaces around them do not count."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def read_number(name: str, *, default: int) -> int:
    """A whole number from the environment."""
    value = os.environ.get(name, "").strip()
    if value and not value.isdecimal():
        raise ImproperlyConfigured(f"{name}: “{value}” is not a whole number")
    return int(value) if value else default


def read_flag(name: str, *, default: bool) -> bool:
    """A yes or no from the environment: 1, true, yes, on (any case) are yes."""
    value = os.environ.get(name)
    return default if value is None else value.strip().lower() in {"1", "true", "yes", "on"}


SHORT = "-c jit=off -c max_parallel_workers_per_gather=0 -c random_page_cost=1.1"
"""Pages ask many short questions: compiling one, or starting processes for it, took longer than to answer it; and an
index costs little on today's disks, where the server would rather read a whole table.
"""


def databases(url: str, *, data: Path) -> dict[str, dict[str, Any]]:
    """DATABASE_URL: empty or sqlite:///PATH for SQLite (WAL), postgres://USER:PASSWORD@HOST:PORT/NAME."""
    parts = urlparse(url)
    if not url or parts.scheme == "sqlite":
        path = Path(unquote(parts.path)) if url else data / "minga.sqlite3"
        return {"default": _sqlite(path)}
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(f"DATABASE_URL: “{parts.scheme}” is not known; use sqlite:/// or postgres://")
    options = {"options": SHORT} | {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path.lstrip("/"),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or options.pop("host", ""),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": options,
        }
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
            "PRAGMA cache_size=-16384; PRAGMA mmap_size=1073741824; PRAGMA temp_store=MEMORY;"
            "PRAGMA journal_size_limit=67108864;",
        },
    }


def tasks(url: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """TASKS_URL: empty or database:// for the worker in the database, redis://HOST:PORT/N for RQ workers."""
    if not url or url.startswith("database:"):
        return {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}, {}
    if not url.startswith(("redis://", "rediss://")):
        raise ImproperlyConfigured("TASKS_URL: use database:// or redis://HOST:PORT/N")
    queues = {"default": {"URL": url}}
    return {"default": {"BACKEND": "django_tasks_rq.RQBackend", "QUEUES": ["default"]}}, queues


def caches(url: str, *, data: Path) -> dict[str, Any]:
    """What all serving processes share (rate limits, short-lived facts): redis://… or else files on the disk."""
    if url.startswith(("redis://", "rediss://")):
        return {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url}}
    if url:
        raise ImproperlyConfigured("CACHE_URL: use redis://HOST:PORT/N, or leave it empty for files on the disk")
    options = {"MAX_ENTRIES": 10_000}
    location = str(data / "cache")
    return {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": location,
            "OPTIONS": options,
        }
    }


def storages(url: str, *, data: Path) -> dict[str, Any]:
    """STORAGE_URL: empty or file:///PATH for the disk, s3://KEY:SECRET@ENDPOINT/BUCKET?region=… for S3."""
    static = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    parts = urlparse(url)
    if not url or parts.scheme == "file":
        root = Path(unquote(parts.path)) if url else data / "files"
        default = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": root}}
        return {"default": default, "staticfiles": static}
    if parts.scheme != "s3":
        raise ImproperlyConfigured("STORAGE_URL: use file:///PATH or s3://KEY:SECRET@ENDPOINT/BUCKET")
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    options: dict[str, Any] = {
        "bucket_name": parts.path.strip("/"),
        "access_key": unquote(parts.username or "") or None,
        "secret_key": unquote(parts.password or "") or None,
        "default_acl": None,
        "querystring_auth": True,
    }
    if parts.hostname:
        scheme = "http" if query.get("tls") == "0" else "https"
        options["endpoint_url"] = f"{scheme}://{parts.hostname}" + (f":{parts.port}" if parts.port else "")
    if "region" in query:
        options["region_name"] = query["region"]
    return {"default": {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}, "staticfiles": static}


def email(url: str, *, data: Path) -> dict[str, Any]:
    """EMAIL_URL: empty for letters kept as files and shown at /letters, smtp(s)://USER:PASSWORD@HOST:PORT."""
    if not url:
        return {"EMAIL_BACKEND": "minga.core.operating.letters.LetterBox", "LETTERS": data / "letters"}
    parts = urlparse(url)
    if parts.scheme not in {"smtp", "smtps", "smtp+tls"}:
        raise ImproperlyConfigured("EMAIL_URL: use smtp://, smtp+tls:// or smtps://USER:PASSWORD@HOST:PORT")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_TIMEOUT": 20,
    }
