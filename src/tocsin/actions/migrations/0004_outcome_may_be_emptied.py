"""A take-down empties what became of the people, also of cases that were taken down before this."""

from typing import Any

from django.db import migrations

from tocsin.records.written_once import written_once_anew


def _empty(apps: Any, editor: Any) -> None:
    apps.get_model("actions", "Edition").objects.exclude(case__taken_down_at=None).update(outcome=None)


class Migration(migrations.Migration):
    dependencies = [("actions", "0003_original_reading")]

    operations = [
        written_once_anew("actions_edition", may_change=["state"], may_empty=["outcome"]),
        migrations.RunPython(_empty, migrations.RunPython.noop),
    ]
