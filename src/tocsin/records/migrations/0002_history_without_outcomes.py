"""The history says that an outcome was recorded and no longer which: its lines stay after a take-down."""

from typing import Any

from django.db import migrations

from tocsin.records.written_once import change_allowed


def _take_out(apps: Any, editor: Any) -> None:
    with change_allowed("records_entry"):
        apps.get_model("records", "Entry").objects.filter(verb="outcome recorded").update(detail={})


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]

    operations = [migrations.RunPython(_take_out, migrations.RunPython.noop)]
