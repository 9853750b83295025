"""What becomes known of the writer, to whom: said before they agree to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tocsin.appeals.composing import Made
from tocsin.appeals.wish import Answers, Wish
from tocsin.delivery.kinds import BY_NETWORK, Route
from tocsin.public.write.ways import Telling
from tocsin.typesetting import clean


@dataclass(frozen=True, slots=True)
class Told:
    """What one of them learns."""

    who: str
    marks: SafeString
    what: str


def told_of(made: Sequence[Made], wish: Wish, telling: Telling) -> tuple[Told, ...]:
    """Officials first, then the volunteers who print, then this network."""
    marks = telling.reader.marks(telling.matter.case.language)
    officials = [Told(clean(one.addressee.name), marks, _listed(_official(one, wish), telling)) for one in made]
    return (*officials, *_helpers(made, wish, telling))


def _official(one: Made, wish: Wish) -> Iterator[str]:
    yield _("your text")
    if wish.sign_as == "full":
        yield _("your full name")
        yield _("your address") if wish.address else _("your place and country")
    else:
        yield _("your initials")
        yield _("your place and country")
    if one.route is Route.OWN_MAIL:
        yield _("the name and address of your mailbox")
    elif one.route is Route.NETWORK_EMAIL and wish.answers is Answers.TO_ME:
        yield _("your e-mail address")
    if one.route is Route.THROUGH_MISSION:
        yield _("the embassy that forwards it sees the same")


def _helpers(made: Sequence[Made], wish: Wish, telling: Telling) -> Iterator[Told]:
    routes = {one.route for one in made}
    if Route.NETWORK_PAPER in routes:
        yield Told(telling.name(Route.NETWORK_PAPER), SafeString(""), _("the printed letters, until they are posted"))
    if routes & BY_NETWORK:
        what = _("your text, your name and your e-mail address, sealed, until 28 days after the letters have ended")
    else:
        what = _("your text and your name, sealed; only your private link opens them; erased after 28 days")
    yield Told(_("This network"), SafeString(""), what)


def _listed(parts: Iterator[str], telling: Telling) -> str:
    return telling.reader.words.listed(*parts)
