"""Addresses of the public side (CONTRACTS.md)."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

from tocsin.api.urls import patterns as files
from tocsin.public.urls import patterns as pages

urlpatterns: list[URLPattern | URLResolver] = [*files, *pages]

handler400 = "tocsin.public.errors.bad_request"
handler404 = "tocsin.public.errors.not_found"
handler500 = "tocsin.public.errors.failed"
