"""One letter by every route: paper, fax, e-mail draft, link, label; and why a route is missing.

A problem costs that route of that letter, never the others.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tocsin.letters.addresses import emails_of, faxes_of
from tocsin.letters.composing import Letter
from tocsin.letters.envelopes import ENVELOPES
from tocsin.letters.glyphs import glyph_problem
from tocsin.letters.mail import MAILTO_BYTES, draft, mailto
from tocsin.letters.manifest import Problem, ProblemCode, Routes
from tocsin.letters.names import name_of
from tocsin.letters.pages import LetterPress, fit_letter
from tocsin.typesetting import TypesettingError


@dataclass(frozen=True, slots=True)
class Sendable:
    """A letter's routes, the files that they name, and its problems."""

    routes: Routes
    files: dict[str, bytes]
    problems: tuple[Problem, ...]


@dataclass(slots=True)
class _Tray:
    """What gathers while the routes of one letter are made."""

    stem: str
    files: dict[str, bytes] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def put(self, ending: str, content: bytes) -> str:
        name = f"{self.stem}{ending}"
        self.files[name] = content
        return name

    def note(self, code: ProblemCode, message: str) -> None:
        self.problems.append(Problem(code, message))


def make_routes(letter: Letter, stem: str, press: LetterPress) -> Sendable:
    """Every route that this letter can take. `stem`: file names without their endings."""
    tray = _Tray(stem)
    tray.problems.extend(filter(None, [salutation_problem(letter)]))
    paper, fax, label = _on_paper(letter, tray, press)
    email, link = _by_mail(letter, tray)
    routes = Routes(paper, fax, email, link, label)
    if not routes.any_way_to_send:
        tray.note(
            ProblemCode.NO_ROUTE, "There is no way to reach this recipient: no usable postal address, fax or e-mail."
        )
    return Sendable(routes, tray.files, tuple(tray.problems))


def salutation_problem(letter: Letter) -> Problem | None:
    """That the letter says a polite default, where no form of address is known."""
    if not letter.salutation.is_default:
        return None
    message = f"No form of address is given for this language: the letter says “{letter.salutation.text}”."
    return Problem(ProblemCode.SALUTATION_DEFAULT, message)


def window_problem(letter: Letter) -> Problem | None:
    """That the address does not fit the window of the writer's envelope; such a letter is made for `none`."""
    envelope = letter.writer.envelope
    if not envelope.has_window or fit_letter(letter, envelope) is not None:
        return None
    return Problem(
        ProblemCode.ADDRESS_TOO_TALL,
        f"The address is too tall for the window of {envelope.name}: use an envelope without a window and the label.",
    )


def _on_paper(letter: Letter, tray: _Tray, press: LetterPress) -> tuple[str | None, str | None, str | None]:
    """Paper, fax and label."""
    from tocsin.letters.fax import fax_of_pdf

    has_fax = bool(faxes_of(letter.recipient.fax, letter.recipient.country))
    if not letter.address and not has_fax:
        return None, None, None
    problem = glyph_problem(letter)
    if problem:
        tray.problems.append(problem)
        return None, None, None
    envelope = letter.writer.envelope
    if letter.address and (too_tall := window_problem(letter)):
        envelope = ENVELOPES["none"]
        tray.problems.append(too_tall)
    try:
        document = press.one(letter, envelope)
        needs_label = bool(letter.address) and not envelope.has_window
        label = tray.put("-label.pdf", press.label(letter)) if needs_label else None
    except TypesettingError as error:
        # Each character has a glyph somewhere, but no one font has a whole cluster of them.
        tray.note(ProblemCode.GLYPH, f"The letter cannot be printed or faxed. {error}")
        return None, None, None
    paper = tray.put(".pdf", document) if letter.address else None
    fax = tray.put(".tiff", fax_of_pdf(document)) if has_fax else None
    return paper, fax, label


def _by_mail(letter: Letter, tray: _Tray) -> tuple[str | None, str | None]:
    """Draft and link."""
    to = emails_of(letter.recipient.email)
    if not to:
        return None, None
    subject = subject_line(letter)
    writer = letter.writer
    sender = (writer.name, writer.email) if writer.email and not writer.signs_with_initials else None
    message = draft(to, name_of(letter.recipient), subject, letter.plain_text, sender)
    link: str | None = mailto(to, subject, letter.plain_text)
    if link and len(link.encode()) > MAILTO_BYTES:
        tray.note(
            ProblemCode.MAILTO_LONG,
            f"The letter is too long for a mail link ({len(link):,} bytes, {MAILTO_BYTES:,} at most): "
            "open the e-mail draft instead.",
        )
        link = None
    return tray.put(".eml", message), link


def subject_line(letter: Letter) -> str:
    """The subject of an e-mail: the people, with the case's number and state behind them."""
    return f"{letter.subject} ({letter.reference})" if letter.reference else letter.subject
