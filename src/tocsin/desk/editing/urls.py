"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, path

from tocsin.desk.editing import page, pick

patterns: list[URLPattern] = [
    path("cases/<int:number>/edit/", page.edit, name="desk-edit"),
    path("cases/<int:number>/edit/save/", page.save, name="desk-autosave"),
    path("cases/<int:number>/edit/pick/", pick.pick, name="desk-pick"),
]
