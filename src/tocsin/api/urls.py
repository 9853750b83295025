"""Addresses of files, feeds and calendars (CONTRACTS.md); included at the root and under each language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, path

from tocsin.api import calendars, feeds, letters
from tocsin.api.answers import View
from tocsin.api.editions import edition_state
from tocsin.api.files import FILES, edition_file, signature

CASE = "actions/<slug:slug>/"
EDITION = f"{CASE}editions/<int:n>/"


def _of_edition(address: str, view: View, name: str, fixed: dict[str, Any] | None = None) -> Iterator[URLPattern]:
    """The same file beside an action's page and beside each of its editions."""
    yield path(f"{CASE}{address}", view, fixed, name=f"api-{name}")
    yield path(f"{EDITION}{address}", view, fixed, name=f"api-{name}-of-edition")


patterns: list[URLPattern] = [
    *(one for name in FILES for one in _of_edition(name, edition_file, name, {"name": name})),
    *_of_edition("edition.minisig", signature, "edition.minisig"),
    *_of_edition("edition.json", edition_state, "edition.json"),
    *_of_edition("letters.json", letters.letters_json, "letters.json"),
    *_of_edition("letters.csv", letters.letters_csv, "letters.csv"),
    *_of_edition("letters.svg", letters.letters_svg, "letters.svg"),
    path("feed/", feeds.feed, name="api-feed"),
    path("countries/<str:code>/feed/", feeds.country_feed, name="api-country-feed"),
    path("concerns/<str:slug>/feed/", feeds.concern_feed, name="api-concern-feed"),
    path("calendar.ics", calendars.calendar, name="api-calendar"),
    path("countries/<str:code>/calendar.ics", calendars.country_calendar, name="api-country-calendar"),
    path("concerns/<str:slug>/calendar.ics", calendars.concern_calendar, name="api-concern-calendar"),
    path(f"{CASE}calendar.ics", calendars.action_calendar, name="api-action-calendar"),
]
