"""What was typed about a section, read and checked field by field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from django.http import QueryDict
from django.utils.translation import gettext as _

from tocsin.desk.tongues import language_name
from tocsin.directory.models import Section
from tocsin.directory.sections import checked_field
from tocsin.records.errors import BadInput

LONGEST: Final = 2_000


@dataclass(frozen=True, slots=True)
class After:
    """What writers read after the deadline, in one language."""

    tag: str
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Typed:
    """As it stands in the form. wrong: sentences by field. mark: of what was seen (see `records.seen`)."""

    code: str = ""
    name: str = ""
    country: str = ""
    languages: str = ""
    email: str = ""
    web: str = ""
    address: str = ""
    after: tuple[After, ...] = ()
    postage_home: str = ""
    postage_abroad: str = ""
    no_post_to: str = ""
    prints: bool = False
    office_hours: bool = False
    active: bool = True
    mark: int = 0
    wrong: dict[str, str] = field(default_factory=dict)


def from_section(section: Section, mark: int) -> Typed:
    """As it is kept now."""
    letters = section.letters
    return Typed(
        code=section.code,
        name=section.name,
        country=section.country,
        languages=", ".join(section.languages),
        email=section.email,
        web=section.web,
        address="\n".join(section.address),
        after=_afters(section, section.after_deadline),
        postage_home=letters.get("postage_home", ""),
        postage_abroad=letters.get("postage_abroad", ""),
        no_post_to=", ".join(letters.get("no_post_to", [])),
        prints=letters.get("prints", False),
        office_hours=letters.get("office_hours", False),
        active=section.active,
        mark=mark,
    )


def from_form(post: QueryDict, section: Section | None, mark: int) -> Typed:
    """As it was typed. A longer text is kept one character too long, so that it is refused and not cut."""

    def text(name: str) -> str:
        return post.get(name, "")[: LONGEST + 1]

    told = {tag: text(f"after-{tag}") for tag in _tags(section)} if section else {}
    return Typed(
        code=section.code if section else text("code").strip().upper(),
        name=text("name"),
        country=text("country").strip().upper() if section is None or "country" in post else section.country,
        languages=text("languages"),
        email=text("email").strip(),
        web=text("web").strip(),
        address=text("address"),
        after=_afters(section, told) if section else (),
        postage_home=text("postage_home").strip(),
        postage_abroad=text("postage_abroad").strip(),
        no_post_to=text("no_post_to").upper(),
        prints="prints" in post,
        office_hours="office_hours" in post,
        active="active" in post if section is None or "keeps" in post else section.active,
        mark=mark,
    )


def checked(typed: Typed) -> dict[str, object]:
    """The values as they are kept. What is wrong goes to `typed.wrong`, and is not among them."""
    given: dict[str, object] = {
        "name": typed.name,
        "country": typed.country,
        "languages": _listed(typed.languages),
        "email": typed.email,
        "web": typed.web,
        "address": typed.address.splitlines(),
        "active": typed.active,
    }
    values: dict[str, object] = {}
    for name, value in given.items():
        _check(typed, values, name, name, value)
    texts: dict[str, str] = {}
    for one in typed.after:
        _check(typed, {}, f"after-{one.tag}", "after_deadline", {one.tag: one.text})
        texts |= {one.tag: one.text.strip()} if one.text.strip() else {}
    letters: dict[str, object] = {"prints": typed.prints, "office_hours": typed.office_hours}
    settings = {
        "postage_home": typed.postage_home,
        "postage_abroad": typed.postage_abroad,
        "no_post_to": _listed(typed.no_post_to),
    }
    for name, setting in settings.items():
        _check(typed, {}, name, "letters", {name: setting})
        letters[name] = setting
    values["after_deadline"] = texts
    if not typed.wrong:
        # A “no” is kept as nothing at all, as the command line keeps it.
        values["letters"] = checked_field("letters", {name: one for name, one in letters.items() if one})
    return values


def changes(section: Section, values: Mapping[str, object]) -> dict[str, object]:
    """Those that differ from what is kept."""
    kept = {name: one for name, one in section.letters.items() if one}
    return {
        name: value
        for name, value in values.items()
        if value != (kept if name == "letters" else getattr(section, name))
    }


def _check(typed: Typed, values: dict[str, object], place: str, name: str, value: object) -> None:
    try:
        values[name] = checked_field(name, value)
    except BadInput as wrong:
        typed.wrong[place] = str(wrong)


def _listed(text: str) -> list[str]:
    return [one for one in re.split(r"[\s,;،、]+", text) if one]


def _tags(section: Section) -> list[str]:
    """Its languages, and those in which it said something before."""
    return list(dict.fromkeys([*section.languages, *section.after_deadline]))


def _afters(section: Section, texts: Mapping[str, str]) -> tuple[After, ...]:
    return tuple(After(tag, language_name(tag), texts.get(tag, "")) for tag in _tags(section))


def summary(typed: Typed) -> str:
    return _("Nothing is saved yet. What you typed is still here: look at what is marked.") if typed.wrong else ""
