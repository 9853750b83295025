"""The `tocsin` command for tests: as somebody of the fixed cast, at the moment that the network's clock says."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.network import SECRET, Network
from tocsin.cli import (
    alerts,
    beside_cases,
    cases,
    cli,
    directory,
    members,
    missions,
    operating,
    outgoing,
    people,
    translations,
)

WITH_A_CLOCK = (alerts, beside_cases, cases, directory, members, missions, operating, outgoing, people, translations)


@dataclass
class Commands:
    """folder: for files that commands read. Everybody has the same secret, which stands in a file there."""

    network: Network
    folder: Path

    def run(self, *words: object, by: str | None = "amina", given: bytes | None = None) -> Result:
        acts = [] if by is None else ["--as", by if "@" in by else f"{by}@example.org"]
        return CliRunner().invoke(cli, [*map(str, words), *acts], input=given)

    def done(self, *words: object, by: str | None = "amina", given: bytes | None = None) -> str:
        """What a command that has to succeed prints."""
        result = self.run(*words, by=by, given=given)
        assert result.exit_code == 0, (words, result.stderr, result.exception)
        return result.stdout.strip()

    def file(self, name: str, content: bytes | str) -> Path:
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path


def commands_for(network: Network, folder: Path, patch: pytest.MonkeyPatch) -> Commands:
    secret = folder / "secret.txt"
    secret.write_text(f"{SECRET}\n")
    patch.setenv("TOCSIN_SECRET_FILE", str(secret))
    for module in WITH_A_CLOCK:
        patch.setattr(module, "now", lambda: network.now)
    return Commands(network, folder)
