"""From a draft to the case file that would be published of it, with the directory's addresses of today."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _

from tocsin.actions.consent import Coverage, coverage_of, redact
from tocsin.actions.models import Draft
from tocsin.actions.names import names_still_standing
from tocsin.casefile import CaseFile, Kind, Recipient
from tocsin.casefile.checking.findings import ENDED
from tocsin.directory.targets import recipients_of
from tocsin.directory.zones import zone_of_capital

PARTS = ("targets", "copies")


@dataclass(frozen=True, slots=True)
class Composed:
    """whole: everything that the draft says. published: what consent allows of it. text_hash: what is approved."""

    whole: CaseFile
    published: CaseFile
    coverage: Coverage
    zone: str | None
    text_hash: str


def compose(draft: Draft, today: date) -> Composed:
    """What the draft would become today. Raises SealedAway where the desk key is not at hand."""
    whole = linked(CaseFile.from_json(draft.content.open()), draft.links, today)
    coverage = coverage_of(draft.case, today)
    published = redact(whole, coverage)
    zone = draft.deadline_zone or default_zone(whole)
    return Composed(whole, published, coverage, zone, _text_hash(draft, published, zone))


def _text_hash(draft: Draft, published: CaseFile, zone: str | None) -> str:
    """Of exactly what would go live, and whether it undoes a stop: an approval from before the stop does not do that.
    Number, index and date of issue are given at publication and no part of it.
    """
    content = {
        "case": str(draft.case.uid),
        "casefile": published.to_json(),
        "deadline_zone": zone,
        "mention_network": draft.mention_network,
        "outcome": draft.outcome,
        "stopped": draft.case.stopped_at is not None,
    }
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def linked(case: CaseFile, links: dict[str, int], today: date) -> CaseFile:
    """The case with the recipients of the directory as they stand there today."""
    if not links:
        return case
    now = recipients_of(list(links.values()), case.language, today)

    def of(part: str, recipients: tuple[Recipient, ...]) -> tuple[Recipient, ...]:
        return tuple(now.get(links.get(f"{part}.{n}", -1), one) for n, one in enumerate(recipients))

    return replace(case, targets=of("targets", case.targets), copies=of("copies", case.copies))


def default_zone(case: CaseFile) -> str | None:
    """The zone of the first target's capital; else of the first state that the case is about."""
    states = [target.country for target in case.targets[:1] if target.country] + list(case.countries[:1])
    return next(filter(None, map(zone_of_capital, states)), None)


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Something that publication waits for. field: a field of the case file, or empty."""

    code: str
    field: str
    message: str


def obstacles(draft: Draft, composed: Composed) -> list[Obstacle]:
    """What blocks publication: missing consent and a missing deadline. Findings of `check` do not."""
    found = []
    if not composed.coverage.is_given:
        found.append(Obstacle("no-consent", "", _("Nobody has agreed to publication yet: record a consent.")))
    for path in names_still_standing(composed.whole, composed.published, composed.coverage):
        message = _("%(path)s says a name, and nobody agreed that the name is published.") % {"path": path}
        found.append(Obstacle("unconsented-name", path, message))
    if composed.whole.kind not in ENDED:
        if composed.whole.deadline is None:
            found.append(Obstacle("no-deadline", "deadline", _("There is no deadline: set one.")))
        elif composed.zone is None:
            message = _("The deadline has no time zone, and no state tells it: set one.")
            found.append(Obstacle("no-zone", "deadline", message))
    if composed.whole.kind is Kind.OUTCOME and draft.outcome is None:
        found.append(Obstacle("no-outcome", "", _("An outcome says what happened: choose what became of them.")))
    return found
