"""Postal blocks with their labelled lines: targets and copy recipients of every family.

A record is a run of postal lines followed by labelled lines. It ends at the next postal line after a labelled one,
at a numeral (`2)`), after a salutation, or at a blank line that really separates.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tocsin.casefile.model import Recipient
from tocsin.casefile.reading.breaks import split_flat_address, value_stop
from tocsin.casefile.reading.fields.contacts import accounts_in, emails_in, labelled_parts, looks_like_number, phones_in
from tocsin.casefile.reading.fields.countries import country_at_end, country_named, own_name_at_end
from tocsin.casefile.reading.fields.offices import is_address, is_person, is_post, name_and_post
from tocsin.casefile.reading.flow import Line, Place, fold, places_of, trim
from tocsin.casefile.reading.labels import Contact, alternatives, languages

_NUMERAL = re.compile(r"^\s*(?:\d{1,2}\s?[).]|\(\d{1,2}\)|[ivx]{1,4}\))\s+(?=\S)")
_BRACKETED_SALUTATION = re.compile(r"[\[(]\s*(?P<inner>[^\])]{2,160})[\])]\s*$")
_LONG = 120
"""A line of more characters in a postal part was printed as several."""

_MISSION = re.compile(
    r"(?:konigliche |kgl\. )?(?:botschaft|generalkonsulat|konsulat|embassy|ambassade|embajada)\b"
    r"|(?:s|i)\.? ?e\.? (?:herrn?|frau)\b"
)

_UNFINISHED = re.compile(
    r"\b(?:le|la|les|de|du|des|of|the|mr|mrs|ms|dr|senor|senora|monsieur|madame|herr|frau|geehrter|geehrte|general|prime|vice)\.?$"
)
_WIDE_GAP = re.compile(r"(?<=\S)(?: {3,}|\t+ *)(?=\S)")


@dataclass(slots=True)
class Record:
    """One recipient while its lines are being gathered."""

    postal: list[Line] = field(default_factory=list)
    labelled: list[tuple[Contact, str, str, Line]] = field(default_factory=list)
    salutation: str | None = None
    salutation_line: Line | None = None

    @property
    def empty(self) -> bool:
        return not self.postal and not self.labelled


@dataclass(frozen=True, slots=True)
class Found:
    """A recipient, where each of its parts stands, and what was doubtful about it."""

    recipient: Recipient
    places: dict[str, tuple[Place, ...]]
    doubts: tuple[tuple[str, str], ...]
    """(code, sentence) pairs."""


def read_recipients(lines: Sequence[Line], *, home: str | None = None) -> list[Found]:
    """All recipients of a part of a document, in printed order.

    home: the state of the section whose sheet this is; its embassies are printed without a state.
    """
    flat = list(_break_at_labels(_unfold_columns(trim(lines))))
    return [_finish(record, home) for record in _records(flat) if record.postal or record.labelled]


# --- lines ---------------------------------------------------------------------------------------------------------


def _unfold_columns(lines: list[Line]) -> list[Line]:
    """Recipients printed side by side, one after the other: where most lines have a wide gap at the same column."""
    gaps = [
        match.end()
        for line in lines
        if (match := _WIDE_GAP.search(line.text.rstrip())) and not _opens_letter(line.text[match.end() :])
    ]
    filled = sum(not line.blank for line in lines)
    if len(gaps) < 3 or len(gaps) < filled * 0.3:
        return lines
    edge = max(set(gaps), key=lambda column: sum(abs(column - other) <= 2 for other in gaps))
    if sum(abs(edge - other) <= 2 for other in gaps) < max(3, len(gaps) * 0.6):
        return lines
    left: list[Line] = []
    right: list[Line] = []
    after: list[Line] = []
    last = max(number for number, line in enumerate(lines) if _column_cut(line, edge) is not None)
    for number, line in enumerate(lines):
        cut = _column_cut(line, edge)
        if number > last:
            (after if after or line.blank else left).append(line)
        elif cut is None:
            left.append(line)
            if line.blank:
                right.append(line)
        else:
            left.append(line.part(0, len(line.text[:cut].rstrip())))
            right.append(line.part(cut))
    blank = Line(lines[-1].end, lines[-1].end, "")
    return [*left, blank, *_unfold_columns(right), blank, *after]


def _column_cut(line: Line, edge: int) -> int | None:
    """The column at which the right-hand text of a line begins."""
    if line.text.startswith(" " * max(edge - 2, 1)):
        return len(line.text) - len(line.text.lstrip())
    return next((match.end() for match in _WIDE_GAP.finditer(line.text) if abs(match.end() - edge) <= 2), None)


def _opens_letter(text: str) -> bool:
    bare = fold(text).strip(" [(")
    return any(alternatives(language.openings).match(bare) for language in languages()) or bare.startswith(
        ("salutation", "tratamiento", "anrede", "formule")
    )


def _break_at_labels(lines: Sequence[Line]) -> Iterator[Line]:
    """Long lines that lost their breaks are cut before each label, and behind a value with more behind it."""
    for line in lines:
        if len(line.text) <= _LONG:
            yield line
            continue
        parts = labelled_parts(line.text, anywhere=True)
        first = parts[0].begin if parts else len(line.text)
        yield from split_flat_address(line.part(0, first))
        for part in parts:
            stop = value_stop(part.contact, line.text[part.value : part.stop])
            if stop is None:
                yield line.part(part.begin, part.stop)
                continue
            yield line.part(part.begin, part.value + stop)
            yield from split_flat_address(line.part(part.value + stop, part.stop))


# --- records -------------------------------------------------------------------------------------------------------


def _records(lines: Sequence[Line]) -> list[Record]:
    double_spaced = _double_spaced(lines)
    numbered = sum(_NUMERAL.match(line.text) is not None for line in lines) > 1
    records = [Record()]
    for number, line in enumerate(lines):
        if line.blank:
            continue
        parts = labelled_parts(line.text)
        record = records[-1]
        if not parts and _continues_field(record, line, lines, number):
            _extend_field(record, line)
            continue
        numeral = _NUMERAL.match(line.text)
        gap = number > 0 and lines[number - 1].blank
        unlabelled = not parts or bool(line.text[: parts[0].begin].strip(" |-•*"))
        parted = bool(record.labelled) or (gap and _separates(record, lines, number, double_spaced=double_spaced))
        begins = bool(numeral) if numbered else bool(numeral) or (unlabelled and parted)
        if begins and not record.empty:
            records.append(record := Record())
        _add(record, line.part(numeral.end()) if numeral else line)
    return [record for record in records if not record.empty]


def _double_spaced(lines: Sequence[Line]) -> bool:
    """Most lines have a blank one after them."""
    filled = [number for number, line in enumerate(lines[:-1]) if not line.blank]
    return len(filled) > 2 and sum(lines[number + 1].blank for number in filled) > 0.6 * len(filled)


def _separates(record: Record, lines: Sequence[Line], number: int, *, double_spaced: bool) -> bool:
    """Whether the blank lines before a postal line part two recipients that have no labelled lines between them."""
    if not record.postal or lines[number].after_page or any(line.after_page for line in _blank_run(lines, number)):
        return bool(record.postal) and country_at_end(record.postal[-1].bare) is not None
    if country_at_end(record.postal[-1].bare) is not None and len(record.postal) > 1:
        return True
    if double_spaced or len(record.postal) == 1:
        return False
    ahead = _postal_ahead(lines, number)
    looks_whole = any(is_address(line.bare) for line in record.postal)
    distance = next((count for count, line in enumerate(ahead[:3]) if country_at_end(line.bare) is not None), None)
    ends_soon = distance is not None and (distance < 2 or not (is_post(ahead[0].bare) or is_person(ahead[0].bare)))
    return looks_whole and not (is_address(lines[number].bare) or ends_soon)


def _blank_run(lines: Sequence[Line], number: int) -> Iterator[Line]:
    number -= 1
    while number >= 0 and lines[number].blank:
        yield lines[number]
        number -= 1


def _postal_ahead(lines: Sequence[Line], number: int) -> list[Line]:
    ahead = []
    for line in lines[number:]:
        if labelled_parts(line.text):
            break
        if not line.blank:
            ahead.append(line)
    return ahead


def _continues_field(record: Record, line: Line, lines: Sequence[Line], number: int) -> bool:
    """A line that belongs to the labelled one above it: a wrapped telegram, a second number, a second address."""
    if not record.labelled or (lines[number - 1].blank and not lines[number].after_page):
        return False
    contact, _, value, _ = record.labelled[-1]
    bare = line.bare
    if value.count("(") > value.count(")") or (contact is not Contact.SALUTATION and bare.startswith("(")):
        return True
    match contact:
        case Contact.SALUTATION:
            return _continues_salutation(value, bare, last=_last_of_block(lines, number))
        case Contact.FAX | Contact.PHONE | Contact.PHONE_AND_FAX:
            return looks_like_number(bare) or bare[:1].islower()
        case Contact.EMAIL:
            return "@" in bare.split(" ")[0] or not value.strip() or value.rstrip().endswith(tuple(";,/-._"))
        case Contact.UNUSED:
            return value.rstrip().endswith(",") or not value.strip()
        case _:
            return not value.strip() or bare.startswith("@")


def _continues_salutation(value: str, bare: str, *, last: bool) -> bool:
    """The rest of a salutation that was wrapped in a narrow column."""
    if last and len(bare.split()) <= 3 and not value.endswith((",", ":")):
        return True
    if value.rstrip().endswith("/") or bare.startswith("/") or not value.strip() or _UNFINISHED.search(fold(value)):
        return True
    return value.endswith(",") and bare.rstrip(",").isalpha() and _opens_letter(bare)


def _last_of_block(lines: Sequence[Line], number: int) -> bool:
    """A blank line or nothing follows, though lines above stand close: a short rest of the line above."""
    follows = number + 1 >= len(lines) or lines[number + 1].blank
    return follows and number > 1 and not lines[number - 1].blank and not lines[number - 2].blank


def _extend_field(record: Record, line: Line) -> None:
    contact, label, value, first = record.labelled[-1]
    glue = "" if contact is Contact.EMAIL and value.endswith(("-", ".", "_")) else " "
    record.labelled[-1] = (contact, label, f"{value}{glue}{line.bare}".strip(), Line(first.start, line.end, first.text))


def _add(record: Record, line: Line) -> None:
    parts = labelled_parts(line.text)
    postal = line.part(0, parts[0].begin) if parts else line
    if postal.bare.strip(" |-•*"):
        _add_postal(record, postal)
    for part in parts:
        value = line.text[part.value : part.stop].strip(" \t|")
        record.labelled.append(
            (part.contact, line.text[part.begin : part.value], value, line.part(part.value, part.stop))
        )


def _add_postal(record: Record, line: Line) -> None:
    """A postal line; a salutation printed to the right of the name is taken off it."""
    text = line.text
    gap = next((match for match in _WIDE_GAP.finditer(text) if _opens_letter(text[match.end() :])), None)
    bracket = _BRACKETED_SALUTATION.search(text)
    wide = bracket is not None and bool(_WIDE_GAP.search(text)) and text[: bracket.start()].endswith("   ")
    if bracket and (wide or _opens_letter(bracket["inner"])) and (gap is None or gap.end() <= bracket.start()):
        record.salutation, record.salutation_line = (
            _after_label(bracket["inner"]),
            line.part(bracket.start("inner"), bracket.end("inner")),
        )
        text = text[: bracket.start()]
    elif gap:
        record.salutation, record.salutation_line = _after_label(text[gap.end() :]), line.part(gap.end())
        text = text[: gap.start()]
    if text.strip():
        record.postal.append(line.part(0, len(text.rstrip())))


def _after_label(text: str) -> str:
    parts = labelled_parts(text.strip(" []()"))
    bare = text.strip(" []()")
    return bare[parts[0].value :] if parts and parts[0].contact is Contact.SALUTATION else bare


# --- one recipient -------------------------------------------------------------------------------------------------


def _finish(record: Record, home: str | None) -> Found:
    lines = tuple(re.sub(r"\s+", " ", line.bare.lstrip("•*· ")) for line in record.postal)
    country = _country_of(lines)
    guessed = country is None and home is not None and bool(lines) and _MISSION.match(fold(lines[0])) is not None
    country = home if guessed else country
    name, post = name_and_post(lines) if lines else (None, None)
    gathered = _gather(record, country)
    if guessed:
        gathered.doubts.append(
            ("guessed-country", f"The address of “{lines[0]}” names no state; {home} is taken for it.")
        )
    recipient = Recipient(
        name=name,
        post=post,
        lines=lines,
        country=country,
        email=gathered.values[Contact.EMAIL],
        fax=gathered.values[Contact.FAX],
        phone=gathered.values[Contact.PHONE],
        social=gathered.values[Contact.SOCIAL],
        salutation=gathered.salutation,
    )
    places = {
        "": places_of([*record.postal, *(line for *_, line in record.labelled)]),
        "lines": places_of(record.postal),
    }
    places |= {contact.value: places_of(found) for contact, found in gathered.lines.items() if found}
    if record.salutation_line:
        places["salutation"] = places_of([record.salutation_line])
    return Found(recipient, places, tuple(gathered.doubts))


def _country_of(lines: Sequence[str]) -> str | None:
    """The state of a block: at its end, else a line in the middle that is nothing but a state."""
    if len(lines) < 2:
        return country_at_end(lines[0]) if lines and "," in lines[0] else None
    inside = next((code for line in lines[1:-1] if (code := country_named(line))), None)
    return country_at_end(lines[-1]) or inside or own_name_at_end(lines[-1])


@dataclass(slots=True)
class _Gathered:
    values: dict[Contact, tuple[str, ...]] = field(default_factory=lambda: dict.fromkeys(Contact, ()))
    lines: dict[Contact, list[Line]] = field(default_factory=lambda: {contact: [] for contact in Contact})
    salutation: str | None = None
    doubts: list[tuple[str, str]] = field(default_factory=list)

    def add(self, contact: Contact, values: Sequence[str], line: Line) -> None:
        self.values[contact] = tuple(dict.fromkeys((*self.values[contact], *values)))
        self.lines[contact].append(line)


def _gather(record: Record, country: str | None) -> _Gathered:
    gathered = _Gathered(salutation=clean_salutation(record.salutation))
    for contact, label, value, line in record.labelled:
        match contact:
            case Contact.FAX | Contact.PHONE | Contact.PHONE_AND_FAX:
                _gather_numbers(gathered, contact, value, line, country)
            case Contact.EMAIL:
                _gather_emails(gathered, value, line)
            case Contact.SOCIAL:
                gathered.add(contact, accounts_in(value, label), line)
            case Contact.SALUTATION:
                gathered.salutation = clean_salutation(value) or gathered.salutation
                gathered.lines[contact].append(line)
            case Contact.UNUSED:
                pass
    return gathered


def _gather_numbers(gathered: _Gathered, contact: Contact, value: str, line: Line, country: str | None) -> None:
    numbers = phones_in(value, country)
    for kind in (Contact.PHONE, Contact.FAX) if contact is Contact.PHONE_AND_FAX else (contact,):
        gathered.add(kind, numbers.values, line)
    gathered.doubts.extend(
        ("doubtful-number", f"“{printed}” is not a possible telephone or fax number; it is kept as printed.")
        for printed in numbers.doubtful
    )
    if not numbers.values and value.strip():
        gathered.doubts.append(("no-number", f"No number was found in “{value[:60]}”."))


def _gather_emails(gathered: _Gathered, value: str, line: Line) -> None:
    addresses, masked = emails_in(value)
    gathered.add(Contact.EMAIL, addresses, line)
    if masked:
        gathered.doubts.append(
            ("masked-email", "An e-mail address is masked in the document: find it in the original.")
        )
    elif not addresses and value.strip():
        gathered.doubts.append(("no-email", f"No e-mail address was found in “{value[:60]}”."))


def clean_salutation(text: str | None) -> str | None:
    """The form of address without the closing comma, colon or bracket."""
    if text is None:
        return None
    bare = re.sub(r"\s+", " ", text).strip()
    bare = re.sub(r"^[\[(](.*)[\])]$", r"\1", bare).strip().rstrip(",;:. ").strip()
    return bare or None
