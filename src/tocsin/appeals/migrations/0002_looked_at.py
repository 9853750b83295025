from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("appeals", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="reply",
            name="looked_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="reply",
            name="looked_by",
            field=models.BigIntegerField(null=True),
        ),
    ]
