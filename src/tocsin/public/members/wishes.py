"""What may be wished for, as a form shows it and as it comes back. Nothing of what comes is believed."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tocsin.actions.models import PublicRecord
from tocsin.actions.publishing.shapes import CaseRecord
from tocsin.casefile.writing.wording import language_name
from tocsin.directory.regions import regions
from tocsin.letters.countries import is_country
from tocsin.letters.hygiene import one_line
from tocsin.letters.languages import is_language_tag, normal_tag
from tocsin.letters.phrases import languages as languages_of_letters
from tocsin.members.own import Choices
from tocsin.members.wishes import Further, Rhythm, Wishes
from tocsin.public import published, saying, times
from tocsin.public.lists import Option, concern_name
from tocsin.public.reader import Reader, Words

MOST_LANGUAGES: Final = 3
MOST_PICKED: Final = 300
LONGEST_CONCERN: Final = 80
LONGEST_GROUP: Final = 200
LARGEST_GROUP: Final = 100_000
CAPS: Final = (1, 2, 3, 4, 6, 8, 12)
"""Alerts a month that are offered; another one that somebody has stays among them."""


class Unreadable(Exception):
    """What was typed into a field cannot be understood. field: its name. choices: all the rest."""

    def __init__(self, field: str, choices: Choices) -> None:
        super().__init__(field)
        self.field = field
        self.choices = choices


@dataclass(frozen=True, slots=True)
class Tick:
    """One box. Words of a concern may be in another language than the page."""

    value: str
    label: Words
    chosen: bool


@dataclass(frozen=True, slots=True)
class Tongues:
    """One of the choices of a language, by its place."""

    name: str
    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class WishesForm:
    """What the template `parts/members/wishes` shows.

    countries: the chosen ones, each with a box. others: the rest, in one list, for a box each would make the page twice
    as heavy. some_region: one of them is chosen. said: what became of the button that adds.
    """

    countries: tuple[Tick, ...]
    others: tuple[Tick, ...]
    regions: tuple[Tick, ...]
    some_region: bool
    said: str
    concerns: tuple[Tick, ...]
    languages: tuple[Tongues, ...]
    caps: tuple[Option, ...]
    weekly: bool
    all_further: bool
    quiet: bool
    plain: bool
    sections: tuple[Option, ...]


def usual(reader: Reader) -> Choices:
    """For somebody who has chosen nothing yet: all cases, at once, in the language in which they read."""
    return Choices(Wishes(languages=(reader.tongue.tag,)))


def is_adding(post: QueryDict) -> bool:
    """The button beside the list of countries was pressed: the form comes back, and nothing is done yet."""
    return post.get("do") == "add"


def said_of_adding(post: QueryDict, reader: Reader) -> str:
    """For the form that comes back."""
    if not is_adding(post):
        return ""
    added = _picked(post, is_country, "also")
    if not added:
        return _("Choose a country first.")
    names = reader.words.listed(*(saying.country(code, reader) for code in added))
    return _("Added: {country}. It counts once you press the button at the end.").format(country=names)


def choices_in(post: QueryDict, reader: Reader) -> Choices:
    """What is selected in the list of countries counts as chosen, whichever button was pressed."""
    tags = (normal_tag(tag) for tag in post.getlist("language")[:MOST_LANGUAGES] if _is_tag(tag))
    cap = post.get("most_a_month", "")
    wishes = Wishes(
        languages=tuple(dict.fromkeys(tags)) or (reader.tongue.tag,),
        countries=_picked(post, is_country, "country", "also"),
        regions=_picked(post, regions().__contains__, "region"),
        concerns=_picked(post, _is_concern, "concern"),
        most_a_month=int(cap) if cap.isascii() and cap.isdigit() and 1 <= int(cap[:3]) <= 99 else None,
        rhythm=Rhythm.WEEKLY if post.get("rhythm") == Rhythm.WEEKLY else Rhythm.AT_ONCE,
        further=Further.ALL if post.get("further") == Further.ALL else Further.WRITTEN,
        quiet="quiet" in post,
        plain="plain" in post,
    )
    section = post.get("section", "")
    return Choices(wishes, section if section in {one.value for one in sections("")} else "")


def own_choices_in(post: QueryDict, reader: Reader) -> Choices:
    """With what stands on a member's own page alone. Raises Unreadable."""
    choices = replace(choices_in(post, reader), group=one_line(post.get("group", ""))[:LONGEST_GROUP])
    wrong = []
    try:
        choices = replace(choices, group_size=_size(post.get("group_size", "").strip()))
    except ValueError:
        wrong.append("group_size")
    try:
        choices = replace(choices, paused_until=_day(post.get("paused_until", "").strip()))
    except ValueError:
        wrong.append("paused_until")
    if wrong:
        raise Unreadable(wrong[0], choices)
    return choices


def _is_tag(tag: str) -> bool:
    return len(tag) <= 35 and is_language_tag(tag)


def _is_concern(slug: str) -> bool:
    return len(slug) <= LONGEST_CONCERN and slug.isprintable() and '"' not in slug


def _picked(post: QueryDict, is_one: Callable[[str], bool], *names: str) -> tuple[str, ...]:
    given = (one for name in names for one in post.getlist(name)[:MOST_PICKED])
    return tuple(sorted({one for one in given if one and is_one(one)}))


def _size(text: str) -> int:
    """Raises ValueError."""
    if not text:
        return 0
    if not (text.isascii() and text.isdigit()) or len(text) > 6 or int(text) > LARGEST_GROUP:
        raise ValueError(text)
    return int(text)


def _day(text: str) -> date | None:
    """Raises ValueError."""
    return date.fromisoformat(text) if text else None


def form_of(choices: Choices, reader: Reader, said: str = "") -> WishesForm:
    """The form, filled in."""
    wishes = choices.wishes
    records = [*published.open_records(reader.now, published.Place())]
    records += published.ended_records(reader.now, published.Place(), 0, 40).records
    states = _states(records, wishes, reader)
    return WishesForm(
        countries=tuple(one for one in states if one.chosen),
        others=tuple(one for one in states if not one.chosen),
        regions=tuple(_regions(wishes, reader)),
        some_region=bool(wishes.regions),
        said=said,
        concerns=tuple(_concerns(records, wishes, reader)),
        languages=tuple(_languages(wishes, reader)),
        caps=tuple(_caps(wishes, reader)),
        weekly=wishes.rhythm is Rhythm.WEEKLY,
        all_further=wishes.further is Further.ALL,
        quiet=wishes.quiet,
        plain=wishes.plain,
        sections=sections(choices.section),
    )


def _regions(wishes: Wishes, reader: Reader) -> list[Tick]:
    names = reader.words.locale.territories
    ticks = [Tick(code, Words(str(names.get(code, code))), code in wishes.regions) for code in regions()]
    return sorted(ticks, key=lambda tick: _in_order(tick.label.text))


def _states(records: Iterable[CaseRecord], wishes: Wishes, reader: Reader) -> list[Tick]:
    """Every state of a region; and invented ones of none, of which there are cases or which somebody has chosen."""
    codes = {code for states in regions().values() for code in states}
    codes |= {code for record in records for code in record["countries"]} | set(wishes.countries)
    ticks = [Tick(code, Words(saying.country(code, reader)), code in wishes.countries) for code in codes]
    return sorted(ticks, key=lambda tick: _in_order(tick.label.text))


def _in_order(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(character for character in plain if not unicodedata.combining(character)).removeprefix("ال")


def _concerns(records: list[CaseRecord], wishes: Wishes, reader: Reader) -> list[Tick]:
    slugs = {slug for record in records for slug in record["concern_slugs"] if slug}
    ticks = [Tick(slug, concern_name(records, slug, reader), slug in wishes.concerns) for slug in slugs]
    ticks += [Tick(slug, Words(slug.replace("-", " ")), True) for slug in wishes.concerns if slug not in slugs]
    return sorted(ticks, key=lambda tick: _in_order(tick.label.text))


def _languages(wishes: Wishes, reader: Reader) -> Iterator[Tongues]:
    known = dict.fromkeys((*languages_of_letters(), *wishes.languages))
    named = sorted(((language_name(tag, reader.words), tag) for tag in known), key=lambda pair: _in_order(pair[0]))
    labels = (_("Language"), _("If not in that one, then in"), _("And if not in that one, in"))
    for place, label in enumerate(labels):
        chosen = wishes.languages[place] if place < len(wishes.languages) else ""
        none = [] if place == 0 else [Option("", _("English, or what there is"), not chosen)]
        options = (*none, *(Option(tag, name, tag == chosen) for name, tag in named))
        yield Tongues(f"language-{place + 1}", label, options)


def _caps(wishes: Wishes, reader: Reader) -> Iterator[Option]:
    own = wishes.most_a_month
    yield Option("", _("as many as there are"), own is None)
    for cap in sorted({*CAPS, *([own] if own else [])}):
        said = ngettext("at most {number}", "at most {number}", cap).format(number=times.count(cap, reader.words))
        yield Option(str(cap), said, cap == own)


def sections(chosen: str) -> tuple[Option, ...]:
    """The network's sections, as the newest public record tells them; the process of the pages knows no other list."""
    record = PublicRecord.objects.order_by("-pk").values_list("record", flat=True).first()
    found = [(one["name"] or one["code"], one["code"]) for one in (record or {}).get("sections", [])]
    options = [Option(code, name, code == chosen) for name, code in sorted(found)]
    if chosen and not any(one.chosen for one in options):
        options.append(Option(chosen, chosen, True))
    return tuple(options)
