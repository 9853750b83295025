"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, path

from tocsin.desk.translating import files, glossary, languages, reading, saving, sides

_LANGUAGE = "cases/<int:number>/translations/<slug:language>"

patterns: list[URLPattern] = [
    path("cases/<int:number>/translations/", languages.languages, name="desk-translations"),
    path(f"{_LANGUAGE}/", sides.translate, name="desk-translate"),
    path(f"{_LANGUAGE}/save/", saving.save, name="desk-translate-save"),
    path(f"{_LANGUAGE}/words/", glossary.case_words, name="desk-translate-words"),
    path(f"{_LANGUAGE}/read/", reading.read, name="desk-second-read"),
    path(f"{_LANGUAGE}/po/", files.po_in, name="desk-po-in"),
    path(f"{_LANGUAGE}.po", files.po_out, name="desk-po-out"),
    path("glossary/", glossary.glossary, name="desk-glossary"),
]
