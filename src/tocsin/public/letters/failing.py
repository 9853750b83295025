"""What a writer can say of an address that does not work, and what they said: a short list, and no text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tocsin.appeals.failing import choices_for
from tocsin.appeals.models import Appeal
from tocsin.delivery.kinds import Route, SaidFailing
from tocsin.delivery.models import Letter
from tocsin.public.letters.moments import Moments

_CHOICES: Final[Mapping[SaidFailing, str]] = {
    SaidFailing.CAME_BACK: gettext_noop("My message came back."),
    SaidFailing.NO_ANSWER: gettext_noop("The number does not answer."),
    SaidFailing.NOT_A_FAX: gettext_noop("Somebody answers, and it is no fax."),
    SaidFailing.NO_FORM: gettext_noop("The form is gone, or cannot be sent."),
    SaidFailing.MOVED: gettext_noop("The office says that it is reached another way now."),
}
_BY_POST: Final = gettext_noop("The post brought it back.")


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    words: str


@dataclass(frozen=True, slots=True)
class Failing:
    """choices: what can be said, where nothing was. said: what was, and when."""

    choices: tuple[Choice, ...] = ()
    said: SafeString | None = None


def to_say(letter: Letter, appeal: Appeal) -> Failing | None:
    choices = tuple(Choice(one.value, _words(one, letter)) for one in choices_for(letter, appeal))
    return Failing(choices) if choices else None


def what_was_said(letter: Letter, moments: Moments) -> Failing | None:
    if letter.said_failing_at is None:
        return None
    said = format_html(
        _("You told us on {day} that this address does not work: “{how}” Somebody of the network looks into it."),
        day=moments.day(letter.said_failing_at),
        how=_words(SaidFailing(letter.said_failing_as), letter),
    )
    return Failing(said=said)


def _words(how: SaidFailing, letter: Letter) -> str:
    by_post = letter.route in {Route.OWN_PAPER, Route.NETWORK_PAPER} and how is SaidFailing.CAME_BACK
    return _(_BY_POST if by_post else _CHOICES[how])
