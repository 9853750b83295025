"""What may be wished for, as a form shows it and as it comes back. Nothing of what comes is believed."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tocsin.actions.models import PublicRecord
from tocsin.actions.publishing.shapes import CaseRecord
from tocsin.casefile.writing.wording import language_name
from tocsin.directory.regions import OTHER, region_of, regions
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
    """What was typed into a field cannot be understood. field: its name."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


@dataclass(frozen=True, slots=True)
class Tick:
    """One box. Words of a concern may be in another language than the page."""

    value: str
    label: Words
    chosen: bool


@dataclass(frozen=True, slots=True)
class Region:
    """A part of the world: all of it, or states of it. chosen: in words, what of it is; empty for nothing."""

    whole: Tick
    states: tuple[Tick, ...]
    chosen: str


@dataclass(frozen=True, slots=True)
class Tongues:
    """One of the choices of a language, by its place."""

    name: str
    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class WishesForm:
    """What the template `parts/members/wishes` shows."""

    regions: tuple[Region, ...]
    other_states: tuple[Tick, ...]
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


def choices_in(post: QueryDict, reader: Reader) -> Choices:
    """Raises Unreadable."""
    tags = (normal_tag(tag) for tag in post.getlist("language")[:MOST_LANGUAGES] if _is_tag(tag))
    cap = post.get("most_a_month", "")
    wishes = Wishes(
        languages=tuple(dict.fromkeys(tags)) or (reader.tongue.tag,),
        countries=_picked(post, "country", is_country),
        regions=_picked(post, "region", regions().__contains__),
        concerns=_picked(post, "concern", _is_concern),
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
    return replace(
        choices_in(post, reader),
        group=one_line(post.get("group", ""))[:LONGEST_GROUP],
        group_size=_size(post.get("group_size", "").strip()),
        paused_until=_day(post.get("paused_until", "").strip()),
    )


def _is_tag(tag: str) -> bool:
    return len(tag) <= 35 and is_language_tag(tag)


def _is_concern(slug: str) -> bool:
    return len(slug) <= LONGEST_CONCERN and slug.isprintable() and '"' not in slug


def _picked(post: QueryDict, name: str, is_one: object) -> tuple[str, ...]:
    assert callable(is_one)
    return tuple(sorted({one for one in post.getlist(name)[:MOST_PICKED] if one and is_one(one)}))


def _size(text: str) -> int:
    if not text:
        return 0
    if not (text.isascii() and text.isdigit()) or len(text) > 6 or int(text) > LARGEST_GROUP:
        raise Unreadable("group_size")
    return int(text)


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Unreadable("paused_until") from None


def form_of(choices: Choices, reader: Reader) -> WishesForm:
    """The form, filled in."""
    wishes = choices.wishes
    records = [*published.open_records(reader.now, published.Place())]
    records += published.ended_records(reader.now, published.Place(), 0, 40).records
    return WishesForm(
        regions=tuple(_regions(wishes, reader)),
        other_states=tuple(_states(_elsewhere(records, wishes), wishes, reader)),
        concerns=tuple(_concerns(records, wishes, reader)),
        languages=tuple(_languages(wishes, reader)),
        caps=tuple(_caps(wishes, reader)),
        weekly=wishes.rhythm is Rhythm.WEEKLY,
        all_further=wishes.further is Further.ALL,
        quiet=wishes.quiet,
        plain=wishes.plain,
        sections=sections(choices.section),
    )


def _regions(wishes: Wishes, reader: Reader) -> Iterator[Region]:
    names = reader.words.locale.territories
    named = sorted((str(names.get(region, region)), region, states) for region, states in regions().items())
    for name, region, codes in named:
        states = tuple(_states(codes, wishes, reader))
        whole = region in wishes.regions
        number = sum(one.chosen for one in states)
        some = ngettext("{number} chosen", "{number} chosen", number).format(number=times.count(number, reader.words))
        yield Region(Tick(region, Words(name), whole), states, _("all of it") if whole else some if number else "")


def _states(codes: Iterable[str], wishes: Wishes, reader: Reader) -> list[Tick]:
    ticks = [Tick(code, Words(saying.country(code, reader)), code in wishes.countries) for code in codes]
    return sorted(ticks, key=lambda tick: _in_order(tick.label.text))


def _in_order(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(character for character in plain if not unicodedata.combining(character)).removeprefix("ال")


def _elsewhere(records: Iterable[CaseRecord], wishes: Wishes) -> set[str]:
    """States of no region: invented ones, of which there are cases or which somebody has chosen."""
    named = {code for record in records for code in record["countries"]} | set(wishes.countries)
    return {code for code in named if region_of(code) == OTHER}


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
