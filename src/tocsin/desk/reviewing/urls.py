"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, path

from tocsin.desk.reviewing import compare, publishing, review

patterns: list[URLPattern] = [
    path("cases/<int:number>/review/", review.review, name="desk-review"),
    path("cases/<int:number>/compare/", compare.compared, name="desk-compare"),
    path("cases/<int:number>/publish/", publishing.publish, name="desk-publish"),
]
