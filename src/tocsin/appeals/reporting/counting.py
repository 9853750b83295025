"""What reports are made of: each edition with its figures, in a few questions to the database whatever their number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from django.conf import settings
from django.db.models import Count, DateTimeField, Min, Q, QuerySet, Sum, TextField
from django.db.models.functions import Cast, Coalesce, Substr

from tocsin.actions.models import Edition, PublicRecord
from tocsin.actions.states import EditionState
from tocsin.appeals.numbers import BY_US, SENT, Share, hide
from tocsin.delivery.kinds import Kind
from tocsin.delivery.models import Letter
from tocsin.delivery.states import LetterState

GONE: Final = "-"
"""In place of a country, concern or region of which nothing is said any more, for the case was taken down."""


@dataclass(frozen=True, slots=True)
class Figures:
    """people: each counts once an edition. by_network: letters handed over that did not come back. reported: letters
    that writers say they sent.
    """

    people: int = 0
    by_network: int = 0
    reported: int = 0

    def __add__(self, other: Figures) -> Figures:
        return Figures(self.people + other.people, self.by_network + other.by_network, self.reported + other.reported)

    @property
    def letters(self) -> int:
        return self.by_network + self.reported


NONE: Final = Figures()


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """section: code of the one whose case it is. concerns: name by slug. published_at: of its first edition."""

    id: int
    slug: str
    number: str
    section: str
    countries: tuple[str, ...]
    concerns: Mapping[str, str]
    state: str
    outcome: str | None
    published_at: datetime


@dataclass(frozen=True, slots=True)
class EditionFacts:
    case: CaseFacts
    index: str
    kind: str
    published_at: datetime
    figures: Figures


@dataclass(frozen=True, slots=True)
class Asked:
    """since, until: months as “2026-03”, both included; empty: no bound. section: code of the one whose cases count."""

    since: str = ""
    until: str = ""
    section: str = ""

    def has(self, month: str) -> bool:
        return (not self.since or self.since <= month) and (not self.until or month <= self.until)

    def wants(self, case: CaseFacts) -> bool:
        return not self.section or case.section == self.section


def month_of(at: datetime) -> str:
    """“2026-03”, in UTC."""
    return at.astimezone(UTC).strftime("%Y-%m")


def cases(now: datetime) -> dict[str, CaseFacts]:
    """Every case that is, or was, public, by its slug."""
    fields = ("countries", "concern_slugs", "headlines", "language", "outcome", "first_published_at")
    rows = PublicRecord.objects.values(
        "slug", "state", "deadline_at", "case_id", "case__number", "case__section__code",
        *(f"record__{field}" for field in fields),
    )  # fmt: skip
    return {row["slug"]: _case(row, now) for row in rows}


def _case(row: Mapping[str, Any], now: datetime) -> CaseFacts:
    is_over = row["state"] == EditionState.LIVE and row["deadline_at"] is not None and row["deadline_at"] <= now
    headline = row["record__headlines"].get(row["record__language"])
    slugs = row["record__concern_slugs"]
    names = headline["concerns"] if headline and len(headline["concerns"]) == len(slugs) else slugs
    return CaseFacts(
        id=row["case_id"],
        slug=row["slug"],
        number=row["case__number"] or row["slug"],
        section=row["case__section__code"],
        countries=tuple(row["record__countries"]) or (GONE,),
        concerns=dict(zip(slugs, names, strict=True)) or {GONE: ""},
        state=EditionState.EXPIRED if is_over else row["state"],
        outcome=row["record__outcome"],
        published_at=datetime.fromisoformat(row["record__first_published_at"]),
    )


def editions(now: datetime) -> list[EditionFacts]:
    """Each edition with what was written on it, the newest first."""
    known, figures = cases(now), by_edition()
    rows = Edition.objects.order_by("-published_at", "-pk").values_list(
        "case__slug", "n", "index", "kind", "published_at"
    )
    return [
        EditionFacts(known[slug], index, kind, at, figures.get((slug, n), NONE))
        for slug, n, index, kind, at in rows
        if slug in known
    ]


def sent() -> QuerySet[Letter]:
    """Letters that went and did not come back. Those of the test mode count only while nothing reaches anybody."""
    letters = Letter.objects.filter(kind=Kind.LETTER, state__in=SENT)
    return letters.filter(is_test=False) if settings.ENVIRONMENT.is_live else letters


def _counted() -> dict[str, Any]:
    return {
        "people": Count("owner", distinct=True),
        "by_network": Count("pk", filter=Q(state__in=BY_US)),
        "reported": Coalesce(Sum("count", filter=Q(state=LetterState.REPORTED)), 0),
    }


def _figures(row: Mapping[str, Any]) -> Figures:
    return Figures(row["people"], row["by_network"], row["reported"])


def by_edition() -> dict[tuple[str, int], Figures]:
    return {(row["slug"], row["n"]): _figures(row) for row in _rows("slug", "n")}


def _rows(*parts: str) -> Iterator[Mapping[str, Any]]:
    yield from sent().order_by().values(*parts).annotate(**_counted())


def by_time(*, year: bool = False) -> Iterator[tuple[str, str, Figures]]:
    """Slug, month (“2026-03”) or year (“2026”) in which letters went, and how many.

    Both databases write moments in UTC with the year first; to cut that text takes a tenth of what `TruncMonth` takes.
    """
    at = Cast(Coalesce("handed_at", "state_at", output_field=DateTimeField()), TextField())
    letters = sent().order_by().annotate(span=Substr(at, 1, 4 if year else 7))
    for row in letters.values("slug", "span").annotate(**_counted()):
        yield row["slug"], row["span"], _figures(row)


def whole_and_told() -> tuple[dict[str, Figures], dict[str, tuple[Share, ...]]]:
    """By slug, all that was written on a case, and what its own page tells of the countries of its writers: nothing
    where it tells nothing.
    """
    found: dict[str, dict[str, Figures]] = {}
    for row in _rows("slug", "n", "country"):
        of = found.setdefault(row["slug"], {})
        of[row["country"]] = of.get(row["country"], NONE) + _figures(row)
    shares = {
        slug: tuple(Share(code, one.people, one.by_network, one.reported) for code, one in of.items())
        for slug, of in found.items()
    }
    return (
        {slug: sum(of.values(), NONE) for slug, of in found.items()},
        {slug: hide(of) or () for slug, of in shares.items()},
    )


def first_letters() -> dict[tuple[str, str], datetime]:
    """By slug and country of the writers, when the network handed over their first letter."""
    rows = sent().filter(state__in=BY_US, handed_at__isnull=False).order_by().values("slug", "country")
    return {(row["slug"], row["country"]): row["first"] for row in rows.annotate(first=Min("handed_at"))}


def letters_of_each() -> Iterable[int]:
    """How many letters each writer sent on one edition; nobody is named."""
    return sent().order_by().values("owner").annotate(many=Count("pk")).values_list("many", flat=True).iterator()


def cases_of_each() -> Iterable[int]:
    """On how many cases each person wrote of whom a keyed hash is still kept; nobody is named."""
    rows = sent().filter(person__isnull=False).order_by().values("person")
    return rows.annotate(many=Count("slug", distinct=True)).values_list("many", flat=True).iterator()
