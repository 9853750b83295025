"""The writer's own page: the true state of each letter, and what is theirs to do. Whoever has the link has the page.

GET changes nothing. Every button is a form of its own, named by `do` (`deeds.py`); what is refused answers 422, with
the reason above this page.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from django.conf import settings
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tocsin.appeals.addressees import Addressees, reachable_now
from tocsin.appeals.composing import Made
from tocsin.appeals.forgetting import UNFINISHED
from tocsin.appeals.private import Own, link_came_back, made_letters
from tocsin.delivery.kinds import Why
from tocsin.delivery.states import LetterState
from tocsin.letters import LettersError
from tocsin.public import saying, times
from tocsin.public.frame import frame_for
from tocsin.public.letters.entries import Desk, LetterEntry
from tocsin.public.letters.moments import Moments
from tocsin.public.letters.own_hands import FileLink, is_on_paper
from tocsin.public.pages import rendered
from tocsin.public.reader import Reader, Words
from tocsin.typesetting import clean

YOURS = frozenset({LetterState.WRITTEN, LetterState.WAITING, LetterState.BOUNCED, LetterState.FAILED})
MOVING = frozenset({LetterState.READY, LetterState.HELD, LetterState.FROZEN, LetterState.HANDED_OVER})
HELD_BACK = frozenset({LetterState.RECALLED, LetterState.EXPIRED})


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why something that was asked for was not done; what was written is kept in every case."""

    heading: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class About:
    """The action: where it is, and how it stands where that changes what its writer may do."""

    countries: str
    number: str
    href: str


@dataclass(frozen=True, slots=True)
class AnswerEntry:
    """What an official answered."""

    name: str
    moment: SafeString
    text: str
    attachments: tuple[str, ...]
    by_machine: bool


@dataclass(frozen=True, slots=True)
class Sharing:
    """Plain links by which others hear of it."""

    address: str
    mail: str


@dataclass(frozen=True, slots=True)
class GoOn:
    """The form that takes the text back to the page of writing."""

    action: str
    button: str


@dataclass(frozen=True, slots=True)
class MinePage:
    """What the template `letters` shows. text: what was written, where it is to be seen or copied here.

    hears: whether the writer will hear the outcome; None where nobody could tell them. back: the button that takes back
    what is not handed over.
    """

    heading: str
    lead: tuple[SafeString | str, ...]
    about: About | None
    action: str
    token: str
    trouble: Trouble | None
    notice: Trouble | None
    letters: tuple[LetterEntry, ...]
    earlier: tuple[LetterEntry, ...]
    as_of: SafeString
    together: FileLink | None
    answers: tuple[AnswerEntry, ...]
    text: Words | None
    go_on: GoOn | None
    next: tuple[str, ...]
    calendar: FileLink | None
    sharing: Sharing | None
    hears: bool | None
    back: str | None
    is_draft: bool


def shown(own: Own, token: str, reader: Reader, trouble: Trouble | None = None) -> HttpResponseBase:
    """The page as an answer: 200, or 422 with the reason why something was not done."""
    page = _Writing(own, token, reader).page(trouble)
    body = rendered("letters", frame=frame_for(reader, page.heading), page=page)
    return HttpResponse(body, status=422 if trouble else 200)


def address_of(token: str, reader: Reader) -> str:
    return reader.to(f"/letters/{token}/")


def made_of(own: Own) -> dict[str, Made]:
    """The letters that can be made, by the recipient's key; none where there are no words, or they make no letter."""
    try:
        made, _known = made_letters(own)
    except LettersError:
        return {}
    return {one.addressee.key: one for one in made}


def about_of(own: Own, reader: Reader) -> About | None:
    if own.matter is None:
        return None
    record = own.matter.record
    return About(saying.countries(record, reader), record["number"], reader.to(f"/actions/{own.appeal.slug}/"))


def why_closed(own: Own, reader: Reader) -> Why | None:
    """Why no letter may go any more; None while they may, if under another edition."""
    if own.matter is None:
        return Why.WITHDRAWN
    closed = own.matter.closed_for(own.appeal.country, reader.now)
    return closed or (Why.SUPERSEDED if own.matter.n != own.appeal.n else None)


def notice_of(own: Own, reader: Reader) -> Trouble | None:
    """What has changed since the letters were written."""
    match why_closed(own, reader):
        case Why.WITHDRAWN:
            said = _("Please do not write about it, and do not pass on what you have.")
            return Trouble(_("This action is no longer public"), (said,))
        case Why.STOPPED:
            said = _("Letters that were not handed over are held back. Do not post what you have printed.")
            return Trouble(_("Please send no more letters for this action"), (said,))
        case Why.DEADLINE:
            said = _("What was not handed over stays here. Tell us of letters that you sent before.")
            return Trouble(_("The last day of this action has passed"), (said,))
        case Why.SUPERSEDED:
            said = _("What was not handed over is held back. Read what has changed, then go on with your text.")
            return Trouble(_("This action was updated after you wrote"), (said,))
        case _:
            return None


@dataclass(frozen=True, slots=True)
class _Writing:
    own: Own
    token: str
    reader: Reader

    @property
    def _moments(self) -> Moments:
        return Moments.of(self.own.appeal.country, self.reader)

    def page(self, trouble: Trouble | None) -> MinePage:
        own, reader = self.own, self.reader
        made = made_of(own)
        desk = Desk(own, made, self._addressees(), self._moments, reader, address_of(self.token, reader))
        letters, earlier = desk.entries()
        is_live = own.matter is not None and not own.is_draft
        return MinePage(
            heading=self._heading(),
            lead=tuple(self._lead()),
            about=about_of(own, reader),
            action=address_of(self.token, reader),
            token=self.token,
            trouble=trouble,
            notice=self._notice(),
            letters=letters,
            earlier=earlier,
            as_of=self._moments.now(),
            together=self._together(made),
            answers=tuple(self._answers()),
            text=self._text(),
            go_on=self._go_on(),
            next=tuple(self._next()) if is_live else (),
            calendar=self._calendar() if is_live and self._is_open else None,
            sharing=self._sharing() if is_live and self._is_open else None,
            hears=own.appeal.hears if is_live and own.wish and own.wish.usable_email else None,
            back=self._back(),
            is_draft=own.is_draft,
        )

    @property
    def _why(self) -> Why | None:
        return why_closed(self.own, self.reader)

    def _notice(self) -> Trouble | None:
        own = self.own
        if own.is_draft and self._why is Why.SUPERSEDED:
            return None
        if self._why is None and own.waits and link_came_back(own):
            said = (
                _("Your e-mail address did not take it. The letters that wait for it are not sent."),
                _("Perhaps a letter of the address is wrong: erase this and write again, or take a way of your own."),
            )
            return Trouble(_("The message with the link came back"), said)
        return notice_of(own, self.reader)

    @property
    def _is_open(self) -> bool:
        """Whether letters are wanted, be it under another edition than the one that the writer read."""
        return self._why in {None, Why.SUPERSEDED}

    def _addressees(self) -> Addressees | None:
        own = self.own
        if own.matter is None or own.wish is None or self._why is not None:
            return None
        return reachable_now(own.matter, own.appeal.country, own.shown)

    def _heading(self) -> str:
        if self.own.is_draft:
            return _("Your text is saved")
        present = {letter.key: letter.state for letter in self.own.letters}.values()
        yours = sum(state in YOURS for state in present)
        moving = sum(state in MOVING for state in present)
        said = []
        if moving:
            said.append(
                self._counted(
                    ngettext("{number} letter is on its way", "{number} letters are on their way", moving), moving
                )
            )
        if yours:
            said.append(
                self._counted(ngettext("{number} letter waits for you", "{number} letters wait for you", yours), yours)
            )
        if said:
            return self.reader.words.listed(*said)
        if present and all(state in HELD_BACK for state in present):
            return _("Your letters were held back")
        return _("Your letters have gone") if present else _("Your letters")

    def _lead(self) -> Iterator[SafeString | str]:
        own = self.own
        if own.is_draft:
            yield format_html(
                _("Saved: {moment}. It is erased on {day}, seven days after you last touched it."),
                moment=self._moments.told(own.appeal.touched_at),
                day=self._moments.day(own.appeal.touched_at + UNFINISHED),
            )
            yield _("Nothing has been sent. Whoever has the address of this page can read it: keep it for yourself.")
            yield self._moments.about()
            return
        yield _(
            "This page is yours and stays at this address until the letters are erased. Keep the address for yourself."
        )
        if own.wish is None:
            yield _("What you wrote has been erased, as promised. Only the bare states of the letters are left.")
        yield self._moments.about()

    def _together(self, made: dict[str, Made]) -> FileLink | None:
        """One file of all letters that are to be printed, where there is more than one."""
        written = {letter.key for letter in self.own.letters if letter.state == LetterState.WRITTEN}
        on_paper = [key for key, one in made.items() if key in written and is_on_paper(one)]
        if len(on_paper) < 2:
            return None
        return FileLink(_("All letters to print, in one file"), f"{address_of(self.token, self.reader)}all.pdf", "PDF")

    def _answers(self) -> Iterator[AnswerEntry]:
        for one in self.own.answers:
            yield AnswerEntry(
                clean(one.recipient) or _("An office"),
                self._moments.told(one.received_at),
                clean(one.text),
                tuple(clean(name) for name in one.attachments),
                one.by_machine,
            )

    def _text(self) -> Words | None:
        """A draft; and the text of letters that cannot go, to be copied."""
        wish = self.own.wish
        if wish is None or not wish.text or not (self.own.is_draft or self._why):
            return None
        return self.reader.says(wish.text, wish.language or self.reader.tongue.tag)

    def _go_on(self) -> GoOn | None:
        wish = self.own.wish
        if wish is None or not self._is_open or not (self.own.is_draft or self._why):
            return None
        label = _("Go on writing") if self.own.is_draft else _("Go on with my text")
        return GoOn(self.reader.to(f"/actions/{self.own.appeal.slug}/write/"), label)

    def _next(self) -> Iterator[str]:
        """Only what is kept: nobody is written to without having asked."""
        if self.own.wish is not None and self.own.wish.usable_email:
            yield _(
                "We write to you when a letter comes back or is held back, when the action is updated or stopped while "
                "letters of yours wait, and when an official answers you. Nothing else."
            )
        else:
            yield _("You gave no e-mail address, so we cannot write to you. What changes stands on this page.")
        yield _(
            "28 days after the last letter has ended we erase your text and your name. Then only the numbers are left."
        )

    def _calendar(self) -> FileLink:
        href = self.reader.to(f"/actions/{self.own.appeal.slug}/calendar.ics")
        return FileLink(_("The last day to write, for your calendar"), href, "ICS")

    def _sharing(self) -> Sharing:
        own = self.own
        address = f"{settings.ENVIRONMENT.url}/{own.appeal.slug}"
        number = own.matter.record["number"] if own.matter else ""
        subject = _("Would you write a letter too? %(number)s") % {"number": number}
        body = _("I have written for this action. A letter takes ten minutes: %(address)s") % {"address": address}
        return Sharing(address, f"mailto:?subject={quote(subject, safe='')}&body={quote(body, safe='')}")

    def _back(self) -> str | None:
        number = len(self.own.can_take_back())
        if not number or self.own.is_draft:
            return None
        return self._counted(ngettext("Take back {number} letter", "Take back {number} letters", number), number)

    def _counted(self, said: str, number: int) -> str:
        return said.format(number=times.count(number, self.reader.words))
