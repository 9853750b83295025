"""Translating side by side: each text of the source beside its translation, in one form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tocsin.actions.translating.glossary import Hit, Word
from tocsin.actions.translating.standing import TO_DO, Pair, Standing, seen_of
from tocsin.actions.translating.typed import Conflict, Taken, Typed, keep_as_it_is, take_in_seen
from tocsin.actions.wordwise import Piece, pieces_of
from tocsin.desk.case_frame import case_page
from tocsin.desk.gate import READS, for_staff, see_other
from tocsin.desk.saying import Mark
from tocsin.desk.tongues import Tongue
from tocsin.desk.translating import words
from tocsin.desk.translating.room import Room, enter
from tocsin.records.errors import BadInput, NotThere, Refused
from tocsin.staff.models import Session
from tocsin.staff.roles import Deed

_FILTERS: Final = {
    "": (gettext_noop("All"), frozenset(Standing)),
    "todo": (gettext_noop("To do"), TO_DO),
    "changed": (gettext_noop("Source changed"), frozenset((Standing.DRIFTED,))),
    "back": (gettext_noop("Sent back"), frozenset((Standing.BACK,))),
    "unread": (gettext_noop("Not read yet"), frozenset((Standing.UNREAD,))),
}


@dataclass(frozen=True, slots=True)
class Other:
    """What somebody else wrote there meanwhile. by: their name, or empty."""

    text: str
    by: str


@dataclass(frozen=True, slots=True)
class Side:
    """One text. text: what stands in the field. old: how the source changed, where it did; earlier: its translation
    from before. rows: how high the field is at first. theirs: where two wrote at once. back: a second reader's note.
    """

    key: str
    label: str
    hint: str
    source: str
    text: str
    seen: str
    rows: int
    mark: Mark
    is_to_do: bool
    by: str
    old: tuple[Piece, ...]
    earlier: str
    back: str
    back_by: str
    theirs: Other | None
    fault: str
    findings: tuple[str, ...]
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Filter:
    label: str
    href: str
    number: int
    here: bool


@dataclass(frozen=True, slots=True)
class SidesPage:
    """left_over: what was typed for texts that are no longer in the case. told: what became of what was sent."""

    target: Tongue
    origin: Tongue
    progress: str
    unread: int
    show: str
    filters: tuple[Filter, ...]
    sides: tuple[Side, ...]
    next: str
    may_translate: bool
    told: tuple[str, ...]
    is_loud: bool
    left_over: tuple[str, ...]
    po_fault: str
    words: tuple[Word, ...]
    word: Mapping[str, str]
    word_fault: str


@dataclass(slots=True)
class Sent:
    """What came with a form and is to stand on the page again. typed: texts by source. start: of the text whose earlier
    translation is to be begun with.
    """

    typed: dict[str, str] = field(default_factory=dict)
    conflicts: dict[str, Conflict] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)
    left_over: tuple[str, ...] = ()
    told: list[str] = field(default_factory=list)
    start: str = ""
    po_fault: str = ""
    word: Mapping[str, str] = field(default_factory=dict)
    word_fault: str = ""


@for_staff(*READS, "POST")
def translate(request: HttpRequest, session: Session, number: int, language: str) -> HttpResponseBase:
    if request.method == "POST":
        return _taken(request, enter(session.person, number, language, Deed.TRANSLATE))
    return shown(request, enter(session.person, number, language), Sent())


def _taken(request: HttpRequest, room: Room) -> HttpResponseBase:
    """Save what was typed; then where the form's button leads."""
    post = request.POST
    typed = typed_in(post, room)
    sent = Sent(left_over=_left_over(post, room), start=post.get("start", ""))
    theirs = post.get("theirs", "")
    wanted = {pair.segment.source: typed[pair.key] for pair in room.whole.pairs if pair.key in typed}
    given_up = next((pair.segment.source for pair in room.whole.pairs if pair.key == theirs), None)
    wanted.pop(given_up or "", None)
    if not typed and not sent.left_over:
        sent.told = [_("Nothing was typed, and nothing was changed.")]
        return shown(request, room, sent, 422)
    try:
        taken = take_in_seen(room.person, room.reference, room.language, wanted, room.now)
        said = _kept(post.get("keep", ""), room) or ("translating.saved" if taken.saved else "translating.nothing")
    except NotThere:
        raise
    except (Refused, BadInput) as error:
        sent.typed = {source: one.text for source, one in wanted.items()}
        sent.told = [str(error), _("Nothing was saved. What you typed still stands here.")]
        return shown(request, room, sent, 403 if isinstance(error, Refused) else 422)
    if taken.conflicts or taken.faults or sent.left_over or sent.start:
        return shown_after(request, room, wanted, taken, sent)
    show = post.get("show", "")
    more = f"?{urlencode({'show': show, 'said': said})}" if show in _FILTERS and show else f"?said={said}"
    anchor = f"#s-{theirs or post.get('keep', '')}" if theirs or post.get("keep") else ""
    return see_other(f"{room.address('desk-translate')}{more}{anchor}")


def typed_in(post: QueryDict, room: Room) -> dict[str, Typed]:
    """By key, the fields of texts that are in the case."""
    keys = {pair.key for pair in room.whole.pairs}
    return {
        name[2:]: Typed(str(text), post.get(f"seen-{name[2:]}", ""))
        for name, text in post.items()
        if name.startswith("t-") and name[2:] in keys
    }


def _left_over(post: QueryDict, room: Room) -> tuple[str, ...]:
    """What somebody typed for a text whose source changed since they opened the page."""
    keys = {pair.key for pair in room.whole.pairs}
    return tuple(
        str(text)
        for name, text in post.items()
        if name.startswith("t-")
        and name[2:] not in keys
        and str(text).strip()
        and post.get(f"seen-{name[2:]}", "") != seen_of({"text": str(text), "by": 0, "read_by": None})
    )


def _kept(key: str, room: Room) -> str:
    """A translator stands by a text that was sent back."""
    pair = next((one for one in room.whole.pairs if one.key == key), None)
    if pair is None or pair.standing is not Standing.BACK:
        return ""
    keep_as_it_is(room.person, room.reference, room.language, pair.segment.source, room.now)
    return "translating.kept"


def shown_after(
    request: HttpRequest, room: Room, wanted: Mapping[str, Typed], taken: Taken, sent: Sent
) -> HttpResponseBase:
    """The page again, with what could not be saved in its fields and what stands there beside it."""
    sent.conflicts = {one.source: one for one in taken.conflicts}
    sent.faults = taken.faults
    sent.typed = {source: wanted[source].text for source in (*sent.conflicts, *taken.faults)}
    if taken.saved:
        sent.told.append(words.saved_texts(len(taken.saved)))
    if taken.conflicts:
        sent.told.append(
            _("Somebody else changed texts that you changed too. Both are shown below, and nothing was overwritten.")
        )
    if taken.faults:
        sent.told.append(_("Some texts could not be saved: see below why. What you typed still stands there."))
    if sent.left_over:
        sent.told.append(_("The source changed while you wrote. What you typed for texts that are gone stands below."))
    status = 409 if taken.conflicts or sent.left_over else 422 if taken.faults else 200
    again = enter(room.person, room.case.pk, room.language)
    return shown(request, again, sent, status)


def shown(request: HttpRequest, room: Room, sent: Sent, status: int = 200) -> HttpResponseBase:
    chosen = request.POST.get("show", "") if request.method == "POST" else request.GET.get("show", "")
    show = chosen if chosen in _FILTERS else ""
    own = [pair for pair in room.whole.pairs if _is_shown(pair, show, sent)]
    sides = tuple(_side(pair, room, sent) for pair in own)
    page = SidesPage(
        target=room.target,
        origin=room.origin,
        progress=words.progress(room.whole.done, len(room.whole.pairs)),
        unread=room.whole.waiting_for(room.person),
        show=show,
        filters=tuple(_filters(room, show)),
        sides=sides,
        next=next((side.key for side in sides if side.is_to_do), ""),
        may_translate=room.may_translate,
        told=tuple(sent.told),
        is_loud=status >= 400,
        left_over=sent.left_over,
        po_fault=sent.po_fault,
        words=tuple(word for word in room.terms if word.of_case and word.id),
        word=sent.word,
        word_fault=sent.word_fault,
    )
    title = _("Translate into %(language)s") % {"language": room.target.name}
    return case_page(
        request,
        "translating/sides",
        title,
        room.person,
        room.case,
        room.now,
        here="desk-translations",
        status=status,
        number=room.case.pk,
        page=page,
    )


def _is_shown(pair: Pair, show: str, sent: Sent) -> bool:
    return pair.standing in _FILTERS[show][1] or pair.segment.source in sent.typed or pair.key == sent.start


def _filters(room: Room, show: str) -> list[Filter]:
    address = room.address("desk-translate")
    found = []
    for code, (label, standings) in _FILTERS.items():
        number = room.whole.count(*standings)
        if number or code in {"", show}:
            found.append(Filter(_(label), f"{address}?show={code}" if code else address, number, code == show))
    return found


def _side(pair: Pair, room: Room, sent: Sent) -> Side:
    source = pair.segment.source
    conflict = sent.conflicts.get(source)
    earlier = pair.old[1] if pair.old else ""
    text = sent.typed.get(source, earlier if sent.start == pair.key and not pair.text else pair.text)
    theirs = Other(conflict.theirs, room.name(conflict.by)) if conflict else None
    return Side(
        key=pair.key,
        label=words.label_of(pair.segment, room.whole.source),
        hint=words.hint_of(pair.segment),
        source=source,
        text=text,
        seen=pair.seen,
        rows=max(1, min(12, len(text or source) // 55 + 1)),
        mark=words.mark_of(pair, room.person),
        is_to_do=pair.standing in TO_DO or theirs is not None,
        by=room.name(pair.by),
        old=pieces_of(pair.old[0], source) if pair.old else (),
        earlier=earlier,
        back=pair.back,
        back_by=room.name(pair.back_by),
        theirs=theirs,
        fault=sent.faults.get(source, ""),
        findings=room.findings(pair, text),
        hits=room.hits(pair, text),
    )


def told_of(side_of: Pair, room: Room) -> Side:
    """One text as it stands, for the script that saves it."""
    return _side(side_of, room, Sent())
