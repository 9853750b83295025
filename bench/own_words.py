"""What the advice on a letter costs, and what it finds rightly and wrongly in the measured letters.

    python bench/own_words.py [--quick]

CPU time of one process: a page in each language, and 100,000 hostile characters. The measured letters stand in
`tests/letters/own_words/letters`; those held out were written after the word lists.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.letters.own_words.measured import KEY, LANGUAGES, Measured, letters, scores

from tocsin.casefile import CaseFile
from tocsin.letters.own_words import advise, fingerprint

SEEN = frozenset(range(100_000))
HOSTILE = {
    "brackets": "[",
    "marks": "a\u0301\u0316",
    "misspelt names": "Mirela Dovam ",
    "dates": "3 November 2026 ",
    "exclamations": "! ",
    "one Thai letter": "ก",
}


def page_in(language: str) -> tuple[str, CaseFile]:
    """As many of the set's full paragraphs as fit on a page."""
    chosen = [letter for letter in letters() if letter.language == language]
    case, text = chosen[0].case, ""
    paragraphs = (paragraph for letter in chosen for paragraph in letter.text.split("\n\n"))
    for paragraph in filter(lambda paragraph: len(paragraph) > 60, paragraphs):
        longer = f"{text}\n\n{paragraph}"
        if advise(longer, case, language, key=KEY).pages > 1:
            break
        text = longer
    return text, case


def milliseconds(text: str, case: CaseFile, language: str, times: int) -> float:
    """Median CPU time, once everything has been read that is read once."""
    taken = []
    for _ in range(times + 1):
        begun = time.process_time()
        advise(text, case, language, key=KEY, seen=SEEN)
        taken.append(time.process_time() - begun)
    return 1_000 * median(taken[1:])


def speed(times: int) -> Iterator[str]:
    """Lines of a Markdown table."""
    yield "| text | language | words | ms | fingerprints |"
    yield "|---|---|--:|--:|--:|"
    for language in LANGUAGES:
        text, case = page_in(language)
        words = advise(text, case, language, key=KEY).words
        prints = len(fingerprint(text, language, KEY))
        yield f"| a page | {language} | {words} | {milliseconds(text, case, language, times):.1f} | {prints} |"
    case = page_in("en")[1]
    for name, piece in HOSTILE.items():
        text = (piece * 100_000)[:100_000]
        yield f"| 100,000 characters: {name} | en | | {milliseconds(text, case, 'en', max(times // 10, 1)):.0f} | |"


def findings() -> Iterator[str]:
    """Lines of Markdown tables: each code for the letters that the advice was improved on, and for the others."""
    groups = {"used to improve the advice": False, "held out": True}
    for title, held_out in groups.items():
        chosen = [letter for letter in letters() if letter.held_out is held_out]
        yield f"\n{len(chosen)} letters {title}:\n"
        yield "| finding | rightly | wrongly | missed | precision | recall |"
        yield "|---|--:|--:|--:|--:|--:|"
        for code, score in scores(chosen).items():
            figures = f"{score.found} | {score.wrong} | {score.missed} | {score.precision:.2f} | {score.recall:.2f}"
            yield f"| {code} | {figures} |"
        yield from by_language(chosen)


def by_language(chosen: list[Measured]) -> Iterator[str]:
    """All findings of each language together."""
    yield "\n| language | rightly | wrongly | missed |"
    yield "|---|--:|--:|--:|"
    for language in LANGUAGES:
        values = scores([letter for letter in chosen if letter.language == language]).values()
        sums = (sum(getattr(score, kind) for score in values) for kind in ("found", "wrong", "missed"))
        yield f"| {language} | {' | '.join(map(str, sums))} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a tenth of the repetitions")
    arguments = parser.parse_args()
    for line in (*speed(5 if arguments.quick else 50), *findings()):
        print(line, flush=True)


if __name__ == "__main__":
    main()
