"""Another installation beside the tests' own: a folder, a database, and the real `tocsin` process."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

PATIENCE_SECONDS = 120


@dataclass
class Installation:
    """data: its TOCSIN_DATA. database_url: None for SQLite."""

    data: Path
    database_url: str | None = None

    @property
    def sqlite_file(self) -> Path:
        return self.data / "database" / "tocsin.sqlite3"

    @property
    def environment(self) -> dict[str, str]:
        ours = {name: value for name, value in os.environ.items() if not name.startswith(("TOCSIN_", "DATABASE_URL"))}
        ours.pop("DJANGO_SETTINGS_MODULE", None)
        ours |= {"TOCSIN_DATA": str(self.data), "TOCSIN_URL": "http://127.0.0.1:8000"}
        return ours | ({"DATABASE_URL": self.database_url} if self.database_url else {})

    def run(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """`tocsin ARGUMENTS`, to its end."""
        return subprocess.run(
            [Path(sys.prefix, "bin", "tocsin"), *arguments],
            env=self.environment | variables,
            capture_output=True,
            encoding="utf-8",
            timeout=PATIENCE_SECONDS,
            check=False,
        )
