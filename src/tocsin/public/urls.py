"""Addresses of the public pages (CONTRACTS.md). A language before them is taken off by LanguageMiddleware.

The first part of an address is longer than three letters, or it would be taken for a language; a test asks for it.
"""

from __future__ import annotations

from django.urls import URLPattern, path

from tocsin.public import about, checking, lists
from tocsin.public.action import page

patterns: list[URLPattern] = [
    path("", lists.home, name="home"),
    path("actions/<slug:slug>/", page.action, name="action"),
    path("actions/<slug:slug>/editions/<int:n>/", page.action, name="edition"),
    path("countries/<str:code>/", lists.country, name="country"),
    path("concerns/<str:slug>/", lists.concern, name="concern"),
    path("outcomes/", lists.outcomes, name="outcomes"),
    path("check/", checking.check, name="check"),
    path("check/key", checking.key, name="key"),
    path("check/keys/<str:key_id>", checking.key, name="key-of-id"),
    path("about/", about.about, name="about"),
    path("healthz", about.health, name="health"),
    # The short link on paper; last, for it would take any single word.
    path("<slug:slug>", page.short, name="short"),
]
