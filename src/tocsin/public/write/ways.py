"""The ways of a letter, in words: what each is called, and what somebody should know before choosing it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tocsin.appeals.addressees import Addressee
from tocsin.appeals.matter import Matter
from tocsin.delivery.kinds import Route
from tocsin.public import times
from tocsin.public.reader import Reader
from tocsin.typesetting import clean

_NAMES: Mapping[Route, str] = {
    Route.NETWORK_EMAIL: gettext_noop("E-mail, sent by us"),
    Route.OWN_MAIL: gettext_noop("From my own mailbox"),
    Route.NETWORK_FAX: gettext_noop("Fax, sent by us"),
    Route.OWN_FAX: gettext_noop("Fax, with a machine of my own"),
    Route.OWN_PAPER: gettext_noop("Paper"),
    Route.THROUGH_MISSION: gettext_noop("Paper, through the embassy"),
    Route.WEB_FORM: gettext_noop("The form on their website"),
}

_HINTS: Mapping[Route, str] = {
    Route.NETWORK_EMAIL: gettext_noop("Minutes after you confirm"),
    Route.OWN_MAIL: gettext_noop("You get it ready to send"),
    Route.NETWORK_FAX: gettext_noop("After you confirm, by day at their place"),
    Route.OWN_FAX: gettext_noop("You get a file to fax"),
    Route.NETWORK_PAPER: gettext_noop("After you confirm; its volunteers see your letter"),
    Route.WEB_FORM: gettext_noop("You get the text to paste into it"),
}

_KINDS: Mapping[Route, str] = {
    Route.NETWORK_EMAIL: gettext_noop("e-mail"),
    Route.OWN_MAIL: gettext_noop("e-mail"),
    Route.NETWORK_FAX: gettext_noop("fax"),
    Route.OWN_FAX: gettext_noop("fax"),
    Route.OWN_PAPER: gettext_noop("post"),
    Route.NETWORK_PAPER: gettext_noop("post"),
    Route.THROUGH_MISSION: gettext_noop("post through the embassy"),
    Route.WEB_FORM: gettext_noop("web form"),
}


@dataclass(frozen=True, slots=True)
class Way:
    """One that a letter can take. value: as the form says it."""

    value: str
    name: str
    hint: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Telling:
    """What the ways of letters from one country are told with."""

    matter: Matter
    country: str
    reader: Reader

    def ways_of(self, one: Addressee, chosen: Route | None) -> tuple[Way, ...]:
        """The best first."""
        return tuple(
            Way(route.value, self.name(route), self._hint(route, one), route is chosen) for route in one.routes
        )

    def name(self, route: Route) -> str:
        if route is Route.NETWORK_PAPER:
            return _("Printed and posted by volunteers of: %(section)s") % {"section": self._says("name")}
        return _(_NAMES[route])

    def reached_by(self, one: Addressee) -> str:
        """“By e-mail, fax or post”."""
        kinds = dict.fromkeys(_(_KINDS[route]) for route in one.routes)
        if not kinds:
            return _("No address is known: nothing can be sent there")
        return _("By %(ways)s") % {"ways": self.reader.words.one_of(kinds)}

    def failing(self, one: Addressee) -> Iterator[SafeString]:
        """Addresses and numbers that are known not to work."""
        for contact, since in one.failing.items():
            day = times.day_and_month(times.day_of(since, self.matter.standing.zone), self.reader.words)
            said = _("{contact} has been failing since {day}.")
            yield format_html(said, contact=format_html('<bdi dir="ltr">{}</bdi>', clean(contact)), day=day)

    def _hint(self, route: Route, one: Addressee) -> str:
        parts = [self._paper(route, one) if route in _ON_PAPER else _(_HINTS[route]), self._health(route, one)]
        return self.reader.words.listed(*parts)

    def _paper(self, route: Route, one: Addressee) -> str:
        """With what the stamp costs, where the section of the writer's country says it."""
        abroad = one.recipient.country not in {None, self.country}
        letters: Mapping[str, Any] = (self._section() or {}).get("letters", {})
        postage = letters.get("postage_abroad" if abroad and route is Route.OWN_PAPER else "postage_home", "")
        made = (
            _("PDF for a window envelope")
            if route is Route.OWN_PAPER
            else _("No post goes there now: the embassy is asked to forward it")
        )
        return self.reader.words.listed(made, clean(postage))

    def _health(self, route: Route, one: Addressee) -> str | None:
        by_mail, by_fax = route in {Route.NETWORK_EMAIL, Route.OWN_MAIL}, route in {Route.NETWORK_FAX, Route.OWN_FAX}
        since = _failing_since(one.email if by_mail else one.fax if by_fax else None, one)
        if since is None:
            return None
        day = times.day_and_month(times.day_of(since, self.matter.standing.zone), self.reader.words)
        return _("has been failing since %(day)s") % {"day": day}

    def _section(self) -> Mapping[str, Any] | None:
        return self.matter.section_of(self.country)

    def _says(self, key: str) -> str:
        return clean(str((self._section() or {}).get(key, "")))


_ON_PAPER = frozenset({Route.OWN_PAPER, Route.THROUGH_MISSION})


def _failing_since(contact: str | None, one: Addressee) -> datetime | None:
    """The addressee's contact is as a machine takes it, what fails as it was printed."""
    if contact is None:
        return None
    bare = {"".join(filter(str.isalnum, printed)).lower(): since for printed, since in one.failing.items()}
    return bare.get("".join(filter(str.isalnum, contact)).lower())
