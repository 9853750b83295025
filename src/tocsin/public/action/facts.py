"""What stands beside the text of an action: facts, what its language needs said, and what the sections say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tocsin.actions.publishing.shapes import CaseRecord, SectionRecord
from tocsin.actions.states import MentionNetwork
from tocsin.casefile import WriteIn
from tocsin.casefile.writing.links import mail_link, web_link
from tocsin.casefile.writing.wording import Wording, language_name
from tocsin.public import saying, times
from tocsin.public.action.shown import Shown
from tocsin.public.frame import Link
from tocsin.public.reader import Reader, Words
from tocsin.public.tongues import choose, serves
from tocsin.typesetting import clean


@dataclass(frozen=True, slots=True)
class Fact:
    label: str
    value: SafeString


@dataclass(frozen=True, slots=True)
class Notice:
    """What must be known of the language of a text before it is read."""

    heading: str
    sentence: str
    link: Link | None = None
    is_loud: bool = False


@dataclass(frozen=True, slots=True)
class SectionWords:
    """What a section says: of a case, or about writing after the deadline."""

    name: str
    country: str
    text: Words
    mail: Link | None = None
    web: Link | None = None


def facts_of(shown: Shown, write_in: WriteIn, reader: Reader) -> tuple[Fact, ...]:
    """The facts of an edition, without those that it lacks."""
    return tuple(Fact(label, value) for label, value in _facts(shown, write_in, reader) if value)


def _facts(shown: Shown, write_in: WriteIn, reader: Reader) -> Iterator[tuple[str, SafeString]]:
    edition, words = shown.edition, reader.words
    number = format_html('<bdi dir="ltr">{}</bdi>', edition["number"])
    what = saying.kind(edition)
    yield _("Action"), format_html(_("{number}, {kind}"), number=number, kind=what) if what else number
    yield _("This edition"), format_html('<bdi dir="ltr">{}</bdi>', edition["index"])
    issued = times.day(date.fromisoformat(edition["issued"]), words)
    yield _("Published"), format_html('<time datetime="{}">{}</time>', issued.iso, issued.words)
    if shown.invites:
        yield _("Write in"), format_html("{}", _languages(write_in, words))
        yield _("In your letter"), _mention(edition["mention_network"])
    yield _("Checked by"), SafeString(_("Two people of the network"))
    section = shown.record["section"]
    yield _("Section"), format_html("<bdi>{}</bdi>", clean(section["name"])) if section else SafeString("")


def _languages(write_in: WriteIn, words: Wording) -> str:
    """“English, Chinese or your own language”."""
    names = [language_name(tag, words) for tag in write_in.languages]
    own = [words.say("own_language")] if write_in.own_language else []
    return words.one_of([*dict.fromkeys(names), *own]) if names or own else ""


def _mention(code: str) -> SafeString:
    """Whether a letter should name the network. Where it may do harm, that is said."""
    if code == MentionNetwork.NO:
        return SafeString(_("Do not mention this network"))
    return SafeString(_("Say that this network asked you")) if code == MentionNetwork.YES else SafeString("")


def notice_of(shown: Shown, reader: Reader) -> Notice | None:
    """That a translation is older than its source, or that there is none in the language that was wished for."""
    source = shown.edition["language"]
    if shown.is_older_text:
        return Notice(
            _("This translation is older than the source"),
            _(
                "It is of edition %(old)s; the newest is edition %(new)s. What has changed since is marked, and what "
                "is new is not in it. The deadline and the addresses on this page are those of the newest edition."
            )
            % {"old": shown.n, "new": shown.edition["n"]},
            Link(
                _("Read the newest text in: %(language)s") % {"language": language_name(source, reader.words)},
                f"/{source}{reader.path}",
            ),
            is_loud=True,
        )
    if serves([shown.language], reader.wishes[0]):
        return None
    return Notice(
        _("Not in your language yet"),
        _("Nobody has translated this text into the language that you wished for. It is shown in: %(language)s.")
        % {"language": language_name(shown.language, reader.words)},
    )


def after_deadline(record: CaseRecord, reader: Reader) -> tuple[SectionWords, ...]:
    """What every section tells its writers once the deadline has passed."""
    return tuple(_after(section, reader) for section in record["sections"])


def _after(section: SectionRecord, reader: Reader) -> SectionWords:
    said = section["after_deadline"]
    language = choose(reader.wishes, said, next(iter(said), reader.tongue.tag))
    text = reader.says(said.get(language), language) if said else Words(_("Ask this section before you write."))
    mail, web = mail_link(section["email"]), web_link(section["web"])
    return SectionWords(
        clean(section["name"]),
        saying.country(section["country"], reader),
        text,
        Link(section["email"], mail) if mail else None,
        Link(section["web"], web) if web else None,
    )


def notes_of(record: CaseRecord, reader: Reader) -> tuple[SectionWords, ...]:
    """What sections tell their own readers about this case; everybody may see all of it."""
    sections = {section["code"]: section for section in record["sections"]}
    found = ((sections.get(note["section"]), note) for note in record["notes"])
    return tuple(
        SectionWords(
            clean(section["name"]) if section else note["section"],
            saying.country(section["country"], reader) if section else "",
            reader.says(note["text"], note["language"]),
        )
        for section, note in found
    )


def advice_on(shown: Shown, has_model: bool, reader: Reader) -> tuple[str, ...]:
    """How a good letter is written, in the words that stand on the sheets too."""
    words = reader.words
    tips = [words.say("good_letter.text")]
    if shown.edition["mention_network"] == MentionNetwork.NO:
        tips.insert(0, _("Do not say in your letter that this network asked you to write."))
    if has_model:
        tips.append(words.say("good_letter.model"))
    return tuple(tips)
