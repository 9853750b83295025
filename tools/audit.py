#!/usr/bin/env python3
"""List what the program needs to run: each package with its version and licence, those asked for by name first.

    make audit         exit code 0: all is known and locked; 1: a licence is unknown, or a version is not the locked one

Needs follow from the packages' own metadata, for the Python and the system at hand.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

PROJECT = "tocsin"
LOCK = Path(__file__).resolve().parent.parent / "requirements" / "run.txt"
UNKNOWN = "unknown"
LONGEST = 48


@dataclass(frozen=True)
class Package:
    """One package that is needed. direct: pyproject.toml names it; locked: the version in the lock file, if any."""

    name: str
    version: str
    licence: str
    direct: bool
    locked: str | None

    @property
    def complaint(self) -> str:
        """What is wrong, in words; empty when nothing is."""
        if self.version != self.locked:
            found = f"is locked as {self.locked}" if self.locked else "is not in requirements/run.txt"
            return f"{self.name} {self.version} {found}"
        return f"{self.name} says nothing about its licence" if self.licence == UNKNOWN else ""


def main() -> None:
    try:
        packages = sorted(needed(), key=lambda package: (not package.direct, package.name))
    except PackageNotFoundError as error:
        sys.exit(f"{error.name} is needed and not installed: run make env.")
    for package in packages:
        mark = "direct" if package.direct else ""
        print(f"{package.name:<28}{package.version:<18}{mark:<8}{package.licence}")
    complaints = [package.complaint for package in packages if package.complaint]
    print(f"\n{len(packages)} packages, {sum(package.direct for package in packages)} of them asked for by name.")
    if complaints:
        sys.exit("\n".join(complaints))


def needed() -> Iterator[Package]:
    """Every package that the project needs, directly or through another one."""
    locked = versions_in(LOCK.read_text("utf-8"))
    direct = {plain(name) for name, _ in wants_of(distribution(PROJECT), frozenset())}
    waiting = list(wants_of(distribution(PROJECT), frozenset()))
    seen: set[tuple[str, frozenset[str]]] = set()
    told: set[str] = set()
    while waiting:
        name, extras = waiting.pop()
        if (plain(name), extras) in seen:
            continue
        seen.add((plain(name), extras))
        found = distribution(name)
        waiting += wants_of(found, extras)
        if plain(name) not in told:
            told.add(plain(name))
            yield Package(plain(name), found.version, licence_of(found), plain(name) in direct, locked.get(plain(name)))


def wants_of(found: Distribution, extras: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
    """What a package requires here: name and extras."""
    for line in found.requires or ():
        wanted = Requirement(line)
        if wanted.marker is None or any(wanted.marker.evaluate({"extra": extra}) for extra in (*extras, "")):
            yield wanted.name, frozenset(wanted.extras)


def licence_of(found: Distribution) -> str:
    """The SPDX expression; else the classifiers; else the free text of older packages, where it is short."""
    described = found.metadata
    expression = described.get("License-Expression")
    classifiers = [line for line in described.get_all("Classifier") or () if line.startswith("License :: ")]
    named = ", ".join(line.rpartition(" :: ")[2] for line in classifiers)
    free = (described.get("License") or "").strip().split("\n")[0]
    return expression or named or (free if 0 < len(free) <= LONGEST else UNKNOWN)


def versions_in(lock: str) -> dict[str, str]:
    """Names and versions of a lock file."""
    pinned = re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", lock, re.MULTILINE)
    return {plain(name): version for name, version in pinned}


def plain(name: str) -> str:
    """The one form of a package's name (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    main()
