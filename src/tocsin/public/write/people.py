"""Who gets a letter: the case's own recipients, and the mission in the writer's country."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tocsin.appeals.addressees import Addressee, Addressees
from tocsin.appeals.composing import chosen, route_of
from tocsin.appeals.wish import Wish
from tocsin.letters import Role
from tocsin.public import saying
from tocsin.public.write.ways import Telling, Way
from tocsin.typesetting import clean


@dataclass(frozen=True, slots=True)
class Recipient:
    """key: as the form says it. office: below the name, where it says more. failing: sentences."""

    key: str
    name: str
    marks: SafeString
    office: str
    role: str
    reached: str
    failing: tuple[SafeString, ...]
    chosen: bool
    ways: tuple[Way, ...]


def recipients_of(addressees: Addressees, wish: Wish, telling: Telling) -> tuple[Recipient, ...]:
    """All of them, in the case's order; ways only of those that were chosen."""
    among = chosen(wish, addressees)
    return tuple(_recipient(one, wish, telling, is_chosen=one in among) for one in addressees.people)


def _recipient(one: Addressee, wish: Wish, telling: Telling, *, is_chosen: bool) -> Recipient:
    post = clean(one.recipient.post or "")
    return Recipient(
        key=one.key,
        name=clean(one.name),
        marks=telling.reader.marks(telling.matter.case.language),
        office=post if post != clean(one.name) else "",
        role=_role(one, telling),
        reached=telling.reached_by(one),
        failing=tuple(telling.failing(one)),
        chosen=is_chosen,
        ways=telling.ways_of(one, route_of(wish, one)) if is_chosen else (),
    )


def _role(one: Addressee, telling: Telling) -> str:
    if one.role is Role.TARGET:
        return ""
    if not one.hosts:
        return _("Copy")
    hosts = telling.reader.words.listed(*_some([saying.country(code, telling.reader) for code in one.hosts]))
    return _("Copy. Accredited in: %(countries)s") % {"countries": hosts}


def _some(names: Sequence[str]) -> Sequence[str]:
    return names if len(names) <= 4 else [*names[:4], "…"]


def mission_note(addressees: Addressees, telling: Telling) -> str:
    """What is said of the embassy where none stands among the recipients; empty where there is nothing to say."""
    if not telling.matter.case.diplomatic_copies or addressees.mission is not None:
        return ""
    state = saying.country(telling.matter.state, telling.reader) if telling.matter.state else ""
    if not telling.country:
        return _("Choose your country above: the embassy there gets a copy too.")
    if addressees.mission_unknown:
        return _(
            "An embassy should get a copy too, but we know of none in your country. The state written to: %(state)s."
        ) % {"state": state}
    return ""
