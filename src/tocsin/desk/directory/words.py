"""What this room says: kinds and states of contact points, what happened to an office, answers of servers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import get_language, gettext_noop, ngettext
from django.utils.translation import gettext as _

from tocsin.appeals.failing import Reported
from tocsin.delivery.kinds import SaidFailing
from tocsin.desk import said
from tocsin.desk.saying import Mark
from tocsin.desk.times import When, day, moment
from tocsin.directory.assembling import post_lines
from tocsin.directory.kinds import ContactEvent, ContactKind, ContactState
from tocsin.directory.models import ContactPoint, Office
from tocsin.directory.names import state_names
from tocsin.records import history
from tocsin.records.models import Entry
from tocsin.staff.models import Person

said.tell({
    "directory.added": gettext_noop("The office is in the directory now."),
    "directory.known": gettext_noop("This office was in the directory already. Nothing was added."),
    "directory.saved": gettext_noop("Saved. Drafts take it by themselves."),
    "directory.same": gettext_noop("Nothing was different, so nothing was changed."),
    "directory.merged": gettext_noop("The two entries are one now. Links to the other lead here."),
    "directory.settled": gettext_noop("Noted, for every office that has this address or number."),
    "directory.missions": gettext_noop("Confirmed. This list of missions is in force, in place of the one before."),
    "directory.missions-brought": gettext_noop("The list is read. It is in force once a second person confirms it."),
    "directory.missions-same": gettext_noop("This is the list in force: nothing changes, and nothing waits."),
    "directory.missions-withdrawn": gettext_noop("The list waits no more. The one in force stays as it is."),
    "directory.missions-settled": gettext_noop("This list waits no more: somebody confirmed or withdrew it."),
})  # fmt: skip

_KINDS: Final = {
    ContactKind.POST: gettext_noop("Postal address"),
    ContactKind.EMAIL: gettext_noop("E-mail"),
    ContactKind.FAX: gettext_noop("Fax"),
    ContactKind.PHONE: gettext_noop("Telephone"),
    ContactKind.SOCIAL: gettext_noop("Social media"),
    ContactKind.WEB_FORM: gettext_noop("Web form"),
}
_STATES: Final[Mapping[str, tuple[str, str]]] = {
    ContactState.UNVERIFIED: (gettext_noop("Not tried yet"), ""),
    ContactState.WORKING: (gettext_noop("Works"), "done"),
    ContactState.FAILING: (gettext_noop("Fails"), "bad"),
    ContactState.DEAD: (gettext_noop("Given up"), "end"),
}
_VERBS: Final = {
    "office added": gettext_noop("added the office"),
    "office changed": gettext_noop("changed the office"),
    "office merged": gettext_noop("merged another entry into it"),
    "contact corrected": gettext_noop("corrected an address or number"),
}
_EVENTS: Final[Mapping[str, str]] = {
    ContactEvent.CONFIRMED: gettext_noop("it works"),
    ContactEvent.BOUNCED: gettext_noop("a message came back"),
    ContactEvent.REPORTED_FAILING: gettext_noop("it was reported as failing"),
    ContactEvent.GIVEN_UP: gettext_noop("it was given up"),
    ContactEvent.CORRECTED: gettext_noop("it was entered again"),
}
_FIELDS: Final = {
    "country": gettext_noop("country"),
    "post": gettext_noop("post"),
    "name": gettext_noop("holder"),
    "spelling": gettext_noop("spelling of the name"),
    "gender": gettext_noop("gender"),
    "since": gettext_noop("first day"),
    "lines": gettext_noop("postal address"),
    "email": gettext_noop("e-mail"),
    "fax": gettext_noop("fax"),
    "phone": gettext_noop("telephone"),
    "social": gettext_noop("social media"),
    "web_form": gettext_noop("web form"),
    "salutations": gettext_noop("form of address"),
}
_ANSWERS: Final = {
    "5.1.1": gettext_noop("There is no such mailbox."),
    "5.1.2": gettext_noop("There is no such mail domain."),
    "5.1.3": gettext_noop("The address is not written as an address is."),
    "5.1.6": gettext_noop("The mailbox has moved."),
    "5.1.10": gettext_noop("This domain takes no mail."),
    "5.2.1": gettext_noop("The mailbox is switched off."),
    "5.2.2": gettext_noop("The mailbox is full."),
    "recipient": gettext_noop("The server does not know this recipient."),
}
_SAID: Final[Mapping[SaidFailing, str]] = {
    SaidFailing.CAME_BACK: gettext_noop("it came back"),
    SaidFailing.NO_ANSWER: gettext_noop("the number does not answer"),
    SaidFailing.NOT_A_FAX: gettext_noop("somebody answers, and it is no fax"),
    SaidFailing.NO_FORM: gettext_noop("the form is gone, or cannot be sent"),
    SaidFailing.MOVED: gettext_noop("the office is reached another way now"),
}


def kind_name(kind: str) -> str:
    return _(_KINDS[ContactKind(kind)])


def health(state: str) -> Mark:
    words, look = _STATES[state]
    return Mark(_(words), look)


def answer(codes: str) -> str:
    """“550 5.1.1” in words, its codes behind them; empty where no server said anything."""
    if not codes:
        return ""
    first, _space, second = codes.partition(" ")
    known = _ANSWERS.get(second) or _ANSWERS.get(first)
    return f"{_(known)} ({codes})" if known else _("The server answered %(codes)s.") % {"codes": codes}


@dataclass(frozen=True, slots=True)
class Said:
    """What writers say of an address. sentence: how many. ways: how they know, each with its number. last: the day
    alone, so that nobody finds the letter by the moment.
    """

    sentence: str
    ways: tuple[str, ...]
    last: When


def said_by_writers(one: Reported) -> Said:
    sentence = ngettext("%d writer says that it does not work.", "%d writers say that it does not work.", one.writers)
    ways = tuple(
        _("%(number)d: %(how)s") % {"number": number, "how": _(_SAID[way])} for way, number in one.ways.items()
    )
    return Said(sentence % one.writers, ways, day(one.last.date()))


def value_of(contact: ContactPoint) -> str:
    """As one line: a postal block with commas."""
    return ", ".join(post_lines(contact)) if contact.kind == ContactKind.POST else contact.value


def name_of(office: Office) -> str:
    """By which a list calls it: its post, else the organisation."""
    return office.post or office.organisation or _("(no name)")


def tongue() -> str:
    return get_language() or "en"


def states(chosen: str) -> tuple[tuple[str, str, bool], ...]:
    """Code, name and whether it is chosen, of every state, by name."""
    named = sorted((name, code) for code, name in state_names(tongue()).items())
    return tuple((code, name, code == chosen) for name, code in named)


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the history. who: empty for the program itself."""

    who: str
    what: str
    when: When


def happenings(office: Office, contacts: Mapping[int, str]) -> tuple[Happening, ...]:
    """All that was done to an office and to those merged into it, the newest first. contacts: values by id."""
    subjects = [f"office:{pk}" for pk in (office.pk, *office.doubles.values_list("pk", flat=True))]
    entries = history.history_of(*subjects)
    names = dict(Person.objects.filter(pk__in={one.actor for one in entries}).values_list("pk", "name"))
    return tuple(
        Happening(names.get(one.actor or 0, ""), _what(one, contacts), moment(one.at)) for one in reversed(entries)
    )


def _what(entry: Entry, contacts: Mapping[int, str]) -> str:
    """Whole sentences without who did it: the page puts the name before a colon."""
    detail = entry.detail
    said = _(_VERBS[entry.verb]) if entry.verb in _VERBS else entry.verb
    if entry.verb == "contact moved":
        event = _(_EVENTS.get(detail.get("event", ""), entry.verb))
        value = contacts.get(detail.get("contact", 0), _("an address that is not here any more"))
        return f"{value}: {event}"
    if entry.verb == "contact corrected" and detail.get("contact") in contacts:
        return f"{said}: {contacts[detail['contact']]}"
    if detail.get("fields"):
        return f"{said}: {', '.join(_(_FIELDS[field]) for field in detail['fields'] if field in _FIELDS)}"
    if detail.get("imported"):
        return _("added the office from a list")
    return said
