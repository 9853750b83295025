"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, path

from tocsin.desk.importing import known, page, source_page

patterns: list[URLPattern] = [
    path("import/", page.bring_in, name="desk-import"),
    path("cases/<int:number>/source/", source_page.source, name="desk-source"),
    path("cases/<int:number>/known/", known.known, name="desk-likeness"),
]
