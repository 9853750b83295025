"""Atom feeds of what was published (RFC 4287): one entry an edition."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.db.models import F, QuerySet, TextField, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce, Greatest, NullIf
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext

from tocsin.actions.models import PublicRecord
from tocsin.actions.publishing.shapes import EditionRecord
from tocsin.api import clock
from tocsin.api.answers import Manner, answer_made, answered
from tocsin.api.cases import COLUMNS, PublicCase, moment, read_cases, still_public
from tocsin.api.kept import kept_or_made
from tocsin.api.places import Place, concern, country, must_be_known
from tocsin.api.readers import Reader, headline_for, reader_of
from tocsin.api.wording import lines_of, one_line, titled

MOST = 50
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class Feed(Atom1Feed):
    """Atom with a language an entry, and without the time of making, so that an empty feed stays the same."""

    def latest_post_date(self) -> datetime:
        return max((item["updateddate"] for item in self.items), default=NEVER)

    def item_attributes(self, item: dict[str, str]) -> dict[str, str]:
        return {"xml:lang": item["tongue"]}


@dataclass(frozen=True, slots=True)
class Entry:
    """One edition as news. updated: when it was published, or when its case was stopped or closed, if that is later."""

    case: PublicCase
    edition: EditionRecord
    published: datetime
    updated: datetime


@answered
def feed(request: HttpRequest) -> HttpResponseBase:
    return _answer(request, Place())


@answered
def country_feed(request: HttpRequest, code: str) -> HttpResponseBase:
    return _answer(request, country(code))


@answered
def concern_feed(request: HttpRequest, slug: str) -> HttpResponseBase:
    return _answer(request, concern(slug))


def _answer(request: HttpRequest, place: Place) -> HttpResponseBase:
    reader, at = reader_of(request), clock.now()
    content = kept_or_made(("feed", place, reader), at, lambda: write_feed(place, reader, at))
    return answer_made(request, Manner(Feed.content_type), content)


def write_feed(place: Place, reader: Reader, at: datetime) -> bytes:
    """The feed of a place for a reader. Raises NotHere for a concern that no action names."""
    cases = read_cases(newest_cases(place, at).values_list(*COLUMNS))
    if not cases:
        must_be_known(place, at)
    page = f"{settings.ENVIRONMENT.url}{reader.prefix}{place.path}"
    title = gettext("Urgent actions")
    written = Feed(
        title=f"{title} · {one_line(place.name(cases, reader))}" if place.kind else title,
        link=page,
        description=None,
        language=reader.tongue,
        author_name=one_line(settings.ENVIRONMENT.network),
        feed_url=f"{page}feed/",
        feed_guid=f"{page}feed/",
    )
    for entry in newest_entries(cases):
        _add(written, entry, reader, at)
    return written.writeString("utf-8").encode()


def newest_cases(place: Place, at: datetime) -> QuerySet[PublicRecord]:
    """As many cases as there are entries, by their latest news: the newest entries are all among them."""
    times = [_time("editions__0__published_at"), _time("stopped_at"), _time("closed_at")]
    rows = place.cases().filter(still_public(at)).annotate(news=Greatest(*times))
    return rows.order_by(F("news").desc(), "-pk")[:MOST]


def _time(path: str) -> Coalesce:
    """A time of the record as text that can be compared. SQLite says JSON's null as the word."""
    return Coalesce(NullIf(KT(f"record__{path}"), Value("null")), Value(""), output_field=TextField())


def newest_entries(cases: list[PublicCase]) -> list[Entry]:
    entries = [entry for case in cases for entry in _entries_of(case)]
    return sorted(entries, key=lambda one: (one.updated, one.published, one.edition["n"]), reverse=True)[:MOST]


def _entries_of(case: PublicCase) -> Iterator[Entry]:
    """A stop is news of every edition of its case: their titles change, and readers shall fetch them again."""
    ended = case.ended_at()
    for edition in case.editions:
        published = moment(edition["published_at"]) or case.changed_at
        yield Entry(case, edition, published, published if ended is None else max(published, ended))


def _add(written: Feed, entry: Entry, reader: Reader, at: datetime) -> None:
    record, n = entry.case.record, entry.edition["n"]
    tongue, headline = headline_for(record, reader)
    written.add_item(
        title=_title(entry, one_line(headline["headline"]), at),
        link=f"{settings.ENVIRONMENT.url}{reader.prefix}/actions/{record['slug']}/editions/{n}/",
        # Atom1Feed declares its summaries as HTML: what looks like an element in the text must not become one.
        description=escape(lines_of(headline["lead"])),
        # A tag of RFC 4151: the name of this site, a day on which it was ours, and what never changes of the edition.
        unique_id=f"tag:{settings.ENVIRONMENT.host},{entry.published.date().isoformat()}:{record['uid']}/{n}",
        pubdate=entry.published,
        updateddate=entry.updated,
        categories=[entry.edition["kind"]],
        tongue=tongue,
    )


def _title(entry: Entry, headline: str, at: datetime) -> str:
    """The headline; what one must know before writing stands before it."""
    title = titled(headline, entry.case.state_now(at))
    if title == headline and entry.edition["n"] != entry.case.record["live"]:
        return gettext("Earlier edition: %(headline)s") % {"headline": headline}
    return title
