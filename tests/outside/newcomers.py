"""Run as a program, at a data folder that holds a network: new people of the staff, with a secret that an operator set.

    python -m tests.outside.newcomers SECRET '[["author", "Vera", "vera@example.org"]]'

Everybody translates too.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime


def main() -> None:
    """As an operator adds them, and another person confirms."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tocsin.project.settings"
    import django

    django.setup()
    from tocsin.staff.models import Person
    from tocsin.staff.roles import Role
    from tocsin.staff.services import add_person, confirm_person

    secret, people = sys.argv[1], json.loads(sys.argv[2])
    odile, amina = (Person.objects.get(email=f"{name}@example.org") for name in ("odile", "amina"))
    for role, name, email in people:
        add_person(
            odile, email=email, name=name, roles=[Role(role), Role.TRANSLATOR], secret=secret, section_id=None,
            now=datetime.now(UTC),
        )  # fmt: skip
        confirm_person(amina, email, datetime.now(UTC))


if __name__ == "__main__":
    main()
