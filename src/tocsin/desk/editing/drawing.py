"""A field of the form as HTML.

In Python, not in a template: a long case has two hundred fields, and a template took half of the time of the page.
Everything that somebody typed goes through `escape`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from tocsin.desk.editing.shown import Field, Note


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
    by = f"<strong>{_('Reviewer:')} <bdi>{escape(note.by)}</bdi></strong> " if note.by else ""
    marked = ""
    if note.marked:
        before, phrase, after = map(escape, note.marked)
        marked = f' <q dir="auto">{before}<mark>{phrase}</mark>{after}</q>'
    settle = ""
    if note.settle:
        settle = f' <button class="button plain" name="do" value="{escape(note.settle)}">{_("Settled")}</button>'
    look = "beside loud" if note.loud else "beside"
    return f'<p class="{look}">{by}<bdi>{escape(note.text)}</bdi>{marked}{settle}</p>'
