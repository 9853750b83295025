"""What stands on the action sheet, as plain data for `sheet.typ`: nothing here knows about millimetres."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from typing import Any

import segno

from tocsin.casefile.model import CaseFile, Person, Recipient
from tocsin.casefile.writing.links import mail_link
from tocsin.casefile.writing.wording import (
    CLOSED,
    Wording,
    country_line,
    direction_of,
    languages_sentence,
    name_of,
    notice,
    paragraphs,
    postal_lines,
    title_of,
    who,
    wording_for,
)
from tocsin.typesetting import breakable, clean, clean_all, fonts_for

# White between the lines, in em: scripts with tall letters or marks above and below need more of it.
LEADING = {
    "zh": 0.85,
    "ja": 0.85,
    "ko": 0.8,
    "th": 0.85,
    "ar": 0.85,
    "fa": 0.85,
    "ur": 0.9,
    "he": 0.72,
    "hi": 0.85,
    "my": 1.0,
}
USUAL_LEADING = 0.66
LONGEST_FOOTER_PART = 40

# Characters that fit on one line of each column at the largest text size on A4, were all of them as wide as a W.
HEADLINE, LEAD, BODY, POSTAL, FACT, LONG_FACT, NETWORK = 17, 35, 32, 14, 12, 30, 17

type Data = dict[str, Any]


def sheet_content(case: CaseFile, *, link: str | None, network: str, country_names: Mapping[str, str]) -> Data:
    """Everything that the sheet says, in its order. link: a checked https or http address."""
    words = wording_for(case.language)
    closed = case.kind in CLOSED
    said_first = notice(case, words)
    labels = fonts_for(words.language)
    content = {
        "title": ": ".join(filter(None, (case.number, title_of(case, words)))),
        "network": network,
        "brand": breakable(network, NETWORK),
        "fonts": fonts_for(case.language).to_json(),
        "labels": labels.to_json(),
        "comma": words.phrases["comma"],
        "leading": LEADING.get(fonts_for(case.language).language, USUAL_LEADING),
        "tight": fonts_for(case.language).language not in LEADING,
        "corner": " · ".join(filter(None, (words.say("urgent_action"), case.number))),
        "closed": closed,
        "notice": {"title": said_first[0], "text": said_first[1]} if said_first else None,
        "place": words.listed(*(words.country(code, country_names) for code in case.countries)),
        "concerns": breakable(clean(_concerns(case, words)), BODY),
        "headline": breakable(clean(title_of(case, words)), HEADLINE),
        "lead": breakable(clean(case.summary), LEAD) if case.summary else None,
        "call": _call(case, words),
        "notes": _notes(case, words),
        "link": _link(link, words) if link else None,
        "footer": _footer(case, words),
        "first": _first(case, words),
        "second": _second(case, words, country_names, link),
    }
    return clean_all(content)  # type: ignore[no-any-return]


def _concerns(case: CaseFile, words: Wording) -> str:
    """The reasons as printed, unless they are the headline already."""
    return "" if case.headline == " / ".join(case.concerns) else words.listed(*case.concerns)


def _call(case: CaseFile, words: Wording) -> str:
    """The big line; on a closed case the one that says so."""
    said_first = notice(case, words)
    if case.kind in CLOSED and said_first:
        return said_first[0]
    return words.say("write_before", date=words.day(case.deadline)) if case.deadline else words.say("write_soon")


def _notes(case: CaseFile, words: Wording) -> list[str]:
    """Small print under the big line: languages and length, or, on a closed case, that the old deadline is void."""
    if case.kind in CLOSED:
        return [words.say("deadline_void", date=words.day(case.deadline))] if case.deadline else []
    missing = None if case.deadline else words.say("no_deadline")
    return [words.sentences(missing, languages_sentence(case.write_in, words), words.say("own_words"))]


def _link(link: str, words: Wording) -> Data:
    shown = _shown(link)
    drawing = io.BytesIO()
    segno.make(link, error="m", micro=False).save(drawing, kind="svg", border=0, xmldecl=False)
    return {
        "target": link,
        "text": breakable(shown, BODY),
        "code": drawing.getvalue().decode(),
        "alt": words.say("qr_code", link=shown),
    }


def _shown(link: str) -> str:
    return link.partition("://")[2]


def _footer(case: CaseFile, words: Wording) -> Data:
    """What every page has to say by itself, should the pages be parted."""
    index = case.index if case.index and len(case.index) <= LONGEST_FOOTER_PART else None
    issued = words.say("issued", date=words.day(case.issued)) if case.issued else None
    return {"first": _call(case, words), "rest": [part for part in (name_of(case, words), index, issued) if part]}


def _section(heading: str, kind: str, items: list[Any], *, turns: bool = False) -> list[Data]:
    """One section, or none without items. turns: it may begin a page, and then needs no rule above it."""
    return [{"heading": heading, "kind": kind, "items": items, "rule": not turns, "turns": turns}] if items else []


def _texts(texts: Iterable[str], *, own: bool = False) -> list[Any]:
    """Paragraphs. own: in the network's words and language, not the document's."""
    return [{"text": breakable(clean(text), BODY), "own": own} for text in texts]


def _first(case: CaseFile, words: Wording) -> list[Data]:
    """What has happened, what to ask for, who is at risk; a document without a narrative has its background here."""
    closed = case.kind in CLOSED
    people = [_person(person, words) for person in case.people]
    sections = [
        *_section(words.heading("happened"), "paragraphs", _texts(case.body)),
        *_section(
            words.heading("calls", closed=closed), "calls", [breakable(clean(call), BODY) for call in case.calls]
        ),
        *_section(words.heading("people", closed=closed), "people", people),
        *([] if case.body else _background(case, words)),
    ]
    return [section | {"rule": position > 0} for position, section in enumerate(sections)]


def _person(person: Person, words: Wording) -> Data:
    name, rest = who(person, words)
    return {"name": breakable(clean(name), BODY), "rest": breakable(clean(rest), BODY)}


def _second(case: CaseFile, words: Wording, names: Mapping[str, str], link: str | None) -> list[Data]:
    """Whom to write to and all that helps with it."""
    closed = case.kind in CLOSED
    letter = [
        [breakable(line, BODY) for line in part.split("\n")] for part in paragraphs(clean(case.model_letter or ""))
    ]
    tips = [] if closed else [words.say("good_letter.text"), *([words.say("good_letter.model")] if letter else [])]
    recipients = _recipients(case, words, names)
    nobody = [] if recipients or closed else [words.say("recipients.nobody")]
    whom = words.heading("whom", closed=closed)
    return [
        *_section(whom, "recipients", recipients, turns=True),
        *_section(whom, "paragraphs", _texts(nobody, own=True), turns=True),
        *_section(words.heading("model_letter", closed=closed), "letter", letter),
        *(_background(case, words) if case.body else []),
        *_section(words.heading("good_letter"), "paragraphs", _texts(tips, own=True)),
        *_afterwards(case, words, link),
        *_section(words.heading("about"), "facts", _about(case, words)),
    ]


def _background(case: CaseFile, words: Wording) -> list[Data]:
    return _section(words.heading("background"), "paragraphs", _texts(case.background))


def _afterwards(case: CaseFile, words: Wording, link: str | None) -> list[Data]:
    closed = case.kind in CLOSED
    asked = words.say("afterwards.ask_first", date=words.day(case.deadline)) if case.deadline and not closed else None
    said = [case.after_deadline] if case.after_deadline and not closed else []
    news = words.say("afterwards.news" if closed else "afterwards.tell_us")
    ours = [*([asked] if asked and not said else []), *([f"{news} {_shown(link)}"] if link else [])]
    return _section(words.heading("afterwards"), "paragraphs", [*_texts(said), *_texts(ours, own=True)])


def _about(case: CaseFile, words: Wording) -> list[Data]:
    values = {
        "number": name_of(case, words) if case.number else None,
        "index": case.index,
        "issued": words.day(case.issued) if case.issued else None,
        # A document that ends an action must not read as if late letters were welcome.
        "after_deadline": case.after_deadline if case.kind in CLOSED else None,
        "previous": case.previous,
    }
    return [
        _fact(words.say(f"about.{key}"), value, case.language, most=LONG_FACT) for key, value in values.items() if value
    ]


def _recipients(case: CaseFile, words: Wording, names: Mapping[str, str]) -> list[Data]:
    suffix = "_closed" if case.kind in CLOSED else ""
    embassy = {
        "role": words.say(f"recipients.copy{suffix}"),
        "fonts": list(fonts_for(words.language).serif),
        "dir": words.direction,
        "lines": [{"text": words.say("recipients.embassy"), "bold": True}],
        "facts": [],
        "note": words.say(f"recipients.embassy_note{suffix}"),
    }
    return [
        *(_recipient(one, words.say(f"recipients.target{suffix}"), case, words, names) for one in case.targets),
        *(_recipient(one, words.say(f"recipients.copy{suffix}"), case, words, names) for one in case.copies),
        *([embassy] if case.diplomatic_copies else []),
    ]


def _recipient(one: Recipient, role: str, case: CaseFile, words: Wording, names: Mapping[str, str]) -> Data:
    """One postal block in its own script and direction, and the other ways to reach that office."""
    lines = postal_lines(one)
    return {
        "role": role,
        "fonts": list(fonts_for(case.language, one.country).serif),
        "dir": direction_of("\n".join(line for line, _ in lines), fonts_for(case.language).direction),
        "lines": [{"text": breakable(clean(line), POSTAL), "bold": bold} for line, bold in lines],
        "facts": _ways(one, case, words, names),
        "note": "",
    }


def _ways(one: Recipient, case: CaseFile, words: Wording, names: Mapping[str, str]) -> list[Data]:
    language, closed = case.language, case.kind in CLOSED

    def label(name: str) -> str:
        return words.say(f"recipients.{name}")

    country = country_line(one, words, names)
    return [
        *([_fact(label("salutation"), one.salutation, language)] if one.salutation else []),
        *(
            _fact(label("email"), address, language, link=None if closed else mail_link(address))
            for address in one.email
        ),
        *(_fact(label("fax"), number, "en") for number in one.fax),
        *(_fact(label("phone"), number, "en") for number in one.phone),
        *(_fact(label("social"), name, "en") for name in one.social),
        *([_fact(label("country"), country, words.language)] if country else []),
    ]


def _fact(label: str, text: str, language: str, link: str | None = None, most: int = FACT) -> Data:
    return {
        "label": label,
        "text": breakable(clean(text), most),
        "dir": direction_of(text, fonts_for(language).direction),
        "link": link,
    }
