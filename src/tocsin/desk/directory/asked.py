"""The form of an office: its fields, what was typed, and what is wrong with it, beside the field."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tocsin.desk.directory import words
from tocsin.directory.checked import checked_language
from tocsin.directory.correcting import LISTS, SALUTATION, TEXTS, NameChange
from tocsin.records.errors import BadInput

_LABELS: Final = {
    "country": gettext_noop("Country"),
    "post": gettext_noop("Post, as printed"),
    "name": gettext_noop("Name of who holds it"),
    "gender": gettext_noop("Gender"),
    "lines": gettext_noop("Postal address, a line a line"),
    "email": gettext_noop("E-mail addresses, one a line"),
    "fax": gettext_noop("Fax numbers, one a line"),
    "phone": gettext_noop("Telephone numbers, one a line"),
    "social": gettext_noop("Social media, one a line"),
    "web_form": gettext_noop("Web forms, one a line"),
}
LONGEST: Final = 10_000


@dataclass(frozen=True, slots=True)
class Field:
    """One field. theirs: what somebody else put there in the meantime; None where nobody did. ltr: addresses and
    numbers keep their direction.
    """

    key: str
    label: str
    text: str
    fault: str = ""
    theirs: str | None = None
    rows: int = 1
    ltr: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """was: the form as it was opened, for comparing. faults: how many; summary: what is wrong with the whole."""

    was: str
    states: tuple[tuple[str, str, bool], ...]
    country: Field
    post: Field
    name: Field
    gender: Field
    lists: tuple[Field, ...]
    lines: Field
    salutations: tuple[Field, ...]
    new_language: str
    new_salutation: str
    new_fault: str
    holder: str
    since: str
    since_fault: str
    summary: str
    wrong: tuple[tuple[str, str, str], ...]
    conflict: bool


def empty_texts() -> dict[str, str]:
    return dict.fromkeys(TEXTS, "")


def typed_texts(posted: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """What was typed, by field, and what is wrong before anything is looked up."""
    given = {key: posted[key][:LONGEST].replace("\r\n", "\n") for key in TEXTS if key in posted}
    given |= {key: text[:LONGEST].strip() for key, text in posted.items() if key.startswith(SALUTATION)}
    faults: dict[str, str] = {}
    for key, text in given.items():
        if "\0" in text:
            faults[key] = _("This holds a character that cannot be kept: type it again.")
    given = {key: text.replace("\0", "") for key, text in given.items()}
    tag, text = posted.get("new-language", "").strip(), posted.get("new-salutation", "")[:LONGEST].strip()
    if text and not tag:
        faults["new"] = _("Say in which language this form of address is.")
    elif text:
        try:
            given[f"{SALUTATION}{checked_language(tag)}"] = text.replace("\0", "")
        except BadInput:
            faults["new"] = _("The language is not known. Type a tag such as en, fr or zh-Hant.")
    return given, faults


def name_change(posted: Mapping[str, str]) -> NameChange:
    """What the two buttons beside the name say. Raises BadInput for a day that is none."""
    is_new = {"new": True, "spelling": False}.get(posted.get("holder", ""))
    text = posted.get("since", "").strip()
    try:
        since = date.fromisoformat(text) if text else None
    except ValueError:
        raise BadInput(_("The first day is a date, such as 2026-11-23.")) from None
    return NameChange(is_new, since)


def asked_of(
    was: Mapping[str, str],
    texts: Mapping[str, str],
    faults: Mapping[str, str] | None = None,
    posted: Mapping[str, str] | None = None,
    theirs: Mapping[str, str] | None = None,
) -> Asked:
    """The form with these texts. posted: what else was typed. theirs: what others put into the same fields."""
    faults, posted, theirs = dict(faults or {}), posted or {}, theirs or {}
    if "salutations" in faults:
        faults["new"] = faults.pop("salutations")

    def field(key: str, rows: int = 1) -> Field:
        label = _(_LABELS[key]) if key in _LABELS else key.removeprefix(SALUTATION)
        return Field(key, label, texts.get(key, ""), faults.get(key, ""), theirs.get(key), rows, key in LISTS[1:])

    keys = [key for key in {**was, **texts} if key.startswith(SALUTATION)]
    own = [key for key in keys if key in was or key in theirs]
    wrong = tuple((key, _(_LABELS[key]), text) for key, text in faults.items() if key in _LABELS)
    return Asked(
        was=json.dumps(dict(was), ensure_ascii=False),
        states=words.states(texts.get("country", "")),
        country=field("country"),
        post=field("post"),
        name=field("name"),
        gender=field("gender"),
        lines=field("lines", max(5, texts.get("lines", "").count("\n") + 2)),
        lists=tuple(field(key, max(2, texts.get(key, "").count("\n") + 1)) for key in LISTS[1:]),
        salutations=tuple(map(field, sorted(own))),
        new_language=posted.get("new-language", ""),
        new_salutation=posted.get("new-salutation", ""),
        new_fault=faults.get("new", ""),
        holder=posted.get("holder", ""),
        since=posted.get("since", ""),
        since_fault=faults.get("since", ""),
        summary=faults.get("", ""),
        wrong=wrong,
        conflict=bool(theirs),
    )
