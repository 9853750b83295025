"""Addresses of the desk's process."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from tocsin.desk.urls import patterns
from tocsin.public.about import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("", RedirectView.as_view(url="/desk/"), name="desk-root"),
    path("healthz", health, name="health"),
    path("desk/", include(patterns)),
]

handler400 = "tocsin.desk.errors.bad_request"
handler404 = "tocsin.desk.errors.not_found"
handler500 = "tocsin.desk.errors.failed"
