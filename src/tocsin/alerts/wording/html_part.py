"""The HTML part of an alert, from the same blocks as its text: no picture, no script, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Final

from tocsin.alerts.wording.blocks import (
    CLOSES,
    OPENS,
    Block,
    Button,
    Foot,
    Heading,
    Items,
    Kicker,
    Link,
    Message,
    Note,
    Said,
    State,
    Title,
    Words,
    stop_of,
)
from tocsin.casefile.writing.wording import wording_for
from tocsin.letters.languages import normal_tag, same_language
from tocsin.typesetting import fonts_for

_SERIF: Final = 'Charter, Cambria, "Noto Serif", Georgia, serif'
_SANS: Final = 'system-ui, "Segoe UI", Roboto, "Noto Sans", Arial, sans-serif'
# The one place for a style block: mail programs load no sheet. It reads in order without it.
STYLE: Final = f"""\
:root {{ color-scheme: light dark; }}
body {{ margin: 0; padding: 24px 16px 48px; background: #fdfdfc; color: #14171a; font: 17px/1.55 {_SERIF}; }}
main {{ max-width: 34em; margin: 0 auto; overflow-wrap: break-word; }}
:lang(ar), :lang(zh) {{ font-family: {_SANS}; }}
.sans, .foot {{ font-family: {_SANS}; font-size: 15px; }}
h1 {{ font-size: 28px; line-height: 1.15; margin: 8px 0 16px; }}
h2 {{ font-size: 18px; line-height: 1.25; margin: 32px 0 8px; padding-top: 16px; border-top: 1px solid #d6d8d3; }}
p, ol, ul {{ margin: 0 0 14px; }}
ol, ul {{ padding-inline-start: 1.4em; }}
li {{ margin-bottom: 8px; }}
a {{ color: inherit; }}
.state {{ border-top: 3px solid #14171a; border-bottom: 3px solid #14171a; padding: 14px 0; margin-bottom: 14px; }}
.state p {{ margin: 0; }}
.number {{ white-space: nowrap; }}
.state .count {{ margin-bottom: 8px; font-size: 30px; font-weight: 700; line-height: 1.1; color: #b8240c; }}
.note {{ border-inline-start: 3px solid #14171a; padding-inline-start: 14px; margin-bottom: 24px; }}
.note p {{ margin-bottom: 6px; }}
.go {{ display: inline-block; padding: 13px 28px; background: #b8240c; color: #ffffff; font: 600 18px/1.2 {_SANS}; \
text-decoration: none; }}
.foot {{ margin-top: 36px; padding-top: 14px; border-top: 3px solid #14171a; color: #4b5157; }}
@media (prefers-color-scheme: dark) {{
  body {{ background: #121416; color: #ebeae6; }}
  .state, .note, .foot {{ border-color: #ebeae6; }}
  h2 {{ border-color: #363b40; }}
  .state .count {{ color: #ff8163; }}
  .go {{ background: #ff8163; color: #1a0703; }}
  .foot {{ color: #b2b3b0; }}
}}
"""


def write_html(message: Message) -> str:
    """A whole document. Every text is escaped here and nowhere else."""
    body = "\n".join(line for block in message.blocks for line in _element(block, message))
    return (
        f'<!doctype html>\n<html lang="{normal_tag(message.language)}" dir="{message.direction}">\n<head>\n'
        '<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="color-scheme" content="light dark">\n<title>{escape(message.subject)}</title>\n'
        f"<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _element(block: Block, message: Message) -> Iterator[str]:
    match block:
        case Note(head, said):
            inside = "\n".join(f"<p{_marks(one, message)}>{_text(one.text)}</p>" for one in said)
            yield f'<div class="note">\n<p class="sans"><strong>{_text(head)}</strong></p>\n{inside}\n</div>'
        case Kicker():
            yield _kicker(block, message)
        case Title(words):
            yield f"<h1{_marks(words, message)}>{_text(words.text)}</h1>"
        case Said(words):
            yield f"<p{_marks(words, message)}>{_text(words.text)}</p>"
        case State():
            loud = f'<p class="count">{_text(block.loud)}</p>\n' if block.loud else ""
            lines = "\n".join(f'<p class="sans">{_text(sentence)}</p>' for sentence in block.sentences)
            yield f'<div class="state">\n{loud}{lines}\n</div>'
        case Heading(text, language):
            yield f"<h2{_marks(Words(text, language), message)}>{_text(text)}</h2>"
        case Items():
            yield _items(block, message)
        case Button(label, address):
            yield f'<p><a class="go" href="{escape(address)}">{_text(label)}</a></p>'
        case Link():
            yield f'<p class="sans">{_link(block)}</p>'
        case Foot():
            stop = stop_of(message.language)
            foot = (_text(block.reason), f"{_link(block.change)}{stop}", *map(_text, block.last))
            yield f'<p class="foot">{wording_for(message.language).sentences(*foot)}</p>'


def _kicker(block: Kicker, message: Message) -> str:
    concerns = block.concerns
    about = f"<span{_marks(concerns, message)}>{_text(concerns.text)}</span>" if concerns else ""
    where = f"<strong>{_text(block.where)}</strong>" if block.where else ""
    number = f'<span class="number">{_text(block.number)}</span>'
    return f'<p class="sans">{" · ".join(filter(None, (where, about, number)))}</p>'


def _items(block: Items, message: Message) -> str:
    name = "ol" if block.numbered else "ul"
    items = "\n".join(f"<li{_marks(item, message)}>{_text(item.text)}</li>" for item in block.items)
    return f"<{name}>\n{items}\n</{name}>"


def _link(link: Link) -> str:
    return f'<a href="{escape(link.address)}">{_text(link.label)}</a>'


def _text(text: str) -> str:
    """The isolates in a text are ours (`blocks.of_case`), so the elements that they become are closed in order."""
    return escape(text).replace(OPENS, "<bdi>").replace(CLOSES, "</bdi>")


def _marks(words: Words, message: Message) -> str:
    """`lang` and `dir` of an element in another language than the words around it."""
    if words.language is None or same_language(words.language, message.language):
        return ""
    return f' lang="{escape(normal_tag(words.language))}" dir="{fonts_for(words.language).direction}"'
