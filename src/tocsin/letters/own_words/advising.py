"""The advice on one letter: everything that is looked at, in one call.

It advises only; nothing here stops a letter.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from tocsin.casefile import CaseFile
from tocsin.letters.own_words.calls import covers, missing_calls
from tocsin.letters.own_words.dates import differing_dates
from tocsin.letters.own_words.findings import Advice, Finding, FindingCode
from tocsin.letters.own_words.joined_names import misspelt_joined_names
from tocsin.letters.own_words.leftovers import contacts, placeholders
from tocsin.letters.own_words.length import count_pages, count_words, is_too_short, length_findings
from tocsin.letters.own_words.matter import Matter, prepare
from tocsin.letters.own_words.names import misspelt_names, unknown_people
from tocsin.letters.own_words.reading import Reading, read_in
from tocsin.letters.own_words.share import Share, share_findings, share_of
from tocsin.letters.own_words.tone import added_demands, partisan_words, rough_tone

_MOST_OF_A_KIND = 5
"""A writer who is told more at once reads none of it."""

_NOTHING_SEEN: frozenset[int] = frozenset()


def advise(text: str, case: CaseFile, language: str, *, key: bytes, seen: frozenset[int] = _NOTHING_SEEN) -> Advice:
    """Look at a letter on a case. language: the letter's (BCP 47); give the case in that language, if there is one.

    key: as for `fingerprint`. seen: fingerprints of other people's letters; those that this letter has too are enough.
    A text of any length and content is answered, in bounded time. Words in another language than the case's, or in
    one without a lexicon, are not judged: such calls are UNKNOWN.
    """
    reading, matter = read_in(text, language), prepare(case)
    words, pages = count_words(reading.draft), count_pages(reading.draft, language)
    share = share_of(reading, case, matter, key, seen)
    answers = covers(reading, matter)
    findings = (
        *length_findings(words, pages, language),
        *(() if is_too_short(words, language) else missing_calls(case, answers)),
        *_few_of_each(_in_the_text(reading, matter, share)),
    )
    return Advice(words, pages, share.own, answers, findings)


def _in_the_text(reading: Reading, matter: Matter, share: Share) -> Iterator[Finding]:
    yield from share_findings(share, reading.draft)
    yield from placeholders(reading)
    yield from misspelt_names(reading, matter)
    yield from misspelt_joined_names(reading, matter)
    yield from differing_dates(reading, matter)
    yield from unknown_people(reading, matter)
    yield from rough_tone(reading, matter)
    yield from partisan_words(reading, matter)
    yield from added_demands(reading, matter)
    yield from contacts(reading, matter)


def _few_of_each(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Each finding once, and the first few of every code."""
    told: Counter[FindingCode] = Counter()
    for finding in dict.fromkeys(findings):
        told[finding.code] += 1
        if told[finding.code] <= _MOST_OF_A_KIND:
            yield finding
