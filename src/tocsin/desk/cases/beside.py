"""What stands beside the editions of a case: letters, translations, what sections add."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tocsin.actions.models import Case, Extension, SectionNote
from tocsin.actions.overview import translations_of
from tocsin.appeals.numbers import Numbers, numbers_of
from tocsin.delivery.states import NOT_HANDED_OVER, LetterState
from tocsin.desk.cases.way import way_to
from tocsin.desk.saying import Mark
from tocsin.desk.tongues import language_name
from tocsin.staff.access import may
from tocsin.staff.models import Person
from tocsin.staff.roles import Deed


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its words."""

    label: str
    number: int


@dataclass(frozen=True, slots=True)
class Tongue:
    """One translation: its language, and how far it is."""

    language: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Beside:
    """letters: empty where nothing was public. words: sentences on what sections add."""

    letters: tuple[Figure, ...]
    translations: tuple[Tongue, ...]
    translating: str
    words: tuple[str, ...]


def beside_of(person: Person, case: Case, now: datetime) -> Beside:
    """Of a case that was accessed before."""
    own = may(person, Deed.SEE, case.section_id)
    told = translations_of(case, now) if case.taken_down_at is None and (own or case.slug) else []
    return Beside(
        letters=_letters(numbers_of(case.slug)) if case.slug else (),
        translations=tuple(
            Tongue(language_name(one["language"]), _mark(one["missing"], one["unread"])) for one in told
        ),
        translating=way_to("desk-translations", case.pk),
        words=_words(case),
    )


def _letters(numbers: Numbers) -> tuple[Figure, ...]:
    """Sums of the whole case, as its public page tells them too; and what only the desk sees, what is on its way."""
    waiting = sum(numbers.states.get(state, 0) for state in NOT_HANDED_OVER)
    back = numbers.states.get(LetterState.RECALLED, 0)
    figures = [
        Figure(_("People or groups who wrote"), numbers.appeals),
        Figure(_("Letters handed over"), numbers.handed_over),
        Figure(_("Letters posted by writers, as they told us"), numbers.reported),
        Figure(_("Letters not handed over yet"), waiting),
    ]
    return (*figures, *([Figure(_("Letters held back by the stop"), back)] if back else []))


def _mark(missing: int, unread: int) -> Mark:
    if missing:
        return Mark(ngettext("%d text is missing", "%d texts are missing", missing) % missing, "yours")
    if unread:
        return Mark(ngettext("%d text is to be read", "%d texts are to be read", unread) % unread, "moving")
    return Mark(_("Complete"), "done")


def _words(case: Case) -> tuple[str, ...]:
    notes = SectionNote.objects.filter(case=case, ended_at=None)
    shown, waiting = notes.exclude(approved_at=None).count(), notes.filter(approved_at=None).count()
    extended = Extension.objects.filter(case=case, ended_at=None).values("section").distinct().count()
    said = []
    if shown:
        said.append(
            ngettext("%d note of a section is on the page.", "%d notes of sections are on the page.", shown) % shown
        )
    if waiting:
        said.append(ngettext("%d note waits for approval.", "%d notes wait for approval.", waiting) % waiting)
    if extended:
        said.append(
            ngettext("%d section gives its writers more time.", "%d sections give their writers more time.", extended)
            % extended
        )
    return tuple(said)
