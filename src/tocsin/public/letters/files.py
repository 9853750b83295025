"""The files of a writer's letters: pages to print, pages to fax, drafts for a mail program.

Made when they are asked for, by the same functions as the preview, and kept nowhere. No file's name says who wrote.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from tocsin.appeals import private as appeals
from tocsin.appeals.composing import Made
from tocsin.appeals.private import Own
from tocsin.delivery.models import Letter
from tocsin.delivery.states import LetterState
from tocsin.letters import LetterPress, fax_of_pdf, glyph_problem
from tocsin.letters.mail import draft
from tocsin.letters.names import file_stem
from tocsin.public import errors
from tocsin.public.frame import frame_for
from tocsin.public.letters.own_hands import is_on_paper
from tocsin.public.letters.page import Trouble, made_of
from tocsin.public.pages import rendered
from tocsin.public.posting import private
from tocsin.public.reader import Reader, reader_of
from tocsin.public.views import READS, only
from tocsin.records.errors import NotThere
from tocsin.typesetting import TypesettingError

PRESS = LetterPress()
_at_the_press = threading.BoundedSemaphore(2)
"""A page of its own costs some 10 ms: two at once leave room for everybody who only reads."""


@dataclass(frozen=True, slots=True)
class Form:
    """One kind of file. is_printed: it needs a glyph for every character. attached: saved rather than shown."""

    media_type: str
    make: Callable[[Made], bytes]
    is_printed: bool = True
    attached: bool = False


def _page(made: Made) -> bytes:
    return PRESS.one(made.letter)


def _fax(made: Made) -> bytes:
    return fax_of_pdf(PRESS.one(made.letter))


def _label(made: Made) -> bytes:
    return PRESS.label(made.letter)


def _draft(made: Made) -> bytes:
    """The sender's address only where the writer shows it to the office."""
    writer = made.letter.writer
    sender = (writer.name, writer.email) if writer.email and not writer.signs_with_initials else None
    to = (made.addressee.email,) if made.addressee.email else ()
    return draft(to, made.addressee.name, made.subject, made.letter.plain_text, sender)


FORMS: Mapping[str, Form] = {
    ".pdf": Form("application/pdf", _page),
    "-label.pdf": Form("application/pdf", _label),
    ".tiff": Form("image/tiff", _fax, attached=True),
    ".eml": Form("message/rfc822", _draft, is_printed=False, attached=True),
}
"""By the end of the address."""


@private
@only(*READS)
def letter_file(request: HttpRequest, token: str, letter: int, ending: str) -> HttpResponseBase:
    """One letter in one form."""
    reader = reader_of(request)
    found = _open(token, reader)
    row = next((one for one in found.letters if one.pk == letter), None) if found else None
    made = made_of(found).get(row.key) if found and row else None
    form = FORMS[ending]
    if found is None or row is None or made is None or not _has(made, ending):
        return errors.not_found(request)
    if form.is_printed and (problem := glyph_problem(made.letter)):
        return _not_printable(reader, problem.message)
    try:
        with _at_the_press:
            content = form.make(made)
    except TypesettingError as error:
        return _not_printable(reader, str(error))
    return _file(content, form, f"{_stem(found, row, made)}{ending}")


def _has(made: Made, ending: str) -> bool:
    """Whether this letter can be had in this form at all."""
    recipient = made.letter.recipient
    return {
        ".pdf": bool(made.letter.address),
        "-label.pdf": bool(made.letter.address),
        ".tiff": made.addressee.fax is not None,
        ".eml": made.addressee.email is not None,
    }[ending] and bool(recipient)


@private
@only(*READS)
def all_on_paper(request: HttpRequest, token: str) -> HttpResponseBase:
    """Every letter that waits to be printed, each on a page of its own."""
    reader = reader_of(request)
    found = _open(token, reader)
    letters = _to_print(found) if found else []
    if found is None or not letters:
        return errors.not_found(request)
    good = [one.letter for one in letters if glyph_problem(one.letter) is None]
    if not good:
        problem = glyph_problem(letters[0].letter)
        return _not_printable(reader, problem.message if problem else "")
    try:
        with _at_the_press:
            content = PRESS.many(good)
    except TypesettingError as error:
        return _not_printable(reader, str(error))
    return _file(content, FORMS[".pdf"], f"{found.appeal.slug}-letters.pdf")


def _to_print(own: Own) -> Sequence[Made]:
    """In the case's order."""
    written = {letter.key for letter in own.letters if letter.state == LetterState.WRITTEN}
    return [one for key, one in made_of(own).items() if key in written and is_on_paper(one)]


def _open(token: str, reader: Reader) -> Own | None:
    try:
        return appeals.open_appeal(token, reader.now)
    except NotThere:
        return None


def _stem(own: Own, row: Letter, made: Made) -> str:
    """`ua-84-26-01-target-minister-of-the-interior`."""
    keys = list(dict.fromkeys(letter.key for letter in own.letters))
    return f"{own.appeal.slug}-{file_stem(keys.index(row.key) + 1, row.role, made.letter.recipient)}"


def _file(content: bytes, form: Form, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=form.media_type)
    response.headers["Content-Length"] = str(len(content))
    disposition = "attachment" if form.attached else "inline"
    response.headers["Content-Disposition"] = f'{disposition}; filename="{name}"'
    return response


def _not_printable(reader: Reader, message: str) -> HttpResponse:
    """422: a page instead of a file. message: which character, and where."""
    page = Trouble(
        _("This letter cannot be printed"),
        (
            _("No font has one of its characters. Go back, go on with the text and replace it; nothing is lost."),
            *filter(None, [message]),
        ),
    )
    return HttpResponse(rendered("said", frame=frame_for(reader, page.heading), page=page), status=422)
