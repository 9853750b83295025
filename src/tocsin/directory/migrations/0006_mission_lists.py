"""Lists of missions that wait for a second person."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directory", "0005_settled_at")]

    operations = [
        migrations.CreateModel(
            name="MissionList",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source", models.CharField(choices=[("own", "own"), ("embassies", "embassies")], max_length=10)),
                ("missions", models.JSONField()),
                ("count", models.PositiveIntegerField()),
                ("digest", models.CharField(max_length=64)),
                ("base", models.CharField(max_length=64)),
                ("brought_by", models.BigIntegerField()),
                ("brought_at", models.DateTimeField()),
            ],
            options={"ordering": ("pk",)},
        ),
    ]
