from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("staff", "0002_sign_in"),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="language",
            field=models.CharField(default="", max_length=10),
        ),
    ]
