"""One machine of a site: everything of ours is loaded once, and each worker and each step is a child of its own.

    python -m tests.faults.hub

Takes a line of JSON for each order and answers with one. {"work": [clock, quick]} → {"pid"}: a worker, which runs until
it is killed. {"step": [name, …]} → what the step found, or {"failed"}. {"gone": pid} → {"gone"}: whether it has ended.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tocsin.project.settings"
django.setup()

from tests.faults import fanning_steps, fanning_worker  # noqa: E402 - once the settings are there


def obey(order: dict[str, Any]) -> dict[str, Any]:
    if "work" in order:
        clock, quick = order["work"]
        return {"pid": in_a_child(lambda: fanning_worker.run(Path(clock), quick=quick))}
    if "step" in order:
        return found_by(order["step"])
    return {"gone": os.waitpid(order["gone"], os.WNOHANG) != (0, 0)}


def found_by(words: list[str]) -> dict[str, Any]:
    """The answer comes through a pipe, as long as it may be."""
    coming, going = os.pipe()

    def do() -> None:
        with os.fdopen(going, "w") as answer:
            json.dump(fanning_steps.STEPS[words[0]](*words[1:]), answer)

    pid = in_a_child(do)
    os.close(going)
    with os.fdopen(coming) as answer:
        said = answer.read()
    _, status = os.waitpid(pid, 0)
    return json.loads(said) if status == 0 else {"failed": status}


def in_a_child(do: Callable[[], object]) -> int:
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        do()
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def main() -> None:
    for line in sys.stdin:
        sys.stdout.write(json.dumps(obey(json.loads(line))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
