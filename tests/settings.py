"""Minga's settings as tests want them: own data, quick passwords, letters in memory, tasks run at once.

DATABASE_URL decides between SQLite (a file, so that threads share it) and PostgreSQL; MINGA_TEST_DB names the database.
MINGA_TEST_READY, where it is set, is one that stands ready, of which each worker takes a copy instead of migrating its
own: a file, or a database of PostgreSQL.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
NAME = os.environ.get("MINGA_TEST_DB", "minga")
_SHARED, _ROOM = Path("/dev/shm"), 2**30
_IN_MEMORY = os.access(_SHARED, os.W_OK) and shutil.disk_usage(_SHARED).free > _ROOM  # a container may have 64 MB there
_FOLDER = _SHARED if _IN_MEMORY else Path(tempfile.gettempdir())
READY = os.environ.get("MINGA_TEST_READY") or None
SCRATCH = Path(tempfile.mkdtemp(prefix=f"minga-test-{NAME}-", dir=_FOLDER))

# Read by minga.config.settings below; what a developer's shell holds must not reach a test.
os.environ["MINGA_DATA"] = str(SCRATCH)
for _name in (
    "MINGA_PROFILE", "MINGA_DEMO", "MINGA_DEBUG", "MINGA_LOG", "MINGA_PROXIES", "MINGA_PSEUDO", "TASKS_URL",
    "CACHE_URL", "STORAGE_URL", "EMAIL_URL", "EMAIL_FROM", "EMAIL_BOUNCES", "SITE_URL", "ALLOWED_HOSTS", "OIDC_URL",
    "SECRET_KEY", "SECRET_KEY_OLD", "SIGNING_SECRET_FILE", "HOST", "PORT",
):  # fmt: skip
    os.environ.pop(_name, None)

from minga.config.settings import *  # noqa: E402, F403
from minga.config.settings import DATABASES, STORAGES  # noqa: E402

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    _folder = _FOLDER / f"minga-test-{os.getuid()}"
    _folder.mkdir(exist_ok=True)
    DATABASES["default"]["TEST"] = {"NAME": str(_folder / f"{NAME}.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
else:
    DATABASES["default"]["TEST"] = {"NAME": f"test_{NAME}", "TEMPLATE": READY}
    DATABASES["default"]["CONN_MAX_AGE"] = 0

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "pages": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},  # tests/core/interface keeps pages and pieces
}
MOST_PIECES_KEPT = 0
WHITENOISE_AUTOREFRESH = True
SECOND_FACTOR_REQUIRED = False  # tests/people turns it on; elsewhere officers sign in without one
