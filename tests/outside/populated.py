"""Run as a program, with an empty data folder: an invented network in it, and cases on whose offices many may write.

    python -m tests.outside.populated SECRET

Every office has a mail server of its own, so that the pace for one of them holds up no other. Prints the cases' slugs.
"""

from __future__ import annotations

import json
import os
import re
import sys
from datetime import UTC, datetime

CASES = 3
_OFFICE = re.compile(r"([a-z.]+)\.halvara@example\.org")


def main() -> None:
    """Everything through the services that people use, two people for what goes live."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tocsin.project.settings"
    import django

    django.setup()
    from tocsin.project.demo.network import _stories, _tell, populate
    from tocsin.staff.models import Person

    now = datetime.now(UTC)
    populate(sys.argv[1], now, now.date())
    staff = {person.email.partition("@")[0]: person for person in Person.objects.all()}
    story = json.dumps(min(_stories())[1])
    slugs = []
    for number in range(CASES):
        told = json.loads(_OFFICE.sub(lambda office: f"{office[1]}@{office[1]}{number}.example.org", story))  # noqa: B023
        slugs.append(_tell(staff, f"walked-{number}", told, now, now.date()).slug)
    print(json.dumps(slugs))  # noqa: T201 - what the caller waits for


if __name__ == "__main__":
    main()
