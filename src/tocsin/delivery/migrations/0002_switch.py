"""The one row of the switches, so that nobody has to make it while letters wait."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def make_row(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("delivery", "Switch").objects.get_or_create(pk=1)


class Migration(migrations.Migration):
    dependencies = [("delivery", "0001_initial")]

    operations = [migrations.RunPython(make_row, migrations.RunPython.noop, elidable=False)]
