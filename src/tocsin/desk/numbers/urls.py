"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, path

from tocsin.desk.numbers import views

patterns: list[URLPattern] = [
    path("numbers/", views.numbers, name="desk-numbers"),
    path("numbers/<slug:report>.csv", views.as_csv, name="desk-numbers-csv"),
    path("numbers/<slug:report>.svg", views.chart, name="desk-chart"),
]
