"""Fields of the form and entries of its lists as HTML.

In Python, not in a template: a long case has two hundred fields, and a template took half of the time of the page.
Everything that somebody typed goes through `escape`, the one of Python: Django's looks for lazy texts each time.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from tocsin.desk.scripts import comma

if TYPE_CHECKING:
    from tocsin.desk.editing.shown import Entry, Field, Listed, Note, Tied


def draw(one: Field) -> SafeString:
    """A field with its label, its hint, and what is said beside it."""
    look = f"field{' doubtful' if one.fault else ''}{' wide' if one.rows > 1 or one.wide else ''}"
    typed = _tick(one) if one.look == "tick" else f"{_label(one)}{_control(one)}"
    beside = "".join(map(_note, one.notes))
    return mark_safe(f'<div class="{look}" id="{escape(one.id)}">{typed}{_hint(one)}{beside}</div>\n')  # noqa: S308


def _tick(one: Field) -> str:
    name, checked = escape(one.path), " checked" if one.value else ""
    return (
        f'<input type="hidden" name="has.{name}" value="1"><label class="tick"><input type="checkbox" name="{name}" '
        f'value="1"{checked}><span>{escape(one.label)}</span></label>'
    )


def _label(one: Field) -> str:
    return f'<p class="lab"><label for="i{escape(one.id)}">{escape(one.label)}</label>{_lines(one.first, one.last)}</p>'


def _lines(first: int, last: int) -> str:
    """Where in the document it comes from."""
    if not first:
        return ""
    words = f"{first}–{last}" if last > first else str(first)
    return (
        f' <span class="from"><a href="#line-{first}" data-first="{first}" data-last="{last}">{_("line")} '
        f"{words}</a></span>"
    )


def _control(one: Field) -> str:
    marks = f'id="i{escape(one.id)}" name="{escape(one.path)}"'
    if one.look == "choice":
        options = "".join(
            f'<option value="{escape(option.value)}"{" selected" if option.chosen else ""}>{escape(option.name)}'
            "</option>"
            for option in one.options
        )
        return f"<select {marks}>{options}</select>"
    if one.hint or one.fault:
        marks += f' aria-describedby="h{escape(one.id)}"'
    if one.fault:
        marks += ' aria-invalid="true"'
    if one.look == "text":
        return f'<textarea {marks} rows="{one.rows}" dir="auto">\n{escape(one.value)}</textarea>'
    kind = "date" if one.look == "day" and not one.fault else "text"
    offers = f' list="{escape(one.offers)}"' if one.offers else ""
    return f'<input {marks} type="{kind}" value="{escape(one.value)}" dir="auto"{offers}>'


def _hint(one: Field) -> str:
    if not (one.fault or one.hint):
        return ""
    look = "beside loud" if one.fault else "hint"
    return f'<p class="{look}" id="h{escape(one.id)}">{escape(one.fault or one.hint)}</p>'


def _note(note: Note) -> str:
    return f'<p class="{"beside loud" if note.loud else "beside"}">{draw_note(note)}</p>'


def draw_note(note: Note) -> SafeString:
    """What is said, by whom, and the button that settles it."""
    by = f"<strong>{_('Reviewer:')} <bdi>{escape(note.by)}</bdi></strong> " if note.by else ""
    marked = ""
    if note.marked:
        before, phrase, after = map(escape, note.marked)
        marked = f' <q dir="auto">{before}<mark>{phrase}</mark>{after}</q>'
    settle = ""
    if note.settle:
        settle = f' <button class="button plain" name="do" value="{escape(note.settle)}">{_("Settled")}</button>'
    return mark_safe(f"{by}<bdi>{escape(note.text)}</bdi>{marked}{settle}")  # noqa: S308


def draw_list(listed: Listed) -> SafeString:
    """What is said of a list, its entries, and what a script copies for a new one."""
    notes = "".join(map(_note, listed.notes))
    entries = "".join(_entry(listed, one) for one in listed.entries)
    name = escape(listed.name)
    return mark_safe(  # noqa: S308 - escaped below, text by text
        f'{notes}<ol class="lines" id="l-{name}" data-list="{name}" tabindex="-1">{entries}</ol>\n'
        f"<template>{_entry(listed, listed.blank)}</template>"
    )


def _entry(listed: Listed, one: Entry) -> str:
    content = _tied(one, one.tied) if one.tied else _own(listed, one)
    look = ' class="tied"' if one.tied else ""
    return (
        f'<li id="{escape(one.id)}"{look}><span class="n">{one.number}</span><div class="stack">{content}'
        f'{"".join(map(_note, one.notes))}</div><div class="buttons">{"".join(_buttons(listed, one))}</div></li>'
    )


def _tied(one: Entry, tied: Tied) -> str:
    post = f"{comma()}<bdi>{escape(tied.post)}</bdi>" if tied.post else ""
    salutation = f" · <bdi>{escape(tied.salutation)}</bdi>" if tied.salutation else ""
    return (
        f'<input type="hidden" name="{escape(one.path)}.office" value="{tied.office}"><p><strong><bdi>'
        f"{escape(tied.name)}</bdi></strong>{post}{_lines(one.from_first, one.from_last)}</p>"
        f'<p class="small soft"><bdi>{escape(tied.ways)}</bdi>{salutation}</p>'
        f"<details><summary>{_('Address, as in the directory today')}</summary>"
        f'<p class="postal" dir="auto">{escape(tied.lines)}</p><p><a href="/desk/directory/{tied.office}/">'
        f'{_("Correct it in the directory")}</a> <button class="button plain" name="do" '
        f'value="untie:{escape(one.path)}">{_("Change it for this case alone")}</button></p></details>'
    )


def _own(listed: Listed, one: Entry) -> str:
    was = "".join(f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in one.was)
    group = ""
    if listed.name == "people":
        checked = " checked" if one.is_tick else ""
        group = (
            f'<label class="tick"><input type="checkbox" name="{escape(one.path)}.group" value="1"{checked}>'
            f"<span>{_('A group')}</span></label>"
        )
    return f'{was}{group}<div class="facts-of">{"".join(map(draw, one.fields))}</div>'


def _buttons(listed: Listed, one: Entry) -> Iterator[str]:
    whose = f'<span class="vh">: {escape(listed.one)} {one.number}</span>'
    path = escape(one.path)

    def button(verb: str, words: str, more: str) -> str:
        return f'<button class="button plain" name="do" value="{verb}:{path}"{more}>{escape(words)}{whose}</button>'

    # Hidden and not left out: a script moves the entries about.
    yield button("up", _("Move up"), f' data-move="-1"{" hidden" if one.first or one.new else ""}')
    yield button("down", _("Move down"), f' data-move="1"{" hidden" if one.last or one.new else ""}')
    if listed.over and not one.new:
        yield button("over", listed.over, "")
    yield button("remove", _("Take out"), " data-remove")
