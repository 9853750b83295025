"""Fill the table of invented states from the program's own, as it is on the day of the migration."""

from __future__ import annotations

from typing import Any

from django.db import migrations

from tocsin.directory.states import ensure_invented_states


def add_states(apps: Any, editor: Any) -> None:
    ensure_invented_states(apps.get_model("directory", "InventedState"))


class Migration(migrations.Migration):
    dependencies = (("directory", "0001_initial"),)
    operations = (migrations.RunPython(add_states, migrations.RunPython.noop),)
