"""What was translated of a case, by source text: taking it in, approving it, and putting it out beside an edition."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, NotRequired, TypedDict, cast

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.actions.access import access_public_case_for
from tocsin.actions.composing import Composed, compose
from tocsin.actions.models import Case, Draft, Edition, Rendition, Translation
from tocsin.actions.names import names_still_standing
from tocsin.actions.states import DraftState
from tocsin.actions.translating.segments import Segment, segments_of, tidy, translated
from tocsin.actions.translating.tags import language_tag
from tocsin.casefile import CaseFile, InvalidCaseFile, case_from
from tocsin.letters.languages import same_language
from tocsin.records import history
from tocsin.records.errors import BadInput, Refused
from tocsin.records.fields import Sealed
from tocsin.staff.access import require_own_secret
from tocsin.staff.models import Person
from tocsin.staff.roles import Deed


class Back(TypedDict):
    """A second reader sent a text back, with a word on why."""

    by: int
    text: str


class Entry(TypedDict):
    """One text in the other language. by: who translated it; read_by: who approved it, or null. at: when it was
    translated (ISO 8601, UTC). back: not to be approved before somebody has settled it.
    """

    text: str
    by: int
    read_by: int | None
    at: NotRequired[str]
    back: NotRequired[Back]
    hands: NotRequired[list[int]]
    """Ids of all who wrote it since it was read last."""


type Memory = dict[str, Entry]


@dataclass(frozen=True, slots=True)
class Ready:
    """A translation that is whole and approved. words: translation by source text."""

    language: str
    words: Mapping[str, str]
    translator: int | None
    second_reader: int | None


def memory_of(translation: Translation | None) -> Memory:
    return cast("Memory", translation.memory.open()) if translation and translation.memory else {}


def source_of(case: Case, now: datetime) -> CaseFile:
    """What is to be translated now: a draft that was submitted, for it goes live next; else the newest edition."""
    draft = submitted_draft(case)
    if draft is not None:
        return compose(draft, now.date()).published
    source = Rendition.objects.filter(edition__case=case, is_source=True).order_by("-n").first()
    if source is None or source.casefile is None:
        raise Refused(_("There is nothing to translate yet: the draft was not submitted."), "nothing-to-translate")
    return CaseFile.from_json(json.loads(bytes(source.casefile)))


def submitted_draft(case: Case) -> Draft | None:
    waiting = Draft.objects.select_related("case").filter(
        case=case, state__in=[DraftState.IN_REVIEW, DraftState.APPROVED]
    )
    return waiting.first()


def missing_segments(segments: list[Segment], memory: Memory) -> list[Segment]:
    return [one for one in segments if one.source not in memory and not one.optional]


def unread_segments(segments: list[Segment], memory: Memory) -> list[Segment]:
    return [one for one in segments if one.source in memory and memory[one.source]["read_by"] is None]


def hash_of(segments: list[Segment], memory: Memory) -> str:
    """Of exactly these texts and their translations as they are: what a second reader approves."""
    pairs = [[one.path, one.source, memory[one.source]["text"]] for one in segments if one.source in memory]
    return sha256(json.dumps(pairs, ensure_ascii=False).encode()).hexdigest()


def ready_translations(case: Case, case_file: CaseFile) -> list[Ready]:
    """The translations of exactly this text that are whole and approved, by language."""
    found = []
    for translation in Translation.objects.filter(case=case).order_by("language"):
        ready = _ready(translation, case_file)
        if ready is not None:
            found.append(ready)
    return found


def _ready(translation: Translation, case_file: CaseFile) -> Ready | None:
    memory = memory_of(translation)
    segments = segments_of(case_file)
    if not memory or missing_segments(segments, memory) or unread_segments(segments, memory):
        return None
    used = {one.source: memory[one.source] for one in segments if one.source in memory}
    if not used:
        return None
    last = max(used.values(), key=lambda entry: entry["by"])
    words = {source: entry["text"] for source, entry in used.items()}
    return Ready(translation.language, words, last["by"], last["read_by"])


@dataclass(slots=True)
class Opened:
    """A translation that is being changed, locked. memory is changed in place, and kept by `keep`."""

    person: Person
    case: Case
    source: CaseFile
    translation: Translation
    segments: list[Segment]
    memory: Memory

    def put(self, source: str, text: str, now: datetime) -> None:
        before = self.memory.get(source)
        # Whoever wrote any of it since it was read last is not its second reader.
        hands = {self.person.pk, *(hands_in(before) if before and before["read_by"] is None else ())}
        self.memory[source] = {
            "text": text, "by": self.person.pk, "read_by": None, "at": now.isoformat(), "hands": sorted(hands),
        }  # fmt: skip

    def keep(self, changed: int, now: datetime) -> None:
        """changed: how many texts; nothing is written where none is."""
        self.translation.memory = Sealed.of(Translation, "memory", self.memory)
        self.translation.revision += bool(changed)
        self.translation.changed_at = now
        self.translation.save()


def open_translation(person: Person, reference: str, language: str, now: datetime) -> Opened:
    """For somebody who translates it; within a transaction. Begins it where there is none yet."""
    language = language_tag(language)
    case = access_public_case_for(person, reference, Deed.TRANSLATE, lock=True)
    require_own_secret(person)
    check_open(case)
    source = source_of(case, now)
    if same_language(language, source.language):
        raise BadInput(
            _("The action is written in “%(language)s”: translate it into another language.")
            % {"language": source.language}
        )
    translation, _made = Translation.objects.select_for_update().get_or_create(
        case=case, language=language, defaults={"changed_at": now}
    )
    return Opened(person, case, source, translation, segments_of(source), memory_of(translation))


@transaction.atomic
def take_in(person: Person, reference: str, language: str, words: Mapping[str, str], now: datetime) -> tuple[int, int]:
    """Take translated texts in; how many are new or changed, and how many are still missing.

    A text that changed loses its approval; one that stayed the same keeps it. What is no text of the case is left out.
    """
    opened = open_translation(person, reference, language, now)
    changed = 0
    for text, own in usable(opened, words).items():
        if text not in opened.memory or opened.memory[text]["text"] != own:
            opened.put(text, own, now)
            changed += 1
    opened.keep(changed, now)
    note_translated(opened, changed, now)
    return changed, len(missing_segments(opened.segments, opened.memory))


def note_translated(opened: Opened, texts: int, now: datetime) -> None:
    language = opened.translation.language
    history.note(now, opened.person.pk, "translated", f"case:{opened.case.pk}", language=language, texts=texts)


def usable(opened: Opened, words: Mapping[str, str]) -> dict[str, str]:
    """The translations that are of this case, tidied; BadInput where one could not be published."""
    tidied = {one.source: tidy(words[one.source], one.source) for one in opened.segments if one.source in words}
    found = {text: own for text, own in tidied.items() if own}
    if words and not found:
        raise BadInput(_("None of these is a text of this case as it is now: export the translation again."))
    try:
        case_from(translated(opened.source, opened.translation.language, found).to_json())
    except InvalidCaseFile as error:
        path, what = error.problems[0]
        raise BadInput(_("The translation cannot be used: %(path)s %(what)s.") % {"path": path, "what": what}) from None
    return found


def check_open(case: Case) -> None:
    if case.taken_down_at:
        raise Refused(_("This case was taken down: nothing more is published of it."), "taken-down")


@transaction.atomic
def approve_translation(
    person: Person, reference: str, language: str, now: datetime, text_hash: str | None = None
) -> Rendition | None:
    """A second reader approves a translation: of this hash, or, without one, as it is. Beside a public edition it goes
    live at once. What the reader translated themselves waits for somebody else.

    Returns what is live, or None where the translation waits: for another reader, or for its draft to be published.
    """
    language = language_tag(language)
    case = access_public_case_for(person, reference, Deed.READ_TRANSLATION, lock=True)
    check_open(case)
    translation = Translation.objects.select_for_update().filter(case=case, language=language).first()
    if translation is None:
        raise Refused(
            _("There is no translation into “%(language)s” yet: translate its texts first.") % {"language": language},
            "no-translation",
        )
    source = source_of(case, now)
    memory, segments = memory_of(translation), segments_of(source)
    if missing := missing_segments(segments, memory):
        raise Refused(
            _("%(len)s texts are not translated yet, %(path)s among them: translate them first.")
            % {"len": len(missing), "path": missing[0].path},
            "incomplete",
        )
    if text_hash not in {None, hash_of(segments, memory)}:
        raise Refused(_("The translation is no longer the one that you read: read it again."), "text-changed")
    require_own_secret(person)
    _mark_read(person, [memory[one.source] for one in unread_segments(segments, memory)])
    translation.memory = Sealed.of(Translation, "memory", memory)
    translation.save(update_fields=["memory"])
    history.note(now, person.pk, "translation approved", f"case:{case.pk}", language=language)
    rendition = publish_translation(case, translation, now)
    draft = submitted_draft(case)
    if draft is None:
        return rendition
    _check_publishable(draft, translation, now)
    return None


def hands_in(entry: Entry) -> list[int]:
    """Ids of all who wrote it since it was read last."""
    return entry.get("hands", [entry["by"]])


def _mark_read(person: Person, unread: list[Entry]) -> None:
    of_others = [entry for entry in unread if person.pk not in hands_in(entry)]
    if unread and not of_others:
        raise Refused(_("You translated this: a second person has to read it."), "two-people")
    readable = [entry for entry in of_others if "back" not in entry]
    if of_others and not readable:
        raise Refused(_("What is left was sent back: somebody has to translate it anew first."), "sent-back")
    for entry in readable:
        entry["read_by"] = person.pk


def _check_publishable(draft: Draft, translation: Translation, now: datetime) -> None:
    """Raise Refused where it could not go live with its draft: the one who can mend it is told now."""
    from tocsin.actions.publishing.renditions import sheet_of

    composed = compose(draft, now.date())
    ready = _ready(translation, composed.published)
    if ready is not None:
        own = translated(composed.published, ready.language, ready.words)
        check_names(composed, own)
        sheet_of(own, draft.case.slug or "action")


def check_names(composed: Composed, own: CaseFile) -> None:
    """Raise Refused where a translation says a name that its source keeps back, because nobody agreed to it."""
    if named := names_still_standing(composed.whole, own, composed.coverage):
        raise Refused(
            _(
                "The translation into “%(language)s” says a name in %(named)s, and nobody agreed that "
                "the name is published: take it out."
            )
            % {"language": own.language, "named": named[0]},
            "unconsented-name",
        )


def publish_translation(case: Case, translation: Translation, now: datetime) -> Rendition | None:
    """Put a whole and approved translation beside the newest edition, where it is one of that edition's text."""
    from tocsin.actions.publishing import record
    from tocsin.actions.publishing.publish import store
    from tocsin.actions.publishing.renditions import Place, make_rendition

    edition = Edition.objects.select_related("case", "draft").filter(case=case).order_by("-n").first()
    source = Rendition.objects.filter(edition=edition, is_source=True).first() if edition else None
    if edition is None or source is None or source.casefile is None:
        return None
    case_file = CaseFile.from_json(json.loads(bytes(source.casefile)))
    ready = _ready(translation, case_file)
    if ready is None:
        return None
    place = Place(str(case.slug), edition.n, edition.previous_sha256, source.casefile_sha256)
    own = translated(case_file, ready.language, ready.words)
    check_names(compose(edition.draft, now.date()), own)
    made = make_rendition(own, place, now)
    newest = Rendition.objects.filter(edition=edition, language=ready.language, newest=True).first()
    if newest is not None and newest.casefile_sha256 == made.hashes["casefile"]:
        return newest
    rendition = store(edition, made, now, by=(ready.translator, ready.second_reader))
    record.refresh(case, now)
    history.note(
        now, ready.second_reader, "translation published", f"case:{case.pk}", n=edition.n, language=ready.language
    )
    return rendition


def state_of(case: Case, language: str, now: datetime) -> dict[str, Any]:
    """For lists: how far a translation is."""
    translation = Translation.objects.filter(case=case, language=language).first()
    memory, segments = memory_of(translation), segments_of(source_of(case, now))
    return {
        "language": language,
        "texts": len(segments),
        "missing": len(missing_segments(segments, memory)),
        "unread": len(unread_segments(segments, memory)),
        "text_hash": hash_of(segments, memory),
    }
