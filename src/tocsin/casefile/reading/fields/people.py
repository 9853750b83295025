"""People at risk, as the families print them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from tocsin.casefile.model import Person
from tocsin.casefile.reading.flow import fold
from tocsin.casefile.reading.labels import alternatives, any_of, languages

_GENDER_MARK = re.compile(
    r"\s?\(\s?(?P<mark>m|f|h|w|male|female|homme|femme|hombre|mujer|mannlich|weiblich|both|m/f|f/m|masculino|femenino|masculin|feminin)\s?\)"
)
_PRONOUNS = re.compile(
    r"\s?[(\[]\s?(?P<pronouns>(?:she|he|they|her|him|them|elle|il|iel|ils|elles|ella|el|elle|ellos|ellas|sie|er|xe|ze|lui|eux|leur|their|his|hers|theirs|zir|dey|ihr|ihm|xier|masculino|femenino|neutro|masculin|feminin|keine?)(?:\s?[/,]\s?[a-z]{2,8}){0,3})\s?[)\]]"
)
_STATUS = re.compile(r"\(([^)]{2,60})\)")
_AND = re.compile(r"\s*;\s*|\s+(?:and|et|y|e|und|&)\s+")


@cache
def _others() -> re.Pattern[str]:
    return re.compile(
        r"^[,;\s]*(?P<others>"
        + "|".join(alternatives(language.and_others).pattern for language in languages() if language.and_others)
        + r")\s*[.;]?$"
    )


@cache
def _group_word() -> re.Pattern[str]:
    numbers = {word for language in languages() for word, value in language.numbers.items() if int(value) > 1}
    counted = rf"(?:\d[\d.,]*|{'|'.join(sorted(numbers, key=len, reverse=True))}|{any_of('many')})\b.{{0,80}}"
    article = rf"(?:(?:{any_of('articles')})\s)?"
    behind = rf"(?:{any_of('links')}|from|at|aus|du|en|d')"
    described = rf"(?:[\w'-]+ ){{0,3}}(?:{any_of('group_words')})\b(?: [\w'-]+)?(?:$| {behind}\b).{{0,80}}"
    return re.compile(rf"^\W*(?:(?:(?:{any_of('about')})\s)?{counted}|{article}{described})")


_GROUP_ALONE = re.compile(r"^(?:a |the |un |une |le |el |la |eine |die )?(?:group|groupe|grupo|gruppe)$")


def is_group(text: str) -> bool:
    """`Around 240 families of …`, `Members of …`, `Residentes de …`: people described in words."""
    folded = fold(text).strip()
    return bool(_GROUP_ALONE.match(folded) or _group_word().match(folded))


def gender_of(value: str) -> str | None:
    """`m`, `f` or `mixed` from what stands after the label, in any language of the labels; None when unclear."""
    plain = re.sub(r"\s+", " ", fold(value)).strip(" .;,()")
    if not plain:
        return None
    for language in languages():
        if plain in language.genders:
            return language.genders[plain]
    words = {
        language.genders[word]
        for language in languages()
        for word in re.findall(r"[a-z]+", plain)
        if word in language.genders and len(word) > 0
    }
    # `all m` and `both f` are one gender, `both` alone is mixed.
    single = words - {"mixed"}
    if len(single) == 1:
        return single.pop()
    return "mixed" if words else None


def person_printed(text: str) -> Person | None:
    """One person as family A prints them: `Rosa CCENTE Palomino (f), aged 33, health promoter (released)`."""
    clean = re.sub(r"\s+", " ", text).strip(" ;")
    if not clean:
        return None
    others = _others().match(fold(clean))
    if others:
        return Person(name=None, group=True, detail=_without_and(clean))
    gender, rest = _take_gender(clean)
    pronouns, rest = _take_pronouns(rest)
    name, detail = _split_name(rest)
    if _GROUP_ALONE.match(fold(name)):
        return Person(name=None, group=True, gender=gender, pronouns=pronouns, detail=detail or None)
    return Person(name=name or None, group=is_group(name), gender=gender, pronouns=pronouns, detail=detail or None)


def _without_and(text: str) -> str:
    return re.sub(
        r"^(?:and|et|y|e|und|as well as|ainsi que|asi como|sowie)\s+", "", text.strip(" ,;."), flags=re.IGNORECASE
    )


def _take_gender(text: str) -> tuple[str | None, str]:
    match = _GENDER_MARK.search(fold(text))
    if not match:
        return None, text
    rest = (text[: match.start()] + text[match.end() :]).strip()
    return gender_of(match["mark"]), re.sub(r"\s+,", ",", rest)


def _take_pronouns(text: str) -> tuple[str | None, str]:
    match = _PRONOUNS.search(fold(text))
    if not match:
        return None, text
    pronouns = text[match.start("pronouns") : match.end("pronouns")].strip()
    return pronouns, (text[: match.start()] + text[match.end() :]).strip()


def _split_name(text: str) -> tuple[str, str]:
    """Name and detail: at the first comma, or at a bracket or dash that is no part of the name."""
    match = re.search(r"\s*,\s*|\s+[-\u2013\u2014]\s+|\s*(?=\()", text)
    if not match or not match.start():
        return text.strip(" ,"), ""
    return text[: match.start()].strip(), text[match.end() :].strip(" ,")


def people_listed(text: str) -> tuple[Person, ...]:
    """Several people of one field: `Salma Abdelqawi (she/her), Tarek Nouh (he/him)`, `A, B and C`."""
    clean = re.sub(r"\s+", " ", text).strip(" .;")
    if not clean or fold(clean) in ("n/a", "n.a.", "none", "s/o"):
        return ()
    if _GROUP_ALONE.match(fold(clean)):
        return (Person(name=None, group=True),)
    return tuple(person for part in _split_people(clean) if (person := _listed(part)))


def _split_people(text: str) -> Iterator[str]:
    """Parts of a list of names; a group described in words stays whole."""
    if is_group(text) and not re.search(r"\(|;", text):
        yield text
        return
    for part in re.split(r"\s*[,;]\s*(?![^()]*\))|(?<=\))\s+(?:and|et|y|e|und|&)\s+", text):
        pieces = _split_and(part)
        yield from (piece for piece in pieces if piece.strip())


def _split_and(part: str) -> list[str]:
    others = _others().match(fold(part))
    if others or is_group(part):
        return [part]
    for match in _AND.finditer(part):
        if part.count("(", 0, match.start()) > part.count(")", 0, match.start()):
            continue
        tail = part[match.start() :]
        if _others().match(fold(tail)) or is_group(tail.strip()) or part[match.end() : match.end() + 1].isupper():
            return [
                part[: match.start()],
                *(_split_and(tail.strip()) if _others().match(fold(tail)) else _split_and(part[match.end() :])),
            ]
    return [part]


def _listed(part: str) -> Person | None:
    others = _others().match(fold(_take_pronouns(part)[1]))
    if others:
        gender, rest = _take_gender(part)
        pronouns, rest = _take_pronouns(rest)
        return Person(name=None, group=True, gender=gender, pronouns=pronouns, detail=_without_and(rest))
    gender, rest = _take_gender(part)
    pronouns, rest = _take_pronouns(rest)
    name, detail = rest.strip(), None
    status = _STATUS.search(name)
    if status:
        detail, name = status[1].strip(), (name[: status.start()] + name[status.end() :]).strip()
    name = name.strip(" ,.:-")
    if not name or not re.search(r"[^\W\d_]", name):
        return None
    if _GROUP_ALONE.match(fold(name)):
        return Person(name=None, group=True, gender=gender, pronouns=pronouns, detail=detail)
    return Person(name=name, group=is_group(name), gender=gender, pronouns=pronouns, detail=detail)


def with_gender(people: tuple[Person, ...], value: str) -> tuple[Person, ...]:
    """Give each person the gender of the `Gender m/f:` field; `both` over several single people stays open."""
    gender = gender_of(value)
    marks = [
        found
        for word in re.split(r"[,;/\s]+|\band\b|\bet\b|\by\b|\bund\b", fold(value))
        if word and (found := gender_of(word))
    ]
    if len(people) > 1 and len(marks) == len(people):
        return tuple(replace(person, gender=person.gender or mark) for person, mark in zip(people, marks, strict=True))
    if gender is None:
        return people
    several = len(people) > 1 and gender == "mixed"
    return tuple(
        person if person.gender or (several and not person.group) else replace(person, gender=gender)
        for person in people
    )
