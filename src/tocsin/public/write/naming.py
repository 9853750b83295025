"""How the writer is named, and what somebody with ties to the state should think of first."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from tocsin.appeals.matter import Matter
from tocsin.appeals.wish import Answers, Wish
from tocsin.letters.signature import signature_of
from tocsin.public import saying
from tocsin.public.reader import Reader


@dataclass(frozen=True, slots=True)
class Choice:
    """One radio button."""

    value: str
    label: str
    hint: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Naming:
    """Everything as it was typed. caution: sentences for people with ties to the state."""

    name: str
    place: str
    address: str
    email: str
    sign_as: tuple[Choice, ...]
    answers: tuple[Choice, ...]
    caution: tuple[str, ...]


def naming_of(wish: Wish, matter: Matter, reader: Reader) -> Naming:
    return Naming(
        name=wish.name,
        place=wish.place,
        address="\n".join(wish.address),
        email=wish.email,
        sign_as=_sign_as(wish),
        answers=_answers(wish),
        caution=tuple(_caution(wish, matter, reader)),
    )


def shown_as(wish: Wish) -> str:
    """The name and place that stand on the letters; empty while nothing is known."""
    if not (wish.name and wish.language):
        return ""
    return ", ".join(dict.fromkeys(signature_of(wish.writer(), wish.language).sender))


def _sign_as(wish: Wish) -> tuple[Choice, ...]:
    now = shown_as(wish)
    full = wish.sign_as == "full"
    return (
        Choice(
            "initials",
            _("Initials and place"),
            (now if not full else "")
            or _("C. A., Leipzig. Best if you, or people close to you, travel there or have family there."),
            not full,
        ),
        Choice(
            "full",
            _("Full name, with address or place"),
            (now if full else "") or _("Counts for more with some officials, and an answer by post can reach you."),
            full,
        ),
    )


def _answers(wish: Wish) -> tuple[Choice, ...]:
    said = (
        (
            Answers.PASSED_ON,
            _("To our address, which passes it on to me"),
            _("The official does not see your e-mail address."),
        ),
        (Answers.TO_ME, _("Straight to my e-mail address"), _("Every official you write to by e-mail sees it.")),
        (
            Answers.NONE,
            _("I want no answer"),
            _("If one comes all the same, it stands on your private page and nowhere else."),
        ),
    )
    return tuple(Choice(one.value, label, hint, wish.answers is one) for one, label, hint in said)


def _caution(wish: Wish, matter: Matter, reader: Reader) -> list[str]:
    state = saying.country(matter.state, reader) if matter.state else _("the state that you write to")
    said = [
        _("You write to this state: %(state)s. It reads the letters, and may keep who wrote them.") % {"state": state},
        _(
            "If you live there, have family there, travel there or hold its passport, think before you send anything. "
            "Initials and a place tell less. To write nothing is all right too: somebody else can."
        ),
    ]
    if wish.country and wish.country == matter.state:
        said.insert(1, _("You say that you write from within it. Do so only if you are sure that it is safe for you."))
    return said
