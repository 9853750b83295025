"""Contact points know when a person last said what is true of them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directory", "0004_office_words")]

    operations = [
        migrations.AddField(model_name="contactpoint", name="settled_at", field=models.DateTimeField(null=True)),
    ]
