"""An alert as the desk shows it: the figures, the bar, the sections. Made anew every few seconds while it goes out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tocsin.actions.models import PublicRecord
from tocsin.alerts.models import Alert, AlertKind
from tocsin.alerts.operating import Act
from tocsin.alerts.progress import Counts, Part, Progress
from tocsin.desk.alerts import words
from tocsin.desk.saying import Mark
from tocsin.desk.times import When, moment

GOING = frozenset({"planning", "sending"})


@dataclass(frozen=True, slots=True)
class Figure:
    label: str
    number: str


@dataclass(frozen=True, slots=True)
class Bar:
    """Widths in thousandths: black handed over, red bounced or refused, grey left out. told: the same in words."""

    done: int
    bad_from: int
    bad: int
    held_from: int
    held: int
    told: str


@dataclass(frozen=True, slots=True)
class SectionLine:
    name: str
    state: str
    audience: str
    handed: str
    waiting: str
    turns: str
    delay: str


@dataclass(frozen=True, slots=True)
class Shown:
    """where: number and edition. live: address of this part alone, while it changes by itself; else empty."""

    href: str
    title: str
    where: str
    kind: str
    mark: Mark
    made: When
    audience: str
    figures: tuple[Figure, ...]
    bar: Bar
    rate: str
    ends: When | None
    sections: tuple[SectionLine, ...]
    now: When
    seconds: str
    live: str


@dataclass(frozen=True, slots=True)
class ActLine:
    deed: str
    section: str
    by: str
    when: When
    reason: str

    @classmethod
    def of(cls, act: Act) -> ActLine:
        return cls(words.deed(act.deed), act.section, act.by, moment(act.at), act.reason)


def titles_of(alerts: Iterable[Alert]) -> dict[str, tuple[str, str]]:
    """Number and headline of their cases, by slug; of one that was taken down, the number alone."""
    found = {}
    slugs = {alert.slug for alert in alerts if alert.slug}
    for slug, record in PublicRecord.objects.filter(slug__in=slugs).values_list("slug", "record"):
        headline = record["headlines"].get(record["language"], {}).get("headline", "")
        found[slug] = (record["number"], headline)
    return found


def shown(progress: Progress, titles: dict[str, tuple[str, str]], now: datetime) -> Shown:
    alert, counts = progress.alert, progress.counts
    number, headline = titles.get(alert.slug, ("", ""))
    href = reverse("desk-alert", args=[alert.pk])
    is_digest = alert.kind == AlertKind.DIGEST
    week = _("Week %(week)s of %(year)s") % {"week": alert.n % 100, "year": alert.n // 100}
    edition = _("%(number)s, edition %(n)s") % {"number": number, "n": alert.n}
    return Shown(
        href=href,
        title=headline or (week if is_digest else number),
        where=week if is_digest else edition,
        kind=words.kind(alert.kind),
        mark=words.state(_but_for_turns(progress.state, counts)),
        made=moment(alert.made_at),
        audience=_of_members(progress.audience),
        figures=tuple(
            Figure(words.count(name), f"{getattr(counts, name):,}")
            for name in words.COUNTS
            if name in words.ALWAYS or getattr(counts, name)
        ),
        bar=_bar(progress),
        rate=f"{progress.rate:,.1f}",
        ends=moment(progress.ends) if progress.ends else None,
        sections=tuple(_line(part) for part in progress.parts if part.wave.audience or part.delay),
        now=moment(now),
        seconds=f"{now:%H:%M:%S}",
        live=f"{href}?part=live" if _but_for_turns(progress.state, counts) in GOING else "",
    )


def _of_members(number: int) -> str:
    return ngettext("of %(number)s member", "of %(number)s members", number) % {"number": f"{number:,}"}


def _but_for_turns(state: str, counts: Counts) -> str:
    """Nothing is on its way, and members wait for their cap or their day all the same."""
    return "turns" if state in {"sending", "done"} and counts.turns and not counts.waiting else state


def _bar(progress: Progress) -> Bar:
    counts, whole = progress.counts, max(1, progress.counts.whole)
    done, bad = counts.handed + counts.digested, counts.bounced + counts.refused
    out = counts.gone + counts.recalled + counts.given_up + counts.passed
    widths = [one * 1000 // whole for one in (done, bad, out)]
    told = _(
        "Members: %(audience)s. Handed over: %(done)s; bounced or refused: %(bad)s; left out: %(out)s; "
        "to go: %(rest)s; waiting for their turn: %(turns)s."
    ) % {
        "audience": f"{progress.audience:,}",
        "done": f"{done:,}",
        "bad": f"{bad:,}",
        "out": f"{out:,}",
        "rest": f"{counts.waiting:,}",
        "turns": f"{counts.turns:,}",
    }
    return Bar(widths[0], widths[0], widths[1], widths[0] + widths[1], widths[2], told)


def _line(part: Part) -> SectionLine:
    return SectionLine(
        name=part.wave.section or _("No section"),
        state=words.part_state(_but_for_turns(part.wave.state, part.counts)),
        audience=f"{part.wave.audience:,}",
        handed=f"{part.counts.handed + part.counts.digested:,}",
        waiting=f"{part.counts.waiting:,}",
        turns=f"{part.counts.turns:,}",
        delay=_span(part.delay),
    )


def _span(delay: timedelta) -> str:
    """“3 hours”; empty for none."""
    minutes = round(delay.total_seconds() / 60)
    if not delay:
        return ""
    if minutes < 60:
        return ngettext("%(number)d minute", "%(number)d minutes", minutes) % {"number": minutes}
    hours = round(minutes / 60)
    return ngettext("%(number)d hour", "%(number)d hours", hours) % {"number": hours}
