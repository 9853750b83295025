"""HTML to lines of text: for web pages that were saved, and for mails that hold nothing else."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from tocsin.casefile.errors import UnreadableDocument

_BLOCKS = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "header",
        "footer",
        "main",
        "aside",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "table",
        "blockquote",
        "pre",
        "address",
        "form",
        "fieldset",
        "figure",
        "hr",
        "dl",
    ]
)
_LINES = frozenset(["br", "tr", "li", "dt", "dd", "option"])
_SILENT = frozenset(["script", "style", "head", "title", "noscript", "template", "svg", "nav", "button", "select"])


class _Lines(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self.silent += 1
        elif tag in _BLOCKS:
            self.pieces.append("\n\n")
        elif tag in _LINES:
            self.pieces.append("\n\u2022 " if tag == "li" else "\n")
        elif tag in ("td", "th"):
            self.pieces.append("   ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self.silent = max(self.silent - 1, 0)
        elif tag in _BLOCKS:
            self.pieces.append("\n\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.pieces.append(re.sub(r"\s+", " ", data))


_LONGEST = 2_000_000
"""Characters; what is longer is a web site, not an urgent action."""

_CLOSED_BY = (("<!--", "-->"), ("<![", "]>"), ("<", ">"))


def text_of_html(source: str) -> str:
    """The visible text, blocks parted by blank lines, items of lists with a bullet."""
    if len(source) > _LONGEST:
        raise UnreadableDocument(
            f"The page is too long: {len(source):,} characters, and at most {_LONGEST:,} are read."
        )
    parser = _Lines()
    parser.feed(_without_open_ends(source))
    parser.close()
    lines = [re.sub(r"[ \t]+$", "", line.strip(" ")) for line in "".join(parser.pieces).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _without_open_ends(source: str) -> str:
    """Marks that are never closed, as text: the parser looks for the end of each of them, through all of the rest."""
    for begin, end in _CLOSED_BY:
        last = source.rfind(end) + len(end) if end in source else 0
        source = source[:last] + source[last:].replace(begin, "&lt;" + begin[1:])
    return source
