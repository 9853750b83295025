#!/usr/bin/env python3
"""Look through every tracked file for what must not be published: keys, tokens, places on somebody's machine.

    python tools/leaks.py      exit code 0: nothing found; 1: found, with file and line; 2: the files cannot be listed

Needs git and Python's standard library alone. What is found is never printed: the output may be public.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

FORBIDDEN = {
    "a private key": rb"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----",
    "a secret key of minisign or age": rb"minisign encrypted secret ke[y]|AGE-SECRET-KEY-1[A-Z0-9]{20}",
    "a key of an installation": rb"tocsin-desk-secret-1:[A-Za-z0-9+/]{20}|\bRW[A-Za-z0-9+/]{200}",
    "a token of a code host": rb"\b(?:gh[pousr]_[A-Za-z0-9]{30}|github_pat_\w{30}|glpat-[\w-]{20})",
    "a token of a package registry": rb"\b(?:npm_[A-Za-z0-9]{36}|pypi-AgE[\w-]{30})",
    "a token of a service": rb"\b(?:(?:AKIA|ASIA)[A-Z0-9]{16}\b|AIza[\w-]{35}|xox[abprs]-[\w-]{10}|sk[-_][\w-]{24})",
    "a signed web token": rb"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}",
    # But for what stands for one, and for hosts that exist nowhere (RFC 2606).
    "a password in an address": rb"\b[a-z][a-z0-9+.-]*://(?!USER:PASSWORD@)[^\s/:@\"'<>{}$]+:[^\s/:@\"'<>{}$]+@"
    rb"(?![\w.-]*\bexample(?:\.(?:org|com|net))?\b)[\w.-]",
    "a password or key in a setting": (
        rb"(?i)(?<!\w )\b\w*(?:password|passwd|secret|api_?key|auth_?token)\w*"
        rb"[\"']?\s*[:=]\s*[\"'][^\s\"'{}$<>]{12,}[\"']"
    ),
    "a place on somebody's machine": rb"(?<![\w.~-])/(?:root|work|Users)/",
    "the host of a package registry": (
        rb"\b(?:(?:pypi|pythonhosted|npmjs|yarnpkg)\.(?:org|com|io)|(?:deb|security|ftp)\.debian\.org)\b"
    ),
}


def main() -> None:
    try:
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        print("The tracked files cannot be listed: git and a clone of the project are needed.", file=sys.stderr)
        sys.exit(2)
    files = [ROOT / name for name in sorted(filter(None, listed.decode().split("\0")))]
    found = [line for file in files if file.is_file() for line in leaks_in(file)]
    print("\n".join([*found, f"{len(files)} tracked files, {len(found)} leaks."]))
    sys.exit(1 if found or not files else 0)


def leaks_in(file: Path) -> Iterator[str]:
    """Where a file holds something forbidden, binary files too."""
    content = file.read_bytes()
    for what, pattern in FORBIDDEN.items():
        for match in re.finditer(pattern, content):
            line = content.count(b"\n", 0, match.start()) + 1
            yield f"{file.relative_to(ROOT)}:{line}: {what}"


if __name__ == "__main__":
    main()
