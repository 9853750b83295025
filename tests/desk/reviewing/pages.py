"""Steps on the pages of this room, as a browser takes them."""

from __future__ import annotations

import html
import re
from typing import Any

from django.test import Client

from tocsin.actions.models import Case


def address(case: Case, page: str = "review") -> str:
    return f"/desk/cases/{case.pk}/{page}/"


def text_of(answer: Any) -> str:
    """What a reader reads, spaces run together."""
    body = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def form_of(client: Client, case: Case) -> dict[str, str]:
    """The hidden fields of the form that decides."""
    page = client.get(address(case)).content.decode()
    form = page.partition('id="decide"')[2].partition("</form>")[0]
    found = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)
    return {name: html.unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}


def approve(client: Client, case: Case, **more: str) -> Any:
    return client.post(address(case), {**form_of(client, case), "do": "approve", "read": "1", **more})
