"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, path

from tocsin.desk.sections import local, overview, section, staff

patterns: list[URLPattern] = [
    path("sections/", overview.sections, name="desk-sections"),
    path("sections/new/", section.found, name="desk-section-new"),
    path("sections/<slug:code>/", section.section, name="desk-section"),
    path("sections/<slug:code>/staff/", staff.of_section, name="desk-section-staff"),
    path("staff/", staff.of_none, name="desk-staff"),
    path("cases/<int:number>/local/", local.local, name="desk-local"),
]
