"""The words of the pages for translators: `python tools/messages.py [extract|compile]`, without an argument both.

Every string that goes through gettext, in templates and in Python, is taken into `src/tocsin/locale/*/LC_MESSAGES/
django.po`. What was translated stays; a changed string keeps the translation of the nearest old one, marked fuzzy; what
nothing says any more is taken out. Then each .mo is made from its .po, the same bytes for the same words.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

import polib
from babel.messages.extract import extract_python
from django.template import Engine
from django.template.base import Node, NodeList, Template
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

SOURCE = Path(__file__).resolve().parent.parent / "src" / "tocsin"
LOCALE = SOURCE / "locale"
SPOKEN = (
    "public",
    "api",
    "alerts",
    "members",
    "appeals",
    "desk",
    "actions",
    "delivery",
    "directory",
    "records",
    "staff",
)
"""Packages that speak to readers."""
PLURALS = {
    "fr": "nplurals=2; plural=(n > 1);",
    "es": "nplurals=2; plural=(n != 1);",
    "ar": "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5;",
    "zh_Hans": "nplurals=1; plural=0;",
}
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_noop": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
WIDTH = 110
NEAR = 0.75
"""How alike a new string and an old one are, for the old translation to be offered."""


@dataclass
class Message:
    """One string. places: where it is said. comments: for translators."""

    singular: str
    plural: str | None = None
    context: str | None = None
    places: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)

    @property
    def key(self) -> tuple[str | None, str]:
        return self.context, self.singular


def messages_in(folder: Path = SOURCE) -> list[Message]:
    """Every string of the spoken packages, in the order of files and lines."""
    found: dict[tuple[str | None, str], Message] = {}
    for package in SPOKEN:
        for path in sorted((folder / package).rglob("*")):
            read = {".py": _in_python, ".html": _in_template}.get(path.suffix)
            for message in read(path) if read else ():
                known = found.setdefault(message.key, message)
                if known is not message:
                    known.places += message.places
                    known.plural = known.plural or message.plural
                    known.comments += [one for one in message.comments if one not in known.comments]
    return list(found.values())


def _in_python(path: Path) -> Iterator[Message]:
    with path.open("rb") as stream:
        for _line, name, texts, comments in extract_python(stream, KEYWORDS, ["Translators:"], {}):
            parts = [text for text in (texts if isinstance(texts, tuple) else (texts,)) if isinstance(text, str)]
            if not parts:
                continue
            context = parts.pop(0) if name.startswith(("p", "np")) else None
            plural = parts[1] if name.startswith("n") and len(parts) > 1 else None
            yield Message(parts[0], plural, context, [_place(path)], [_plain(comments)] if comments else [])


def _plain(comments: list[str]) -> str:
    return " ".join(comments).removeprefix("Translators:").strip()


def _in_template(path: Path) -> Iterator[Message]:
    engine = Engine(
        libraries={
            "i18n": "django.templatetags.i18n",
            "files": "tocsin.public.templatetags.files",
            "scripts": "tocsin.desk.tags",
        }
    )
    for node in _nodes(Template(path.read_text("utf-8"), engine=engine).nodelist):
        if isinstance(node, TranslateNode):
            context = str(node.message_context.var) if node.message_context else None
            yield Message(str(node.filter_expression.var.literal), context=context, places=[_place(path)])
        elif isinstance(node, BlockTranslateNode):
            singular, _names = node.render_token_list(node.singular)
            plural = node.render_token_list(node.plural)[0] if node.plural and node.countervar else None
            yield Message(singular, plural, places=[_place(path)])


def _nodes(nodes: NodeList) -> Iterator[Node]:
    for node in nodes:
        yield node
        for name in node.child_nodelists:
            yield from _nodes(getattr(node, name, None) or NodeList())


def _place(path: Path) -> str:
    """Without a line: a catalogue should not change because a line moved."""
    return path.relative_to(SOURCE.parent).as_posix()


def merged(old: polib.POFile, messages: list[Message], language: str) -> polib.POFile:
    """The catalogue of a language for these strings, with every old translation that still fits."""
    by_key = {(entry.msgctxt, entry.msgid): entry for entry in old if not entry.obsolete}
    wanted = {message.key for message in messages}
    left = {entry.msgid: entry for key, entry in by_key.items() if key not in wanted and entry.translated()}
    new = polib.POFile(wrapwidth=WIDTH)
    new.metadata = {
        "Project-Id-Version": "tocsin",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS[language],
    }
    for message in messages:
        new.append(_entry(message, by_key.get(message.key), left, language))
    return new


def _entry(
    message: Message, known: polib.POEntry | None, left: dict[str, polib.POEntry], language: str
) -> polib.POEntry:
    entry = polib.POEntry(
        msgid=message.singular,
        msgid_plural=message.plural or "",
        msgctxt=message.context,
        comment="\n".join(message.comments),
        occurrences=[(place, "") for place in dict.fromkeys(message.places)],
        flags=[_format_of(message)] if _format_of(message) else [],
    )
    if message.plural:
        forms = int(PLURALS[language].split("=")[1].split(";")[0])
        entry.msgstr_plural = dict.fromkeys(range(forms), "")
    if known is None:
        close = get_close_matches(message.singular, left, 1, NEAR)
        known = left[close[0]] if close else None
        if known is None:
            return entry
        entry.flags.append("fuzzy")
    elif known.fuzzy or known.msgid_plural != entry.msgid_plural:
        entry.flags.append("fuzzy")
    if message.plural and known.msgstr_plural:
        entry.msgstr_plural = {**entry.msgstr_plural, **known.msgstr_plural}
    else:
        entry.msgstr = known.msgstr
    return entry


def _format_of(message: Message) -> str | None:
    if "%(" in message.singular:
        return "python-format"
    return "python-brace-format" if "{" in message.singular else None


def place_of(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def catalogue(language: str) -> polib.POFile:
    """What was translated so far."""
    path = place_of(language)
    return polib.pofile(str(path), wrapwidth=WIDTH) if path.exists() else polib.POFile()


def extract() -> None:
    messages = messages_in()
    for language in PLURALS:
        new = merged(catalogue(language), messages, language)
        place_of(language).parent.mkdir(parents=True, exist_ok=True)
        new.save(str(place_of(language)))
        fuzzy = len([entry for entry in new if entry.fuzzy])
        print(
            f"{language}: {len(new)} strings, {len(new.untranslated_entries())} to translate, {fuzzy} to look at again"
        )


def compiled(path: Path) -> bytes:
    """The .mo of a .po."""
    content: bytes = polib.pofile(str(path)).to_binary()
    return content


def compile_all() -> None:
    for language in PLURALS:
        path = place_of(language)
        path.with_suffix(".mo").write_bytes(compiled(path))


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tocsin.project.settings")
    wanted = sys.argv[1:] or ["extract", "compile"]
    if not set(wanted) <= {"extract", "compile"}:
        sys.exit("Say extract, compile, or nothing for both.")
    if "extract" in wanted:
        extract()
    if "compile" in wanted:
        compile_all()


if __name__ == "__main__":
    main()
