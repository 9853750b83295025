"""What readers and checkers of documents say, in the language of whoever is at the desk.

The pure packages speak English and know no framework. Their sentences are known here by their English words: what they
name (a number, a phrase) is carried over as it is. A test looks for sentences of theirs that are not known.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tocsin.desk.scripts import isolated

SENTENCES: Final = (
    # casefile.checking.findings
    gettext_noop("The action has no headline."),
    gettext_noop("No state is named that the action is about."),
    gettext_noop("Nobody at risk is named, not even a group."),
    gettext_noop("The authorities are not asked for anything."),
    gettext_noop("There is no deadline; without one the action cannot be published."),
    gettext_noop("There is nobody to write to."),
    gettext_noop("Nothing reaches %(name)s: no postal address, no e-mail address, no fax number."),
    gettext_noop("There is no salutation for %(name)s; letters will use the polite form for an office."),
    gettext_noop("The address of %(name)s names no state; letters from abroad need one."),
    gettext_noop("The deadline %(deadline)s lies before the date of issue %(issued)s."),
    gettext_noop("The deadline %(deadline)s is more than a year away."),
    gettext_noop("The number %(number)s is of another year than the date of issue %(issued)s."),
    gettext_noop("The number %(number)s is of a later year than the date of issue %(issued)s."),
    gettext_noop("A first document cannot be update %(number)s."),
    gettext_noop("An update must say which one it is: 1 for the first."),
    gettext_noop("“%(text)s” is not an e-mail address."),
    gettext_noop("“%(text)s” is not a full international number."),
    gettext_noop("This call names nobody: say for whom something is to be done."),
    gettext_noop("Could somebody find the source by this? “%(text)s”"),
    gettext_noop("A placeholder was left in: “%(text)s”."),
    # casefile.reading
    gettext_noop("No case number was found."),
    gettext_noop("No index number was found."),
    gettext_noop("No date of issue was found."),
    gettext_noop("No state was found that the document is about."),
    gettext_noop("No headline was found."),
    gettext_noop("Nobody at risk was found named."),
    gettext_noop("No calls were found."),
    gettext_noop("No deadline was found."),
    gettext_noop("No target was found."),
    gettext_noop("Two deadlines are printed: %(first)s and %(second)s. The first is kept."),
    gettext_noop("Two dates of issue are printed: %(first)s and %(second)s."),
    gettext_noop("Two dates of issue are printed: %(first)s and %(second)s. The first is kept."),
    gettext_noop("Two case numbers are printed: %(first)s and %(second)s. The first is kept."),
    gettext_noop("Two index numbers are printed: %(first)s and %(second)s. The first is kept."),
    gettext_noop("The document names an earlier one, so it is taken for the first update."),
    gettext_noop("“%(text)s” names no gender that is known."),
    gettext_noop("“%(text)s” is not understood."),
    gettext_noop("The address of “%(name)s” names no state; %(state)s is taken for it."),
    gettext_noop("“%(text)s” is not a possible telephone or fax number; it is kept as printed."),
    gettext_noop("No number was found in “%(text)s”."),
    gettext_noop("An e-mail address is masked in the document: find it in the original."),
    gettext_noop("No e-mail address was found in “%(text)s”."),
    # casefile.reading: why a document could not be read
    gettext_noop(
        "The PDF holds pictures of pages and no text: run it through text recognition first, or paste the text."
    ),
    gettext_noop("The document is too long: %(count)s characters; an urgent action has a few pages."),
    gettext_noop("The document holds no text."),
    gettext_noop("The DOCX file holds %(count)s parts; an urgent action has a few dozen."),
    gettext_noop("The DOCX file unpacks to more than %(size)s MB, which no urgent action does."),
    gettext_noop("The DOCX file is encrypted: save it without a password."),
    gettext_noop("The DOCX file needs too much memory: save it anew, without pictures."),
    gettext_noop("The DOCX file is nested too deeply."),
    gettext_noop("The DOCX file is damaged: open it in a word processor and save it anew."),
    gettext_noop("The DOCX file is damaged: it cannot be unpacked."),
    gettext_noop("The page is too long: %(count)s characters, and at most %(most)s are read."),
    gettext_noop("This is %(what)s: give a PDF, a DOCX, a text file or an e-mail."),
    gettext_noop("The file is empty."),
    gettext_noop("The e-mail holds no text and no document that can be read."),
    gettext_noop("The e-mail is damaged: its parts cannot be taken apart."),
    gettext_noop("A page of the PDF holds more than %(count)s characters, which no printed page does."),
    gettext_noop("The PDF is damaged and cannot be opened."),
    gettext_noop("The PDF has %(count)s pages; an urgent action has a few, and at most %(most)s are read."),
    gettext_noop("The PDF is encrypted: save it without a password."),
    gettext_noop("The PDF is damaged: a page cannot be read."),
    gettext_noop("The file is not a text that can be read: give a PDF, a DOCX, a text file or an e-mail."),
    gettext_noop("The document is too long: %(count)s characters, and at most %(most)s are read."),
    gettext_noop("No urgent action was found in the document: it has no label, number or index of any known form."),
    gettext_noop("The document is too long: %(count)s lines, and at most %(most)s are read."),
    gettext_noop("The file is too large: %(size)s MB, and at most %(most)s MB are read."),
)
_PLACE: Final = re.compile(r"%\((\w+)\)s")


def in_words(message: str) -> str:
    """A sentence of theirs in the current language; one that is not known stays as it is."""
    for pattern, sentence in _patterns():
        match = pattern.fullmatch(message)
        if match:
            words = _(sentence)
            named = {place: isolated(said) for place, said in match.groupdict().items()}
            return words % named if named else words
    return message


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((_pattern_of(sentence), sentence) for sentence in SENTENCES)


def _pattern_of(sentence: str) -> re.Pattern[str]:
    parts = _PLACE.split(sentence)
    # Every second part is the name of a place.
    return re.compile(
        "".join(f"(?P<{part}>.*)" if n % 2 else re.escape(part) for n, part in enumerate(parts)), re.DOTALL
    )
