"""Addresses of the desk, under `/desk/`. A test has a row for each of them, role by role."""

from __future__ import annotations

from django.urls import URLPattern, path

from tocsin.desk import case, home, sessions, signing_in

patterns: list[URLPattern] = [
    path("", home.home, name="desk-home"),
    path("cases/<int:number>/", case.case, name="desk-case"),
    path("sessions/", sessions.sessions, name="desk-sessions"),
    path("sign-in/", signing_in.sign_in, name="desk-sign-in"),
    path("sign-in/secret/", signing_in.own_secret, name="desk-own-secret"),
    path("sign-in/authenticator/", signing_in.set_up, name="desk-set-up"),
    path("sign-in/authenticator/qr.svg", signing_in.qr, name="desk-qr"),
    path("sign-in/code/", signing_in.code, name="desk-code"),
    path("sign-out/", signing_in.sign_out, name="desk-sign-out"),
]
