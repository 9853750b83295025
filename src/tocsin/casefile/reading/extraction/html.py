"""HTML to lines of text: for web pages that were saved, and for mails that hold nothing else."""

from __future__ import annotations

import re
from html.parser import HTMLParser

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


def text_of_html(source: str) -> str:
    """The visible text, blocks parted by blank lines, items of lists with a bullet."""
    parser = _Lines()
    parser.feed(source)
    parser.close()
    lines = [re.sub(r"[ \t]+$", "", line.strip(" ")) for line in "".join(parser.pieces).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
