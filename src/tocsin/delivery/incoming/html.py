"""What a person would read of an HTML page, and nothing of what only a browser would.

Not a parser of HTML: each step goes once over the text, so that no page takes longer than its length. The standard
library's parser needs half a minute for 200,000 characters of comments that never end.
"""

from __future__ import annotations

import re
from html import unescape

LONGEST_HTML = 400_000

_HIDDEN = re.compile(r"<(script|style|head|title|template)\b", re.IGNORECASE)
_BREAK = re.compile(r"<(?:br|/?(?:p|div|tr|li|ul|ol|h[1-6]|blockquote|table|hr))\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[a-z/!?][^<>]*>", re.IGNORECASE)


def words_of(html: str) -> str:
    """The words, a line for each paragraph, item or row; links keep their words alone."""
    shown = _without_hidden(_without_comments(html[:LONGEST_HTML]))
    lines = _BREAK.sub("\x00", shown.replace("\x00", ""))
    return "\n".join(" ".join(unescape(line).split()) for line in _TAG.sub("", lines).split("\x00"))


def _without_comments(html: str) -> str:
    """One that never ends hides nothing, or an unlucky sign would cost the whole letter."""
    pieces, at = [], 0
    while (start := html.find("<!--", at)) >= 0 and (end := html.find("-->", start)) >= 0:
        pieces.append(html[at:start])
        at = end + 3
    return "".join([*pieces, html[at:]])


def _without_hidden(html: str) -> str:
    """Without scripts, styles and the page's head."""
    small = html.lower()
    # Lower case can be longer than what it is made of: İ becomes two characters.
    small = small if len(small) == len(html) else html
    pieces, at, unclosed = [], 0, set()
    for found in _HIDDEN.finditer(html):
        name = found[1].lower()
        if found.start() < at or name in unclosed:
            continue
        end = small.find(f"</{name}", found.end())
        if end < 0:
            unclosed.add(name)
            continue
        pieces.append(html[at : found.start()])
        at = end
    return "".join([*pieces, html[at:]])
