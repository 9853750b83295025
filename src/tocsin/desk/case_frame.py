"""The head of every page about one case: what it is, where it stands, and the ways to its other pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tocsin.actions.models import Case
from tocsin.actions.overview import line_of
from tocsin.actions.states import OPEN_DRAFT
from tocsin.desk import saying
from tocsin.desk.frame import Way, page
from tocsin.staff.access import roles_of
from tocsin.staff.models import Person
from tocsin.staff.roles import MAY, Deed


@dataclass(frozen=True, slots=True)
class CaseHead:
    """public: address of its public page, or empty. tabs: the pages of this case that this person may open."""

    id: int
    number: str
    section: str
    headline: str
    state: str
    public: str
    tabs: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class _Tab:
    """deed: whose roles see it; None: whoever sees the case. own: only in their own section. draft: only with an open
    draft. public: only where something is published. text: only where words of it are left to show.
    """

    name: str
    label: str
    deed: Deed | None = None
    own: bool = True
    draft: bool = False
    public: bool = False
    text: bool = False


_TABS: Final = (
    _Tab("desk-case", gettext_noop("Case"), own=False),
    _Tab("desk-edit", gettext_noop("Edit"), Deed.WRITE, draft=True),
    _Tab("desk-review", gettext_noop("Review"), draft=True),
    _Tab("desk-previews", gettext_noop("Preview"), text=True),
    _Tab("desk-translations", gettext_noop("Translations"), Deed.READ_TRANSLATION, own=False),
    _Tab("desk-consent", gettext_noop("Consent")),
    _Tab("desk-notes", gettext_noop("Sealed notes"), Deed.OPEN_SEALED),
    _Tab("desk-local", gettext_noop("For our section"), Deed.LESSEN, own=False, public=True),
    _Tab("desk-history", gettext_noop("History")),
)


def case_page(  # noqa: PLR0913, PLR0917 - what a page is made of
    request: HttpRequest,
    template: str,
    title: str,
    person: Person,
    case: Case,
    now: datetime,
    /,
    *,
    here: str,
    status: int = 200,
    **content: Any,
) -> HttpResponse:
    """A page about one case; its template extends `desk/case_base.html`. here: name of the address of its tab."""
    return page(request, template, title, person, status, head=head_of(person, case, now, here), **content)


def head_of(person: Person, case: Case, now: datetime, here: str) -> CaseHead:
    told = line_of(person, case, now)
    return CaseHead(
        id=case.pk,
        number=case.number or _("No number yet"),
        section=case.section.name,
        headline=told["headline"] or _("(no headline)"),
        state=saying.state(told["draft"] or told["state"]),
        public=f"{settings.ENVIRONMENT.url}/actions/{case.slug}/" if case.slug and not case.taken_down_at else "",
        tabs=tuple(_tabs(person, case, has_draft=told["draft"] in OPEN_DRAFT, here=here)),
    )


def _tabs(person: Person, case: Case, *, has_draft: bool, here: str) -> Iterator[Way]:
    roles = roles_of(person)
    own = person.section_id in {None, case.section_id} and bool(roles)
    for tab in _TABS:
        seen = (
            (tab.deed is None or bool(roles & MAY[tab.deed]))
            and (own or not tab.own)
            and (has_draft or not tab.draft)
            and (case.slug is not None or not tab.public)
            and ((case.taken_down_at is None and (has_draft or case.slug is not None)) or not tab.text)
        )
        if seen:
            try:
                yield Way(_(tab.label), reverse(tab.name, args=[case.pk]), tab.name == here)
            except NoReverseMatch:
                continue
