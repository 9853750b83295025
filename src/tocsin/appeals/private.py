"""The writer's own page: the true state of every letter, and what is theirs to do. Opened by the private link alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from tocsin.appeals import outcomes
from tocsin.appeals.addressees import MISSION, Addressees, Shown, addressees_of, reachable_now
from tocsin.appeals.composing import Made, day_of, letters_of
from tocsin.appeals.confirming import drop_notices
from tocsin.appeals.entering import (
    CONFIRM_WITHIN,
    ON_SHEETS,
    ask_to_confirm,
    row_of,
    sealed_for_desk,
    sealed_for_writer,
    unprintable,
)
from tocsin.appeals.guarding import Visit, check_visit, count_visit, fingerprints_of, remember
from tocsin.appeals.matter import GoneFromPublic, Matter, NoLongerOpen, matter_at
from tocsin.appeals.models import Appeal, AppealState, Reply
from tocsin.appeals.tokens import PrivateKey
from tocsin.appeals.wish import Wish
from tocsin.delivery import ledger
from tocsin.delivery.incoming.tokens import new_token, token_hash
from tocsin.delivery.kinds import BY_NETWORK, Kind, Route, Why
from tocsin.delivery.models import Letter
from tocsin.delivery.states import Event, LetterState, allows
from tocsin.records.errors import BadInput, NotThere, Refused
from tocsin.records.turns import take_turn

MOST_LINKS = 6
"""Links to confirm that one appeal may ask for, whatever is changed about it."""

MOST_REPORTED = 5_000
"""Letters that a group may say at once that it sent."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What an official answered. text: plain. attachments: names of files that came with it. by_machine: it calls
    itself automatic.
    """

    recipient: str
    received_at: datetime
    text: str
    attachments: tuple[str, ...] = ()
    by_machine: bool = False


@dataclass(frozen=True, slots=True)
class Own:
    """A writer's appeal as their link opens it. wish: None once its words are erased. matter: None where the case is
    no longer public. shown: None for a draft, and for what was sent in before this was kept.
    """

    appeal: Appeal
    wish: Wish | None
    matter: Matter | None
    letters: tuple[Letter, ...]
    answers: tuple[Answer, ...]
    day: datetime
    """When the letters were sent in (UTC), from which their date is made."""
    shown: Shown | None

    @property
    def is_draft(self) -> bool:
        return self.appeal.state == AppealState.DRAFT

    @property
    def waits(self) -> bool:
        return any(letter.state == LetterState.WAITING for letter in self.letters)

    def can_take_back(self) -> tuple[Letter, ...]:
        """What is not handed over yet."""
        return tuple(one for one in self.letters if allows(one.state, Event.RECALL))


def open_appeal(token: str, now: datetime) -> Own:
    """Raises NotThere: no such link, or erased; both alike."""
    key, appeal = _access(token)
    letters = tuple(Letter.objects.filter(owner=appeal.pk, kind=Kind.LETTER).order_by("pk"))
    names = {letter.pk: letter.recipient for letter in letters}
    answers = [
        _answer(names.get(reply.letter, ""), reply, key)
        for reply in Reply.objects.filter(appeal=appeal, kept__isnull=False).order_by("received_at")
    ]
    kept = None if appeal.kept is None else key.open(appeal.kept)
    wish = None if kept is None else Wish.of(kept)
    day = datetime.fromisoformat(kept["day"]) if kept and "day" in kept else appeal.touched_at
    return Own(appeal, wish, _matter(appeal, now), letters, tuple(answers), day, Shown.of(kept or {}))


def link_came_back(own: Own) -> bool:
    """Whether the message with the newest link to confirm was refused: then nobody can press what it holds."""
    notices = Letter.objects.filter(owner=own.appeal.pk, kind=Kind.NOTICE, key="confirm").order_by("-pk")
    state = notices.values_list("state", flat=True).first()
    return state in {LetterState.BOUNCED, LetterState.FAILED}


def made_letters(own: Own) -> tuple[list[Made], Addressees | None]:
    """The letters as they were sent or are to be sent: the same as in the preview, for files of paper, fax and e-mail.
    Empty once the words are erased, the case is no longer public, or it has another edition.
    """
    if own.wish is None or own.matter is None or own.matter.n != own.appeal.n:
        return [], None
    addressees = addressees_of(own.matter, own.wish.country, own.shown)
    ways = {letter.key: Route(letter.route) for letter in own.letters}
    wish = replace(own.wish, ways={**own.wish.ways, **ways})
    return letters_of(wish, own.matter, addressees, day_of(own.day, own.matter)), addressees


@transaction.atomic
def report_sent(token: str, letter_id: int, count: int, now: datetime) -> Letter:
    """The writer says that a letter of theirs was sent; a group, how many. Also later, and after the deadline."""
    if not 1 <= count <= MOST_REPORTED:
        raise BadInput(f"How many letters were sent is a number from 1 to {MOST_REPORTED:,}.")
    letter = access_letter(token, letter_id)
    if letter.route in BY_NETWORK:
        raise Refused("This letter is sent by the network: its state is known here.", "not-yours")
    if letter.state == LetterState.REPORTED:
        letter.count = count
        letter.save(update_fields=["count"])
    else:
        ledger.move(letter, Event.REPORT, now, count=count, handed_at=now)
        _remember(token, now)
    return letter


def _remember(token: str, now: datetime) -> None:
    """With the first letter that was sent by its writer, its words count among those that others wrote."""
    own = open_appeal(token, now)
    reported = [letter for letter in own.letters if letter.state == LetterState.REPORTED]
    if own.wish is not None and own.wish.text and len(reported) == 1 and own.appeal.confirmed_at is None:
        remember(fingerprints_of(own.wish, own.appeal.slug))


@transaction.atomic
def take_back(token: str, now: datetime, letter_id: int | None = None) -> int:
    """Take back what is not handed over, or one letter; how many were."""
    _, appeal = _access(token, for_change=True)
    rows = Letter.objects.select_for_update().filter(owner=appeal.pk, kind=Kind.LETTER)
    chosen = rows if letter_id is None else rows.filter(pk=letter_id)
    done = ledger.hold_back(list(chosen), Event.RECALL, Why.TAKEN_BACK, now)
    _settle(appeal, now)
    return len(done)


@transaction.atomic
def send_link_again(token: str, visit: Visit, now: datetime) -> None:
    """A new link to confirm, which ends the old one."""
    key, appeal = _access(token, for_change=True)
    if appeal.kept is None or appeal.state != AppealState.WAITING:
        raise Refused("Nothing waits to be confirmed.", "nothing-waits")
    matter = matter_at(appeal.slug, now)
    why = matter.closed_for(appeal.country, now)
    if why is not None:
        raise NoLongerOpen(why)
    wish = Wish.of(key.open(appeal.kept))
    check_visit(visit, appeal.slug, now)
    _ask(appeal, key, matter, wish, now)


@transaction.atomic
def change_route(token: str, letter_id: int, route: Route, now: datetime) -> Letter:
    """Another way for a letter that is not handed over, or that came back: it becomes a new row, the old one stays as
    it ended. One that the network is to send waits for confirmation again.
    """
    key, appeal = _access(token, for_change=True)
    old = access_letter(token, letter_id)
    matter = matter_at(appeal.slug, now)
    why = matter.closed_for(appeal.country, now)
    if why is not None or appeal.kept is None:
        raise NoLongerOpen(why or Why.DEADLINE)
    said = key.open(appeal.kept)
    shown = Shown.of(said)
    reachable = reachable_now(matter, appeal.country, shown)
    addressee = reachable.of(old.key)
    if addressee is None or route not in addressee.routes or matter.n != appeal.n:
        raise Refused("This way is not open for this letter.", "route")
    if old.state in {LetterState.HANDED_OVER, LetterState.ACCEPTED, LetterState.REPORTED, LetterState.UNKNOWN}:
        raise Refused("This letter is on its way already.", "letter-state")
    if Letter.objects.filter(owner=appeal.pk, kind=Kind.LETTER, key=old.key, pk__gt=old.pk).exists():
        raise Refused("Another letter has taken this one’s place already.", "replaced")
    wish = Wish.of(said)
    wish = replace(wish, ways={**wish.ways, old.key: route})
    if route in BY_NETWORK and wish.usable_email is None:
        raise Refused("For letters that the network sends, your e-mail address is needed.", "email-needed")
    if route in ON_SHEETS and unprintable(wish, matter, reachable):
        raise Refused("This letter cannot be printed or faxed by the network: look at it first.", "unprintable")
    _give_way(old, now)
    letter = row_of(addressee, route, wish, matter, now)
    letter.owner = appeal.pk
    letter.save()
    # The other letters stay with the mission that their writer was shown.
    kept = shown if shown and old.key != MISSION else reachable.shown
    appeal.kept, appeal.touched_at = sealed_for_writer(wish, appeal.reader_key, now, kept), now
    appeal.content = sealed_for_desk(wish, key, now, kept)
    if route in BY_NETWORK:
        appeal.state = AppealState.WAITING
        _ask(appeal, key, matter, wish, now)
    appeal.save(update_fields=["kept", "content", "touched_at", "state"])
    _settle(appeal, now)
    return letter


def _give_way(old: Letter, now: datetime) -> None:
    """Make room for the letter that takes this one's place. What was never handed over goes; what came back stays as it
    ended, and no longer counts as this person's letter to this official, or the new one could not be confirmed.
    """
    if ledger.hold_back([old], Event.RECALL, Why.TAKEN_BACK, now):
        # What its writer said of the address stays: it is often why they take another way.
        if old.said_failing_at is None:
            old.delete()
    elif allows(old.state, Event.RECALL):
        raise Refused("This letter is being handed over at this moment.", "letter-state")
    elif old.person is not None:
        old.person = None
        old.save(update_fields=["person"])


def _settle(appeal: Appeal, now: datetime) -> None:
    """Where nothing waits for confirmation any more, nobody is asked for it, and the appeal is not unfinished."""
    waiting = Letter.objects.filter(owner=appeal.pk, kind=Kind.LETTER, state=LetterState.WAITING)
    if waiting.exists() or (appeal.hears and appeal.confirmed_at is None):
        return
    drop_notices(appeal, ("confirm", "remind"), now)
    if appeal.state == AppealState.WAITING:
        appeal.state = AppealState.SENT
        appeal.save(update_fields=["state"])


@transaction.atomic
def set_hears(token: str, now: datetime, *, wants: bool) -> None:
    """Whether the writer wants to hear what became of it; only somebody whose address is known can be told."""
    key, appeal = _access(token, for_change=True)
    if wants and (appeal.kept is None or Wish.of(key.open(appeal.kept)).usable_email is None):
        raise Refused("To be told, your e-mail address is needed.", "email-needed")
    appeal.hears = wants
    wish = Wish.of(key.open(appeal.kept)) if appeal.kept is not None else Wish()
    outcomes.remember(appeal, wish)
    appeal.save(update_fields=["hears", "news"])
    if wants and appeal.confirmed_at is None and appeal.state == AppealState.SENT:
        # Nobody is told at an address that nobody confirmed.
        appeal.state = AppealState.WAITING
        _ask(appeal, key, matter_at(appeal.slug, now), wish, now)


def begin_again(token: str, now: datetime) -> Wish:
    """What was written, for the page of writing: a draft, or an appeal that was held back and is sent anew."""
    key, appeal = _access(token)
    if appeal.kept is None:
        raise NotThere("text any more")
    return Wish.of(key.open(appeal.kept))


@transaction.atomic
def erase(token: str, now: datetime) -> None:
    """Everything that the writer wrote goes at once; what is not handed over is held back. The bare states of letters
    stay, without anything that leads to a person, for the numbers.
    """
    from tocsin.appeals.forgetting import erase_appeal

    _, appeal = _access(token, for_change=True)
    rows = Letter.objects.select_for_update().filter(owner=appeal.pk)
    ledger.hold_back(list(rows), Event.RECALL, Why.TAKEN_BACK, now)
    erase_appeal(appeal, at_own_wish=True)
    Appeal.objects.filter(pk=appeal.pk).update(touched_at=now)


def _ask(appeal: Appeal, key: PrivateKey, matter: Matter, wish: Wish, now: datetime) -> None:
    links = Letter.objects.filter(owner=appeal.pk, kind=Kind.NOTICE, key="confirm")
    if links.count() >= MOST_LINKS:
        raise Refused("So many links were sent for these letters that no more is: take a way of your own.", "links")
    # Whoever gave the address, its owner gets no more than a few messages a day.
    count_visit(Visit(address=wish.usable_email or ""), now)
    drop_notices(appeal, ("confirm", "remind"), now)
    code = new_token()
    appeal.confirm_hash, appeal.confirm_until, appeal.touched_at = token_hash(code), now + CONFIRM_WITHIN, now
    appeal.save(update_fields=["confirm_hash", "confirm_until", "touched_at", "state"])
    ask_to_confirm(appeal, key.text, code, matter, wish, now)


def _access(token: str, *, for_change: bool = False) -> tuple[PrivateKey, Appeal]:
    """The only way to an appeal from outside. for_change: locked until the end, before any of its letters is."""
    key = PrivateKey(token[:64])
    rows = Appeal.objects.all()
    if for_change:
        take_turn(f"appeal {key.hash}")
        rows = rows.select_for_update()
    appeal = rows.filter(token_hash=key.hash).exclude(state=AppealState.ERASED).first()
    if appeal is None:
        raise NotThere("page at this address")
    return key, appeal


def access_letter(token: str, letter_id: int) -> Letter:
    """A letter of the page that this link opens, locked until the end. Raises NotThere."""
    _, appeal = _access(token, for_change=True)
    letter = Letter.objects.select_for_update().filter(pk=letter_id, owner=appeal.pk, kind=Kind.LETTER).first()
    if letter is None:
        raise NotThere("letter on your page")
    return letter


def _matter(appeal: Appeal, now: datetime) -> Matter | None:
    try:
        return matter_at(appeal.slug, now)
    except (NotThere, GoneFromPublic):
        return None


def _answer(recipient: str, reply: Reply, key: PrivateKey) -> Answer:
    said = key.open(reply.kept or b"")
    return Answer(recipient, reply.received_at, said["text"], tuple(said["attachments"]), reply.by_machine)


__all__ = [
    "Answer", "Own", "access_letter", "begin_again", "change_route", "erase", "link_came_back", "made_letters",
    "open_appeal", "report_sent", "send_link_again", "set_hears", "take_back",
]  # fmt: skip
