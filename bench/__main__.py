"""All benchmarks, one after the other: `make bench`."""

from __future__ import annotations

import platform
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
PROGRAMS = (
    "reading.py", "letters.py", "pages.py", "own_words.py", "mail.py", "appeals.py", "desk.py",
    "audience.py", "reports.py", "fanout.py",
)  # fmt: skip


def main() -> None:
    print(f"Machine: {machine()}; Python {platform.python_version()}")
    for name in PROGRAMS:
        subprocess.run([sys.executable, HERE / name, *sys.argv[1:]], check=True)


def machine() -> str:
    """Processor, cores and memory, as the system names them."""
    import os

    processor = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        named = [
            line.split(":", 1)[1].strip() for line in info.read_text().splitlines() if line.startswith("model name")
        ]
        processor = named[0] if named else processor
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{processor}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()}"


if __name__ == "__main__":
    main()
