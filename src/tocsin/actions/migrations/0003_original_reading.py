from django.db import migrations

import tocsin.records.fields


class Migration(migrations.Migration):
    dependencies = [("actions", "0002_desk")]

    operations = [
        migrations.AddField(model_name="original", name="reading", field=tocsin.records.fields.SealedField(null=True))
    ]
