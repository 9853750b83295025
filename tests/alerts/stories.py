"""Cases for alerts, in four languages each, as publishing leaves them: one of every kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from tests.public.rows import ARABIC, CHINESE, DAM, FRENCH, NOW, Issued, Story, dam_inspector, publish, translated
from tocsin.actions.states import Outcome
from tocsin.alerts.models import AlertKind
from tocsin.alerts.wording import Source, Variant
from tocsin.alerts.wording.source import SectionTexts
from tocsin.casefile import Kind

TONGUES = {"en": "en", "fr": "fr", "es": "es", "ar": "ar", "zh-Hans": "zh-hans"}
"""Languages of members, and the tongue of the words around the text; nobody has translated a case into Spanish."""
WORDS = (FRENCH, ARABIC, CHINESE)
PLACES = {
    AlertKind.NEW: ("ua-90-26", 1),
    AlertKind.UPDATE: ("ua-84-26", 3),
    AlertKind.STOP: ("ua-91-26", 2),
    AlertKind.OUTCOME: ("ua-92-26", 2),
}


def publish_all() -> None:
    """One case of every kind."""
    publish(_story("ua-90-26"))
    publish(dam_inspector())
    publish(_story("ua-91-26", Kind.STOP, stopped_at=datetime(2026, 11, 22, 9, tzinfo=UTC)))
    publish(_story("ua-92-26", Kind.OUTCOME))


def source(kind: AlertKind, words: SectionTexts | None = None) -> Source:
    slug, n = PLACES[kind]
    return Source.load(kind, slug, n, NOW, words)


def variants() -> list[Variant]:
    """Every language, loud and quiet, with HTML and without."""
    return [
        Variant(
            language if language != "es" else "en",
            tongue,
            quiet=quiet,
            plain=plain,
            wrote_on=date(2026, 11, 12),
            reason=("country", "XH"),
            section="DE",
            group=plain,
        )
        for language, tongue in TONGUES.items()
        for quiet in (False, True)
        for plain in (False, True)
    ]


def _story(slug: str, last: Kind | None = None, **values: Any) -> Story:
    """A first edition, and where a kind is named one of that after it."""
    number = f"UA {slug.split('-')[1]}/26"
    first = replace(DAM, number=number, index=f"HV {slug}", deadline=date(2026, 12, 14))
    editions = [_issued(first)]
    if last is not None:
        ended = replace(first, kind=last, issued=date(2026, 11, 22), deadline=None)
        editions.append(_issued(ended, Outcome.RELEASED if last is Kind.OUTCOME else None))
    return Story(slug, editions, **values)


def _issued(case: Any, outcome: Outcome | None = None) -> Issued:
    words: tuple[Mapping[str, Any], ...] = WORDS
    return Issued(case, [translated(case, one) for one in words], outcome=outcome)
