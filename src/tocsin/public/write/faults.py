"""What is missing or wrong, in words, and beside which field they stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tocsin.appeals.wish import Fault


@dataclass(frozen=True, slots=True)
class Wrong:
    """field: id of the element that it is about, `form` for the whole. The same sentence stands beside it."""

    field: str
    sentence: str


_WORDS: Mapping[Fault, tuple[str, str]] = {
    Fault.COUNTRY: ("country", gettext_noop("Choose the country that you write from.")),
    Fault.LANGUAGE: ("language", gettext_noop("Choose the language of your letter.")),
    Fault.NOBODY: ("to", gettext_noop("Choose at least one person or office to write to.")),
    Fault.TEXT_EMPTY: ("text", gettext_noop("Write your letter: one sentence of your own is enough to begin with.")),
    Fault.TEXT_LONG: (
        "text",
        gettext_noop("The letter is longer than any official reads. All of it is still here: shorten it to a page."),
    ),
    Fault.NAME_IN_TEXT: (
        "text",
        gettext_noop("You sign with initials, but your full name stands in the letter. Take it out, or sign in full."),
    ),
    Fault.NAME: ("name", gettext_noop("Enter your name. With initials, only the first letters of it are shown.")),
    Fault.PLACE: ("place", gettext_noop("Enter the place where you live, or your address if you sign in full.")),
    Fault.EMAIL: (
        "email",
        gettext_noop("This is not an e-mail address. Look for a missing dot or a letter too many."),
    ),
    Fault.EMAIL_NEEDED: (
        "email",
        gettext_noop("Enter your e-mail address, or choose ways on which you send every letter yourself."),
    ),
    Fault.GLYPH: (
        "text",
        gettext_noop(
            "A letter that we print or fax has a character that no font has. Replace it, or send that letter yourself."
        ),
    ),
    Fault.PAGES: (
        "text",
        gettext_noop("A letter that we print or fax may have three pages. Shorten it, or send that letter yourself."),
    ),
    Fault.CONSENT: ("consent", gettext_noop("Say that the officials named here may learn this of you.")),
    Fault.TOO_FAST: (
        "form",
        gettext_noop("That went very fast, or the page had been open for more than a week. Please press it once more."),
    ),
    Fault.TRAP: (
        "form",
        gettext_noop("A field that nobody sees was filled in, perhaps by a program of yours. It is empty again now."),
    ),
    Fault.FLOOD: (
        "form",
        gettext_noop(
            "Very many letters came from your network, or for your address, today. Nothing was sent. Copy your text, "
            "and come back tomorrow; letters that you send yourself need no permission from us."
        ),
    ),
}


def wrongs_of(faults: Iterable[Fault]) -> tuple[Wrong, ...]:
    """In the order in which they came, each once."""
    return tuple(Wrong(field, _(said)) for field, said in (_WORDS[fault] for fault in dict.fromkeys(faults)))
