"""What would be published of a case today, or was published last: for the desk's eyes, before it is anybody else's."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from tocsin.actions.composing import Composed, compose
from tocsin.actions.consent import PERSONAL_FIELDS, personal_fields_of
from tocsin.actions.models import Case, Draft, Rendition
from tocsin.actions.states import OPEN_DRAFT
from tocsin.actions.translating.memory import ready_translations
from tocsin.actions.translating.segments import translated
from tocsin.casefile import CaseFile
from tocsin.records.errors import NotThere, Refused
from tocsin.staff.access import may
from tocsin.staff.models import Person
from tocsin.staff.roles import Deed


@dataclass(frozen=True, slots=True)
class Preview:
    """n: of the edition that it was published as; None for the open draft. texts: by language, the source first.

    whole: everything that the draft says, also what nobody agreed to; None where it was published.
    left_out: those of PERSONAL_FIELDS that hold something and are not published, in their order.
    """

    n: int | None
    texts: Mapping[str, CaseFile]
    whole: CaseFile | None
    left_out: tuple[str, ...]

    @property
    def source(self) -> CaseFile:
        return next(iter(self.texts.values()))

    def text_in(self, language: str | None) -> CaseFile:
        """Raises NotThere where it is in no such language."""
        found = self.source if not language else self.texts.get(language)
        if found is None:
            raise NotThere("text in this language")
        return found


def preview_for(person: Person, case: Case, now: datetime) -> Preview:
    """Of a case that was accessed before; for its own section. Refused where no text of it is left."""
    if not may(person, Deed.SEE, case.section_id):
        raise Refused(_("The previews of this case belong to another section."), "role")
    draft = Draft.objects.select_related("case").filter(case=case, state__in=OPEN_DRAFT).first()
    if draft is not None:
        return _of_draft(case, compose(draft, now.date()))
    renditions = Rendition.objects.filter(edition__case=case, newest=True, casefile__isnull=False)
    newest = renditions.order_by("-n").first()
    if newest is None:
        raise Refused(_("No text of this case is left: there is nothing to preview."), "no-draft")
    own = sorted(renditions.filter(n=newest.n), key=lambda one: (not one.is_source, one.language))
    texts = {one.language: CaseFile.from_json(json.loads(bytes(one.casefile or b"{}"))) for one in own}
    return Preview(newest.n, texts, None, ())


def _of_draft(case: Case, composed: Composed) -> Preview:
    published = composed.published
    ready = {
        one.language: translated(published, one.language, one.words) for one in ready_translations(case, published)
    }
    missing = personal_fields_of(composed.whole) - personal_fields_of(published)
    left_out = tuple(field for field in PERSONAL_FIELDS if field in missing)
    return Preview(None, {published.language: published, **ready}, composed.whole, left_out)
