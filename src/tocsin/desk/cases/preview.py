"""How a case will look: as page, sheet, letter and text. Of the open draft what would be published, else what is
public.

Everything that somebody typed is text in them, never markup. The page stands in a frame of the desk's own pages, under
a policy that lets it run nothing.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import get_template
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from tocsin.actions.access import access_case_for
from tocsin.actions.models import Case
from tocsin.actions.previewing import Preview, preview_for
from tocsin.actions.publishing.renditions import sheet_of
from tocsin.casefile import CaseFile
from tocsin.casefile.writing import write_html, write_text
from tocsin.desk import clock
from tocsin.desk.case_frame import case_page
from tocsin.desk.cases import words
from tocsin.desk.gate import READS, for_staff
from tocsin.desk.tongues import own_name
from tocsin.directory.names import country_names
from tocsin.letters import Letter, LetterPress, LettersError, Writer, compose
from tocsin.records.errors import NotThere, Refused
from tocsin.staff.models import Person, Session
from tocsin.typesetting import TypesettingError

FORMS: Final = ("page", "sheet", "letter", "text")
_PRESS: Final = LetterPress()
_at_the_press: Final = threading.BoundedSemaphore(1)
"""A sheet takes some 100 ms: one at once leaves the other core to those who edit."""


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language to see it in. name: its own."""

    tag: str
    name: str
    here: bool


@dataclass(frozen=True, slots=True)
class Previews:
    """What the page shows. everything: with what nobody agreed to; could: whether there is such a thing.

    source: address of the framed page. channel: by which the edit page says that it has saved.
    """

    sentence: str
    left_out: tuple[str, ...]
    everything: bool
    could: bool
    source: str
    language: str
    tongues: tuple[Tongue, ...]
    letter_tongues: tuple[Tongue, ...]
    channel: str


@for_staff(*READS)
def previews(request: HttpRequest, session: Session, number: int) -> HttpResponseBase:
    """All of them on one page, the public page in a frame."""
    person, now = session.person, clock.now()
    case = access_case_for(person, str(number))
    preview = preview_for(person, case, now)
    language, everything = _wanted(request, preview)
    query = "?everything=yes" if everything else f"?in={language}"
    shown = Previews(
        sentence=_sentence(preview, everything=everything),
        left_out=tuple(map(words.field, preview.left_out)),
        everything=everything,
        could=bool(preview.left_out),
        source=reverse("desk-preview", args=[case.pk, "page"]) + query,
        language=language,
        tongues=tuple(_tongue(tag, language) for tag in preview.texts),
        letter_tongues=tuple(_tongue(tag, language) for tag in _letter_languages(preview)),
        channel=channel_of(case),
    )
    return case_page(request, "cases/previews", _("Preview"), person, case, now, here="desk-previews", previews=shown)


def channel_of(case: Case) -> str:
    """On which the page that edits this case says “saved”, and previews in other tabs listen."""
    return f"tocsin-desk-{case.pk}"


@for_staff(*READS)
def preview(request: HttpRequest, session: Session, number: int, form: str) -> HttpResponseBase:
    """One of FORMS."""
    person, now = session.person, clock.now()
    case = access_case_for(person, str(number))
    if form not in FORMS:
        raise NotThere("preview of this form")
    found = preview_for(person, case, now)
    language, everything = _wanted(request, found)
    try:
        match form:
            case "page":
                return _page(case, found, language, everything=everything)
            case "text":
                return _text(found, language, everything=everything)
            case "sheet":
                return _pdf(_sheet(case, found.text_in(language)))
            case _:
                return _pdf(_letter(found, request.GET.get("in", ""), now))
    except NotThere:
        raise
    except (LettersError, TypesettingError, Refused) as error:
        return _cannot(request, person, case, now, str(error))


def _wanted(request: HttpRequest, preview: Preview) -> tuple[str, bool]:
    """The language asked for, where it is in that one, else the source's; and whether everything is asked for."""
    asked = request.GET.get("in", "")
    everything = request.GET.get("everything") == "yes" and preview.whole is not None
    return (asked if asked in preview.texts and not everything else preview.source.language), everything


def _sentence(preview: Preview, *, everything: bool) -> str:
    if preview.n is not None:
        return _("This is edition %(n)d, as it is public now.") % {"n": preview.n}
    if everything:
        return _("This is everything that is written, also what nobody agreed to. It is not for publication.")
    return _("This is what would be published of the draft today.")


def _tongue(tag: str, chosen: str) -> Tongue:
    return Tongue(tag, own_name(tag), tag == chosen)


def _letter_languages(preview: Preview) -> tuple[str, ...]:
    """Those of the text, those to write in, and those of the desk, each once."""
    known = (*preview.texts, *preview.source.write_in.languages, *(code for code, _name in settings.LANGUAGES))
    return tuple(dict.fromkeys(known))


def _page(case: Case, preview: Preview, language: str, *, everything: bool) -> HttpResponse:
    shown = preview.whole if everything and preview.whole is not None else preview.text_in(language)
    made = write_html(
        shown,
        link=f"{settings.ENVIRONMENT.url}/{case.slug}" if case.slug else None,
        country_names=country_names(shown.language),
    )
    response = HttpResponse(_dressed(made, _mark(preview, everything=everything)))
    response.headers["Content-Security-Policy"] = settings.FRAMED_POLICY
    return response


def _dressed(document: str, mark: str) -> str:
    """With our style sheets, and a line at its top that says what it is. The first tags are ours: what was typed stands
    after them, and escaped.
    """
    parts = get_template("desk/cases/preview_head.html").render({"mark": mark})
    head, _between, first = parts.partition("<!-- body -->")
    return document.replace("</head>", f"{head}</head>", 1).replace("<body>", f'<body class="as-published">{first}', 1)


def _mark(preview: Preview, *, everything: bool) -> str:
    if everything:
        return _("NOT PUBLIC: everything that is written, also what nobody agreed to.")
    return "" if preview.n is not None else _("Preview of a draft: not public yet.")


def _text(preview: Preview, language: str, *, everything: bool) -> HttpResponse:
    shown = preview.whole if everything and preview.whole is not None else preview.text_in(language)
    mark = _mark(preview, everything=everything)
    text = f"{mark}\n\n{write_text(shown)}" if mark else write_text(shown)
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response.headers["Content-Security-Policy"] = settings.FRAMED_POLICY
    return response


def _sheet(case: Case, shown: CaseFile) -> bytes:
    with _at_the_press:
        return sheet_of(shown, case.slug or "preview")


def _letter(preview: Preview, language: str, now: datetime) -> bytes:
    """To the first target, from somebody who does not exist."""
    chosen = language if language in _letter_languages(preview) else preview.source.language
    shown = preview.texts.get(chosen, preview.source)
    if not shown.targets:
        raise BadLetter(_("There is nobody to write to yet: the case names no target."))
    writer = Writer("Alex Example", "XX", chosen, address=("1 Example Street", "Exampletown"))
    letters = compose(shown, writer, _said(shown, chosen), day=now.date(), language=chosen)
    first = next(iter(letters))
    if not isinstance(first, Letter):
        raise BadLetter(_("There is nobody to write to yet: the case names no target."))
    with _at_the_press:
        return _PRESS.one(first)


class BadLetter(Refused):
    """No letter can be shown."""


def _said(shown: CaseFile, language: str) -> str:
    """In place of what a writer says: that they say it themselves, then the calls."""
    with override(language):
        own = _("Here stands what the writer says, in their own words. They are asked to say, each in their own way:")
    return "\n\n".join((own, *shown.calls)) if shown.calls else own


def _pdf(content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = "inline; filename=preview.pdf"
    response.headers["Content-Security-Policy"] = settings.FRAMED_POLICY
    return response


def _cannot(request: HttpRequest, person: Person, case: Case, now: datetime, why: str) -> HttpResponse:
    if request.headers.get("Sec-Fetch-Dest") == "iframe":
        # Beside the form: a page of the desk is shown in no frame.
        response = HttpResponse(why, content_type="text/plain; charset=utf-8", status=422)
        response.headers["Content-Security-Policy"] = settings.FRAMED_POLICY
        return response
    return case_page(
        request, "cases/preview_fault", _("Preview"), person, case, now, here="desk-previews", status=422, why=why
    )
