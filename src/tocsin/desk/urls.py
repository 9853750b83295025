"""Addresses of the desk, under `/desk/`: each room has its own. A test has a row for each of them, role by role."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from tocsin.desk import account, home, signing_in
from tocsin.desk.alerts import urls as alerts
from tocsin.desk.cases import urls as cases
from tocsin.desk.directory import urls as directory
from tocsin.desk.editing import urls as editing
from tocsin.desk.importing import urls as importing
from tocsin.desk.numbers import urls as numbers
from tocsin.desk.outbox import urls as outbox
from tocsin.desk.reviewing import urls as reviewing
from tocsin.desk.sections import urls as sections
from tocsin.desk.translating import urls as translating

ROOMS = (importing, editing, reviewing, cases, translating, directory, alerts, outbox, sections, numbers)

patterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="desk-home"),
    path("account/", account.account, name="desk-account"),
    path("sign-in/", signing_in.sign_in, name="desk-sign-in"),
    path("sign-in/secret/", signing_in.own_secret, name="desk-own-secret"),
    path("sign-in/authenticator/", signing_in.set_up, name="desk-set-up"),
    path("sign-in/authenticator/qr.svg", signing_in.qr, name="desk-qr"),
    path("sign-in/code/", signing_in.code, name="desk-code"),
    path("sign-out/", signing_in.sign_out, name="desk-sign-out"),
    *(path("", include(room.patterns)) for room in ROOMS),
]
