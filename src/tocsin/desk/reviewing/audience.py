"""To how many members an edition's alert will go: shown before somebody approves it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.text import slugify
from django.utils.translation import gettext as _

from tocsin.actions.consent import alert_may_tell
from tocsin.actions.models import Case
from tocsin.actions.reviewed import Reviewed
from tocsin.alerts.planning.audience import count_audience, kind_to_come
from tocsin.alerts.planning.rules import Facts
from tocsin.desk.alerts import words
from tocsin.desk.tongues import language_name


@dataclass(frozen=True, slots=True)
class Share:
    name: str
    number: str


@dataclass(frozen=True, slots=True)
class Reach:
    """kind: of the alert. whole, at_once, later: members; later: wait for their cap or their day. is_quiet: no consent
    covers messages to members.
    """

    kind: str
    whole: str
    at_once: str
    later: str
    sections: tuple[Share, ...]
    languages: tuple[Share, ...]
    is_quiet: bool


def reach_of(case: Case, seen: Reviewed, now: datetime) -> Reach:
    """As it stands at this moment; who joins or leaves until it goes live changes it."""
    file = seen.composed.published
    kind, n = kind_to_come(seen.composed.whole.kind, case.slug)
    concerns = tuple(slugify(concern, allow_unicode=True) for concern in file.concerns)
    found = count_audience(Facts(kind, tuple(file.countries), concerns), now, str(case.slug or ""), n)
    languages = {language_name(code): number for code, number in found.by_language.items()}
    sections = {code or _("No section"): number for code, number in found.by_section.items()}
    return Reach(
        kind=words.kind(kind),
        whole=f"{found.whole:,}",
        at_once=f"{found.at_once:,}",
        later=f"{found.whole - found.at_once:,}",
        sections=_shares(sections),
        languages=_shares(languages),
        is_quiet=not alert_may_tell(case, file, now.astimezone(UTC).date()),
    )


def _shares(numbers: Mapping[str, int]) -> tuple[Share, ...]:
    """The largest first."""
    return tuple(
        Share(name, f"{number:,}") for name, number in sorted(numbers.items(), key=lambda one: (-one[1], one[0]))
    )
