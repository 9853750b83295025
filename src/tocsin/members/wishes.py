"""What a member wants to hear of. Plain data: the same wishes are the same profile, whoever has them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any, Self

from tocsin.directory.regions import region_of


class Rhythm(StrEnum):
    AT_ONCE = "at-once"
    WEEKLY = "weekly"


class Further(StrEnum):
    """Of which cases further information is wanted. WRITTEN: of those that they wrote on."""

    WRITTEN = "written"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Wishes:
    """languages: BCP 47, the one liked best first. countries: alpha-2. regions: M49. concerns: slugs, as in
    `CaseRecord.concern_slugs`. Where the three are empty, all cases are wanted; else those that fit any of them.

    most_a_month: in any 30 days; null for no cap. quiet: an alert names neither person nor country. plain: no HTML.
    """

    languages: tuple[str, ...] = ("en",)
    countries: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    concerns: tuple[str, ...] = ()
    most_a_month: int | None = None
    rhythm: Rhythm = Rhythm.AT_ONCE
    further: Further = Further.WRITTEN
    quiet: bool = False
    plain: bool = False

    def want(self, countries: tuple[str, ...], concerns: tuple[str, ...]) -> bool:
        """Whether a case of these states and concerns is one of those wished for."""
        if not (self.countries or self.regions or self.concerns):
            return True
        return (
            not set(self.countries).isdisjoint(countries)
            or not set(self.regions).isdisjoint(map(region_of, countries))
            or not set(self.concerns).isdisjoint(concerns)
        )

    def to_json(self) -> dict[str, Any]:
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}

    @classmethod
    def of(cls, value: Mapping[str, Any]) -> Self:
        """From JSON that `to_json` made."""
        lists = {name: tuple(value[name]) for name in ("languages", "countries", "regions", "concerns")}
        return cls(
            **lists,
            most_a_month=value["most_a_month"],
            rhythm=Rhythm(value["rhythm"]),
            further=Further(value["further"]),
            quiet=value["quiet"],
            plain=value["plain"],
        )

    @property
    def key(self) -> str:
        """By which equal wishes are one row."""
        return _key_of(self)


@lru_cache(maxsize=4096)
def _key_of(wishes: Wishes) -> str:
    """Remembered: in a list of a million members there are a few thousand wishes."""
    said = json.dumps(wishes.to_json(), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()
