"""The page of an action, and of each of its editions."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.safestring import SafeString

from tocsin.actions.publishing.standing import edition_of
from tocsin.actions.states import EditionState
from tocsin.casefile import CaseFile
from tocsin.casefile.writing.wording import languages_sentence, title_of, wording_for
from tocsin.public import published, saying
from tocsin.public.action.editions import (
    EditionEntry,
    File,
    OtherLanguage,
    Proof,
    edition_entries,
    files_of,
    languages_of,
    proof_of,
)
from tocsin.public.action.facts import (
    Fact,
    Notice,
    SectionWords,
    advice_on,
    after_deadline,
    facts_of,
    notes_of,
    notice_of,
)
from tocsin.public.action.recipients import Recipients, recipients_of
from tocsin.public.action.shown import Shown, shown_to
from tocsin.public.action.sofar import SoFar, letters_so_far
from tocsin.public.action.state_line import StateLine, state_lines, write_link
from tocsin.public.action.texts import Texts, texts_of
from tocsin.public.frame import Link, frame_for
from tocsin.public.pages import Page, answer, rendered
from tocsin.public.published import Document
from tocsin.public.reader import Reader, Words, reader_of
from tocsin.public.views import reading


@dataclass(frozen=True, slots=True)
class ActionPage:
    """What the template `action` shows. first: lines of state before the headline.

    invites: whether it asks for letters. left: the time left, for the bar at the foot of a small screen.
    write: to the page of writing. together: to the page for groups. so_far: None while no letter has gone.
    """

    number: str
    countries: str
    first: tuple[StateLine, ...]
    state: StateLine | None
    notice: Notice | None
    texts: Texts
    facts: tuple[Fact, ...]
    languages: tuple[OtherLanguage, ...]
    after: tuple[SectionWords, ...]
    notes: tuple[SectionWords, ...]
    recipients: Recipients
    write_in: str | None
    advice: tuple[str, ...]
    editions: tuple[EditionEntry, ...]
    files: tuple[File, ...]
    proof: Proof
    invites: bool
    left: SafeString | None
    write: Link
    together: str
    so_far: SoFar | None


@reading
def action(request: HttpRequest, slug: str, n: int | None = None) -> HttpResponseBase:
    """n: an edition; None for the newest one."""
    return answer(request, lambda reader: _made(reader, slug, n))


def _made(reader: Reader, slug: str, n: int | None) -> Page:
    record = published.case_at(slug, reader.now)
    try:
        edition = edition_of(record, record["live"] if n is None else n)
    except LookupError:
        raise Http404 from None
    shown = shown_to(reader, record, edition)
    text, newest = _documents(shown)
    page = _page(shown, text, newest, reader)
    title = Words(f"{page.texts.headline.text} · {page.number}", page.texts.marks)
    return Page(rendered("action", frame=frame_for(reader, title), page=page), shown.available)


def _documents(shown: Shown) -> tuple[Document, CaseFile]:
    """The text that is read; and the case whose addresses hold, which are never taken from an older text."""
    wanted = [(shown.n, shown.language)]
    if shown.is_older_text:
        wanted.append((shown.edition["n"], shown.edition["language"]))
    found = published.documents(shown.record["slug"], wanted)
    return found[0], found[-1].case


def _page(shown: Shown, text: Document, current: CaseFile, reader: Reader) -> ActionPage:
    record, edition = shown.record, shown.edition
    texts = texts_of(text.case, title_of(text.case, wording_for(text.language)), shown.drifted, reader)
    lines = state_lines(record, edition, shown.standing, reader)
    state = shown.standing.state
    ended = state in {EditionState.STOPPED, EditionState.CLOSED}
    source = edition_of(record, shown.n)
    return ActionPage(
        number=record["number"],
        countries=saying.countries(record, reader),
        first=tuple(line for line in lines if line.is_first),
        state=next((line for line in lines if not line.is_first), None),
        notice=notice_of(shown, reader),
        texts=texts,
        facts=facts_of(shown, current.write_in, reader),
        languages=languages_of(record, edition, shown.language, reader),
        after=after_deadline(record, reader) if shown.is_newest and state is EditionState.EXPIRED else (),
        notes=notes_of(record, reader) if shown.is_newest and not ended else (),
        recipients=recipients_of(current, reader, invites=shown.invites, with_addresses=shown.is_newest and not ended),
        write_in=languages_sentence(current.write_in, reader.words),
        advice=advice_on(shown, bool(texts.model_letter), reader) if shown.invites else (),
        editions=edition_entries(record, edition["n"], reader),
        files=files_of(record, source, shown.language, reader, calendar=shown.invites),
        proof=proof_of(record, source, shown.language, text.key, reader),
        invites=shown.invites,
        left=lines[0].left if shown.invites else None,
        write=write_link(record, reader),
        together=reader.to(f"/actions/{record['slug']}/together/"),
        so_far=letters_so_far(record["slug"], reader) if shown.is_newest else None,
    )


@reading
def short(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The short link that stands on paper: leads to the newest edition."""
    reader = reader_of(request)
    published.case_at(slug, reader.now)
    return HttpResponseRedirect(reader.to(f"/actions/{slug}/"))
