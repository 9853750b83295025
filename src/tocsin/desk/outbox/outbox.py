"""The outbox: how many letters stand where, who waits for whom, and what operators do about it, with their reasons."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tocsin.delivery import operating, overseeing
from tocsin.delivery.kinds import Kind
from tocsin.delivery.models import Letter
from tocsin.delivery.overseeing import Act, Asked, Group
from tocsin.delivery.states import LetterState
from tocsin.desk import clock, said
from tocsin.desk.frame import page
from tocsin.desk.gate import READS, for_staff, see_other
from tocsin.desk.outbox import words
from tocsin.desk.saying import Mark
from tocsin.desk.times import When, moment
from tocsin.records.errors import BadInput, NotThere, Refused
from tocsin.staff.models import Person, Session

MOST_CHOSEN: Final = 200

said.tell(
    {
        "outbox.hold": gettext_noop("Held. These letters wait until somebody releases them."),
        "outbox.release": gettext_noop("Released. These letters go as soon as the pace allows."),
        "outbox.retry": gettext_noop("These letters are tried again."),
        "outbox.hold-all": gettext_noop("The whole outbox is held. Nothing goes until somebody releases it."),
        "outbox.release-all": gettext_noop("The outbox is released. Letters that were held one by one stay held."),
        "outbox.pause": gettext_noop("The outbox is paused and goes on by itself."),
    }
)

_REFUSALS: Final = {
    "letter-state": gettext_noop(
        "At least one of these letters stands where this cannot be done to it. Its state may have changed since you "
        "looked. Nothing was changed; your reason is kept below."
    ),
    "in-flight": gettext_noop(
        "At least one of these letters is being handed over at this moment. Nothing was changed; try it again in a "
        "minute."
    ),
    "replaced": gettext_noop(
        "For at least one of these letters its writer has sent another one meanwhile. Nothing was changed."
    ),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """href: the letters in that state."""

    label: str
    number: str
    href: str


@dataclass(frozen=True, slots=True)
class ActLine:
    deed: str
    by: str
    when: When
    reason: str

    @classmethod
    def of(cls, act: Act) -> ActLine:
        return cls(words.deed(act.deed), act.by, moment(act.at), act.reason)


@dataclass(frozen=True, slots=True)
class Switches:
    """sentence: how the outbox stands. danger: what to know before it is released. last: what was done last."""

    is_shut: bool
    sentence: str
    why: str
    since: When | None
    danger: str
    last: ActLine | None


@dataclass(frozen=True, slots=True)
class GroupLine:
    """chosen: address of its letters."""

    name: str
    contact: str
    chosen: str
    ready: int
    held: int
    frozen: int
    handed: int
    oldest: When | None
    answer: str


@dataclass(frozen=True, slots=True)
class LetterLine:
    id: int
    href: str
    name: str
    case: str
    route: str
    mark: Mark
    why: str
    since: When
    chosen: bool


@dataclass(frozen=True, slots=True)
class Choice:
    code: str
    name: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Typed:
    """What came with a form that is shown again. place: which form the fault belongs to: `chosen` or `whole`."""

    place: str = ""
    fault: str = ""
    reason: str = ""
    minutes: str = "60"
    chosen: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Outbox:
    """older: address of the next page, or empty. asked_for: what is chosen beside kind and state, in words."""

    switches: Switches
    figures: tuple[Figure, ...]
    officials: tuple[GroupLine, ...]
    servers: tuple[GroupLine, ...]
    letters: tuple[LetterLine, ...]
    kinds: tuple[Choice, ...]
    states: tuple[Choice, ...]
    asked: Asked
    narrowed: tuple[str, ...]
    is_set: bool
    here: str
    older: str
    typed: Typed


@for_staff(*READS, "POST")
def outbox(request: HttpRequest, session: Session) -> HttpResponseBase:
    person, now = session.person, clock.now()
    if request.method != "POST":
        return _show(request, person, now, Typed(), 200)
    typed = _typed(request)
    try:
        code = _do(request, person, typed, now)
    except BadInput as wrong:
        return _show(request, person, now, replace(typed, fault=str(wrong)), 422)
    except NotThere:
        fault = _("At least one of these letters is not in the outbox any more. Nothing was changed.")
        return _show(request, person, now, replace(typed, fault=fault), 409)
    except Refused as refused:
        if refused.rule == "role":
            raise
        return _show(
            request, person, now, replace(typed, fault=_(_REFUSALS.get(refused.rule, str(refused)))), 409
        )  # fmt: skip
    back = request.POST.get("back") == "letter" and len(typed.chosen) == 1
    return see_other(reverse("desk-letter", args=[*typed.chosen]) if back else reverse("desk-outbox"), said=code)


def _typed(request: HttpRequest) -> Typed:
    numbers = (one for one in request.POST.getlist("letter")[:MOST_CHOSEN] if _is_number(one))
    is_whole = request.POST.get("do") in {"hold-all", "release-all", "pause"}
    return Typed(
        place="whole" if is_whole else "chosen",
        reason=request.POST.get("reason", "")[: operating.LONGEST_REASON + 100].replace("\0", ""),
        minutes=request.POST.get("minutes", "60")[:6],
        chosen=frozenset(map(int, numbers)),
    )


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 18


type ToLetters = Callable[[Person, frozenset[int], datetime, str], int]

_TO_LETTERS: Final[dict[str, ToLetters]] = {
    "hold": operating.hold,
    "release": operating.release,
    "retry": operating.retry,
}


def _do(request: HttpRequest, person: Person, typed: Typed, now: datetime) -> str:
    """What was done, as a code of `said`. The services take no letters for all letters: that is asked here first."""
    overseeing.require_outbox(person)
    if len(typed.reason.strip()) > operating.LONGEST_REASON:
        raise BadInput(
            _("The reason has more than %(number)d characters. Nothing was done; it is kept below, cut off.")
            % {"number": operating.LONGEST_REASON}
        )
    match request.POST.get("do", ""):
        case "hold-all":
            operating.hold(person, [], now, typed.reason)
            return "outbox.hold-all"
        case "release-all":
            operating.release(person, [], now, typed.reason)
            return "outbox.release-all"
        case "pause":
            if not _is_number(typed.minutes) or not 1 <= int(typed.minutes) <= operating.MOST_MINUTES:
                raise BadInput(
                    _(
                        "A pause lasts from 1 to %(number)d minutes. Nothing was done. To stop for longer, hold the "
                        "outbox."
                    )
                    % {"number": operating.MOST_MINUTES}
                )
            operating.pause(person, int(typed.minutes), now, typed.reason)
            return "outbox.pause"
        case deed if deed in _TO_LETTERS:
            if not typed.chosen:
                raise BadInput(
                    _("No letter is chosen. Tick at least one below. Nothing was done; your reason is kept.")
                )
            _TO_LETTERS[deed](person, typed.chosen, now, typed.reason)
            return f"outbox.{deed}"
    raise BadInput(_("Nothing was done. Press one of the buttons to do it."))


def _asked(request: HttpRequest) -> Asked:
    """From the address, whatever stands there."""
    given = {name: request.GET.get(name, "").replace("\0", "")[:64] for name in ("case", "target", "domain")}
    kind, state, before = (request.GET.get(name, "") for name in ("kind", "state", "page"))
    return Asked(
        kind=kind if kind in set(Kind) else Kind.LETTER,
        state=state if state in set(LetterState) else "",
        case="-".join(given["case"].casefold().replace("/", " ").split()),
        target=given["target"],
        domain=given["domain"].strip().casefold(),
        before=int(before) if _is_number(before) else 0,
    )


def address(asked: Asked) -> str:
    """Of the outbox with this choice."""
    query = {
        "kind": "" if asked.kind == Kind.LETTER else asked.kind,
        "state": asked.state,
        "case": asked.case,
        "target": asked.target,
        "domain": asked.domain,
        "page": str(asked.before) if asked.before else "",
    }
    told = urlencode({name: value for name, value in query.items() if value})
    return reverse("desk-outbox") + (f"?{told}" if told else "")


def _show(request: HttpRequest, person: Person, now: datetime, typed: Typed, status: int) -> HttpResponse:
    asked = _asked(request)
    rows, is_more = overseeing.page_for(person, asked)
    counts = overseeing.counts_for(person)
    content = Outbox(
        switches=_switches(person, now),
        figures=tuple(_figures(counts)),
        officials=_groups(person, "target"),
        servers=_groups(person, "domain"),
        letters=tuple(_line(row, typed.chosen) for row in rows),
        kinds=tuple(Choice(one.value, words.kind(one), one == asked.kind) for one in Kind),
        states=tuple(Choice(one.value, words.state_of(one), one == asked.state) for one in words.STATES),
        asked=asked,
        narrowed=tuple(filter(None, (_official(asked, rows), asked.domain))),
        is_set=asked != Asked(),
        here=address(asked),
        older=address(replace(asked, before=rows[-1].pk)) if is_more else "",
        typed=typed,
    )
    return page(request, "outbox/outbox", _("Outbox"), person, status, outbox=content)


def _official(asked: Asked, rows: list[Letter]) -> str:
    if not asked.target:
        return ""
    return rows[0].recipient if rows else _("An official without such letters")


def _switches(person: Person, now: datetime) -> Switches:
    standing = overseeing.standing_for(person, now)
    sentence = _("Letters go out.")
    if standing.held:
        sentence = _("The whole outbox is held. Nothing goes until somebody releases it.")
    elif standing.paused_until:
        sentence = _("The outbox is paused until %(time)s. Then it goes on by itself.") % {
            "time": moment(standing.paused_until).words
        }
    is_shut = standing.held or standing.paused_until is not None
    restored = standing.held and standing.why == "restored"
    return Switches(
        is_shut=is_shut,
        sentence=sentence,
        why=words.why(standing.why) if is_shut and standing.why and standing.why != "operator" else "",
        since=moment(standing.since) if is_shut and standing.since else None,
        danger=_("Letters that went out after the backup was made may go out a second time.") if restored else "",
        last=ActLine.of(standing.last) if standing.last else None,
    )


_ALWAYS: Final = (LetterState.READY, LetterState.HELD, LetterState.FROZEN)
"""Shown also where there are none: that nothing is frozen is news too."""


def _figures(counts: dict[tuple[str, str], int]) -> list[Figure]:
    return [
        Figure(words.state_of(state), f"{number:,}", address(Asked(state=state)))
        for state in words.STATES
        if (number := counts.get((Kind.LETTER, state), 0)) or state in _ALWAYS
    ]


def _groups(person: Person, by: Literal["target", "domain"]) -> tuple[GroupLine, ...]:
    return tuple(_group(one, by) for one in overseeing.groups_for(person, by))


def _group(one: Group, by: Literal["target", "domain"]) -> GroupLine:
    return GroupLine(
        name=one.name if by == "target" else one.key,
        contact=one.contact if by == "target" else "",
        chosen=address(Asked(target=one.key) if by == "target" else Asked(domain=one.key)),
        ready=one.ready,
        held=one.held,
        frozen=one.frozen,
        handed=one.handed,
        oldest=moment(one.oldest) if one.oldest else None,
        answer=words.answer(one.answer) or one.answer,
    )


def _line(row: Letter, chosen: frozenset[int]) -> LetterLine:
    return LetterLine(
        id=row.pk,
        href=reverse("desk-letter", args=[row.pk]),
        name=row.recipient or words.kind(row.kind),
        case=row.slug.upper(),
        route=words.route(row.route),
        mark=words.mark_of(row.state),
        why=words.why(row.why) if row.why else "",
        since=moment(row.state_at),
        chosen=row.pk in chosen,
    )
