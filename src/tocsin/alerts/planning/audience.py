"""How many an alert would go to: counted before somebody approves an edition, and changing nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from tocsin.actions.models import PublicRecord
from tocsin.alerts.models import AlertKind
from tocsin.alerts.planning.hearers import Hearers
from tocsin.alerts.planning.rules import Facts, Matched, goes_at_once, is_for
from tocsin.directory.models import Section
from tocsin.members.models import Member, MemberState, Profile
from tocsin.members.wishes import Wishes


@dataclass(slots=True)
class Audience:
    """by_section, by_language: how many members. at_once: how many of the whole need not wait for a turn.

    by_language counts the language wished for most: what an alert is read in depends on the translations at that time.
    """

    whole: int = 0
    at_once: int = 0
    by_section: Counter[str] = field(default_factory=Counter)
    by_language: Counter[str] = field(default_factory=Counter)

    def add(self, section: str, language: str, number: int, at_once: int) -> None:
        self.whole += number
        self.at_once += at_once
        self.by_section[section] += number
        self.by_language[language] += number


def count_audience(facts: Facts, now: datetime, slug: str = "", n: int = 1) -> Audience:
    """Of an edition that is not published yet. slug, n: of a case that is public already, and the number to come."""
    wishes = {pk: Wishes.of(value) for pk, value in Profile.objects.values_list("pk", "wishes")}
    matched = {pk: Matched.of(one, facts.countries, facts.concerns) for pk, one in wishes.items()}
    audience = Audience()
    spoken = _languages(wishes)
    if facts.kind is AlertKind.NEW:
        _count_new(audience, matched, spoken, now)
    else:
        _count_others(audience, facts, matched, spoken, Hearers.of(facts.kind, slug, n), now)
    return audience


def kind_to_come(kind: str, slug: str | None) -> tuple[AlertKind, int]:
    """What alert an edition of this kind of document will be, and its number."""
    record = PublicRecord.objects.filter(slug=slug or "").values_list("record__live", flat=True).first()
    n = int(record or 0) + 1
    if kind in {AlertKind.STOP, AlertKind.OUTCOME}:
        return AlertKind(kind), n
    return (AlertKind.NEW if n == 1 else AlertKind.UPDATE), n


def _languages(wishes: dict[int, Wishes]) -> dict[int, str]:
    return {pk: one.languages[0] if one.languages else "" for pk, one in wishes.items()}


def reachable(now: datetime) -> QuerySet[Member]:
    """Members to whom mail goes today."""
    pausing = Q(paused_until__isnull=True) | Q(paused_until__lte=now.date())
    return Member.objects.filter(pausing, state=MemberState.ACTIVE)


def _count_new(audience: Audience, matched: dict[int, Matched], spoken: dict[int, str], now: datetime) -> None:
    """A few thousand groups of members, whatever their number."""
    free = Q(next_at__isnull=True) | Q(next_at__lte=now)
    groups = reachable(now).order_by().values("section", "profile_id")
    counted = groups.annotate(number=Count("pk"), free=Count("pk", filter=free))
    first = _first_language_of_sections()
    rows = counted.values_list("section", "profile_id", "number", "free")
    for section, profile, number, of_them_free in rows:
        one = matched[profile]
        if one.wants:
            at_once = 0 if one.weekly else number if one.cap is None else of_them_free
            audience.add(section, spoken[profile] or first.get(section, "en"), number, at_once)


def _count_others(  # noqa: PLR0913, PLR0917 - what was read before, once for all
    audience: Audience,
    facts: Facts,
    matched: dict[int, Matched],
    spoken: dict[int, str],
    hearers: Hearers,
    now: datetime,
) -> None:
    rows = reachable(now).order_by().values_list("pk", "section", "profile_id", "next_at")
    first = _first_language_of_sections()
    for member, section, profile, next_at in rows.iterator(5_000):
        if is_for(facts.kind, matched[profile], hearers.known(member, section)):
            at_once = goes_at_once(facts.kind, matched[profile], next_at is None or next_at <= now)
            audience.add(section, spoken[profile] or first.get(section, "en"), 1, int(at_once))


def _first_language_of_sections() -> dict[str, str]:
    return {code: (languages or ["en"])[0] for code, languages in Section.objects.values_list("code", "languages")}
