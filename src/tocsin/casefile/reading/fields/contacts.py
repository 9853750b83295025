"""Labelled lines under a postal block: telephone and fax numbers, e-mail addresses, accounts, salutations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache

import phonenumbers

from tocsin.casefile.reading.flow import fold
from tocsin.casefile.reading.labels import Contact, languages, pattern

_SEPARATORS = r"(?:^|(?<=[|;,/\u2022\u00b7])|(?<=\s))[ \t|;,/\u2022\u00b7•-]*"
_ADDRESS = re.compile(
    r"[^\s@<>()\[\],;:|\"\u201c\u201d]{1,64}@[^\s@<>()\[\],;:|\"/\u201c\u201d]{1,253}\.[^\s@<>()\[\],;:|\".\u201c\u201d]{2,63}"
)
_MASKED = re.compile(
    r"\[?\s?e-?mail\s?protected\s?\]?|\[?correo protegido\]?|\[?adresse protegee\]?|\[?email geschutzt\]?"
    r"|<<\s?email\s?>>",
    re.IGNORECASE,
)
_AT = re.compile(r"\s?[\[({<]\s?(?:a|at|@|arroba|arobase|ad)\s?[\])}>]\s?", re.IGNORECASE)
_BARE_AT = re.compile(r"(?<=[\w.-]) (?:at|AT) (?=[\w-]+(?:\.| dot | \(dot\) )[\w.-]+)")
_DOT = re.compile(r"\s?[\[({]\s?(?:dot|punto|point|punkt|\.)\s?[\])}]\s?|(?<=\w) (?:dot|DOT) (?=\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Labelled:
    """One labelled value in a line: what it is, and the columns of label and value."""

    contact: Contact
    begin: int
    value: int
    stop: int


_GLUED = re.compile(r"(?<=[0-9a-z\])])(?=[A-Z][A-Za-z-]{2,11}\s?:)")
"""A label that lost the space before it: `…0134Salutation:`."""


_TWIN = r"(?:\s?/\s?[a-z][a-z.' -]{1,20})?"
"""The same label in a second language: `Fax / Télécopie :`."""


@cache
def _labels() -> tuple[re.Pattern[str], tuple[Contact, ...]]:
    """One pattern of all labels with their colons, long labels first, and the contact of each of its groups."""
    table = []
    for language in languages():
        for contact, sources in language.contacts.items():
            for source in sources:
                # One-letter labels (`T:`) and labels that are words of a sentence need their colon.
                colon = rf"{_TWIN}\s{{0,3}}[:;.]\s*" if len(source) > 3 else rf"{_TWIN}\s{{0,3}}:\s*"
                table.append((f"(?:{pattern(source).pattern}){colon}", contact, len(source)))
    table.sort(key=lambda row: -row[2])
    return re.compile("|".join(f"({source})" for source, _, _ in table)), tuple(contact for _, contact, _ in table)


@cache
def _bare_labels() -> re.Pattern[str]:
    """Labels that count at the start of a line before a number even without a colon: `Fax +95 1 …`."""
    sources = [
        pattern(source).pattern
        for language in languages()
        for contact in (Contact.PHONE_AND_FAX, Contact.FAX, Contact.PHONE)
        for source in language.contacts[contact]
        if len(source) > 2
    ]
    return re.compile(rf"(?P<label>{'|'.join(sorted(sources, key=len, reverse=True))})\s{{1,4}}(?=[+(\d])")


def labelled_parts(text: str, *, anywhere: bool = False) -> list[Labelled]:
    """The labelled values of a line: `T: +994 … | F: +994 …`.

    anywhere: also in the middle of running text, for documents that lost their line breaks.
    """
    folded = fold(text)
    begins = sorted({*_candidates(folded, anywhere=anywhere), *(match.end() for match in _GLUED.finditer(text))})
    found: list[tuple[Contact, int, int]] = []
    for begin in begins:
        if found and begin < found[-1][2]:
            continue
        hit = _label_at(folded, begin)
        if hit:
            found.append((hit[0], begin, hit[1]))
    stops = [*(begin for _, begin, _ in found[1:]), len(text)][: len(found)]
    return [Labelled(contact, begin, value, stop) for (contact, begin, value), stop in zip(found, stops, strict=True)]


def _candidates(folded: str, *, anywhere: bool) -> Iterator[int]:
    """Columns where a label may begin: the start of the line, and after a separator."""
    lead = len(folded) - len(folded.lstrip(" |\u2022\u00b7-*"))
    yield lead
    gap = (
        r"(?<=[|;/\u2022\u00b7,])\s*(?=[a-z])|(?<=\s\s)(?=[a-z])|(?<=\S)\s(?=[a-z])"
        if anywhere
        else r"(?<=[|;/\u2022\u00b7,)])\s*(?=[a-z])|\s(?=[a-z])"
    )
    for match in re.finditer(gap, folded):
        if match.end() > lead:
            yield match.end()


def _label_at(folded: str, begin: int) -> tuple[Contact, int] | None:
    labels, contacts = _labels()
    match = labels.match(folded, begin)
    if match and match.lastindex:
        return contacts[match.lastindex - 1], match.end()
    if (
        not folded[:begin].strip()
        and (wide := _WIDE_LABEL.match(folded, begin))
        and (contact := _exact_contact(wide["label"]))
    ):
        return contact, wide.end()
    bare = _bare_labels().match(folded, begin)
    if bare:
        return (_contact_of(bare["label"]), bare.end())
    return _misspelt(folded, begin)


_WIDE_LABEL = re.compile(r"(?P<label>[a-z][a-z' -]{2,18}?)\s{2,}(?=\S)")


def _exact_contact(label: str) -> Contact | None:
    """The contact of a label that lost its colon; wide space must stand behind it."""
    labels, contacts = _labels()
    match = labels.fullmatch(label + ":")
    return contacts[match.lastindex - 1] if match and match.lastindex else None


def _contact_of(label: str) -> Contact:
    labels, contacts = _labels()
    match = labels.match(label + ":")
    return contacts[match.lastindex - 1] if match and match.lastindex else Contact.PHONE


_SPELLINGS = {
    "salutation": Contact.SALUTATION,
    "telephone": Contact.PHONE,
    "email": Contact.EMAIL,
    "e-mail": Contact.EMAIL,
    "twitter": Contact.SOCIAL,
    "courriel": Contact.EMAIL,
    "tratamiento": Contact.SALUTATION,
    "formule d'appel": Contact.SALUTATION,
    "correo-e": Contact.EMAIL,
    "telegrams": Contact.UNUSED,
    "anrede": Contact.SALUTATION,
    "faxes": Contact.FAX,
    "facebook": Contact.SOCIAL,
}
_WORD_AND_COLON = re.compile(r"(?P<word>[a-z][a-z' -]{3,17}?)\s{0,2}:\s*")


def _misspelt(folded: str, begin: int) -> tuple[Contact, int] | None:
    """`Salutaion:`, `Emial:` at the start of a line."""
    if folded[:begin].strip(" |\u2022\u00b7-*"):
        return None
    match = _WORD_AND_COLON.match(folded, begin)
    if not match:
        return None
    near = [
        spelling
        for spelling in _SPELLINGS
        if abs(len(spelling) - len(match["word"])) <= 2
        and len(set(spelling) & set(match["word"])) >= len(set(spelling)) - 2
    ]
    if not near:
        return None
    ratio, spelling = max((SequenceMatcher(None, match["word"], spelling).ratio(), spelling) for spelling in near)
    return (_SPELLINGS[spelling], match.end()) if ratio >= 0.8 else None


def looks_like_number(text: str) -> bool:
    """A line that is nothing but telephone numbers: the second of two under one label."""
    return bool(re.fullmatch(r"[+(\d][\d\s()+./;,-]{5,80}", text.strip()))


def restore_addresses(text: str) -> str:
    """`name (a) example.org` and the like to `name@example.org`."""
    return _DOT.sub(".", _BARE_AT.sub("@", _AT.sub("@", text)))


def emails_in(value: str) -> tuple[tuple[str, ...], bool]:
    """The addresses of a field in order, and whether one was masked (`[email protected]`)."""
    masked = bool(_MASKED.search(fold(value)))
    restored = restore_addresses(re.sub(r"mailto:", " ", value, flags=re.IGNORECASE))
    restored = re.sub(r"\s*@\s*(?=[\w-]+(?:\.[\w-]+)+)", "@", restored)
    found = (match.strip(".'\u2019\u2018*_") for match in _ADDRESS.findall(restored))
    return tuple(dict.fromkeys(found)), masked


@dataclass(frozen=True, slots=True)
class Numbers:
    """Telephone numbers of a field: E.164 where possible, else as printed and counted as doubtful."""

    values: tuple[str, ...]
    doubtful: tuple[str, ...]


def phones_in(value: str, country: str | None) -> Numbers:
    """The numbers of a field. country: alpha-2 of the recipient, for numbers without a country code."""
    values: list[str] = []
    doubtful: list[str] = []
    for printed in _split_numbers(value):
        normal = _e164(printed, country)
        values.append(normal or printed)
        if normal is None:
            doubtful.append(printed)
    return Numbers(tuple(dict.fromkeys(values)), tuple(doubtful))


_REMARK = re.compile(r"\((?![\s+\d]{1,8}\))[^)]*\)?|\[[^\]]*\]")
_SPLIT = re.compile(
    r"\s*[;,|]\s*|\s+(?:or|ou|o|oder|and|et|y|und|&)\s+|\s+/\s+|\s*/\s*(?=\+)|(?<=\d)\s+(?=\+\d)|(?<=\d)\s*/\s*(?=\(?\d{5,})|\s{4,}"
)


def _split_numbers(value: str) -> Iterator[str]:
    """Printed numbers of a field, remarks in brackets and words taken off."""
    bare = _REMARK.sub(" ", value.replace("\u00a0", " ").replace("\u202f", " "))
    for part in _SPLIT.split(bare):
        match = re.search(r"[+(]?\s?[\d(][\d\s().\u2010-\u2015/+-]*\d", part)
        if match and sum(character.isdigit() for character in match.group()) >= 4:
            yield re.sub(r"\s+", " ", match.group()).strip(" .-/")


def _e164(printed: str, country: str | None) -> str | None:
    plain = re.sub(r"\(0\)", "", printed)
    plain = re.sub(r"^\(?\s?\+?\s?\)?", "+", plain) if re.match(r"\(?\s?\+", plain) else plain
    region = country
    digits = re.sub(r"\D", "", plain)
    if not plain.startswith("+"):
        # Sections print numbers as dialled at home: 011 is North America's way out, 00 most others'.
        if digits.startswith("011") and len(digits) > 10:
            plain, region = "+" + digits[3:], None
        elif digits.startswith("00") and len(digits) > 9:
            plain, region = "+" + digits[2:], None
    try:
        number = phonenumbers.parse(plain, region)
    except phonenumbers.NumberParseException:
        return _with_own_code(digits, country)
    if phonenumbers.is_possible_number(number):
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return _with_own_code(digits, country) if not plain.startswith("+") else None


def _with_own_code(digits: str, country: str | None) -> str | None:
    """A number printed with its country code but without the plus: `1 202 555 0136`, `86 10 6238 1025`."""
    # Eleven digits that begin with 1 are a number of North America, also where the address names no state.
    code = str(phonenumbers.country_code_for_region(country)) if country else "1" if len(digits) == 11 else ""
    if not code or code == "0" or not digits.startswith(code):
        return None
    try:
        number = phonenumbers.parse("+" + digits, None)
    except phonenumbers.NumberParseException:
        return None
    return (
        phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        if phonenumbers.is_possible_number(number)
        else None
    )


def accounts_in(value: str, label: str) -> tuple[str, ...]:
    """Names of accounts: `@name`, or the page as printed."""
    found = re.findall(r"(?<![\w@])@\w[\w.]{0,60}", value)
    if found:
        return tuple(dict.fromkeys(account.rstrip(".") for account in found))
    rest = re.sub(r"\s+", " ", value).strip(" .,;|")
    return (rest,) if rest else ()
