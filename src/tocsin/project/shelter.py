"""The public process cannot read the desk's keys: neither from its environment nor, where the kernel has Landlock, from
the folder in which they lie.

Landlock only adds rights, so everything beside the way to the keys is allowed, piece by piece, and the keys are not.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from tocsin.casefile.reading.sandbox import forbid_reading
from tocsin.project.keyring import DESK_FILES, DESK_ONLY


def public_environment(environment: dict[str, str]) -> dict[str, str]:
    """The variables that the public process gets: without the desk's keys."""
    unwanted = {name for key in DESK_ONLY for name in (key, f"{key}_FILE")}
    return {name: value for name, value in environment.items() if name not in unwanted}


def shut_out_keys(data: Path, environment: Mapping[str, str]) -> bool:
    """Close the desk's keys to this process and to all that it starts or becomes, for good, wherever the environment
    says that they lie. Whether the kernel does it.
    """
    keys = data / "keys"
    if data.is_dir():
        # What is made later beside the keys cannot be read: the pages of the test mode read the outbox.
        (data / "outbox").mkdir(mode=0o700, exist_ok=True)
    named = (environment.get(f"{name}_FILE") for name in DESK_ONLY)
    return forbid_reading([*(keys / name for name in DESK_FILES), *(Path(file) for file in named if file)])


def has_desk_keys() -> bool:
    """Whether this process could read one of the desk's keys."""
    if any(name in os.environ for key in DESK_ONLY for name in (key, f"{key}_FILE")):
        return True
    from django.conf import settings

    for name in DESK_FILES:
        try:
            (settings.KEYRING.folder / name).read_bytes()
        except OSError:
            continue
        return True
    return False
