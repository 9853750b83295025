"""What writers say of addresses that do not work."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("delivery", "0003_handlings")]

    operations = [
        migrations.AddField(model_name="letter", name="said_failing_at", field=models.DateTimeField(null=True)),
        migrations.AddField(
            model_name="letter", name="said_failing_as", field=models.CharField(default="", max_length=10)
        ),
        migrations.AddField(model_name="letter", name="said_failing_of", field=models.TextField(default="")),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(
                condition=models.Q(("said_failing_at__isnull", False)),
                fields=["said_failing_at"],
                name="letters_said_failing",
            ),
        ),
    ]
