"""Writing together: a page for groups. Blank letters to print, one to each person, and a word of how many were posted.

No account, no list of who was there. The letters are made for whoever asks and kept nowhere; to ask changes nothing.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tocsin.appeals.addressees import Addressee, Addressees, addressees_of
from tocsin.appeals.composing import by_route, day_of
from tocsin.appeals.entering import NotYet
from tocsin.appeals.groups import report_group
from tocsin.appeals.guarding import stamp
from tocsin.appeals.matter import GoneFromPublic, Matter, matter_at
from tocsin.appeals.private import MOST_REPORTED
from tocsin.appeals.wish import Fault
from tocsin.casefile.writing.wording import languages_sentence
from tocsin.delivery.kinds import Route
from tocsin.letters import (
    ENVELOPES,
    Letter,
    LetterPress,
    Missions,
    UnknownMission,
    Writer,
    compose,
    glyph_problem,
)
from tocsin.letters.countries import is_country
from tocsin.letters.envelopes import usual_envelope, usual_paper
from tocsin.letters.languages import is_language_tag, normal_tag
from tocsin.letters.names import file_stem
from tocsin.public import errors, saying, times
from tocsin.public.frame import frame_for
from tocsin.public.letters.deeds import see_other
from tocsin.public.letters.page import About, Trouble, address_of
from tocsin.public.pages import rendered
from tocsin.public.posting import from_our_page, private, visit_of
from tocsin.public.reader import Reader, Words, reader_of
from tocsin.public.tongues import wishes_in
from tocsin.public.views import READS, View, only
from tocsin.public.write import guess
from tocsin.public.write.choices import country_options, language_options
from tocsin.records.errors import BadInput, NotThere
from tocsin.typesetting import TypesettingError

MOST_COPIES: Final = 200
"""In one file, which has a page for each: enough for a hall, and less than a second's work."""
USUAL_COPIES: Final = 30

_one_at_a_time = threading.Lock()


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form of the page says. to: keys of recipients, for the report."""

    country: str
    language: str
    copies: int
    envelope: str
    to: frozenset[str] = frozenset()

    @classmethod
    def of(cls, request: HttpRequest, matter: Matter, reader: Reader) -> Asked:
        """What cannot be used gives way to what is usual; nothing is refused, for to look is free."""
        said = request.POST if request.method == "POST" else request.GET
        country = said.get("country", "")[:2].upper()
        if not is_country(country):
            country = guess.country_of(wishes_in(request.headers.get("Accept-Language", "")), matter.state)
        language = said.get("language", "")[:35]
        if not is_language_tag(language):
            language = guess.language_of(reader.wishes, matter.case)
        copies = said.get("copies", "")
        number = int(copies) if copies.isascii() and copies.isdigit() and len(copies) < 5 else USUAL_COPIES
        envelope = said.get("envelope", "")
        return cls(
            country,
            normal_tag(language),
            min(max(number, 1), MOST_COPIES),
            "none" if envelope == "none" else "usual",
            frozenset(key[:30] for key in said.getlist("to")[:50]),
        )

    def writer(self) -> Writer:
        """Somebody who signs by hand."""
        paper = usual_paper(self.country) if self.country else "a4"
        name = "none" if self.envelope == "none" else usual_envelope(self.country, paper)
        return Writer("", self.country, self.language, paper=paper, envelope=ENVELOPES[name])

    @property
    def query(self) -> str:
        return f"country={self.country}&language={self.language}&envelope={self.envelope}&copies={self.copies}"


@dataclass(frozen=True, slots=True)
class BlankFor:
    """One recipient: the file of blank letters, None where nothing reaches them by post; and the box of the report."""

    key: str
    name: Words
    role: str
    href: str | None
    chosen: bool


@dataclass(frozen=True, slots=True)
class TogetherPage:
    """What the template `together` shows. closed: why no letters are wanted now; then there are none to print.

    print: what stands on the links to the blank letters.
    """

    about: About
    trouble: Trouble | None
    closed: Trouble | None
    action: str
    countries: SafeString
    languages: SafeString
    write_in: str | None
    copies: int
    most_copies: str
    no_window: bool
    blanks: tuple[BlankFor, ...]
    mission_unknown: bool
    count: str
    most: int
    stamp: str
    asked: Asked
    print: str
    command: str = "tocsin letters CASE.json --people PEOPLE.csv --out DIR"


def of_open_case(view: Callable[[HttpRequest, Matter, Reader], HttpResponseBase]) -> View:
    """A view that is given the case at its address; one that is gone or never was is answered as everywhere."""

    @wraps(view)
    def answering(request: HttpRequest, slug: str) -> HttpResponseBase:
        reader = reader_of(request)
        try:
            matter = matter_at(slug, reader.now)
        except GoneFromPublic:
            return errors.gone(request)
        except NotThere:
            raise Http404 from None
        return view(request, matter, reader)

    return answering


@only(*READS, "POST")
@private
@from_our_page
@of_open_case
def together(request: HttpRequest, matter: Matter, reader: Reader) -> HttpResponseBase:
    """GET shows the page, POST takes a group's report and leads to the page on which its number can be put right."""
    asked = Asked.of(request, matter, reader)
    if request.method != "POST":
        return _shown(matter, asked, reader)
    count = request.POST.get("count", "")
    number = int(count) if count.isascii() and count.isdigit() and len(count) < 7 else 0
    try:
        token = report_group(
            matter.slug, asked.to, asked.country, asked.language, number, visit_of(request), reader.now
        )
    except (NotYet, BadInput) as error:
        return _shown(matter, asked, reader, _trouble(error), count)
    return see_other(address_of(token, reader))


def _trouble(error: NotYet | BadInput) -> Trouble:
    heading = _("This was not noted yet")
    if isinstance(error, BadInput):
        most = {"most": MOST_REPORTED}
        return Trouble(heading, (_("Say how many letters went to each: a whole number from 1 to %(most)s.") % most,))
    if Fault.NOBODY in error.faults:
        return Trouble(heading, (_("Choose to whom you sent the letters."),))
    if Fault.COUNTRY in error.faults:
        return Trouble(heading, (_("Choose the country that you wrote from."),))
    if Fault.FLOOD in error.faults:
        return Trouble(heading, (_("Too much came from the same place today. Try again tomorrow."),))
    return Trouble(heading, (_("Please look once more at what stands below, then press the button again."),))


def _shown(
    matter: Matter, asked: Asked, reader: Reader, trouble: Trouble | None = None, count: str = ""
) -> HttpResponseBase:
    addressees = addressees_of(matter, asked.country)
    record = matter.record
    here = f"/actions/{matter.slug}/"
    closed = _closed(matter, asked, reader)
    page = TogetherPage(
        about=About(saying.countries(record, reader), record["number"], reader.to(here)),
        trouble=trouble,
        closed=closed,
        action=reader.to(f"{here}together/"),
        countries=country_options(asked.country, reader),
        languages=language_options(asked.language, matter.case, reader),
        write_in=languages_sentence(matter.case.write_in, reader.words),
        copies=asked.copies,
        most_copies=times.count(MOST_COPIES, reader.words),
        no_window=asked.envelope == "none",
        blanks=tuple(_blank(one, matter, asked, reader, is_open=closed is None) for one in addressees.people),
        mission_unknown=addressees.mission_unknown,
        # A field for numbers takes nothing else, not even back.
        count=count[:7] if count.isascii() and count.isdigit() else "",
        most=MOST_REPORTED,
        stamp=stamp(matter.slug, reader.now),
        asked=asked,
        print=_pages(asked.copies, reader),
    )
    title = _("Writing together: %(number)s") % {"number": record["number"]}
    body = rendered("together", frame=frame_for(reader, title), page=page)
    return HttpResponse(body, status=422 if trouble else 200)


def _pages(number: int, reader: Reader) -> str:
    said = ngettext("{number} page (PDF)", "{number} pages (PDF)", number)
    return said.format(number=times.count(number, reader.words))


def _closed(matter: Matter, asked: Asked, reader: Reader) -> Trouble | None:
    if matter.closed_for(asked.country, reader.now) is None:
        return None
    return Trouble(
        _("This action does not ask for letters now"),
        (_("Please do not post letters that you have ready. You can still say what you posted before."),),
    )


def _blank(one: Addressee, matter: Matter, asked: Asked, reader: Reader, *, is_open: bool) -> BlankFor:
    href = reader.to(f"/actions/{matter.slug}/together.pdf?to={one.key}&{asked.query}")
    return BlankFor(
        key=one.key,
        name=reader.says(one.name, matter.case.language),
        role=_("Write to") if one.key.startswith("targets") else _("Copy to"),
        href=href if is_open and asked.country and _by_post(one) else None,
        chosen=one.key in asked.to,
    )


@only(*READS)
@private
@of_open_case
def blank_letters(request: HttpRequest, matter: Matter, reader: Reader) -> HttpResponseBase:
    """So many blank letters to one recipient: salutation, closing, and lines to write on between them."""
    asked = Asked.of(request, matter, reader)
    letter = _letter(matter, asked, request.GET.get("to", ""), reader)
    if letter is None or glyph_problem(letter) is not None:
        raise Http404
    try:
        content = _printed(letter, asked.copies)
    except TypesettingError:
        raise Http404 from None
    name = f"{matter.slug}-{file_stem(1, letter.role, letter.recipient)}-{asked.copies}.pdf"
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Length"] = str(len(content))
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def _letter(matter: Matter, asked: Asked, key: str, reader: Reader) -> Letter | None:
    """None where no such letter is wanted, or none can be made."""
    addressees = addressees_of(matter, asked.country)
    place = next((place for place, one in enumerate(addressees.people) if one.key == key), None)
    if place is None or not asked.country or matter.closed_for(asked.country, reader.now) is not None:
        return None
    found, route = _composed(matter, asked, addressees, reader)[place], _by_post(addressees.people[place])
    if not isinstance(found, Letter) or route is None:
        return None
    return by_route(found, route, matter, addressees)


def _by_post(one: Addressee) -> Route | None:
    """How a letter on paper goes there; None where none does."""
    return next((route for route in one.routes if route in {Route.OWN_PAPER, Route.THROUGH_MISSION}), None)


def _composed(matter: Matter, asked: Asked, addressees: Addressees, reader: Reader) -> list[Letter | UnknownMission]:
    missions = Missions((addressees.mission,)) if addressees.mission else None
    day = day_of(reader.now, matter)
    return list(compose(matter.case, asked.writer(), None, day=day, language=asked.language, missions=missions))


@lru_cache(maxsize=8)
def _printed(letter: Letter, copies: int) -> bytes:
    """A room full of people asks for the same file; it is made once, and one at a time, whoever asks."""
    with _one_at_a_time:
        return LetterPress().many([letter] * copies, title=letter.subject)
