"""What came in from the page of writing, taken apart into plain values. Nothing of it is believed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from django.http import QueryDict

from tocsin.appeals.wish import MOST_CHARACTERS, Answers, Wish
from tocsin.public.posting import STAMP

WAY: Final = "way."
MOST_PICKED: Final = 40
MOST_TAKEN: Final = 10 * MOST_CHARACTERS
"""Characters of a text that is looked at at all. A shorter one that is too long for a letter comes back whole."""


class Do(StrEnum):
    """What the pressed button says."""

    LOOK = "look"
    """Show the page again with what was chosen, advice on the text, and the letters."""
    ASSEMBLE = "assemble"
    """Put the chosen sentences into the text."""
    LATER = "later"
    SEND = "send"
    GO_ON = "go-on"
    """From the private page: go on with what is kept there."""


@dataclass(frozen=True, slots=True)
class Form:
    """n: the edition that was read. shown: keys of the recipients that stood on the page, chosen or not.

    seen: digest of the letters that were shown (`digest_of`). member: the token of the alert from which somebody comes
    (`members.alert_links`). picked: sentences of the assisted way.
    """

    wish: Wish = field(default_factory=Wish)
    do: Do = Do.LOOK
    n: int = 0
    stamp: str = ""
    token: str = ""
    member: str = ""
    shown: frozenset[str] = frozenset()
    seen: str = ""
    picked: frozenset[str] = frozenset()
    own_sentence: str = ""


class TooLong(Exception):
    """Nobody types so much; it is not read."""


def form_of(post: QueryDict) -> Form:
    """Whatever comes makes a form; what cannot be used is left out. Raises TooLong."""
    if len(post.get("text", "")) > MOST_TAKEN:
        raise TooLong
    said = {name: post.get(name, "") for name in _SINGLE}
    ways = {name.removeprefix(WAY): value for name, value in post.items() if name.startswith(WAY)}
    shown = frozenset(key[:30] for key in post.getlist("shown"))
    # Without the list of those that were shown, nobody was left out.
    to = post.getlist("to") if shown or "to" in post else None
    number = post.get("n", "")[:9]
    return Form(
        wish=Wish.of({**said, "to": to, "ways": ways, "text": post.get("text", "")}),
        do=_do(post.get("do", "")),
        n=int(number) if number.isascii() and number.isdigit() else 0,
        stamp=post.get(STAMP, "")[:100],
        token=post.get("token", "")[:64],
        member=post.get("member", "")[:64],
        shown=shown,
        seen=post.get("seen", "")[:64],
        picked=frozenset(one[:60] for one in post.getlist("pick")[:MOST_PICKED]),
        own_sentence=post.get("own_sentence", "")[:2000],
    )


def addressed(wish: Wish, shown: Iterable[str], present: Iterable[str]) -> Wish:
    """With recipients who were not on the page yet, such as the mission in another country: they are chosen first."""
    if wish.to is None:
        return wish
    return replace(wish, to=wish.to | (frozenset(present) - frozenset(shown)))


def digest_of(wish: Wish) -> str:
    """Of all that an official sees: letters go out only as they were shown."""
    values = {name: value for name, value in wish.to_json().items() if name not in _UNSEEN}
    if wish.answers is not Answers.TO_ME:
        del values["email"]
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:32]


_SINGLE: Final = (
    "country", "language", "name", "sign_as", "address", "place", "email", "answers", "consent", "hears", "envelope",
)  # fmt: skip
_UNSEEN: Final = frozenset({"consent", "hears", "envelope"})


def _do(text: str) -> Do:
    return Do(text) if text in Do else Do.LOOK
