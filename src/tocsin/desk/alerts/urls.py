"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, path

from tocsin.desk.alerts import listing, one

patterns: list[URLPattern] = [
    path("alerts/", listing.alerts, name="desk-alerts"),
    path("alerts/<int:number>/", one.alert, name="desk-alert"),
]
