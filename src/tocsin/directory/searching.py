"""Finding offices by words, in any script, and those that may be there twice.

Each office keeps its words folded in one column (`Office.words`), so that the database finds them: SQLite by itself
knows the capitals of ASCII letters alone, and reading all offices takes longer than a page may.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final

from django.db.models import QuerySet

from tocsin.directory.access import see_directory
from tocsin.directory.assembling import load_offices, post_lines
from tocsin.directory.checked import checked_country
from tocsin.directory.kinds import ContactKind, ContactState
from tocsin.directory.models import ContactPoint, Holder, Office
from tocsin.directory.names import state_names
from tocsin.staff.models import Person

MOST_WORDS: Final = 10
LONGEST_WORD: Final = 100

_ALIKE: Final = str.maketrans({
    "ـ": "", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه",
    "ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe",
})  # fmt: skip
"""Letters that people write for each other, once accents are gone: Arabic without its tatweel, Nordic, Polish."""


def folded(text: str) -> str:
    """For comparing: no case, no accents, no vowel marks, full-width forms as the usual ones."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(one for one in plain if not unicodedata.combining(one)).translate(_ALIKE)


def words_of(office: Office) -> str:
    """All that an office is found by. Of an office from `load_offices`: asks the database nothing."""
    contacts = [
        "\n".join(post_lines(one)) if one.kind == ContactKind.POST else one.value for one in office.contacts.all()
    ]
    names = [holder.name for holder in office.holders.all()]
    return folded("\n".join(filter(None, [office.post, office.organisation, *names, *contacts])))


def keep_words(office_ids: Iterable[int]) -> None:
    """After an office was changed, in the transaction of the change."""
    for office in load_offices(office_ids):
        Office.objects.filter(pk=office.pk).update(words=words_of(office))


def found(person: Person, text: str = "", country: str | None = None) -> QuerySet[Office]:
    """Offices that hold every word of the text in post, organisation, holder or contact, by state and post."""
    see_directory(person)
    offices = Office.objects.filter(merged_into=None)
    if country:
        offices = offices.filter(country=checked_country(country))
    if "\0" in text:
        # PostgreSQL takes no such text, and no office holds one.
        return offices.none()
    words = [word[:LONGEST_WORD] for word in folded(text).split()[:MOST_WORDS]]
    fast = offices
    for word in words:
        fast = fast.filter(words__contains=word)
    if words and offices.filter(words=None).exists():
        fast |= offices.filter(pk__in=_without_column(offices, words))
    return fast.order_by("country", "post", "organisation", "pk")


def _without_column(offices: QuerySet[Office], words: list[str]) -> list[int]:
    """Rows that came in past the services: their words are read off them, the slow way."""
    bare = load_offices(offices.filter(words=None).values_list("pk", flat=True))
    return [office.pk for office in bare if all(word in words_of(office) for word in words)]


@dataclass(frozen=True, slots=True)
class OfficeHit:
    """One office in a list. name: of whoever holds it, or the organisation. health: the worst state of its e-mail and
    fax, of which `failing` names the values.
    """

    id: int
    name: str
    post: str
    country: str
    lines: tuple[str, ...]
    health: ContactState | None
    failing: tuple[str, ...]


_WORST: Final = (ContactState.FAILING, ContactState.UNVERIFIED, ContactState.WORKING)


def search_offices(
    person: Person, words: str, country: str | None = None, most: int = 20, language: str = "en"
) -> list[OfficeHit]:
    """The first of those that hold every word; loads these alone."""
    return hits_of(list(found(person, words, country).values_list("pk", flat=True)[:most]), language)


def hits_of(office_ids: list[int], language: str = "en") -> list[OfficeHit]:
    """In the order given: five queries, however many."""
    loaded = {office.pk: office for office in load_offices(office_ids)}
    names = state_names(language)
    return [_hit(loaded[one], names) for one in office_ids if one in loaded]


def _hit(office: Office, names: Mapping[str, str]) -> OfficeHit:
    contacts = list(office.contacts.all())
    machine = [one for one in contacts if one.kind in {ContactKind.EMAIL, ContactKind.FAX}]
    states = {one.state for one in machine}
    holder = next((one.name for one in reversed(list(office.holders.all())) if one.until is None), None)
    return OfficeHit(
        id=office.pk,
        name=holder or office.organisation or "",
        post=office.post or "",
        country=names.get(office.country or "", office.country or ""),
        lines=next((post_lines(one) for one in contacts if one.kind == ContactKind.POST), ()),
        health=next((state for state in _WORST if state in states), None),
        failing=tuple(one.value for one in contacts if one.state == ContactState.FAILING),
    )


# --- twice ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Double:
    """Two offices that may be one. why: `email`, `fax`, `name`, `post`, `words`."""

    one: int
    other: int
    why: tuple[str, ...]


MOST_OF_A_KIND: Final = 8
"""A value that more offices share than this is a switchboard, not a double."""


def doubles_for(person: Person, most: int = 50) -> list[Double]:
    """Pairs of the whole directory that share an address, a number, a name or a post; those that share most first.
    Reads three columns of each table once; the work grows with the directory, not with its square.
    """
    see_directory(person)
    pairs: defaultdict[tuple[int, int], list[str]] = defaultdict(list)
    for why, groups in _groups().items():
        for ids in groups:
            for place, one in enumerate(ids):
                for other in ids[place + 1 :]:
                    pairs[one, other].append(why)
    ordered = sorted(pairs.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    return [Double(one, other, tuple(why)) for (one, other), why in islice(ordered, most)]


def _groups() -> Mapping[str, list[list[int]]]:
    offices = {
        pk: (country, post, organisation)
        for pk, country, post, organisation in Office.objects.filter(merged_into=None).values_list(
            "pk", "country", "post", "organisation"
        )
    }
    shared: dict[str, defaultdict[tuple[str, str], set[int]]] = {
        why: defaultdict(set) for why in ("email", "fax", "name", "post")
    }
    for pk, (country, post, organisation) in offices.items():
        if post:
            shared["post"][folded(post), country or ""].add(pk)
        if organisation:
            shared["name"][folded(organisation), country or ""].add(pk)
    for pk, name in Holder.objects.filter(until=None).values_list("office", "name"):
        if pk in offices:
            shared["name"][folded(name), offices[pk][0] or ""].add(pk)
    machine = ContactPoint.objects.filter(kind__in=[ContactKind.EMAIL, ContactKind.FAX])
    for pk, kind, value in machine.values_list("office", "kind", "value"):
        if pk in offices:
            shared[kind][folded(value), ""].add(pk)
    return {
        why: [sorted(ids) for ids in values.values() if 1 < len(ids) <= MOST_OF_A_KIND]
        for why, values in shared.items()
    }


def likely_doubles_of(person: Person, office_id: int, most: int = 8) -> list[Double]:
    """Those that may be the same as this one: shared values first, then the same state and much the same words."""
    sure = [one for one in doubles_for(person, 10_000) if office_id in {one.one, one.other}]
    known = [(one.other if one.one == office_id else one.one, one.why) for one in sure]
    alike = ((pk, ("words",)) for pk in _alike(office_id) if pk not in {pk for pk, _ in known})
    return [Double(office_id, pk, why) for pk, why in islice([*known, *alike], most)]


def _alike(office_id: int) -> Iterator[int]:
    """Offices of the same state of whose names and posts at least half the words are the same."""
    own = Office.objects.filter(pk=office_id).values_list("country", "post", "organisation").first()
    if own is None:
        return
    mine = set(folded(f"{own[1] or ''} {own[2] or ''}").split())
    others = Office.objects.filter(merged_into=None, country=own[0]).exclude(pk=office_id)
    scored = []
    for pk, post, organisation in others.values_list("pk", "post", "organisation"):
        theirs = set(folded(f"{post or ''} {organisation or ''}").split())
        if mine and theirs and 2 * len(mine & theirs) >= len(mine | theirs):
            scored.append((-len(mine & theirs), pk))
    yield from (pk for _, pk in sorted(scored))
