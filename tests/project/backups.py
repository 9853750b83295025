"""What is in a database, and what is in a backup of one."""

from __future__ import annotations

import gzip
import json
import tarfile
from pathlib import Path
from typing import Any

from django.core.management import call_command

from tocsin.project.backup import our_models
from tocsin.records.fields import Sealed


def everything() -> dict[str, list[dict[str, Any]]]:
    """All rows of ours, as they are."""
    return {
        model._meta.label_lower: [
            {name: value.sealed() if isinstance(value, Sealed) else value for name, value in row.items()}
            for row in model._default_manager.order_by("pk").values()
        ]
        for model in our_models()
    }


def rows_in(file: Path) -> list[Any]:
    with tarfile.open(file) as archive:
        rows = archive.extractfile("rows.jsonl.gz")
        assert rows is not None
        return [json.loads(line) for line in gzip.decompress(rows.read()).splitlines()]


def empty() -> None:
    call_command("flush", verbosity=0, interactive=False)
