"""What somebody needs who sends a letter themselves: links into mail programs, fields to copy, files to print."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tocsin.appeals.composing import Made
from tocsin.delivery.channels.own_mailbox import links_for
from tocsin.delivery.kinds import Route
from tocsin.letters import glyph_problem
from tocsin.letters.routes import window_problem
from tocsin.public.frame import Link
from tocsin.public.reader import UNMARKED


@dataclass(frozen=True, slots=True)
class Field:
    """Something to copy. marks: language and direction of the value."""

    id: str
    label: str
    value: str
    marks: SafeString = UNMARKED
    rows: int = 0
    """Of a long one; 0 for a single line."""


@dataclass(frozen=True, slots=True)
class FileLink:
    label: str
    href: str
    form: str


@dataclass(frozen=True, slots=True)
class OwnHands:
    """first: what most people press. others: ways into other programs. notes: why something is missing, and what a
    stamp costs.
    """

    first: Link | None = None
    others: tuple[Link, ...] = ()
    files: tuple[FileLink, ...] = ()
    fields: tuple[Field, ...] = ()
    notes: tuple[str, ...] = ()


_PAPER = frozenset({Route.OWN_PAPER, Route.THROUGH_MISSION})


def own_hands(made: Made, letter_id: int, folder: str, postage: str = "") -> OwnHands | None:
    """For a letter in the writer's hands; None for one that the network sends. folder: of the letter's files."""
    stem = f"{folder}{letter_id}"
    match made.route:
        case Route.OWN_MAIL:
            return _own_mail(made, letter_id, stem)
        case Route.WEB_FORM:
            return OwnHands(
                first=Link(_("Open the form of the office"), made.addressee.web_form or ""),
                fields=tuple(_fields(made, letter_id, with_address=False)),
            )
        case Route.OWN_FAX:
            return _own_fax(made, stem)
        case Route.OWN_PAPER | Route.THROUGH_MISSION:
            return _own_paper(made, stem, postage)
        case _:
            return None


def is_on_paper(made: Made) -> bool:
    """Whether somebody prints and posts it themselves."""
    return made.route in _PAPER


def _own_mail(made: Made, letter_id: int, stem: str) -> OwnHands:
    links = links_for(made.addressee.email or "", made.subject, made.letter.plain_text)
    first = Link(_("Open in my mail program"), links.mailto) if links.mailto else None
    others = tuple(Link(name, href) for name, href in links.webmail)
    notes = []
    if first is None:
        notes.append(
            _("The letter is too long for a link into a mail program, which cuts such links short. Take the draft.")
        )
    if not others:
        notes.append(_("It is too long for links into Gmail and Outlook too."))
    return OwnHands(
        first=first,
        others=others,
        files=(FileLink(_("Draft for my mail program"), f"{stem}.eml", "EML"),),
        fields=tuple(_fields(made, letter_id, with_address=True)),
        notes=tuple(notes),
    )


def _fields(made: Made, letter_id: int, *, with_address: bool) -> Iterator[Field]:
    if with_address:
        yield Field(f"to-{letter_id}", _("To"), made.addressee.email or "", SafeString(' dir="ltr"'))
    yield Field(f"subject-{letter_id}", _("Subject"), made.subject, SafeString(' dir="auto"'))
    yield Field(f"text-{letter_id}", _("Text"), made.letter.plain_text, SafeString(' dir="auto"'), rows=8)


def _own_fax(made: Made, stem: str) -> OwnHands:
    if problem := glyph_problem(made.letter):
        return OwnHands(notes=(_not_printable(problem.message),))
    return OwnHands(
        files=(FileLink(_("Pages for a fax machine"), f"{stem}.tiff", "TIFF"),),
        fields=(
            Field(
                f"number-{stem.rpartition('/')[2]}", _("Fax number"), made.addressee.fax or "", SafeString(' dir="ltr"')
            ),
        ),
    )


def _own_paper(made: Made, stem: str, postage: str) -> OwnHands:
    if problem := glyph_problem(made.letter):
        return OwnHands(notes=(_not_printable(problem.message),))
    envelope = made.letter.writer.envelope
    needs_label = not envelope.has_window or window_problem(made.letter) is not None
    label = (FileLink(_("The address, to cut out"), f"{stem}-label.pdf", "PDF"),) if needs_label else ()
    notes = [
        _("The page does not fit a window envelope: use a plain one and the address to cut out, or write it by hand.")
        if needs_label
        else _("Folded at its marks, the page fits a window envelope.")
    ]
    if postage:
        notes.append(_("A stamp: %(postage)s.") % {"postage": postage})
    files = (FileLink(_("Letter to print"), f"{stem}.pdf", "PDF"), *label)
    return OwnHands(files=files, notes=tuple(notes))


def _not_printable(message: str) -> str:
    """message: which character, and where."""
    said = _("The letter cannot be printed: no font has one of its characters. Go on with the text and replace it.")
    named = message.partition("no font has ")[2].rstrip(".")
    return f"{said} ({named})" if named else said
