"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, path

from tocsin.desk.cases import case

patterns: list[URLPattern] = [
    path("cases/<int:number>/", case.case, name="desk-case"),
]
