"""What a page says at its top after something was done: a code in the address (`?said=`), never a text from there."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _

_SENTENCES: Final[dict[str, str]] = {}


def tell(sentences: dict[str, str]) -> None:
    """A room's own codes and sentences, marked with gettext_noop. A code begins with its room: `reviewing.approved`."""
    _SENTENCES.update(sentences)


def sentence(code: str) -> str:
    """Empty for a code that no room knows."""
    known = _SENTENCES.get(code)
    return _(known) if known else ""
