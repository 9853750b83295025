"""How long a reader that has been started needs for a document, by format.

    python bench/reading.py [--quick]

The documents are those of the tests (invented, every family, four languages). Each is read several times through the
limited child process; the table shows the median over documents of each document's best time, and the slowest one.
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from pathlib import Path
from statistics import median

from tocsin.casefile.reading import Reader

DOCUMENTS = Path(__file__).parents[1] / "tests" / "casefile" / "documents"
FORMATS = (".txt", ".eml", ".docx", ".pdf")
REACH = {".txt": 20.0, ".pdf": 100.0}
"""Milliseconds to reach, from the design."""


def measure(rounds: int) -> dict[str, list[float]]:
    """Best time of each document in milliseconds, by format."""
    found: dict[str, list[float]] = defaultdict(list)
    with Reader() as reader:
        for path in sorted(DOCUMENTS.iterdir()):
            if path.suffix in FORMATS:
                content = path.read_bytes()
                found[path.suffix].append(min(_once(reader, content, path.name) for _ in range(rounds)))
    return found


def _once(reader: Reader, content: bytes, name: str) -> float:
    start = time.perf_counter()
    reader.read(content, name)
    return (time.perf_counter() - start) * 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    rounds = 2 if parser.parse_args().quick else 7
    print("\nReading, by a reader already started")
    print(f"{'format':<8}{'documents':>10}{'median ms':>11}{'slowest ms':>12}{'reach ms':>10}")
    for suffix, times in measure(rounds).items():
        reach = f"{REACH[suffix]:.0f}" if suffix in REACH else "-"
        print(f"{suffix[1:]:<8}{len(times):>10}{median(times):>11.1f}{max(times):>12.1f}{reach:>10}")


if __name__ == "__main__":
    main()
