"""What the page of writing shows, put together from a form and the action as it is at this moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tocsin.appeals.addressees import Addressees, addressees_of
from tocsin.appeals.composing import Made, chosen, route_of
from tocsin.appeals.entering import faults_of
from tocsin.appeals.matter import Matter
from tocsin.appeals.wish import MOST_CHARACTERS, Fault, Wish
from tocsin.casefile.writing.wording import title_of, wording_for
from tocsin.delivery.kinds import BY_NETWORK, Route
from tocsin.letters import ENVELOPES
from tocsin.letters.envelopes import usual_paper
from tocsin.letters.names import in_words
from tocsin.members.alert_links import person_behind
from tocsin.public import saying, times
from tocsin.public.reader import Reader, Words
from tocsin.public.write.advice import Counsel, counsel_on
from tocsin.public.write.assisted import Help, help_for
from tocsin.public.write.choices import country_options, language_options
from tocsin.public.write.faults import Wrong, wrongs_of
from tocsin.public.write.form import Form, digest_of
from tocsin.public.write.naming import Choice, Naming, naming_of
from tocsin.public.write.notices import Notice, time_left, too_late
from tocsin.public.write.people import Recipient, mission_note, recipients_of
from tocsin.public.write.preview import Preview, made_of, previews_of
from tocsin.public.write.text import Sheet, sheet_of
from tocsin.public.write.told import Told, told_of
from tocsin.public.write.ways import Telling
from tocsin.records.persons import person_of
from tocsin.typesetting import clean

OF_THE_TEXT: Final = frozenset({Fault.TEXT_LONG, Fault.NAME_IN_TEXT})
"""What is said as soon as it is seen, not only when somebody wants to send."""

MOST_NAMES: Final = 3
_ON_PAPER = frozenset({Route.OWN_PAPER, Route.THROUGH_MISSION})


@dataclass(frozen=True, slots=True)
class Hidden:
    """One field that nobody sees and the browser sends back."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Finish:
    """What happens when the last button is pressed. may_send: whether the letters were shown and may go.

    missing: all but the consent, whose box stands right above.
    """

    sentence: str
    next: str
    missing: tuple[Wrong, ...]
    may_send: bool
    hears: bool
    consent: bool


@dataclass(frozen=True, slots=True)
class WritePage:
    """What the template `write` shows. wrongs: the summary; wrong: the same by field. is_kept: a draft goes on."""

    action: str
    back: str
    countries: str
    heading: SafeString
    headline: Words
    left: SafeString
    notices: tuple[Notice, ...]
    wrongs: tuple[Wrong, ...]
    wrong: Mapping[str, str]
    hidden: tuple[Hidden, ...]
    is_guessed: bool
    country_options: SafeString
    language_options: SafeString
    recipients: tuple[Recipient, ...]
    mission_note: str
    sheet: Sheet
    help: Help | None
    counsel: Counsel | None
    naming: Naming
    envelopes: tuple[Choice, ...]
    previews: tuple[Preview, ...]
    told: tuple[Told, ...]
    finish: Finish


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of what was tried: nothing on a page that is opened for the first time."""

    notices: tuple[Notice, ...] = ()
    faults: tuple[Fault, ...] = ()
    is_guessed: bool = False


def write_page(form: Form, matter: Matter, reader: Reader, said: Said) -> WritePage:
    """The page for a form. Everything in it that was typed comes back."""
    addressees = addressees_of(matter, form.wish.country)
    form = replace(form, wish=_with_ways(form.wish, addressees))
    wish, telling = form.wish, Telling(matter, form.wish.country, reader)
    closed = matter.closed_for(wish.country, reader.now) is not None
    made = made_of(wish, matter, addressees, reader.now)
    faults = faults_of(wish, addressees)
    wrongs = wrongs_of((*said.faults, *(one for one in faults if one in OF_THE_TEXT and wish.text.strip())))
    counsel = counsel_on(wish, matter, reader) if _is_readable(wish) else None
    return WritePage(
        action=reader.to(f"/actions/{matter.slug}/write/"),
        back=reader.to(f"/actions/{matter.slug}/"),
        countries=saying.countries(matter.record, reader),
        heading=heading_of(matter, reader),
        headline=_headline(matter, reader),
        left=time_left(matter, wish.country, reader),
        notices=(*said.notices, *([too_late(matter, wish.country, reader)] if closed else [])),
        wrongs=wrongs,
        wrong={one.field: one.sentence for one in reversed(wrongs)},
        hidden=_hidden(form, matter, addressees, made),
        is_guessed=said.is_guessed,
        country_options=country_options(wish.country, reader),
        language_options=language_options(wish.language, matter.case, reader),
        recipients=recipients_of(addressees, wish, telling),
        mission_note=mission_note(addressees, telling),
        sheet=sheet_of(wish, matter, addressees, made, counsel, reader),
        help=help_for(form, matter, reader),
        counsel=counsel,
        naming=naming_of(wish, matter, reader),
        envelopes=_envelopes(wish, addressees),
        previews=previews_of(made, wish, telling),
        told=told_of(made, wish, telling),
        finish=_finish(wish, addressees, made, faults, reader, closed=closed, known=_is_known(form, matter)),
    )


def _is_readable(wish: Wish) -> bool:
    """Whether there is a text of which something can be said."""
    return bool(wish.text.strip()) and bool(wish.language) and len(wish.text) <= MOST_CHARACTERS


def _with_ways(wish: Wish, addressees: Addressees) -> Wish:
    """With the way that each letter takes said outright, so that it cannot change between showing and sending."""
    ways = {one.key: route for one in chosen(wish, addressees) if (route := route_of(wish, one)) is not None}
    return replace(wish, ways=ways)


def _headline(matter: Matter, reader: Reader) -> Words:
    case = matter.text_in(reader.tongue.tag)
    return reader.says(title_of(case, wording_for(case.language)), case.language)


def heading_of(matter: Matter, reader: Reader) -> SafeString:
    """Whom it is for, where these are not too many."""
    names = [clean(person.name) for person in matter.case.people if person.name and not person.group]
    if not 0 < len(names) <= MOST_NAMES:
        return SafeString(_("Write a letter"))
    marks = reader.marks(matter.case.language)
    each = [format_html("<bdi{}>{}</bdi>", marks, name) for name in names]
    # What stands between the names comes from CLDR, and the names are escaped by now.
    return format_html(_("Write for {names}"), names=SafeString(in_words(each, reader.tongue.tag)))


def _hidden(form: Form, matter: Matter, addressees: Addressees, made: list[Made]) -> tuple[Hidden, ...]:
    fields = [Hidden("n", str(matter.n)), Hidden("stamp", form.stamp)]
    fields += [Hidden("shown", one.key) for one in addressees.people]
    fields += [Hidden("token", form.token)] if form.token else []
    fields += [Hidden("member", form.member)] if form.member else []
    fields += [Hidden("seen", seen_of(form.wish, addressees))] if made else []
    return tuple(fields)


def seen_of(wish: Wish, addressees: Addressees) -> str:
    """The digest of the letters as they stand on the page."""
    keys = frozenset(one.key for one in chosen(wish, addressees))
    return digest_of(replace(_with_ways(wish, addressees), to=keys))


def _finish(  # noqa: PLR0913 - all that the last lines depend on
    wish: Wish,
    addressees: Addressees,
    made: list[Made],
    faults: list[Fault],
    reader: Reader,
    *,
    closed: bool,
    known: bool,
) -> Finish:
    by_network = sum(one.route in BY_NETWORK for one in made)
    return Finish(
        sentence=_counted(by_network, len(made) - by_network, reader),
        next=_next(wish, by_network, known=known),
        missing=wrongs_of(one for one in faults if one is not Fault.CONSENT) if made else (),
        may_send=bool(made) and not closed,
        hears=wish.hears,
        consent=wish.consent,
    )


def _counted(by_network: int, own: int, reader: Reader) -> str:
    """“3 letters go by us, 1 is for you to send.”"""
    ours = ngettext("{number} letter is sent by us.", "{number} letters are sent by us.", by_network)
    yours = ngettext("{number} letter is for you to send.", "{number} letters are for you to send.", own)
    parts = (
        ours.format(number=times.count(by_network, reader.words)) if by_network else None,
        yours.format(number=times.count(own, reader.words)) if own else None,
    )
    return reader.words.sentences(*parts)


def _is_known(form: Form, matter: Matter) -> bool:
    """Whether somebody comes from their own alert, with the mailbox to which it went."""
    person = person_behind(form.member, matter.slug, matter.n)
    return bool(person) and form.wish.usable_email is not None and person == person_of(form.wish.usable_email)


def _next(wish: Wish, by_network: int, *, known: bool) -> str:
    if not by_network:
        return _("Next you get them on a page of your own: to print, to fax or to send from your mailbox.")
    if known:
        return _(
            "You come from your own alert, so your address is known: these letters go as soon as you press the button."
        )
    if wish.usable_email is None:
        return _("We send you a link by e-mail. Until you have pressed the button behind it, nothing is handed over.")
    return _("We send a link to %(email)s. Until you have pressed the button behind it, nothing is handed over.") % {
        "email": wish.usable_email
    }


def _envelopes(wish: Wish, addressees: Addressees) -> tuple[Choice, ...]:
    """For whoever prints; none where no letter goes on paper."""
    printed = any(route_of(wish, one) in _ON_PAPER for one in chosen(wish, addressees))
    if not printed or not wish.country:
        return ()
    paper = usual_paper(wish.country)
    names = {
        "": _("The usual one in my country"),
        "din-5008-b": _("Window on the left, DIN 5008 form B"),
        "din-5008-a": _("Window on the left, DIN 5008 form A"),
        "c56-right": _("Window on the right, C5/6"),
        "c56-left": _("Window on the left, C5/6"),
        "dl-left": _("Window on the left, DL"),
        "us-10": _("Window on the left, No. 10"),
        "none": _("No window: with a label to cut out"),
    }
    fitting = (name for name in names if not name or paper in ENVELOPES[name].papers)
    return tuple(Choice(name, names[name], "", name == wish.envelope) for name in fitting)
