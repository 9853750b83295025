"""What an alert is made of: blocks that are written out as text and as HTML, so that both say the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tocsin.casefile.writing.wording import wording_for
from tocsin.letters.hygiene import one_line
from tocsin.letters.languages import base_language, has_right_to_left
from tocsin.typesetting import fonts_for

OPENS: Final = "\u2068"
CLOSES: Final = "\u2069"
"""First strong isolate and its end (UAX 9). `of_case` takes them out of what others wrote, so all are ours."""


@dataclass(frozen=True, slots=True)
class Words:
    """A text on one line. language: BCP 47, where it may be another than that of the words around."""

    text: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody else says, set apart from the alert itself."""

    head: str
    said: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Kicker:
    """The first line: which case, and where; what is feared."""

    number: str
    where: str
    concerns: Words | None = None


@dataclass(frozen=True, slots=True)
class Title:
    words: Words


@dataclass(frozen=True, slots=True)
class State:
    """May one write, and until when. loud: the loudest words, such as “24 days left”: HTML sets them first, text
    after the first sentence, or first where they lead.
    """

    sentences: tuple[str, ...]
    loud: str | None = None
    leads: bool = False

    def in_one(self, language: str) -> str:
        """All of it as one paragraph."""
        loud = [f"{self.loud}{stop_of(language)}"] if self.loud else []
        first = 0 if self.leads else 1
        return wording_for(language).sentences(*self.sentences[:first], *loud, *self.sentences[first:])


@dataclass(frozen=True, slots=True)
class Button:
    """The one thing to do. In text the bare address, on a line alone where it is long."""

    label: str
    address: str


@dataclass(frozen=True, slots=True)
class Heading:
    """language: as of `Words`."""

    text: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """A paragraph."""

    words: Words


@dataclass(frozen=True, slots=True)
class Items:
    items: tuple[Words, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    address: str


@dataclass(frozen=True, slots=True)
class Foot:
    """Why somebody gets this, how they change it, and what else is true of every alert."""

    reason: str
    change: Link
    last: tuple[str, ...]


type Block = Note | Kicker | Title | State | Button | Heading | Said | Items | Link | Foot


@dataclass(frozen=True, slots=True)
class Message:
    """language: BCP 47, of all words that name no other."""

    subject: str
    language: str
    blocks: tuple[Block, ...]

    @property
    def direction(self) -> str:
        return fonts_for(self.language).direction


def of_case(text: str | None) -> str:
    """What others wrote, as it may stand in a message: one line, no controls, no marks that turn the direction."""
    return one_line(text or "")


def isolated(text: str, direction: str) -> str:
    """A text to be put into a sentence of that direction: set apart where it could turn the order of what is around."""
    return f"{OPENS}{text}{CLOSES}" if direction == "rtl" or has_right_to_left(text) else text


def without_marks(text: str) -> str:
    """For places that keep no marks of direction, such as a subject."""
    return text.replace(OPENS, "").replace(CLOSES, "")


def stop_of(language: str) -> str:
    """The mark at the end of a sentence."""
    return "。" if base_language(language) == "zh-Hans" else "."
