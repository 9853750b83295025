import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = ()

    operations = (
        migrations.CreateModel(
            name="InventedState",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=2, unique=True)),
                ("names", models.JSONField()),
                ("formal_name", models.CharField(max_length=200)),
                ("zone", models.CharField(max_length=60)),
                ("language", models.CharField(max_length=35)),
            ],
            options={
                "ordering": ("code",),
            },
        ),
        migrations.CreateModel(
            name="Section",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=8, unique=True)),
                ("country", models.CharField(max_length=2)),
                ("name", models.CharField(max_length=200)),
                ("languages", models.JSONField(default=list)),
                ("email", models.CharField(default="", max_length=254)),
                ("web", models.CharField(default="", max_length=500)),
                ("address", models.JSONField(default=list)),
                ("after_deadline", models.JSONField(default=dict)),
                ("active", models.BooleanField(default=True)),
                ("shown", models.JSONField(null=True)),
                ("worded_by", models.BigIntegerField(null=True)),
            ],
            options={
                "ordering": ("code",),
            },
        ),
        migrations.CreateModel(
            name="Mission",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=64, unique=True)),
                ("source", models.CharField(choices=[("own", "own"), ("embassies", "embassies")], max_length=10)),
                ("position", models.PositiveIntegerField()),
                ("sending_state", models.CharField(max_length=2)),
                ("seat", models.CharField(max_length=2)),
                ("hosts", models.JSONField()),
                ("recipient", models.JSONField()),
                ("salutation_language", models.CharField(max_length=35, null=True)),
                ("rank", models.SmallIntegerField(default=0)),
            ],
            options={
                "indexes": [models.Index(fields=["sending_state"], name="missions_of_state")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("source__in", ["own", "embassies"])), name="mission_source"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Office",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("post", models.TextField(null=True)),
                ("organisation", models.TextField(null=True)),
                ("country", models.CharField(max_length=2, null=True)),
                (
                    "merged_into",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="doubles",
                        to="directory.office",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Holder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.TextField()),
                ("since", models.DateField(null=True)),
                ("until", models.DateField(null=True)),
                ("gender", models.CharField(choices=[("m", "m"), ("f", "f")], max_length=1, null=True)),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="holders", to="directory.office"
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="ContactPoint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("post", "post"),
                            ("email", "email"),
                            ("fax", "fax"),
                            ("phone", "phone"),
                            ("social", "social"),
                            ("web_form", "web_form"),
                        ],
                        max_length=10,
                    ),
                ),
                ("value", models.TextField()),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("unverified", "unverified"),
                            ("working", "working"),
                            ("failing", "failing"),
                            ("dead", "dead"),
                        ],
                        default="unverified",
                        max_length=10,
                    ),
                ),
                ("state_since", models.DateTimeField()),
                ("checked_at", models.DateTimeField(null=True)),
                ("note", models.TextField(default="")),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="contacts", to="directory.office"
                    ),
                ),
            ],
            options={
                "ordering": ("position", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Salutation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(max_length=35)),
                (
                    "register",
                    models.CharField(
                        choices=[("formal", "formal"), ("plain", "plain")], default="formal", max_length=10
                    ),
                ),
                ("text", models.TextField()),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="salutations", to="directory.office"
                    ),
                ),
            ],
            options={
                "ordering": ("language", "register"),
            },
        ),
        migrations.AddIndex(
            model_name="office",
            index=models.Index(fields=["country"], name="office_of_country"),
        ),
        migrations.AddConstraint(
            model_name="salutation",
            constraint=models.UniqueConstraint(
                fields=("office", "language", "register"), name="one_salutation_a_language"
            ),
        ),
    )
