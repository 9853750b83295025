"""From what a writer says to each of their letters, exactly as each official will see it: for the preview, for the
files, and for the hand-over, by the same function.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from tocsin.appeals.addressees import MISSION, Addressee, Addressees
from tocsin.appeals.matter import Matter
from tocsin.appeals.wish import Wish
from tocsin.delivery.kinds import Route
from tocsin.letters import Letter, Missions, compose
from tocsin.letters.names import name_of
from tocsin.letters.own_words.length import sheets_for
from tocsin.letters.phrases import phrases_for
from tocsin.letters.postal import postal_lines
from tocsin.letters.routes import subject_line


@dataclass(frozen=True, slots=True)
class Made:
    """One letter of an appeal, and the route that it takes; None where nothing reaches the recipient."""

    addressee: Addressee
    route: Route | None
    letter: Letter

    @property
    def subject(self) -> str:
        """Of an e-mail."""
        return subject_line(self.letter)


def chosen(wish: Wish, addressees: Addressees) -> list[Addressee]:
    """The recipients that the writer chose, in the case's order."""
    return [one for one in addressees.people if wish.to is None or one.key in wish.to]


def route_of(wish: Wish, addressee: Addressee) -> Route | None:
    """The route that the writer chose where it can be taken, else the best; None where nothing reaches them."""
    wanted = wish.ways.get(addressee.key)
    return wanted if wanted in addressee.routes else next(iter(addressee.routes), None)


def letters_of(wish: Wish, matter: Matter, addressees: Addressees, day: date) -> list[Made]:
    """Every letter that the writer chose. day: the date on the letter. Raises InvalidAppeal (letters) where the text
    is empty, or names somebody who signs with initials; InvalidWriter never, for a wish is clean.
    """
    missions = Missions((addressees.mission,)) if addressees.mission else None
    composed = compose(matter.case, wish.writer(), wish.text, day=day, language=wish.language, missions=missions)
    by_key = {one.key: letter for one, letter in zip(addressees.people, composed, strict=False)}
    made = []
    for one in chosen(wish, addressees):
        letter, route = by_key[one.key], route_of(wish, one)
        if isinstance(letter, Letter):
            made.append(Made(one, route, by_route(letter, route, matter, addressees)))
    return made


def pages_of(letter: Letter) -> float:
    """About how many pages a letter takes on paper."""
    return sheets_for(letter.paragraphs, letter.language)


def day_of(now: datetime, matter: Matter) -> date:
    """The date on a letter: that of the state it goes to, so that none seems to come from tomorrow."""
    from zoneinfo import ZoneInfo

    return now.astimezone(ZoneInfo(matter.standing.zone)).date() if matter.standing.zone else now.date()


def by_route(letter: Letter, route: Route | None, matter: Matter, addressees: Addressees) -> Letter:
    """A letter that goes through the mission bears its address, and asks it to forward."""
    if route is not Route.THROUGH_MISSION:
        return letter
    mission = addressees.shown.embassy
    if mission is None:
        return letter
    through = mission.recipient
    named = [line for line in (letter.recipient.name, letter.recipient.post) if line]
    address = (*(named or letter.address[:1]), f"c/o {name_of(through)}", *_below_name(through.lines, name_of(through)))
    request = phrases_for(letter.language).forwarding.replace("{mission}", name_of(through))
    recipient = replace(letter.recipient, lines=address, country=through.country)
    return replace(
        letter,
        recipient=recipient,
        address=postal_lines(recipient, letter.writer, matter.case.language),
        paragraphs=(request, *letter.paragraphs),
    )


def _below_name(lines: tuple[str, ...], name: str) -> tuple[str, ...]:
    return tuple(line for line in lines if line != name)


__all__ = ["MISSION", "Made", "by_route", "chosen", "day_of", "letters_of", "pages_of", "route_of"]
