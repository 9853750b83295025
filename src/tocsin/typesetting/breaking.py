"""Words too long for their column: where they may be broken, so that nothing leaves the page.

A template shows the result with

    #let joint = h(0.001pt)
    #let within(room, words) = if type(words) == str { words } else {
      words.map(one => if type(one) == str { one } else {
        context if measure(one.whole).width <= room { one.whole } else { one.parts.join(joint) }
      }).join()
    }

The tiny space allows a break and, other than a zero-width space, does not come along when an address is copied out
of the page.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

# Spaces that a line may be broken at; a no-break space is none of them.
_SPACES = " \n\u1680\u2000-\u2006\u2008-\u200b\u205f"
# Scripts in which a line may be broken between nearly any two characters, or by typst's own dictionaries.
_BROKEN_ANYWHERE = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\ua4cf\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef"
    "\U00020000-\U0003ffff"
)
_JOINTS = re.compile(r"[^@./_?&=-]*[@./_?&=-]+|[^@./_?&=-]+")
_CHUNK = 8
ZERO_WIDTH_SPACE = "\u200b"


def breakable(text: str, most: int) -> Any:
    """The text, or, with words of more than `most` characters in it, a list of strings and of such words.

    A long word is `{"whole": …, "parts": […]}`, parted at the joints of addresses first.
    """
    pieces: list[Any] = []
    end = 0
    for word in re.finditer(f"[^{_SPACES}{_BROKEN_ANYWHERE}]{{{most + 1},}}|[^\\w{_SPACES}]{{{most + 1},}}", text):
        pieces += [text[end : word.start()], {"whole": word[0], "parts": _parts(word[0], most)}]
        end = word.end()
    return [piece for piece in (*pieces, text[end:]) if piece] if pieces else text


def _parts(word: str, most: int) -> list[str]:
    return [chunk for part in _JOINTS.findall(word) for chunk in ([part] if len(part) <= most else _chunks(part))]


def _chunks(part: str) -> Iterator[str]:
    """A few characters at a time; marks such as brackets cling to their neighbour over any other space than this."""
    clusters = _clusters(part)
    for start in range(0, len(clusters), _CHUNK):
        chunk = "".join(clusters[start : start + _CHUNK])
        yield chunk if chunk.isalnum() else chunk + ZERO_WIDTH_SPACE


def _clusters(text: str) -> list[str]:
    """Characters with the marks that stand on them."""
    clusters: list[str] = []
    for character in text:
        if clusters and (unicodedata.category(character) in {"Mn", "Mc", "Me", "Cf"} or clusters[-1][-1] == "\u200d"):
            clusters[-1] += character
        else:
            clusters.append(character)
    return clusters
