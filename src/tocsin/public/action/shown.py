"""What the page of an action is made of: a case, one of its editions, and the text that somebody reads of it."""

from __future__ import annotations

from dataclasses import dataclass

from tocsin.actions.publishing.shapes import CaseRecord, EditionRecord
from tocsin.actions.publishing.standing import Standing, standing_of
from tocsin.public.reader import Reader
from tocsin.public.tongues import choose


@dataclass(frozen=True, slots=True)
class Shown:
    """edition: the one that the page is about. n: the edition that the text is from, an older one or the same.

    available: the languages among which `language` was chosen.
    """

    record: CaseRecord
    edition: EditionRecord
    standing: Standing
    language: str
    n: int
    available: tuple[str, ...]

    @property
    def is_newest(self) -> bool:
        return self.edition["n"] == self.record["live"]

    @property
    def is_older_text(self) -> bool:
        return self.n != self.edition["n"]

    @property
    def invites(self) -> bool:
        """Whether the page asks for letters."""
        return self.is_newest and self.standing.may_write

    @property
    def drifted(self) -> list[str]:
        """Paths of texts that have changed in the source since."""
        return self.record["headlines"][self.language]["drifted"] if self.is_older_text else []


def shown_to(reader: Reader, record: CaseRecord, edition: EditionRecord) -> Shown:
    """The page of the newest edition may show an older translation; that of an earlier one shows its own alone."""
    newest = edition["n"] == record["live"]
    available = tuple(record["headlines"] if newest else edition["renditions"])
    language = choose(reader.wishes, available, edition["language"])
    n = record["headlines"][language]["n"] if newest else edition["n"]
    return Shown(record, edition, standing_of(record, reader.now), language, n, available)
