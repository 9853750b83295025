"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, path

from tocsin.desk.cases import case, consent, lessen, next_edition, notes, past, preview

patterns: list[URLPattern] = [
    path("cases/<int:number>/", case.case, name="desk-case"),
    path("cases/<int:number>/next/", next_edition.begin, name="desk-next"),
    path("cases/<int:number>/withdraw/", lessen.withdraw, name="desk-withdraw"),
    path("cases/<int:number>/stop/", lessen.stop, name="desk-stop"),
    path("cases/<int:number>/take-down/", lessen.take_it_down, name="desk-take-down"),
    path("cases/<int:number>/looked/", lessen.looked, name="desk-lessening"),
    path("cases/<int:number>/consent/", consent.consent, name="desk-consent"),
    path("cases/<int:number>/notes/", notes.notes, name="desk-notes"),
    path("cases/<int:number>/history/", past.history, name="desk-history"),
    path("cases/<int:number>/preview/", preview.previews, name="desk-previews"),
    path("cases/<int:number>/preview/<slug:form>/", preview.preview, name="desk-preview"),
]
