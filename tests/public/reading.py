"""Looking at a page as its readers do: what it says, in which language, and where it leads."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse

VOID = {"meta", "link", "br", "input", "wbr", "path", "rect", "img"}


@dataclass
class Element:
    name: str
    attributes: dict[str, str | None]
    parent: Element | None
    children: list[Element | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join("".join(self._strings()).split())

    def _strings(self) -> list[str]:
        found: list[str] = []
        for child in self.children:
            found += [child] if isinstance(child, str) else child._strings()
        return found

    def all(self, name: str, **attributes: str) -> list[Element]:
        """Descendants of a name; a class is matched as one of several."""
        found: list[Element] = []
        for child in self.children:
            if isinstance(child, Element):
                if child.name == name and all(child.has(key.rstrip("_"), value) for key, value in attributes.items()):
                    found.append(child)
                found += child.all(name, **attributes)
        return found

    def one(self, name: str, **attributes: str) -> Element:
        found = self.all(name, **attributes)
        assert len(found) == 1, (name, attributes, [element.text for element in found])
        return found[0]

    def has(self, attribute: str, value: str) -> bool:
        own = self.attributes.get(attribute) or ""
        return value in own.split() if attribute == "class" else own == value

    @property
    def language(self) -> str | None:
        """The language that a browser takes this element to be in."""
        return self.attributes.get("lang") or (self.parent.language if self.parent else None)

    @property
    def direction(self) -> str | None:
        return self.attributes.get("dir") or (self.parent.direction if self.parent else None)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("", {}, None)
        self.here = self.root

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attrs), self.here)
        self.here.children.append(element)
        if tag not in VOID:
            self.here = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.here.children.append(Element(tag, dict(attrs), self.here))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        assert self.here.name == tag, (self.here.name, tag)
        assert self.here.parent is not None
        self.here = self.here.parent

    def handle_data(self, data: str) -> None:
        self.here.children.append(data)


def read(response: Any, status: int = 200) -> Element:
    """The page of an answer."""
    assert isinstance(response, HttpResponse)
    assert response.status_code == status, (response.status_code, response.content[-600:])
    reader = _Reader()
    reader.feed(response.content.decode())
    reader.close()
    return reader.root


def links(page: Element) -> list[str]:
    return [href for element in page.all("a") if (href := element.attributes.get("href"))]


def main_text(page: Element) -> str:
    return page.one("main").text


def headings(page: Element) -> list[str]:
    return [element.text for element in page.one("main").all("h2")]
