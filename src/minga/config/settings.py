"""All settings, driven by the environment. docs/operators.md holds the table of variables."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from minga.config import words
from minga.config.environment import (
    caches,
    databases,
    email,
    is_production,
    make_folder,
    read_bounces,
    read_choice,
    read_flag,
    read_former_keys,
    read_hosts,
    read_number,
    read_secret_file,
    read_sender,
    read_site,
    storages,
    tasks,
)
from minga.config.production import DEVELOPMENT_KEY, refusal_text
from minga.config.sign_in import sign_in

PACKAGE = Path(__file__).resolve().parent.parent
DATA = make_folder("MINGA_DATA", default=Path.cwd() / "data")
PRODUCTION = is_production()
DEBUG = read_flag("MINGA_DEBUG", default=False)
DEMONSTRATION = read_flag("MINGA_DEMO", default=False)
SECRET_KEY = os.environ.get("SECRET_KEY", "") or DEVELOPMENT_KEY
SECRET_KEY_FALLBACKS = read_former_keys("SECRET_KEY_OLD")
SIGNING_SECRET_FILE = read_secret_file("SIGNING_SECRET_FILE")
ALLOWED_HOSTS = read_hosts("ALLOWED_HOSTS", default="" if PRODUCTION else "*")
SITE_URL = (os.environ.get("SITE_URL", "") or "http://localhost:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SITE_URL.startswith("https://") else []
if PRODUCTION and (refused := refusal_text(globals())):
    raise ImproperlyConfigured(refused)
read_site("SITE_URL", SITE_URL)

INSTALLED_APPS = [
    "minga.core",
    "minga.core.access",
    "minga.core.audit",
    "minga.core.notices",
    "minga.core.money",
    "minga.core.documents",
    "minga.core.importing",
    "minga.core.interface",
    "minga.core.operating",
    "minga.core.tables",
    "minga.places",
    "minga.sdgs",
    "minga.people",
    "minga.partners",
    "minga.assignments",
    "minga.home",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_tasks",
    "django_tasks_db",
    "csp",
    "rules",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "allauth.usersessions",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "minga.core.interface.middleware.SentAgainMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "minga.core.interface.middleware.ReaderMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "minga.people.middleware.TooLateMiddleware",
    "minga.people.middleware.SecondFactorMiddleware",
    "minga.people.middleware.OtherHouseMiddleware",
    "minga.core.interface.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "minga.config.urls"
WSGI_APPLICATION = "minga.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "minga.core.interface.context.interface",
            ],
        },
    }
]

FORM_RENDERER = "minga.core.interface.reading.Renderer"  # full-width digits and signs are read as usual ones
DATABASES = databases(os.environ.get("DATABASE_URL", ""), data=DATA)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TASKS_URL = os.environ.get("TASKS_URL", "")
TASKS, RQ_QUEUES = tasks(TASKS_URL)
INSTALLED_APPS += ["django_rq", "django_tasks_rq"] if RQ_QUEUES else []
STORAGES = storages(os.environ.get("STORAGE_URL", ""), data=DATA)
MEDIA_ROOT = DATA / "files"
vars().update(email(os.environ.get("EMAIL_URL", ""), data=DATA))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = read_sender("EMAIL_FROM", default="Minga <minga@localhost>")
EMAIL_BOUNCES = read_bounces("EMAIL_BOUNCES")
CACHES = caches(os.environ.get("CACHE_URL") or (TASKS_URL if RQ_QUEUES else ""), data=DATA)
# Pages that are the same for every visitor, and pieces of them (core.interface.keeping): each process keeps its own.
CACHES["pages"] = {
    "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
    "LOCATION": "pages",
    "OPTIONS": {"MAX_ENTRIES": 1500},
}
MOST_PIECES_KEPT = 5000  # of a kind in a language; a card of an opportunity takes about a kilobyte

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "minga.people.passwords.UnlikeThePerson"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_REDIRECT_URL = "/"
LOGIN_URL = "account_login"
vars().update(sign_in(production=PRODUCTION, site=SITE_URL))
SECOND_FACTOR_REQUIRED = not DEMONSTRATION

LANGUAGE_CODE = "en"
LANGUAGES: list[tuple[str, Any]] = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
USE_I18N = True
FORMAT_MODULE_PATH = "minga.config.formats"  # days in full, in the order the United Nations write them
USE_TZ = True
TIME_ZONE = "UTC"
LOCALE_PATHS: list[Path] = words.compile_stale(PACKAGE, elsewhere=DATA / "words")
if read_flag("MINGA_PSEUDO", default=False):
    LANGUAGES.append((words.PSEUDO, "Pseudo"))
    LANGUAGES_BIDI = ["ar", "fa", "he", "ur", words.PSEUDO.split("-", maxsplit=1)[0]]
    LOCALE_PATHS.append(words.pseudo_catalogue(PACKAGE, into=DATA / "pseudo"))

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "minga.core.interface.trouble.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
# What stands on the other names below this domain, and on browsers' preload list, is its owner's to decide.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

# Behind a reverse proxy its word counts for the scheme and the reader's address; nobody else's does.
PROXIES = read_number("MINGA_PROXIES", default=0)
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES
if PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = PRODUCTION
    SECURE_REDIRECT_EXEMPT = [r"^health$"]

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20
FILE_UPLOAD_PERMISSIONS = 0o640

LOG_LEVELS = ("warning", "error", "info", "debug", "critical")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": read_choice("MINGA_LOG", among=LOG_LEVELS).upper()},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}
