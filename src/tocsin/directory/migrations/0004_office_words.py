"""Offices keep the words that they are found by."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def fill(apps: Apps, _schema: BaseDatabaseSchemaEditor) -> None:
    from tocsin.directory.searching import words_of

    office_model = apps.get_model("directory", "Office")
    for office in office_model.objects.prefetch_related("holders", "contacts"):
        office_model.objects.filter(pk=office.pk).update(words=words_of(office))


class Migration(migrations.Migration):
    dependencies = [("directory", "0003_sending")]

    operations = [
        migrations.AddField(model_name="office", name="words", field=models.TextField(null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
