"""Where the pages of a case lie, those of other rooms too."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

LONGEST_NUMBER: Final = 18


def way_to(name: str, case_id: int) -> str:
    """The address of a page of this case; the case's own page where there is none of this name."""
    try:
        return reverse(name, args=[case_id])
    except NoReverseMatch:
        return reverse("desk-case", args=[case_id])


def number_in(request: HttpRequest, name: str) -> int | None:
    """An id that a form or an address gives; None where it is none."""
    text = (request.POST if request.method == "POST" else request.GET).get(name, "")[: LONGEST_NUMBER + 1]
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER else None
