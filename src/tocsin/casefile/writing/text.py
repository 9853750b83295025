"""A case file as plain text, for mails, terminals and signatures. `reading` reads it back field for field."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from babel import Locale, UnknownLocaleError

from tocsin.casefile.model import CaseFile, Kind, Person, Recipient
from tocsin.casefile.states import invented_name
from tocsin.casefile.textform import MARK, Label, escape, guard, labels_of, words_of, wrap
from tocsin.casefile.writing.wording import wording_for

Labels = Mapping[Label, str]


def write_text(case: CaseFile) -> str:
    """The text, lines of at most 78 characters where the words allow, ending in a line feed.

    Warnings and origin are left out: they are about one reading, not about the action.
    """
    labels = labels_of(case.language)
    lines = [_title(case), "", *_facts(case, labels), *_texts(case, labels)]
    return "\n".join(lines) + "\n"


def _title(case: CaseFile) -> str:
    """The first line says what this is; that an action has ended above all."""
    wording = wording_for(case.language)
    kind = "" if case.kind is Kind.INITIAL else f": {wording.say(f'{case.kind.value}_notice.title')}"
    return f"{wording.say('urgent_action')}{kind}".upper()


def _facts(case: CaseFile, labels: Labels) -> Iterator[str]:
    """The short fields, a line each."""
    words = words_of(case.language)
    yield MARK
    yield f"{labels[Label.KIND]}: {case.kind.value}"
    yield from _scalar(labels[Label.NUMBER], case.number)
    yield f"{labels[Label.UPDATE]}: {case.update}"
    yield from _scalar(labels[Label.INDEX], case.index)
    yield from _day(labels[Label.ISSUED], case.issued, case.language)
    if case.countries:
        yield f"{labels[Label.COUNTRIES]}: {', '.join(map(_with_name(case.language, 'territories'), case.countries))}"
    yield f"{labels[Label.LANGUAGE]}: {case.language}"
    yield from _day(labels[Label.DEADLINE], case.deadline, case.language)
    yield f"{labels[Label.DIPLOMATIC]}: {words.yes if case.diplomatic_copies else words.no}"
    languages = [
        *map(_with_name(case.language, "languages"), case.write_in.languages),
        *([words.own_language] if case.write_in.own_language else []),
    ]
    if languages:
        yield f"{labels[Label.LANGUAGES]}: {', '.join(languages)}"


def _texts(case: CaseFile, labels: Labels) -> Iterator[str]:
    """The long fields, a section each."""
    yield from _section(labels[Label.HEADLINE], [case.headline])
    yield from _bullets(labels[Label.CONCERNS], case.concerns)
    yield from _section(labels[Label.SUMMARY], _paragraphs(case.summary))
    yield from _section(labels[Label.BODY], case.body)
    yield from _items(labels[Label.PEOPLE], [list(_person(person, labels, case.language)) for person in case.people])
    yield from _bullets(labels[Label.CALLS], case.calls)
    yield from _section(labels[Label.MODEL_LETTER], _paragraphs(case.model_letter))
    yield from _items(
        labels[Label.TARGETS], [list(_recipient(target, labels, case.language)) for target in case.targets]
    )
    yield from _items(labels[Label.COPIES], [list(_recipient(copy, labels, case.language)) for copy in case.copies])
    yield from _section(labels[Label.AFTER], _paragraphs(case.after_deadline))
    yield from _section(labels[Label.BACKGROUND], case.background)
    yield from _section(labels[Label.PREVIOUS], _paragraphs(case.previous))


def _scalar(label: str, value: str | None) -> Iterator[str]:
    if value is not None:
        yield f"{label}: {escape(value)}"


def _day(label: str, value: date | None, language: str) -> Iterator[str]:
    """ISO first, which is read back, and the words behind it for people."""
    if value is not None:
        yield f"{label}: {value.isoformat()} ({wording_for(language).day(value)})"


def _with_name(language: str, kind: str) -> Callable[[str], str]:
    """A code with its name behind it: `CN (China)`."""
    try:
        names = getattr(Locale.parse(language, sep="-"), kind)
    except (UnknownLocaleError, ValueError):
        names = getattr(Locale("en"), kind)

    def named(code: str) -> str:
        name = names.get(code.replace("-", "_")) or invented_name(code, language)
        return f"{code} ({name.replace('(', '[').replace(')', ']').replace(',', '')})" if name else code

    return named


def _paragraphs(text: str | None) -> Sequence[str] | None:
    return None if text is None else text.split("\n\n")


def _section(label: str, paragraphs: Sequence[str] | None) -> Iterator[str]:
    """A label, and paragraphs parted by blank lines; nothing where there are none."""
    if not paragraphs:
        return
    yield ""
    yield f"{label}:"
    for number, paragraph in enumerate(paragraphs):
        if number:
            yield ""
        yield from wrap(escape(paragraph))


def _bullets(label: str, items: Sequence[str]) -> Iterator[str]:
    yield from _items(label, [list(wrap(escape(item), 76)) for item in items])


def _items(label: str, items: Sequence[Sequence[str]]) -> Iterator[str]:
    """A label, and items whose lines are already guarded."""
    if not items:
        return
    yield ""
    yield f"{label}:"
    for lines in items:
        for number, line in enumerate(lines):
            yield f"- {line}" if number == 0 else f"  {line}"


def _person(person: Person, labels: Labels, language: str) -> Iterator[str]:
    words = words_of(language)
    nothing = person == Person(None)  # an item is never empty
    group = words.yes if person.group else words.no if nothing else None
    yield from _fields(
        (labels[Label.NAME], person.name),
        (labels[Label.GROUP], group),
        (labels[Label.GENDER], person.gender),
        (labels[Label.PRONOUNS], person.pronouns),
        (labels[Label.DETAIL], person.detail),
    )


def _recipient(recipient: Recipient, labels: Labels, language: str) -> Iterator[str]:
    """The postal block as printed, then what the lines do not say by themselves."""
    yield from (guard(escape(line)) for line in recipient.lines)
    if recipient.country:
        yield f"{labels[Label.COUNTRY]}: {_with_name(language, 'territories')(recipient.country)}"
    elif recipient == Recipient(None, None):
        yield f"{labels[Label.COUNTRY]}: -"  # an item is never empty
    yield from _fields(
        (labels[Label.NAME], recipient.name),
        (labels[Label.POST], recipient.post),
        *((labels[Label.EMAIL], value) for value in recipient.email),
        *((labels[Label.FAX], value) for value in recipient.fax),
        *((labels[Label.PHONE], value) for value in recipient.phone),
        *((labels[Label.SOCIAL], value) for value in recipient.social),
        (labels[Label.SALUTATION], recipient.salutation),
    )


def _fields(*pairs: tuple[str, str | None]) -> Iterator[str]:
    for label, value in pairs:
        if value is not None:
            yield f"{label}: {escape(value)}"
