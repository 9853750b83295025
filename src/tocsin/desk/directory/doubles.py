"""Offices that are there twice: which they may be, side by side, and making two entries one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tocsin.desk import clock
from tocsin.desk.directory import words
from tocsin.desk.directory.listing import Line, line_of
from tocsin.desk.frame import page
from tocsin.desk.gate import READS, for_staff, see_other
from tocsin.desk.scripts import isolated, listed
from tocsin.directory.access import access_office_for, see_directory
from tocsin.directory.correcting import LISTS, SALUTATION, texts_of
from tocsin.directory.editing import merge_offices
from tocsin.directory.models import Office
from tocsin.directory.names import country_name
from tocsin.directory.searching import Double, doubles_for, hits_of, likely_doubles_of, search_offices
from tocsin.records.errors import BadInput, NotThere
from tocsin.staff.access import require
from tocsin.staff.models import Person, Session
from tocsin.staff.roles import Deed

_WHY: Final = {
    "email": gettext_noop("the same e-mail address"),
    "fax": gettext_noop("the same fax number"),
    "name": gettext_noop("the same name"),
    "post": gettext_noop("the same post in the same country"),
    "words": gettext_noop("much the same words"),
    "search": gettext_noop("found by your search"),
}
MOST: Final = 50


@dataclass(frozen=True, slots=True)
class Pair:
    """Two that may be one. merge: where they are looked at side by side."""

    one: Line
    other: Line
    why: str
    merge: str


@dataclass(frozen=True, slots=True)
class Candidate:
    id: int
    line: Line
    why: str
    compare: str


@dataclass(frozen=True, slots=True)
class Compared:
    """One row of the two side by side. outcome: what becomes of the other's."""

    label: str
    keep: tuple[str, ...]
    double: tuple[str, ...]
    outcome: str


@dataclass(frozen=True, slots=True)
class MergePage:
    """double: id and name of the one that goes; 0 while none is chosen."""

    id: int
    heading: str
    query: str
    candidates: tuple[Candidate, ...]
    double: int
    double_heading: str
    rows: tuple[Compared, ...]
    swap: str
    fault: str


@for_staff(*READS)
def doubles(request: HttpRequest, session: Session) -> HttpResponseBase:
    pairs = doubles_for(session.person, MOST)
    ids = sorted({pk for one in pairs for pk in (one.one, one.other)})
    lines = {hit.id: line_of(hit) for hit in hits_of(ids, words.tongue())}
    shown = tuple(Pair(lines[one.one], lines[one.other], _why(one), _beside(one.one, one.other)) for one in pairs)
    return page(request, "directory/doubles", _("Likely doubles"), session.person, pairs=shown, most=MOST)


def _beside(keep: int, double: int) -> str:
    """Where two are looked at side by side."""
    return f"{reverse('desk-office-merge', args=[keep])}?double={double}"


def _why(double: Double) -> str:
    return listed(_(_WHY[one]) for one in double.why)


@for_staff(*READS, "POST")
def merge(request: HttpRequest, session: Session, number: int) -> HttpResponseBase:
    person = session.person
    see_directory(person)
    office = access_office_for(person, number)
    require(person, Deed.DIRECTORY, anywhere=True)
    if request.method != "POST":
        return _shown(request, person, office, request.GET.get("double", ""))
    chosen = request.POST.get("double", "")
    double = _number(chosen)
    if not double:
        return _shown(request, person, office, "", _("Choose which entry is the same office."), 422)
    if request.POST.get("sure") != "yes":
        fault = _("Tick that you have compared the two: it cannot be undone.")
        return _shown(request, person, office, chosen, fault, 422)
    try:
        kept = merge_offices(person, office.pk, double, clock.now())
    except NotThere:
        return _shown(request, person, office, "", _("There is no such entry."), 422)
    except BadInput:
        return _shown(request, person, office, "", _("These are the same entry already."), 422)
    return see_other(reverse("desk-office", args=[kept.pk]), said="directory.merged")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


def _shown(  # noqa: PLR0913, PLR0917 - what a page is made of
    request: HttpRequest, person: Person, office: Office, chosen: str, fault: str = "", status: int = 200
) -> HttpResponse:
    query = request.GET.get("q", "")[:300]
    double = _double(person, office, chosen)
    here = reverse("desk-office-merge", args=[office.pk])
    shown = MergePage(
        id=office.pk,
        heading=words.name_of(office),
        query=query,
        candidates=() if double else tuple(_candidates(person, office, query)),
        double=double.pk if double else 0,
        double_heading=words.name_of(double) if double else "",
        rows=tuple(_compared(office, double)) if double else (),
        swap=_beside(double.pk, office.pk) if double else "",
        fault=fault or (_("There is no such entry.") if chosen and double is None else ""),
    )
    title = _("Merge: %(office)s") % {"office": isolated(shown.heading)}
    return page(request, "directory/merge", title, person, status, merge=shown, here=here)


def _double(person: Person, office: Office, chosen: str) -> Office | None:
    try:
        found = access_office_for(person, _number(chosen))
    except NotThere:
        return None
    return None if found.pk == office.pk else found


def _candidates(person: Person, office: Office, query: str) -> list[Candidate]:
    if query.strip():
        hits, why = search_offices(person, query, None, 20, words.tongue()), dict[int, str]()
    else:
        likely = likely_doubles_of(person, office.pk)
        ids = [one.other if one.one == office.pk else one.one for one in likely]
        why = dict(zip(ids, map(_why, likely), strict=True))
        hits = hits_of(ids, words.tongue())
    return [
        Candidate(hit.id, line_of(hit), why.get(hit.id, _(_WHY["search"])), _beside(office.pk, hit.id))
        for hit in hits
        if hit.id != office.pk
    ]


_ROWS: Final = {
    "post": gettext_noop("Post"),
    "name": gettext_noop("Name"),
    "country": gettext_noop("Country"),
    "lines": gettext_noop("Postal address"),
    "email": gettext_noop("E-mail"),
    "fax": gettext_noop("Fax"),
    "phone": gettext_noop("Telephone"),
    "social": gettext_noop("Social media"),
    "web_form": gettext_noop("Web form"),
}


def _compared(keep: Office, double: Office) -> list[Compared]:
    """What each says, and what becomes of the double's: as `merge_offices` does it."""
    today = clock.now().date()
    kept, other = texts_of(keep, today), texts_of(double, today)
    salutations = sorted(key for key in {**kept, **other} if key.startswith(SALUTATION))
    labels = {key: _(label) for key, label in _ROWS.items()}
    for key in salutations:
        labels[key] = _("Form of address: %(language)s") % {"language": key.removeprefix(SALUTATION)}
    rows = []
    for key, label in labels.items():
        mine, theirs = (tuple(texts.get(key, "").splitlines()) for texts in (kept, other))
        if key == "country":
            mine, theirs = (tuple(country_name(code, words.tongue()) for code in codes) for codes in (mine, theirs))
        if mine or theirs:
            rows.append(Compared(label, mine, theirs, _outcome(key, mine, theirs)))
    return rows


def _outcome(key: str, mine: tuple[str, ...], theirs: tuple[str, ...]) -> str:
    if not theirs or set(theirs) <= set(mine):
        return _("stays as it is")
    is_added = (key in LISTS and key != "lines") or (key.startswith(SALUTATION) and not mine)
    return _("the other’s is added") if is_added else _("the other’s is not taken over")
