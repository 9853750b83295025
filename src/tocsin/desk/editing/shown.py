"""The form as it is shown: sections of fields and lists, and what is said beside each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tocsin.actions.editing.content import Flat
from tocsin.casefile import Kind
from tocsin.desk.cases.words import outcomes
from tocsin.desk.editing.drawing import draw, draw_list, draw_note
from tocsin.desk.editing.fields import typed_of
from tocsin.desk.importing.source import field_id
from tocsin.desk.reviewing.naming import value_in_words, zone_name
from tocsin.desk.saying import kind


@dataclass(frozen=True, slots=True)
class Note:
    """Something said beside a field. loud: it stops or endangers. settle: value of the button that settles it, or
    empty. marked: the sentence around a phrase, and the phrase in it.
    """

    text: str
    loud: bool = False
    by: str = ""
    settle: str = ""
    marked: tuple[str, str, str] | None = None

    @property
    def html(self) -> SafeString:
        return draw_note(self)


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    name: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Field:
    """One field. look: `line`, `text`, `day`, `choice`, `tick`. first, last: lines of the document, 0 for none.
    offers: id of the list that is offered while one types.
    """

    path: str
    id: str
    label: str
    value: str
    look: str = "line"
    hint: str = ""
    rows: int = 1
    wide: bool = False
    first: int = 0
    last: int = 0
    options: tuple[Option, ...] = ()
    offers: str = ""
    notes: tuple[Note, ...] = ()
    fault: str = ""

    @property
    def html(self) -> SafeString:
        return draw(self)


@dataclass(frozen=True, slots=True)
class Tied:
    """A recipient that is the directory's. ways: how they are reached, in words."""

    office: int
    name: str
    post: str
    lines: str
    ways: str
    salutation: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a list. number: from 1. new: not in the draft yet. was: hidden fields."""

    path: str
    id: str
    number: int
    fields: tuple[Field, ...]
    first: bool
    last: bool
    notes: tuple[Note, ...] = ()
    tied: Tied | None = None
    was: tuple[tuple[str, str], ...] = ()
    new: bool = False
    from_first: int = 0
    from_last: int = 0
    is_tick: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """A list. other: the list to which an entry may go over, with what the button says."""

    name: str
    one: str
    entries: tuple[Entry, ...]
    blank: Entry
    add: str
    hint: str = ""
    notes: tuple[Note, ...] = ()
    other: str = ""
    over: str = ""
    picks: bool = False

    @property
    def html(self) -> SafeString:
        return draw_list(self)


@dataclass(frozen=True, slots=True)
class Part:
    """One section of the form. folded: shut until somebody opens it."""

    id: str
    heading: str
    fields: tuple[Field, ...] = ()
    lists: tuple[Listed, ...] = ()
    after: tuple[Field, ...] = ()
    folded: bool = False


_LISTS: Final[Mapping[str, tuple[str, str, str]]] = {
    "body": (gettext_noop("Paragraph"), gettext_noop("Add a paragraph"), ""),
    "calls": (
        gettext_noop("Call"),
        gettext_noop("Add a call"),
        gettext_noop("Each begins with a verb and follows on “Ask the authorities to”."),
    ),
    "people": (gettext_noop("Person"), gettext_noop("Add a person or a group"), ""),
    "targets": (gettext_noop("Recipient"), gettext_noop("Add a new recipient"), ""),
    "copies": (gettext_noop("Copy"), gettext_noop("Add a new copy"), ""),
    "background": (gettext_noop("Paragraph"), gettext_noop("Add a paragraph"), ""),
}
_OF_PERSON: Final = (
    ("name", gettext_noop("Name, or the group in words"), ""),
    ("detail", gettext_noop("Age, work and more"), ""),
    ("gender", gettext_noop("Gender"), ""),
    ("pronouns", gettext_noop("Pronouns"), ""),
)
_OF_RECIPIENT: Final = (
    ("name", gettext_noop("Name"), ""),
    ("post", gettext_noop("Office"), ""),
    ("lines", gettext_noop("Address as it goes on the envelope"), gettext_noop("One line each, name and office too.")),
    ("country", gettext_noop("State"), ""),
    ("salutation", gettext_noop("Salutation"), ""),
    ("email", gettext_noop("E-mail"), gettext_noop("One a line.")),
    ("fax", gettext_noop("Fax"), gettext_noop("With + and the country's code.")),
    ("phone", gettext_noop("Telephone"), ""),
    ("social", gettext_noop("Social media"), ""),
)
_LONG: Final = {"lines": 4, "email": 1, "fax": 1, "phone": 1, "social": 1}


@dataclass(slots=True)
class Builder:
    """Makes the form of one draft. flat: what it says. typed: texts that could not be read, by path, with the sentence
    that says why. notes: by path. places: lines of the document by path.
    """

    flat: Flat
    zone: str | None
    typed: Mapping[str, tuple[str, str]]
    places: Mapping[str, tuple[int, int]]
    notes: dict[str, list[Note]] = field(default_factory=dict)
    fresh: str = ""
    paths: set[str] = field(default_factory=set)

    def parts(self) -> tuple[Part, ...]:
        ends = self.flat["kind"] == Kind.OUTCOME
        embassies = self._tick("diplomatic_copies", _("Copies to the embassy in each writer's country"))
        letter = self._text("model_letter", _("Model letter"), 6)
        made = [
            Part("says", _("What it says"), tuple(self._what()), (self._list("body"),), tuple(self._about())),
            Part("calls", _("What is asked"), lists=(self._list("calls"),)),
            Part("people", _("Who is at risk"), lists=(self._list("people"),)),
            Part("whom", _("Whom to write to"), lists=(self._list("targets"),)),
            Part("copies", _("Copies"), lists=(self._list("copies"),), after=(embassies,)),
            Part("until", _("Deadline and languages"), tuple(self._until())),
            Part("letter", _("Model letter"), (letter,), folded=True),
            Part("background", _("Background"), lists=(self._list("background"),), folded=not self.flat["background"]),
            Part("more", _("Number, kind and the rest"), tuple(self._more(ends=ends)), folded=not ends),
        ]
        return tuple(self._opened(part) for part in made)

    def _opened(self, part: Part) -> Part:
        """A section in which something is to be seen is not shut."""
        said = any(one.notes or one.fault for one in (*part.fields, *part.after))
        said = said or any(entry.new or entry.notes for one in part.lists for entry in one.entries)
        if part.folded and said:
            return Part(part.id, part.heading, part.fields, part.lists, part.after)
        return part

    # --- fields -----------------------------------------------------------------------------------------------------

    def _field(self, path: str, label: str, value: Any, **more: Any) -> Field:
        first, last = self.places.get(path, (0, 0))
        typed = self.typed.get(path)
        self.paths.add(path)
        return Field(
            path=path,
            id=field_id(path),
            label=label,
            value=typed[0] if typed else typed_of(path, value),
            first=first,
            last=last,
            notes=tuple(self.notes.get(path, ())),
            fault=typed[1] if typed else "",
            **more,
        )

    def _line(self, name: str, label: str, **more: Any) -> Field:
        return self._field(name, label, self.flat[name], **more)

    def _text(self, name: str, label: str, rows: int, **more: Any) -> Field:
        return self._field(name, label, self.flat[name], look="text", rows=rows, **more)

    def _tick(self, name: str, label: str) -> Field:
        return self._field(name, label, "1" if self.flat[name] else "", look="tick")

    def _choice(self, name: str, label: str, options: Iterable[tuple[str, str]], **more: Any) -> Field:
        now = self.flat[name] or ""
        chosen = tuple(Option(value, said, value == now) for value, said in options)
        return self._field(name, label, now, look="choice", options=chosen, **more)

    def _what(self) -> Iterator[Field]:
        yield self._line("headline", _("Headline"))
        yield self._text("summary", _("Summary"), 4, hint=_("The lead: what people read first."))

    def _about(self) -> Iterator[Field]:
        yield self._line(
            "countries",
            _("States"),
            offers="states",
            hint=_("Whose authorities are addressed, the main one first; commas between."),
        )
        yield self._text("concerns", _("Concerns"), 2, hint=_("One a line, such as “Fear of torture”."))  # fmt: skip

    def _until(self) -> Iterator[Field]:
        yield self._line("deadline", _("Last day to write"), look="day")
        hint = ""
        if self.zone:
            hint = _("To the last moment of that day; without a choice, %(zone)s time.") % {
                "zone": zone_name(self.zone)
            }
        yield self._line("zone", _("Time zone of the deadline"), offers="zones", hint=hint)
        yield self._line("write_in.languages", _("Write in"), hint=_("Languages, commas between."))
        yield self._tick("write_in.own_language", _("or in the writer's own language"))
        yield self._text("after_deadline", _("What is said about writing later"), 2)

    def _more(self, *, ends: bool) -> Iterator[Field]:
        yield self._choice("kind", _("Kind of document"), [(one.value, kind(one.value)) for one in Kind])
        hint = "" if ends else _("Only an outcome says it.")
        yield self._choice("outcome", _("What became of them"), [("", _("Not said")), *outcomes()], hint=hint)
        yield self._line("language", _("Language of the text"))
        yield self._line("number", _("Number of the case"), hint=_("Without one it is given at publication."))
        yield self._line("update", _("Number of the update"))
        yield self._line("index", _("Index number"), hint=_("Without one it is given at publication."))
        yield self._line("issued", _("Date of issue"), look="day")
        yield self._line("previous", _("The document before"))
        network = [(one, value_in_words("mention_network", one)) for one in ("optional", "yes", "no")]
        yield self._choice("mention_network", _("May letters name the network?"), network)  # fmt: skip

    # --- lists ------------------------------------------------------------------------------------------------------

    def _list(self, name: str) -> Listed:
        one, add, hint = _LISTS[name]
        values = self.flat[name]
        entries = [self._entry(name, n, value, last=n == len(values) - 1) for n, value in enumerate(values)]
        if self.fresh == name:
            entries.append(self._blank(name, len(values)))
        other, over = {
            "targets": ("copy", _("Make it a copy")),
            "copies": ("target", _("Write to them")),
        }.get(name, ("", ""))
        return Listed(
            name=name,
            one=_(one),
            entries=tuple(entries),
            blank=self._blank(name, 0),
            add=_(add),
            hint=_(hint) if hint else "",
            notes=tuple(self.notes.get(name, ())),
            other=other,
            over=over,
            picks=name in {"targets", "copies"},
        )

    def _blank(self, name: str, n: int) -> Entry:
        empty: Any = "" if name in {"body", "calls", "background"} else {}
        return self._entry(name, n, empty, last=True, key="new")

    def _entry(self, name: str, n: int, value: Any, *, last: bool, key: str = "") -> Entry:
        path = f"{name}.{key or n}"
        fields: list[Field]
        tied: Tied | None = None
        was: tuple[tuple[str, str], ...] = ()
        is_group = False
        if isinstance(value, str):
            label = _("%(what)s %(number)d") % {"what": _(_LISTS[name][0]), "number": n + 1}
            fields = [self._field(path, label, value, look="text", rows=1 if name == "calls" else 3, wide=True)]
        elif name == "people":
            fields = list(self._person(path, value))
            is_group = bool(value.get("group"))
        elif value.get("office"):
            fields, tied = [], _tied(value)
            self.paths.add(path)
        else:
            fields = list(self._recipient(path, value))
            was = tuple((f"{path}.was_{one}", value.get(one) or "") for one in ("name", "post", "country"))
        first_line, last_line = self.places.get(path, (0, 0))
        notes = tuple(self._about_entry(path, fields))
        # An entry that is one text has a field of its name, which is what links lead to.
        place = field_id(path) if not isinstance(value, str) else f"e-{name}-{key or n}"
        return Entry(
            path=path, id=place, number=n + 1, fields=tuple(fields), first=n == 0, last=last, notes=notes,
            tied=tied, was=was, new=bool(key), from_first=first_line, from_last=last_line, is_tick=is_group,
        )  # fmt: skip

    def _about_entry(self, path: str, fields: Sequence[Field]) -> Iterator[Note]:
        """What is said of the entry as a whole, or of a part of it that has no field of its own."""
        shown = {one.path for one in fields}
        for where, notes in self.notes.items():
            if where not in shown and (where == path or where.startswith(f"{path}.")):
                yield from notes

    def _person(self, path: str, value: Mapping[str, Any]) -> Iterator[Field]:
        for key, label, _hint in _OF_PERSON:
            if key == "gender":
                now = value.get("gender") or ""
                said = (("", _("Not said")), ("f", _("Female")), ("m", _("Male")), ("mixed", _("Mixed")))
                options = tuple(Option(code, words, code == now) for code, words in said)
                yield self._field(f"{path}.gender", _(label), now, look="choice", options=options)
            else:
                yield self._field(f"{path}.{key}", _(label), value.get(key))

    def _recipient(self, path: str, value: Mapping[str, Any]) -> Iterator[Field]:
        for key, label, hint in _OF_RECIPIENT:
            more: dict[str, Any] = {"look": "text", "rows": _LONG[key]} if key in _LONG else {}
            if key == "country":
                more["offers"] = "states"
            yield self._field(f"{path}.{key}", _(label), value.get(key), hint=_(hint) if hint else "", **more)


def _tied(value: Mapping[str, Any]) -> Tied:
    ways = [*value["email"], *value["fax"], *([_("post")] if value["lines"] else [])]
    first = value["lines"][0] if value["lines"] else ""
    return Tied(
        office=value["office"],
        name=value["name"] or value["post"] or first,
        post=value["post"] if value["name"] and value["post"] else "",
        lines="\n".join(value["lines"]),
        ways=" · ".join(ways),
        salutation=value["salutation"] or "",
    )
