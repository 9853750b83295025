"""Django's settings. All that an operator decides comes from the environment (`environment.py`)."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from tocsin.project.environment import LOOPBACK, database_settings, read_environment
from tocsin.project.keyring import Keyring

ENVIRONMENT = read_environment(os.environ)
ROOT = Path(__file__).resolve().parent.parent
KEYRING = Keyring(ENVIRONMENT.data / "keys")

# Where no secret was made yet, sessions and tokens of this process are worth nothing to the next one.
SECRET_KEY = KEYRING.secret_key() or secrets.token_urlsafe(48)
DEBUG = False
ALLOWED_HOSTS = [ENVIRONMENT.host, *(LOOPBACK if ENVIRONMENT.host in LOOPBACK else ())]

INSTALLED_APPS = [
    "tocsin.records",
    "tocsin.staff",
    "tocsin.directory",
    "tocsin.delivery",
    "tocsin.actions",
    "tocsin.appeals",
    "tocsin.members",
    "tocsin.alerts",
    "django_tasks_db",
    "tocsin.public",
    "tocsin.api",
]
# What the headers rest on, and what a process adds to their table.
IS_HTTPS = ENVIRONMENT.is_https
IS_ONION = ENVIRONMENT.is_onion
OWN_HEADERS: dict[str, str] = {}
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
"""Of the HTML part of a message in the outbox of the test mode, which has a style of its own and nothing else. Not
`sandbox`, with which browsers refuse a page that has a Cross-Origin-Opener-Policy.
"""
OWN_POLICIES: tuple[str, ...] = (MAIL_POLICY,)
FRAMED_POLICY = ""
CHART_POLICY = ""
"""The desk's alone."""
MIDDLEWARE = [
    "tocsin.public.headers.HeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tocsin.public.tongues.LanguageMiddleware",
]
ROOT_URLCONF = "tocsin.project.urls"
WSGI_APPLICATION = "tocsin.project.wsgi.application"
DATABASES = {"default": database_settings(ENVIRONMENT)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The queue of the fan-out. Tasks carry ids alone; the ledger of the alerts is the truth (alerts/models.py).
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["alerts"]}}
ALERT_ENGINE = "tocsin.project.work.alert_engine"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"string_if_invalid": "", "context_processors": []},
    }
]

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français"), ("es", "Español"), ("ar", "العربية"), ("zh-hans", "中文")]
LOCALE_PATHS = [ROOT / "locale"]

PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]

STATIC_URL = "/static/"
# The pictures and the sheet are shipped with the program; nothing is collected anywhere.
STATIC_ROOT = ROOT / "public" / "static"
WHITENOISE_MAX_AGE = 31_536_000
# Every address of a static file carries a hash of its content (public/templatetags/files.py).
WHITENOISE_IMMUTABLE_FILE_TEST = "."
WHITENOISE_ALLOW_ALL_ORIGINS = False

PROXIES = ("127.0.0.1", "::1")
"""Where a web server in front of this one may stand: only from there a forwarded address is believed."""

DATA_UPLOAD_MAX_MEMORY_SIZE = 6_000_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 6_000_000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"ids": {"()": "tocsin.records.logs.IdsOnly"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "ids"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {"django": {"handlers": [], "level": "ERROR", "propagate": True}},
}

SILENCED_SYSTEM_CHECKS = [
    "security.W001",  # public/headers.py sets every header, from one table with a test
    "security.W002",  # the table's frame-ancestors says it; X-Frame-Options is its older form
    "security.W003",  # the public side changes nothing and knows no cookie
]
