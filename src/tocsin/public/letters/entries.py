"""One letter as its writer's page shows it: what is true of it, and what is theirs to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tocsin.appeals.addressees import Addressees
from tocsin.appeals.composing import Made
from tocsin.appeals.private import Own
from tocsin.appeals.wording import route_name
from tocsin.delivery.kinds import BY_NETWORK, Route, Why
from tocsin.delivery.models import Letter
from tocsin.delivery.states import Event, LetterState, allows
from tocsin.letters import Role
from tocsin.public import times
from tocsin.public.letters.failing import Failing, to_say, what_was_said
from tocsin.public.letters.moments import Moments
from tocsin.public.letters.own_hands import OwnHands, own_hands
from tocsin.public.letters.telling import Mark, reason_of, telling_of
from tocsin.public.reader import UNMARKED, Reader, Words
from tocsin.public.write.ways import Telling, Way
from tocsin.typesetting import clean

_S = LetterState
_ON_ITS_WAY = frozenset({_S.HANDED_OVER, _S.ACCEPTED, _S.REPORTED, _S.UNKNOWN})
_FAILED = frozenset({_S.BOUNCED, _S.FAILED})


@dataclass(frozen=True, slots=True)
class Report:
    """The form by which the writer says that they sent it. count: what stands in it already."""

    button: str
    count: int
    is_correction: bool = False


@dataclass(frozen=True, slots=True)
class LetterEntry:
    """ways: others that it may take; `is_lost` where one of them is now needed, so that they stand open."""

    id: int
    name: Words
    role: str
    mark: Mark
    state: SafeString
    sentences: tuple[str, ...]
    hands: OwnHands | None = None
    report: Report | None = None
    ways: tuple[Way, ...] = ()
    is_lost: bool = False
    can_ask_again: bool = False
    can_take_back: bool = False
    failing: Failing | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """What all letters of one appeal are told with. made: by the recipient's key; empty where no files can be made.

    addressees: None where other ways cannot be taken any more.
    """

    own: Own
    made: Mapping[str, Made]
    addressees: Addressees | None
    moments: Moments
    reader: Reader
    folder: str

    def entries(self) -> tuple[tuple[LetterEntry, ...], tuple[LetterEntry, ...]]:
        """Each recipient's present letter, and those in whose place others have come."""
        present = {letter.key: letter for letter in self.own.letters}
        now = tuple(self._entry(letter) for letter in present.values())
        earlier = [letter for letter in self.own.letters if present[letter.key] is not letter]
        return now, tuple(self._bare(letter) for letter in earlier)

    def _entry(self, letter: Letter) -> LetterEntry:
        """With all that can be done about it."""
        bare = self._bare(letter)
        in_hand = letter.state == _S.WRITTEN and self.own.matter is not None
        made = self.made.get(letter.key)
        return replace(
            bare,
            hands=own_hands(made, letter.pk, self.folder, self._postage(letter, made)) if in_hand and made else None,
            report=_report(letter),
            ways=tuple(self._other_ways(letter)),
            is_lost=letter.state in _FAILED,
            can_ask_again=letter.pk == self._first_waiting() and self.own.wish is not None,
            can_take_back=allows(letter.state, Event.RECALL) and letter.state != _S.WRITTEN,
            failing=bare.failing or (to_say(letter, self.own.appeal) if self.own.matter is not None else None),
        )

    def _first_waiting(self) -> int | None:
        """One link is for all that wait, so one button asks for it."""
        return next((letter.pk for letter in self.own.letters if letter.state == _S.WAITING), None)

    def _bare(self, letter: Letter) -> LetterEntry:
        telling = telling_of(letter.state, letter.route)
        moment = letter.handed_at if letter.state in _ON_ITS_WAY and letter.handed_at else letter.state_at
        return LetterEntry(
            id=letter.pk,
            name=self._name(letter),
            role=self._role(letter),
            mark=telling.mark,
            state=self._heading(_(telling.heading), self.moments.told(moment) if telling.dated else None),
            sentences=tuple(self._sentences(letter, _(telling.sentence))),
            failing=what_was_said(letter, self.moments),
        )

    def _heading(self, heading: str, moment: SafeString | None) -> SafeString:
        """“Handed over, 15:02”."""
        if moment is None:
            return format_html("{}", heading)
        return format_html("{}{}{}", heading, self.reader.words.phrases["comma"], moment)

    def _sentences(self, letter: Letter, first: str) -> Iterator[str]:
        yield first
        if letter.state == _S.REPORTED and letter.count > 1:
            said = ngettext("{number} letter.", "{number} letters.", letter.count)
            yield said.format(number=times.count(letter.count, self.reader.words))
        if letter.state == _S.WAITING:
            yield from self._asked()
        if letter.why:
            yield _(reason_of(letter.why))
        if letter.state in _FAILED and letter.last_answer:
            yield _("The other server’s answer: %(answer)s.") % {"answer": letter.last_answer}
        if letter.state == _S.FROZEN and letter.reference:
            yield _("Reference: %(reference)s.") % {"reference": letter.reference}
        if letter.state == _S.READY:
            yield from self._queued(letter)

    def _asked(self) -> Iterator[str]:
        """Where the link went, and until when it works."""
        email, until = self.own.wish.usable_email if self.own.wish else None, self.own.appeal.confirm_until
        if email is None or until is None:
            return
        if until <= self.reader.now:
            yield _("The link has ended. A new one can be sent for seven days.")
            return
        address = format_html('<bdi dir="ltr">{}</bdi>', email)
        yield format_html(
            _("It goes to {email} and works until {moment}."), email=address, moment=self.moments.told(until)
        )

    def _queued(self, letter: Letter) -> Iterator[str]:
        """What else is known of one that waits for its turn."""
        if letter.route == Route.NETWORK_PAPER and letter.printed_at:
            yield format_html(
                _("Printed: {moment}. It is not in the post yet."), moment=self.moments.told(letter.printed_at)
            )
        elif letter.attempts and letter.last_answer:
            said = _("The other side asked to be tried again later ({answer}). Tried so far: {number}.")
            yield format_html(said, answer=letter.last_answer, number=times.count(letter.attempts, self.reader.words))

    def _name(self, letter: Letter) -> Words:
        language = self.own.matter.case.language if self.own.matter else ""
        marks = self.reader.marks(language) if language and letter.role != Role.MISSION else UNMARKED
        return Words(clean(letter.recipient) or _("An office"), marks)

    def _role(self, letter: Letter) -> str:
        """“Copy · On paper, posted by the writer”."""
        role = _("Written to") if letter.role == Role.TARGET else _("Copy")
        return f"{role} · {route_name(letter.route)}"

    def _postage(self, letter: Letter, made: Made | None) -> str:
        """What the writer's section says that a stamp costs; nothing where it says nothing."""
        matter, country = self.own.matter, self.own.appeal.country
        section = matter.section_of(country) if matter else None
        says: Mapping[str, Any] = section["letters"] if section else {}
        to = made.letter.recipient.country if made else None
        at_home = to == country or letter.route == Route.THROUGH_MISSION or letter.role == Role.MISSION
        return clean(says.get("postage_home" if at_home else "postage_abroad", ""))

    def _other_ways(self, letter: Letter) -> Iterable[Way]:
        """Ways that are open now, the best first; none for a letter that is on its way."""
        addressee = self.addressees.of(letter.key) if self.addressees else None
        matter = self.own.matter
        if addressee is None or matter is None or letter.state in _ON_ITS_WAY:
            return ()
        has_ended = letter.state in {_S.RECALLED, _S.EXPIRED} and letter.why == Why.TAKEN_BACK
        wish = self.own.wish
        reachable = BY_NETWORK if wish and wish.usable_email else frozenset[Route]()
        ways = Telling(matter, self.own.appeal.country, self.reader).ways_of(addressee, None)
        return [
            way
            for way in ways
            if (way.value != letter.route or has_ended)
            and (Route(way.value) not in BY_NETWORK or way.value in reachable)
        ]


def _report(letter: Letter) -> Report | None:
    """For what is in the writer's hands; also for what was held back, for they may have posted it before."""
    if letter.route in BY_NETWORK:
        return None
    if letter.state == _S.REPORTED:
        return Report(_("Put the number right"), letter.count, is_correction=True)
    if letter.state == _S.WRITTEN:
        return Report(_("I have posted it") if letter.route in _BY_POST else _("I have sent it"), 1)
    return Report(_("I had sent it before"), 1) if allows(letter.state, Event.REPORT) else None


_BY_POST = frozenset({Route.OWN_PAPER, Route.THROUGH_MISSION})
