"""Bringing a document in, and beginning with nothing: one page with two forms."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from babel import Locale
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, gettext_noop, to_locale
from django.utils.translation import gettext as _

from tocsin.actions.access import draft_of
from tocsin.actions.drafts import new_case
from tocsin.actions.importing import differing, import_document
from tocsin.actions.originals import Source
from tocsin.casefile import CaseFile, NoActionFound, UnreadableDocument, case_from
from tocsin.casefile.reading import Reading
from tocsin.desk import clock, said
from tocsin.desk.frame import page
from tocsin.desk.gate import READS, for_staff, see_other
from tocsin.desk.importing import warm
from tocsin.desk.importing.start import Choice, section_choices
from tocsin.desk.uploads import MOST_BYTES, MOST_MB
from tocsin.directory.checked import checked_country, checked_language
from tocsin.directory.models import Section
from tocsin.directory.names import country_name, state_codes
from tocsin.directory.sections import access_section_for
from tocsin.records.errors import BadInput, NotThere
from tocsin.staff.access import require
from tocsin.staff.models import Person, Session
from tocsin.staff.roles import Deed

said.tell(
    {
        "importing.read": gettext_noop("The document was read and kept. Check each field beside its place in it."),
        "importing.warned": gettext_noop("The document was read and kept. Settle the warnings first."),
        "importing.begun": gettext_noop("The draft was begun."),
        "importing.beside": gettext_noop("The draft was begun, with the text of the document beside it."),
    }
)

LONGEST_TEXT: Final = 400_000
"""Characters; an urgent action has a few thousand."""
_LONGEST_NAME: Final = 200
_LANGUAGES: Final = (
    "en", "fr", "es", "ar", "zh", "de", "fa", "hi", "id", "it", "ja", "ko", "pt", "ru", "tr", "ur", "vi",
)  # fmt: skip
"""Those of the network first. What a document is written in is read from it."""

# What the reader says and a reader of the desk may see in their language.
_OF_THE_READER: Final = (
    gettext_noop("The file is empty."),
    gettext_noop("The document holds no text."),
    gettext_noop("The PDF is encrypted: save it without a password."),
    gettext_noop("The PDF is damaged and cannot be opened."),
    gettext_noop("The PDF is damaged: a page cannot be read."),
    gettext_noop(
        "The PDF holds pictures of pages and no text: run it through text recognition first, or paste the text."
    ),
    gettext_noop("The DOCX file is damaged: open it in a word processor and save it anew."),
    gettext_noop("The DOCX file is damaged: it cannot be unpacked."),
    gettext_noop("The DOCX file is encrypted: save it without a password."),
    gettext_noop("The e-mail holds no text and no document that can be read."),
    gettext_noop("The file is not a text that can be read: give a PDF, a DOCX, a text file or an e-mail."),
    gettext_noop("The document takes too long to read: save it anew as plain text, or paste the text."),
    gettext_noop(
        "The document is damaged in a way that stopped the reader: save it anew as plain text, or paste the text."
    ),
)


@dataclass(frozen=True, slots=True)
class Faults:
    """Sentences, each for its field; empty where nothing is wrong."""

    document: str = ""
    text: str = ""
    section: str = ""
    headline: str = ""
    country: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class ImportPage:
    """text: what was pasted, or could be read of a document in which no action was found; then `beside` offers to go on
    with it. name: of that document. faults: of the form with the document; empty_faults: of the other one.
    """

    sections: tuple[Choice, ...]
    countries: tuple[Choice, ...]
    languages: tuple[Choice, ...]
    megabytes: int = MOST_MB
    text: str = ""
    name: str = ""
    beside: bool = False
    headline: str = ""
    faults: Faults = Faults()
    empty_faults: Faults = Faults()


class _Asked(Exception):
    """Something is asked again. beside: whether one may go on with the text alone."""

    def __init__(self, faults: Faults, text: str | None = None, name: str = "", *, beside: bool = False) -> None:
        self.faults, self.text, self.name, self.beside = faults, text, name, beside


@for_staff(*READS, "POST")
def bring_in(request: HttpRequest, session: Session) -> HttpResponseBase:
    """GET: the two forms. POST `do`: `read` (a document or a text), `beside` (a text, unread), `empty`."""
    person = session.person
    require(person, Deed.WRITE, anywhere=True)
    if request.method != "POST":
        return page(request, "importing/import", _("Start a case"), person, shown=_page_for(request, person))
    now = clock.now()
    empty = request.POST.get("do") == "empty"
    try:
        if empty:
            return _begin_empty(request, person, now)
        if request.POST.get("do") == "beside":
            return _begin_beside(request, person, now)
        return _read_in(request, person, now)
    except _Asked as asked:
        shown = _page_for(request, person)
        if empty:
            shown = replace(shown, empty_faults=asked.faults)
        else:
            shown = replace(shown, faults=asked.faults, beside=asked.beside)
            if asked.text is not None:
                shown = replace(shown, text=asked.text, name=asked.name)
        return page(request, "importing/import", _("Start a case"), person, 422, shown=shown)


def _page_for(request: HttpRequest, person: Person) -> ImportPage:
    """The forms with whatever was typed into them."""
    typed = request.POST
    spoken = get_language() or "en"
    names = Locale.parse(to_locale(spoken)).languages
    countries = sorted((country_name(code, spoken), code) for code in state_codes())
    language = typed.get("language", "en")
    return ImportPage(
        sections=section_choices(person, typed.get("section", "")),
        countries=tuple(Choice(code, name, code == typed.get("country")) for name, code in countries),
        languages=tuple(Choice(code, names.get(code, code), code == language) for code in _LANGUAGES),
        text=typed.get("text", "")[:LONGEST_TEXT],
        name=typed.get("name", "")[:_LONGEST_NAME],
        headline=typed.get("headline", "")[:500],
    )


# --- from a document ------------------------------------------------------------------------------------------------


def _read_in(request: HttpRequest, person: Person, now: datetime) -> HttpResponseBase:
    name, content = _document_in(request)
    section = _section_in(request, person)
    try:
        reading = warm.read(content, name)
    except NoActionFound as error:
        text = error.text.replace("\f", "\n")[:LONGEST_TEXT]
        raise _Asked(Faults(document=_no_action(name)), text, name, beside=bool(text.strip())) from None
    except UnreadableDocument as error:
        raise _Asked(Faults(document=_unreadable(str(error)))) from None
    return _kept(person, section, reading, Source(name, content, reading.text, reading.places), now)


def _document_in(request: HttpRequest) -> tuple[str, bytes]:
    """The one document of the form, as a file or as a text: its name, and its bytes."""
    files: list[UploadedFile[bytes]] = request.FILES.getlist("document")
    text = request.POST.get("text", "")
    if len(files) > 1:
        raise _Asked(Faults(document=_("These are several files. Each document is a case of its own: choose one.")))
    if files and text.strip():
        raise _Asked(
            Faults(
                document=_(
                    "You chose a file and pasted a text. The text is still here: empty it, or read it without a file."
                )
            )
        )
    if files:
        return _name_of(files[0].name or ""), _content_of(files[0])
    if not text.strip():
        raise _Asked(Faults(document=_("Choose a file, or paste the text of the document.")))
    return request.POST.get("name", "")[:_LONGEST_NAME] or _("Pasted text"), _text_in(request).encode()


def _name_of(name: str) -> str:
    return "".join(one for one in name if one.isprintable())[:_LONGEST_NAME] or _("Document")


def _content_of(file: UploadedFile[bytes]) -> bytes:
    size = file.size or 0
    if size > MOST_BYTES:
        raise _Asked(
            Faults(
                document=_(
                    "The file has %(size)d MB, and at most %(most)d MB are taken. Save it without pictures, or paste "
                    "its text."
                )
                % {"size": -(-size // 1_000_000), "most": MOST_MB}
            )
        )
    if not size:
        raise _Asked(Faults(document=_("The file is empty.")))
    content: bytes = file.read()
    if len(content) != size:
        raise _Asked(Faults(document=_("The file did not arrive whole. Choose it again.")))
    return content


def _text_in(request: HttpRequest) -> str:
    text = request.POST.get("text", "").replace("\r\n", "\n").replace("\0", "")
    if len(text) > LONGEST_TEXT:
        raise _Asked(
            Faults(
                text=_("The text has %(size)d characters, and at most %(most)d are taken. Its beginning was kept here.")
                % {"size": len(text), "most": LONGEST_TEXT}
            )
        )
    # What is no Unicode by itself, half a sign for one, cannot be kept.
    return text.encode(errors="replace").decode()


def _no_action(name: str) -> str:
    return (
        _(
            "No urgent action was found in “%s”: it has no label, number or index of any known form. Its text is kept "
            "below: mend it and read it again, or begin with an empty case and this text beside it."
        )
        % name[:80]
    )


def _unreadable(sentence: str) -> str:
    return _("%s Nothing of it was kept. You can paste its text instead, or begin with an empty case.") % _(sentence)


def _kept(person: Person, section: Section, reading: Reading, source: Source, now: datetime) -> HttpResponseBase:
    """To what is to be settled with the directory and with known cases; else to the form."""
    imported = import_document(person, section, reading.case, source, now)
    content = case_from(draft_of(imported.case).content.open())
    code = "importing.warned" if content.warnings else "importing.read"
    if differing(content) or imported.alike:
        return see_other(reverse("desk-likeness", args=[imported.case.pk]), said=code)
    return see_other(edit_address(imported.case.pk), said=code)


def edit_address(case_id: int) -> str:
    try:
        return reverse("desk-edit", args=[case_id])
    except NoReverseMatch:
        return reverse("desk-source", args=[case_id])


# --- from nothing ---------------------------------------------------------------------------------------------------


def _begin_beside(request: HttpRequest, person: Person, now: datetime) -> HttpResponseBase:
    text = _text_in(request)
    if not text.strip():
        raise _Asked(Faults(document=_("Choose a file, or paste the text of the document.")))
    section = _section_in(request, person)
    name = _name_of(request.POST.get("name", "")) if request.POST.get("name") else _("Pasted text")
    case = new_case(person, section, CaseFile(), now, Source(name, text.encode(), text))
    return see_other(edit_address(case.pk), said="importing.beside")


def _begin_empty(request: HttpRequest, person: Person, now: datetime) -> HttpResponseBase:
    typed = request.POST
    headline = " ".join(typed.get("headline", "").replace("\0", "").split())
    faults = Faults()
    if not headline:
        faults = replace(faults, headline=_("The headline is missing. It can be changed at any time."))
    elif len(headline) > 500:
        faults = replace(
            faults, headline=_("The headline is too long: at most 500 characters. Its beginning was kept.")
        )
    country, language = typed.get("country", ""), typed.get("language", "en")
    try:
        countries = (checked_country(country),) if country else ()
    except BadInput:
        faults, countries = replace(faults, country=_("Choose a state of the list, or none.")), ()
    try:
        language = checked_language(language)
    except BadInput:
        faults = replace(faults, language=_("Choose a language of the list."))
    section: Section | None = None
    try:
        section = _section_in(request, person)
    except _Asked as asked:
        faults = replace(faults, section=asked.faults.section)
    if section is None or faults != Faults():
        raise _Asked(faults)
    clean = headline.encode(errors="replace").decode()
    case = new_case(person, section, CaseFile(headline=clean, countries=countries, language=language), now)
    return see_other(edit_address(case.pk), said="importing.begun")


def _section_in(request: HttpRequest, person: Person) -> Section:
    """Somebody of a section writes for that one, whatever the form says."""
    if person.section is not None:
        return person.section
    code = request.POST.get("section", "")
    choices = section_choices(person, code)
    if not code and len(choices) == 1:
        code = choices[0].code
    try:
        return access_section_for(person, code)
    except NotThere:
        sentence = _("Choose the section that the case belongs to.")
        chosen = bool(request.FILES.getlist("document"))
        again = _("A browser does not keep a chosen file: choose it again.") if chosen else ""
        raise _Asked(Faults(section=sentence, document=again)) from None
