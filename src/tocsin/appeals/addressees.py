"""Whom a writer writes to, and every way that each can be reached, the best first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.conf import settings

from tocsin.appeals.matter import Matter
from tocsin.casefile import Recipient
from tocsin.delivery.kinds import Route
from tocsin.directory.missions import accredited, mission_from_json, mission_to_json
from tocsin.letters import Mission, Role
from tocsin.letters.addresses import emails_of, faxes_of
from tocsin.letters.names import name_of

MISSION = "mission"


@dataclass(frozen=True, slots=True)
class Addressee:
    """key: `targets.0`, `copies.1`, `mission`. routes: the best first; empty where nothing reaches them. email, fax:
    the one that is used, working ones first. failing: those that do not work, and since when (UTC).
    """

    key: str
    role: Role
    recipient: Recipient
    routes: tuple[Route, ...]
    email: str | None
    fax: str | None
    failing: Mapping[str, datetime]
    web_form: str | None = None
    hosts: tuple[str, ...] = ()
    """Of a mission: the states to which it is accredited."""

    @property
    def name(self) -> str:
        return name_of(self.recipient)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a writer was shown of the lists of missions. It is kept with the letters, for the lists change and the
    letters go to whom the writer chose. embassy: None where none was known then.
    """

    embassy: Mission | None

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Shown | None:
        """From what is kept of an appeal; None where it was sent in before this was kept."""
        if "embassy" not in said:
            return None
        return cls(mission_from_json(said["embassy"]) if said["embassy"] else None)

    def to_json(self) -> dict[str, Any]:
        """What `of` reads again."""
        return {"embassy": mission_to_json(self.embassy) if self.embassy else None}


@dataclass(frozen=True, slots=True)
class Addressees:
    """mission: that gets a copy of its own. mission_unknown: such a copy is asked for, and none is known in the
    writer's state. shown: what the lists of missions say.
    """

    people: tuple[Addressee, ...]
    mission: Mission | None
    mission_unknown: bool
    shown: Shown

    def of(self, key: str) -> Addressee | None:
        return next((one for one in self.people if one.key == key), None)


def addressees_of(matter: Matter, country: str, shown: Shown | None = None) -> Addressees:
    """For a writer in that state; none chosen yet: without a mission. shown: of letters that were sent in, what their
    writer was shown; else the lists of missions are asked.
    """
    shown = shown or Shown(_embassy(matter, country))
    wanted = matter.case.diplomatic_copies and bool(matter.state) and country not in {"", matter.state}
    mission = shown.embassy if wanted else None
    people = tuple(_Reach(matter, country, shown.embassy).all(mission))
    return Addressees(people, mission, wanted and mission is None, shown)


def reachable_now(matter: Matter, country: str, shown: Shown | None) -> Addressees:
    """For a letter that takes another way: as it was shown, but the mission as its list has it today, so that one
    whose address was put right can be reached; one that is on no list any more stays as it was shown.
    """
    then, today = addressees_of(matter, country, shown), addressees_of(matter, country)
    mission = today.of(MISSION)
    if then.mission is None or mission is None:
        return then
    people = tuple(mission if one.key == MISSION else one for one in then.people)
    return replace(then, people=people, mission=today.mission, shown=today.shown)


def _embassy(matter: Matter, country: str) -> Mission | None:
    """The mission that represents the case's state to the writer's."""
    return accredited(matter.state, country) if country and matter.state and country != matter.state else None


@dataclass(frozen=True, slots=True)
class _Reach:
    matter: Matter
    country: str
    embassy: Mission | None

    def all(self, mission: Mission | None) -> Iterator[Addressee]:
        parts = (("targets", Role.TARGET, self.matter.case.targets), ("copies", Role.COPY, self.matter.case.copies))
        for part, role, recipients in parts:
            for number, recipient in enumerate(recipients):
                yield self._one(f"{part}.{number}", role, recipient)
        if mission is not None:
            yield self._one(MISSION, Role.MISSION, mission.recipient, mission.hosts)

    def _one(self, key: str, role: Role, recipient: Recipient, hosts: tuple[str, ...] = ()) -> Addressee:
        known = self.matter.record.get("failing", {})
        addresses = (*recipient.email, *recipient.fax)
        failing = {one: datetime.fromisoformat(known[one]) for one in addresses if one in known}
        emails, faxes = emails_of(recipient.email), faxes_of(recipient.fax, recipient.country)
        email = _best(emails, {one for bad in failing for one in emails_of((bad,))})
        fax = _best(faxes, {one for bad in failing for one in faxes_of((bad,), recipient.country)})
        form = next((one for one in recipient.social if one.startswith(("https://", "http://"))), None)
        routes = tuple(self._routes(role, recipient, email, fax, form, failing))
        return Addressee(key, role, recipient, routes, email, fax, failing, form, hosts)

    def _routes(  # noqa: PLR0913, PLR0917 - what the ways depend on
        self,
        role: Role,
        recipient: Recipient,
        email: str | None,
        fax: str | None,
        form: str | None,
        failing: Mapping[str, datetime],
    ) -> Iterator[Route]:
        """A way that is known to fail comes after all that are not; it is never hidden, for it may work again."""
        section = self.matter.section_of(self.country)
        says: Mapping[str, Any] = section["letters"] if section else {}
        by_mail = [Route.NETWORK_EMAIL, Route.OWN_MAIL] if email else []
        by_fax = [*([Route.NETWORK_FAX] if network_faxes() else []), Route.OWN_FAX] if fax else []
        bad_mail = by_mail if email and _all_fail(recipient.email, failing) else []
        bad_fax = by_fax if fax and _all_fail(recipient.fax, failing) else []
        on_paper = list(self._on_paper(role, recipient, says)) if recipient.lines else []
        yield from (route for route in by_mail if route not in bad_mail)
        yield from (route for route in by_fax if route is Route.NETWORK_FAX and route not in bad_fax)
        yield from on_paper
        yield from (route for route in by_fax if route is Route.OWN_FAX and route not in bad_fax)
        if form:
            yield Route.WEB_FORM
        yield from (*bad_mail, *bad_fax)

    def _on_paper(self, role: Role, recipient: Recipient, says: Mapping[str, Any]) -> Iterator[Route]:
        suspended = recipient.country is not None and recipient.country in says.get("no_post_to", ())
        if not suspended:
            yield Route.OWN_PAPER
            if says.get("prints"):
                yield Route.NETWORK_PAPER
        elif role is not Role.MISSION and self.embassy is not None and self.embassy.recipient.lines:
            yield Route.THROUGH_MISSION


def network_faxes() -> bool:
    """Whether the network has a fax server; in test mode it acts as if."""
    environment = settings.ENVIRONMENT
    return environment.delivery == "test" or environment.sendfax is not None


def _best(usable: tuple[str, ...], failing: set[str]) -> str | None:
    return next((one for one in usable if one not in failing), next(iter(usable), None))


def _all_fail(printed: tuple[str, ...], failing: Mapping[str, datetime]) -> bool:
    return all(one in failing for one in printed)
