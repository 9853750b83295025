"""Published cases for tests, as rows of the public tables: what the services of publishing would have left behind."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

from django.utils.text import slugify

from tocsin.actions.models import Approval, Case, Draft, Edition, PublicRecord, PublicVersion, Rendition
from tocsin.actions.publishing.clock import end_of_day
from tocsin.directory.models import Section
from tocsin.staff.models import Person

FIRST_DAY = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)

HEADLINES = {
    "en": ("Dam inspector held in secret, without her insulin", "Mirela Dovan was taken; nobody says where she is."),
    "fr": ("Une inspectrice de barrages au secret, sans insuline", "Mirela Dovan a été enlevée."),
    "ar": ("مفتشة سدود محتجزة سراً دون الأنسولين", "اختُطفت ميريلا دوفان."),
}


@dataclass
class Wanted:
    """What a test wants to have been published. kinds: one an edition, the first one first."""

    slug: str = "ua-84-26"
    number: str = "UA 84/26"
    countries: Sequence[str] = ("XH",)
    concerns: Sequence[str] = ("Held in secret", "Fear of torture")
    language: str = "en"
    headlines: Mapping[str, tuple[str, str]] = field(default_factory=lambda: HEADLINES)
    deadline: date | None = date(2026, 12, 14)
    zone: str = "Asia/Riyadh"
    state: str = "live"
    kinds: Sequence[str] = ("initial",)
    published_at: datetime = FIRST_DAY
    stopped_at: datetime | None = None
    closed_at: datetime | None = None
    taken_down_at: datetime | None = None
    changed_at: datetime | None = None
    visible_until: datetime | None = None
    sequence: int = 0
    uid: str = field(default_factory=lambda: str(uuid.uuid4()))

    @property
    def is_taken_down(self) -> bool:
        return self.state == "taken down"


def content_of(n: int, language: str) -> dict[str, bytes]:
    """The bytes of the three files; made up, for nothing here looks into them."""
    return {
        "text": f"URGENT ACTION\r\n\tédition {n} · {language}\n\n".encode(),
        "casefile": f'{{"language": "{language}",\n "n": {n}}}\n'.encode(),
        "sheet": b"%PDF-1.7\n\x00\xff\r\n" + f"{n}{language}".encode(),
    }


def signature_of(n: int, language: str) -> str:
    return f"untrusted comment: signature\nRUQ{n}{language}==\ntrusted comment: edition {n}\nAAAA\n"


def hashes_of(n: int, language: str) -> dict[str, str]:
    return {name: sha256(content).hexdigest() for name, content in content_of(n, language).items()}


def record_of(wanted: Wanted) -> dict[str, Any]:
    """The record as `actions/publishing/record.py` makes it."""
    editions = [_edition_of(wanted, n) for n in range(len(wanted.kinds), 0, -1)]
    gone = wanted.is_taken_down
    return {
        "uid": wanted.uid,
        "slug": wanted.slug,
        "number": wanted.number,
        "countries": [] if gone else list(wanted.countries),
        "language": wanted.language,
        "state": wanted.state,
        "live": len(wanted.kinds),
        "stopped_at": _said(wanted.stopped_at),
        "closed_at": _said(wanted.closed_at),
        "outcome": None,
        "taken_down_at": _said(wanted.taken_down_at),
        "first_published_at": _said(wanted.published_at),
        "concern_slugs": [] if gone else [slugify(one, allow_unicode=True) for one in wanted.concerns],
        "headlines": {} if gone else {tag: _headline(wanted, *words) for tag, words in wanted.headlines.items()},
        "editions": editions,
        "section": None,
        "sections": [],
        "extensions": [],
        "notes": [],
    }


def _headline(wanted: Wanted, headline: str, lead: str) -> dict[str, Any]:
    concerns = list(wanted.concerns)
    n = len(wanted.kinds)
    return {"n": n, "headline": headline, "lead": lead, "concerns": concerns, "older": False, "drifted": []}


def _edition_of(wanted: Wanted, n: int) -> dict[str, Any]:
    published = wanted.published_at + timedelta(days=n - 1)
    ends = end_of_day(wanted.deadline, wanted.zone) if wanted.deadline else None
    return {
        "n": n,
        "kind": wanted.kinds[n - 1],
        "update": n - 1,
        "number": wanted.number,
        "index": f"HV 12/{n:04}/2026",
        "issued": published.date().isoformat(),
        "published_at": _said(published),
        "language": wanted.language,
        "deadline": wanted.deadline.isoformat() if wanted.deadline else None,
        "deadline_zone": wanted.zone if wanted.deadline else None,
        "deadline_at": _said(ends),
        "mention_network": "optional",
        "outcome": None,
        "state": wanted.state if n == len(wanted.kinds) or wanted.is_taken_down else "superseded",
        "previous": hashes_of(n - 1, wanted.language)["text"] if n > 1 else None,
        "key_id": "0123456789ABCDEF",
        "changes": [],
        "renditions": {tag: hashes_of(n, tag) for tag in wanted.headlines},
        "sizes": {},
    }


def _said(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def publish(**wishes: Any) -> Wanted:
    """Put a case into the public tables, and say that something public changed."""
    wanted = Wanted(**wishes)
    case = Case.objects.create(
        uid=wanted.uid, section=_section(), number=wanted.number, slug=wanted.slug, created_at=FIRST_DAY
    )
    record = record_of(wanted)
    for edition in record["editions"]:
        _put_files(case, wanted, edition)
    PublicRecord.objects.create(
        case=case,
        slug=wanted.slug,
        state=wanted.state,
        deadline_at=record["editions"][0]["deadline_at"],
        changed_at=wanted.changed_at
        or wanted.taken_down_at
        or wanted.closed_at
        or wanted.stopped_at
        or wanted.published_at,
        sequence=wanted.sequence,
        visible_until=wanted.visible_until,
        record=record,
    )
    PublicVersion.raise_it()
    return wanted


def _section() -> Section:
    return Section.objects.get_or_create(code="NET", defaults={"country": "XV", "name": "Network"})[0]


def _person() -> Person:
    return Person.objects.get_or_create(
        email="amina@example.org", defaults={"name": "Amina", "secret": "-", "joined_at": FIRST_DAY}
    )[0]


def _put_files(case: Case, wanted: Wanted, record: dict[str, Any]) -> None:
    edition = _edition_row(case, wanted, record)
    for language in wanted.headlines:
        content: dict[str, Any] = dict.fromkeys(["text", "casefile", "sheet"])
        if not wanted.is_taken_down:
            content.update(content_of(edition.n, language))
            content["text"] = content["text"].decode()
        Rendition.objects.create(
            edition=edition,
            slug=wanted.slug,
            n=edition.n,
            language=language,
            is_source=language == wanted.language,
            **content,
            **{f"{name}_sha256": value for name, value in hashes_of(edition.n, language).items()},
            signature=signature_of(edition.n, language),
            key_id=record["key_id"],
            published_at=record["published_at"],
        )


def _edition_row(case: Case, wanted: Wanted, record: dict[str, Any]) -> Edition:
    person = _person()
    draft = Draft.objects.create(
        case=case, state="published", author=person, last_editor=person, created_at=FIRST_DAY, edited_at=FIRST_DAY
    )
    approval = Approval.objects.create(draft=draft, text_hash="", approver=person, approved_at=FIRST_DAY)
    names = ["n", "kind", "number", "language", "deadline", "deadline_zone", "mention_network", "published_at", "state"]
    return Edition.objects.create(
        case=case,
        **{name: record[name] for name in names},
        index=f"{wanted.slug} {record['index']}",
        text_sha256=sha256(f"{wanted.slug} {record['n']}".encode()).hexdigest(),
        previous_sha256=record["previous"],
        draft=draft,
        approval=approval,
        publisher=person,
    )
