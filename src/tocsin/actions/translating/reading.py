"""The second reader's other answer: single texts go back to whoever translates, with a word on why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.actions.access import access_public_case_for
from tocsin.actions.models import Translation
from tocsin.actions.translating.memory import check_open, hash_of, memory_of, source_of
from tocsin.actions.translating.segments import segments_of
from tocsin.actions.translating.tags import language_tag
from tocsin.records import history
from tocsin.records.errors import BadInput, Refused
from tocsin.records.fields import Sealed
from tocsin.staff.models import Person
from tocsin.staff.roles import Deed

LONGEST_NOTE: Final = 1_000


@transaction.atomic
def send_back(  # noqa: PLR0913, PLR0917 - what was read, by whom, and the answer
    person: Person, reference: str, language: str, notes: Mapping[str, str], text_hash: str, now: datetime
) -> int:
    """Send texts back, each with a note, by source; how many. text_hash: of the translation that was read. What is
    public stays so; the texts count as unread until somebody has translated them anew and another has read them.
    """
    tag = language_tag(language)
    case = access_public_case_for(person, reference, Deed.READ_TRANSLATION, lock=True)
    check_open(case)
    translation = Translation.objects.select_for_update().filter(case=case, language=tag).first()
    memory, segments = memory_of(translation), segments_of(source_of(case, now))
    if translation is None or text_hash != hash_of(segments, memory):
        raise Refused(_("The translation is no longer the one that you read: read it again."), "text-changed")
    sources = {one.source for one in segments}
    for source, text in notes.items():
        if source not in sources or source not in memory:
            raise BadInput(_("This text is not translated: there is nothing to send back."))
        if memory[source]["by"] == person.pk:
            raise Refused(_("You translated this: a second person has to read it."), "two-people")
        if not text.strip():
            raise BadInput(_("Say what is wrong with it."))
        if len(text) > LONGEST_NOTE:
            raise BadInput(_("A note has at most %(longest_note)s characters.") % {"longest_note": LONGEST_NOTE})
        memory[source]["back"] = {"by": person.pk, "text": text.strip()}
        memory[source]["read_by"] = None
    translation.memory = Sealed.of(Translation, "memory", memory)
    translation.save(update_fields=["memory"])
    history.note(now, person.pk, "translation sent back", f"case:{case.pk}", language=tag, texts=len(notes))
    return len(notes)
