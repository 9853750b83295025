"""Own words: advice on a letter while it is written, and how much of it is the writer's own.

    advice = advise(text, case, "fr", key=key, seen=frozenset(fingerprints_of_other_letters))
    prints = fingerprint(text, "fr", key)      keep these instead of the letter
    assisted = sentences_for(case, "fr", seed) sentences to choose from

The advice carries codes and values; pages word them. It never stops a letter: the person decides.
"""

from tocsin.letters.own_words.advising import advise
from tocsin.letters.own_words.assisted import Assisted, Part, Suggestion, sentences_for
from tocsin.letters.own_words.findings import Advice, Cover, Finding, FindingCode
from tocsin.letters.own_words.shingles import fingerprint, likeness

__all__ = [
    "Advice",
    "Assisted",
    "Cover",
    "Finding",
    "FindingCode",
    "Part",
    "Suggestion",
    "advise",
    "fingerprint",
    "likeness",
    "sentences_for",
]
