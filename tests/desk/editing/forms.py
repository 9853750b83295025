"""The form of the edit screen as a browser without scripts fills it in and sends it."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.test import Client

from tests.network import Network
from tocsin.actions.editing.content import Flat, content_of, flat_of
from tocsin.actions.models import Case


class _Reader(HTMLParser):
    """What a browser would send of the form `edit`; `template` is no part of the page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.fields: list[tuple[str, str]] = []
        self.buttons: list[str] = []
        self._inside = self._hidden = False
        self._area: str | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        has = dict(attributes)
        if tag == "template":
            self._hidden = True
        if tag == "form":
            self._inside = has.get("id") == "edit"
        if tag == "button" and not self._hidden and (self._inside or has.get("form") == "edit"):
            self.buttons.append(has.get("value") or "")
        if not self._inside or self._hidden:
            return
        name = has.get("name") or ""
        if tag == "input" and name and (has.get("type") != "checkbox" or "checked" in has):
            self.fields.append((name, has.get("value") or ""))
        if tag == "textarea":
            self._area = ""
            self.fields.append((name, ""))
        if tag == "select":
            self._select = name
            self.fields.append((name, ""))
        if tag == "option" and self._select and "selected" in has:
            self.fields[-1] = (self._select, has.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "template":
            self._hidden = False
        if tag == "form":
            self._inside = False
        if tag == "select":
            self._select = ""
        if tag == "textarea" and self._area is not None and self.fields:
            # A browser drops the first line feed, and sends each as CR LF.
            text = self._area.removeprefix("\n").replace("\n", "\r\n")
            self.fields[-1] = (self.fields[-1][0], text)
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area += data


@dataclass
class Form:
    """What is in the form, and the page around it."""

    client: Client
    path: str
    page: str
    fields: dict[str, Any]
    buttons: list[str]
    answer: Any = field(default=None)

    def send(self, do: str = "save", **typed: Any) -> Any:
        """Press a button after typing; dots in names are written as two underscores."""
        data = self.fields | {name.replace("__", "."): value for name, value in typed.items()} | {"do": do}
        self.answer = self.client.post(self.path, {name: value for name, value in data.items() if value is not None})
        return self.answer

    def autosave(self, **typed: Any) -> Any:
        """What the script sends: all fields."""
        data = self.fields | {name.replace("__", "."): value for name, value in typed.items()}
        self.answer = self.client.post(f"{self.path}save/", {k: v for k, v in data.items() if v is not None})
        return self.answer


def open_form(client: Client, case: Case, query: str = "") -> Form:
    path = f"/desk/cases/{case.pk}/edit/"
    answer = client.get(f"{path}{query}")
    assert answer.status_code == 200, answer.content
    return form_in(client, path, answer.content.decode())


def form_in(client: Client, path: str, page: str) -> Form:
    reader = _Reader()
    reader.feed(page)
    fields: dict[str, Any] = {}
    for name, value in reader.fields:
        fields[name] = (
            [*fields[name], value] if name == "list" and name in fields else ([value] if name == "list" else value)
        )
    return Form(client, path, page, fields, reader.buttons)


def flat(case: Case) -> Flat:
    """What the open draft says."""
    return flat_of(content_of(case.drafts.order_by("-pk")[0]))


def free(network: Network, case: Case) -> None:
    """Recipients of the case alone, not the directory's."""
    from tocsin.actions.drafts import Edit, edit_draft

    edit_draft(network.amina, str(case.pk), Edit(links={"targets.0": 0, "copies.0": 0}), network.now)
