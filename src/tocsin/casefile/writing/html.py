"""A case file as one HTML document that needs nothing else: semantic, escaped, without script.

It carries no style at all. What a browser does with plain sections, lists and headings is readable, at any width, in
light and dark, in print and in lynx; and the strict content security policy of the public side forbids a style block.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from html import escape
from typing import NewType

from tocsin.casefile.model import CaseFile, Person, Recipient
from tocsin.casefile.writing.links import mail_link, phone_link, web_link
from tocsin.casefile.writing.wording import (
    CLOSED,
    Wording,
    country_line,
    direction_of,
    language_name,
    languages_sentence,
    notice,
    paragraphs,
    postal_lines,
    title_of,
    who,
    wording_for,
)
from tocsin.typesetting import clean, fonts_for

Markup = NewType("Markup", str)

_BLANK = "\ufffc"

# Without a style sheet a browser breaks no word, and an address wider than a phone makes the page scroll sideways.
_LONG_RUN = re.compile(r"[!-~¡-ɏ]{20,}")
_BREAK = re.compile(r"(?<=[/@?&=_:,;+%#-])(?=[^\W_])|(?<=\w)(?=\.\w)|(?<=\w{15})(?=\w{15})")


def write_html(
    case: CaseFile,
    *,
    for_editors: bool = False,
    link: str | None = None,
    country_names: Mapping[str, str] | None = None,
) -> str:
    """The case as a standalone HTML5 document in its own language.

    for_editors: also shows the warnings and the file that the case was read from, before everything else; never
    publish that form, for both may name a source.
    country_names: names of states that CLDR lacks, by code.
    """
    page = _Page(case, wording_for(case.language), country_names or {}, link)
    parts = [page.editors_note() if for_editors else None, page.main()]
    title = " · ".join(filter(None, (case.number, title_of(case, page.words))))
    head = _lines(
        Markup('<meta charset="utf-8">'),
        Markup('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        Markup('<meta name="color-scheme" content="light dark">'),
        _element("title", Markup(escape(clean(title.replace("\n", " "))))),
    )
    document = _lines(_element("head", _block(head)), _element("body", _block(*parts)))
    page_direction = fonts_for(case.language).direction
    return f"<!doctype html>\n{_element('html', _block(document), lang=case.language, dir=page_direction)}\n"


class _Page:
    """One document in the making: the case, and the words to say it in."""

    def __init__(self, case: CaseFile, words: Wording, country_names: Mapping[str, str], link: str | None) -> None:
        self.case = case
        self.words = words
        self.country_names = country_names
        self.link = link
        self.closed = case.kind in CLOSED
        # The network's words are marked where they are not in the document's language.
        foreign = words.language != fonts_for(case.language).language
        self.own = {"lang": words.language, "dir": words.direction} if foreign else {}

    def main(self) -> Markup:
        case, words = self.case, self.words
        people = [_element("li", self.person(person)) for person in case.people]
        calls = [_element("li", _text(call)) for call in case.calls]
        heading = words.heading
        sections = (
            self.section("happened", heading("happened"), *map(_paragraph, case.body)),
            self.section("calls", heading("calls", closed=self.closed), _list("ol", calls)),
            self.section("people", heading("people", closed=self.closed), _list("ul", people)),
            self.section("whom", heading("whom", closed=self.closed), _list("ul", self.recipients())),
            self.section("letter", heading("model_letter", closed=self.closed), self.model_letter()),
            self.section("background", heading("background"), *map(_paragraph, case.background)),
            self.section("good", heading("good_letter"), *self.advice()),
            self.section("afterwards", heading("afterwards"), *self.afterwards()),
            self.section("about", heading("about"), self.about()),
        )
        return _element("main", _block(_element("article", _block(self.header(), *sections))))

    def header(self) -> Markup:
        case, words = self.case, self.words
        said_first = notice(case, words)
        shout = (
            _element("p", _element("strong", _text(f"{said_first[0]}. {said_first[1]}")), **self.own)
            if said_first
            else None
        )
        return _element(
            "header",
            _block(
                shout,
                _element("p", _text(" · ".join(filter(None, (words.say("urgent_action"), case.number)))), **self.own),
                _element("h1", _text(title_of(case, words))),
                _paragraph(case.summary) if case.summary else None,
                *self.call(),
            ),
        )

    def call(self) -> list[Markup]:
        """Until when to write and in which languages; on a closed case, that the old deadline is void."""
        words, deadline = self.words, self.case.deadline
        if self.closed:
            return [_element("p", self.dated("deadline_void", deadline), **self.own)] if deadline else []
        first = self.dated("write_before", deadline) if deadline else _text(words.say("write_soon"))
        missing = None if deadline else words.say("no_deadline")
        rest = words.sentences(missing, languages_sentence(self.case.write_in, words), words.say("own_words"))
        return [_element("p", _element("strong", first), **self.own), _element("p", _text(rest), **self.own)]

    def section(self, name: str, heading: str, *content: Markup | None) -> Markup | None:
        if not any(content):
            return None
        title = _element("h2", _text(heading), id=name, **self.own)
        return _element("section", _block(title, *content), **{"aria-labelledby": name})

    def person(self, person: Person) -> Markup:
        name, rest = who(person, self.words)
        strong = _element("strong", _text(name))
        return Markup(f"{strong}{_text(self.words.phrases['comma'] + rest)}") if rest else strong

    def recipients(self) -> list[Markup]:
        case, words = self.case, self.words
        suffix = "_closed" if self.closed else ""
        target, copy = words.say(f"recipients.target{suffix}"), words.say(f"recipients.copy{suffix}")
        embassy = _block(
            _element("p", _text(copy), **self.own),
            _element("h3", _text(words.say("recipients.embassy")), **self.own),
            _element("p", _text(words.say(f"recipients.embassy_note{suffix}")), **self.own),
        )
        return [
            *(_element("li", self.recipient(one, target)) for one in case.targets),
            *(_element("li", self.recipient(one, copy)) for one in case.copies),
            *([_element("li", embassy)] if case.diplomatic_copies else []),
        ]

    def recipient(self, one: Recipient, role: str) -> Markup:
        lines = [line for line, _ in postal_lines(one)]
        name = one.name or one.post or next(iter((*lines, *one.email, *one.fax)), role)
        direction = direction_of("\n".join(lines), fonts_for(self.case.language).direction)
        address = _element("address", _broken(lines), dir=direction, translate="no") if lines else None
        return _block(
            _element("p", _text(role), **self.own),
            _element("h3", _text(name)),
            address,
            self.facts(self.ways(one)),
        )

    def ways(self, one: Recipient) -> list[tuple[str, list[Markup]]]:
        country = country_line(one, self.words, self.country_names)
        links = {"email": mail_link, "phone": phone_link, "social": web_link}
        if self.closed:
            links.pop("email")
            links.pop("phone")
        ways = {name: getattr(one, name) for name in ("email", "fax", "phone", "social")}
        return [
            ("recipients.salutation", [_text(one.salutation)] if one.salutation else []),
            *(
                (f"recipients.{name}", [_linked(text, links.get(name, _no_link)(text)) for text in texts])
                for name, texts in ways.items()
            ),
            ("recipients.country", [_text(country)] if country else []),
        ]

    def model_letter(self) -> Markup | None:
        letter = [_element("p", _broken(part.split("\n"))) for part in paragraphs(clean(self.case.model_letter or ""))]
        return _element("blockquote", _block(*letter)) if letter else None

    def advice(self) -> list[Markup]:
        if self.closed:
            return []
        tips = [self.words.say("good_letter.text")]
        if self.case.model_letter:
            tips.append(self.words.say("good_letter.model"))
        return [_element("p", _text(tip), **self.own) for tip in tips]

    def afterwards(self) -> list[Markup]:
        case, words = self.case, self.words
        said = [_paragraph(case.after_deadline)] if case.after_deadline and not self.closed else []
        if not said and case.deadline and not self.closed:
            said = [_element("p", self.dated("afterwards.ask_first", case.deadline), **self.own)]
        if self.link:
            news = words.say("afterwards.news" if self.closed else "afterwards.tell_us")
            said.append(_element("p", Markup(f"{_text(news)} {_linked(self.link, web_link(self.link))}"), **self.own))
        return said

    def about(self) -> Markup:
        case, words = self.case, self.words
        kind = (
            words.say(f"kinds.{case.kind.value}")
            if not case.update
            else words.listed(words.say(f"kinds.{case.kind.value}"), words.say("update", count=case.update))
        )
        facts = [
            ("about.kind", [_data(case.kind.value, kind)]),
            ("about.number", [_text(case.number)] if case.number else []),
            ("about.index", [_text(case.index)] if case.index else []),
            ("about.issued", [self.time(case.issued)] if case.issued else []),
            ("about.countries", [_data(code, words.country(code, self.country_names)) for code in case.countries]),
            ("about.concerns", [_text(concern) for concern in case.concerns]),
            ("about.language", [_data(case.language, language_name(case.language, words))]),
            ("about.write_in", self.languages()),
            ("about.deadline", [self.time(case.deadline)] if case.deadline else []),
            ("about.after_deadline", [_text(case.after_deadline)] if case.after_deadline and self.closed else []),
            ("about.previous", [_linked(case.previous, web_link(case.previous))] if case.previous else []),
        ]
        return self.facts(facts) or Markup("")

    def languages(self) -> list[Markup]:
        write_in = self.case.write_in
        own = [_text(self.words.say("own_language"))] if write_in.own_language else []
        return [*(_data(tag, language_name(tag, self.words)) for tag in write_in.languages), *own]

    def facts(self, facts: Iterable[tuple[str, list[Markup]]]) -> Markup | None:
        groups = [
            _element(
                "div",
                Markup(_element("dt", _text(self.words.say(key)), **self.own) + "".join(map(_fact, values))),
            )
            for key, values in facts
            if values
        ]
        return _element("dl", _block(*groups)) if groups else None

    def dated(self, phrase: str, day: date) -> Markup:
        """A phrase with its date as a `time` element."""
        return Markup(_text(self.words.say(phrase, date=_BLANK)).replace(_BLANK, self.time(day)))

    def time(self, day: date) -> Markup:
        return _element("time", _text(self.words.day(day)), datetime=day.isoformat())

    def editors_note(self) -> Markup | None:
        case, words = self.case, self.words
        if not case.warnings and not case.origin:
            return None
        found = [
            _element(
                "li",
                Markup(
                    f"{_element('code', _text(one.field))} {_text(one.message)} ({_element('code', _text(one.code))})"
                ),
            )
            for one in case.warnings
        ]
        title = words.say("editors.title")
        origin = case.origin
        source = (
            f"{words.say('editors.origin')} {origin.name} ({origin.media_type}, {origin.family.value}, {origin.sha256})"
            if origin
            else None
        )
        parts = [_element("p", _element("strong", _text(title))), _list("ul", found)] if found else []
        return _element(
            "aside", _block(*parts, _paragraph(source) if source else None), **{"aria-label": title}, **self.own
        )


def _text(text: str) -> Markup:
    """Text with its long runs, addresses mostly, made to break where that is sensible."""
    pieces: list[str] = []
    end = 0
    plain = clean(text)
    for run in _LONG_RUN.finditer(plain):
        pieces += [escape(plain[end : run.start()]), "<wbr>".join(map(escape, _BREAK.split(run[0])))]
        end = run.end()
    return Markup("".join((*pieces, escape(plain[end:]))))


def _element(name: str, content: Markup, **attributes: str) -> Markup:
    written = "".join(f' {key}="{escape(clean(value))}"' for key, value in attributes.items())
    return Markup(f"<{name}{written}>{content}</{name}>")


def _lines(*parts: Markup | None) -> Markup:
    return Markup("\n".join(part for part in parts if part))


def _block(*parts: Markup | None) -> Markup:
    return Markup(f"\n{_lines(*parts)}\n")


def _paragraph(text: str) -> Markup:
    return _element("p", _text(text))


def _broken(lines: Iterable[str]) -> Markup:
    return Markup("<br>".join(_text(line) for line in lines))


def _list(name: str, items: list[Markup]) -> Markup | None:
    return _element(name, _block(*items)) if items else None


def _fact(value: Markup) -> Markup:
    """One value in a list of facts; links stand in paragraphs, so that a finger can hit one of several (WCAG 2.5.8)."""
    return _element("dd", _element("p", value) if value.startswith("<a ") else value)


def _data(value: str, text: str) -> Markup:
    return _element("data", _text(text), value=value)


def _linked(text: str, target: str | None) -> Markup:
    """A text in its own direction, as a link where there is a target."""
    shown = _element("bdi", _text(text))
    return _element("a", shown, href=target, rel="noreferrer") if target else shown


def _no_link(_: str) -> None:
    return None
