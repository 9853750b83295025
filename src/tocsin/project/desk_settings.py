"""Django's settings for the desk's own process (`tocsin serve --desk`): all of `settings.py`, and what is different."""

from __future__ import annotations

from tocsin.project.environment import LOOPBACK
from tocsin.project.settings import *  # noqa: F403 - the same installation
from tocsin.project.settings import ENVIRONMENT, ROOT

ALLOWED_HOSTS = [ENVIRONMENT.desk_host, *(LOOPBACK if ENVIRONMENT.desk_host in LOOPBACK else ())]
IS_HTTPS = ENVIRONMENT.is_desk_https
IS_ONION = ENVIRONMENT.desk_host.endswith(".onion")
OWN_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; img-src 'self'; style-src 'self'; font-src 'self'; "
    "script-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
}
FRAMED_POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'self'; font-src 'self'; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'self'"
)
"""Of a preview, which stands in a frame of the desk's own pages: no script, no form."""
CHART_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"
"""Of a chart, which is a picture with a style of its own and nothing else."""
OWN_POLICIES = (FRAMED_POLICY, CHART_POLICY)

ROOT_URLCONF = "tocsin.project.desk_urls"
WSGI_APPLICATION = "tocsin.project.desk_wsgi.application"
MIDDLEWARE = [
    "tocsin.public.headers.HeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tocsin.desk.language.SpokenLanguage",
    "tocsin.desk.gate.KeptByNobody",
    "tocsin.desk.gate.OwnAddressOnly",
    "django.middleware.csrf.CsrfViewMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "desk" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "string_if_invalid": "",
            "context_processors": [],
            "libraries": {"scripts": "tocsin.desk.tags"},
        },
    }
]

# Documents stay in memory: no copy of theirs lies on a disk unsealed. How large they may be is the handler's to say.
FILE_UPLOAD_HANDLERS = ["tocsin.desk.uploads.KeptInMemory"]

# The form of a long case: a hundred recipients of their own have more than a thousand fields.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# On loopback http, and only there, a browser takes no cookie with Secure, and so none with __Host-.
CSRF_COOKIE_NAME = f"{'__Host-' if IS_HTTPS else ''}tocsin-desk-form"
CSRF_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_AGE = None
CSRF_TRUSTED_ORIGINS = [ENVIRONMENT.desk_url]
CSRF_FAILURE_VIEW = "tocsin.desk.errors.from_elsewhere"

DIFFERENT = (
    "ALLOWED_HOSTS",
    "DATA_UPLOAD_MAX_NUMBER_FIELDS",
    "IS_HTTPS",
    "IS_ONION",
    "OWN_HEADERS",
    "FRAMED_POLICY",
    "CHART_POLICY",
    "OWN_POLICIES",
    "ROOT_URLCONF",
    "MIDDLEWARE",
    "TEMPLATES",
    "FILE_UPLOAD_HANDLERS",
    "CSRF_COOKIE_NAME",
    "CSRF_COOKIE_SECURE",
    "CSRF_COOKIE_HTTPONLY",
    "CSRF_COOKIE_SAMESITE",
    "CSRF_COOKIE_AGE",
    "CSRF_TRUSTED_ORIGINS",
    "CSRF_FAILURE_VIEW",
)
"""Names of what the desk sets otherwise, or alone."""
