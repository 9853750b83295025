"""The texts of a case as its page shows them; those are marked that changed in the source after the translation."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.utils.safestring import SafeString

from tocsin.casefile import CaseFile, Person
from tocsin.casefile.writing.wording import paragraphs, wording_for
from tocsin.public.reader import UNMARKED, Reader
from tocsin.typesetting import clean


@dataclass(frozen=True, slots=True)
class Text:
    """drifted: whether it has changed in the source since."""

    text: str
    drifted: bool = False


@dataclass(frozen=True, slots=True)
class AtRisk:
    """Somebody at risk. known: gender and pronouns in the page's language; detail: in the text's."""

    name: Text
    known: str
    detail: Text | None


@dataclass(frozen=True, slots=True)
class Texts:
    """marks: `lang` and `dir` of the elements that hold them. own: those of the page, for its words among them."""

    marks: SafeString
    own: SafeString
    headline: Text
    concerns: str
    lead: Text | None
    body: tuple[Text, ...]
    calls: tuple[Text, ...]
    people: tuple[AtRisk, ...]
    model_letter: tuple[Text, ...]
    background: tuple[Text, ...]
    after_deadline: Text | None


class _Marked:
    """Makes texts, knowing by their paths which of them drifted."""

    def __init__(self, drifted: Collection[str]) -> None:
        self.drifted = frozenset(drifted)

    def text(self, path: str, text: str | None) -> Text | None:
        return Text(clean(text), path in self.drifted) if text else None

    def all(self, name: str, texts: Iterable[str]) -> tuple[Text, ...]:
        made = (self.text(f"{name}.{n}", text) for n, text in enumerate(texts))
        return tuple(text for text in made if text)


def texts_of(case: CaseFile, headline: str, drifted: Collection[str], reader: Reader) -> Texts:
    """headline: what the case is called, also where its file has none."""
    marked = _Marked(drifted)
    marks = reader.marks(case.language)
    return Texts(
        marks=marks,
        own=reader.own_marks() if marks else UNMARKED,
        headline=Text(clean(headline), "headline" in marked.drifted),
        concerns=clean(wording_for(case.language).listed(*case.concerns)),
        lead=marked.text("summary", case.summary),
        body=marked.all("body", case.body),
        calls=marked.all("calls", case.calls),
        people=tuple(_at_risk(n, person, marked, reader) for n, person in enumerate(case.people)),
        model_letter=marked.all("model_letter", paragraphs(case.model_letter or "")),
        background=marked.all("background", case.background),
        after_deadline=marked.text("after_deadline", case.after_deadline),
    )


def _at_risk(n: int, person: Person, marked: _Marked, reader: Reader) -> AtRisk:
    """A person without a name is known by what is said of them."""
    words = reader.words
    known = words.listed(words.say(f"people.{person.gender}") if person.gender else None, clean(person.pronouns or ""))
    name, detail = marked.text(f"people.{n}.name", person.name), marked.text(f"people.{n}.detail", person.detail)
    if name is None:
        name, detail = detail, None
    return AtRisk(name or Text(words.say("people.group" if person.group else "people.unnamed")), known, detail)
