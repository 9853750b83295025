"""What changed between two editions, as codes that a page puts into the reader's language."""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.actions.publishing.shapes import Change
from tocsin.casefile import CaseFile, Recipient


def changes_between(old: CaseFile, new: CaseFile) -> list[Change]:
    """In the order of their weight for somebody who writes."""
    return [*_deadline(old, new), *_recipients(old, new), *_people(old, new), *_calls(old, new), *_texts(old, new)]


def _deadline(old: CaseFile, new: CaseFile) -> Iterator[Change]:
    if old.deadline != new.deadline and new.deadline is not None:
        yield {
            "code": "deadline-moved",
            "old": old.deadline.isoformat() if old.deadline else None,
            "new": new.deadline.isoformat(),
        }


def _recipients(old: CaseFile, new: CaseFile) -> Iterator[Change]:
    """Who only got a copy and is now written to is new, and who was written to and only gets a copy is gone."""
    before = {_key(one): one for one in (*old.targets, *old.copies)}
    after = {_key(one): one for one in (*new.targets, *new.copies)}
    written_before, written_after = set(map(_key, old.targets)), set(map(_key, new.targets))
    for key, one in after.items():
        if key not in before or key in written_after - written_before:
            yield {"code": "target-added", "name": _called(one)}
        else:
            yield from _recipient(before[key], one)
    for key, one in before.items():
        if key not in after or key in written_before - written_after:
            yield {"code": "target-removed", "name": _called(one)}


def _recipient(old: Recipient, new: Recipient) -> Iterator[Change]:
    reached = [(one.lines, one.country, one.email, one.fax, one.phone, one.social) for one in (old, new)]
    if reached[0] != reached[1]:
        yield {"code": "address-changed", "name": _called(new)}
    if old.salutation != new.salutation:
        yield {"code": "salutation-changed", "name": _called(new)}


def _key(one: Recipient) -> tuple[str | None, str | None] | tuple[str, ...]:
    return (one.name, one.post) if one.name or one.post else one.lines


def _called(one: Recipient) -> str:
    return one.name or one.post or (one.lines[0] if one.lines else "")


def _people(old: CaseFile, new: CaseFile) -> Iterator[Change]:
    """Who is no longer named is not named here: that may be why."""
    before = {one.name for one in old.people if one.name}
    after = {one.name for one in new.people if one.name}
    for name in sorted(after - before):
        yield {"code": "person-added", "name": name}
    if before - after or (before == after and old.people != new.people):
        yield {"code": "persons-changed"}


def _calls(old: CaseFile, new: CaseFile) -> Iterator[Change]:
    added, removed = set(new.calls) - set(old.calls), set(old.calls) - set(new.calls)
    if added and removed:
        yield {"code": "calls-changed"}
    elif added:
        yield {"code": "call-added", "count": len(added)}
    elif removed:
        yield {"code": "call-removed", "count": len(removed)}


def _texts(old: CaseFile, new: CaseFile) -> Iterator[Change]:
    if old.headline != new.headline:
        yield {"code": "headline-changed"}
    if (old.summary, old.body, old.model_letter, old.concerns) != (
        new.summary,
        new.body,
        new.model_letter,
        new.concerns,
    ):
        yield {"code": "text-changed"}
    if old.background != new.background:
        yield {"code": "background-changed"}
    if old.write_in != new.write_in:
        yield {"code": "languages-changed"}
