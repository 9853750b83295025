import django.db.models.deletion
from django.db import migrations, models

import tocsin.alerts.models
import tocsin.records.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Ceiling",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=64, unique=True)),
                ("domain", models.CharField(max_length=254)),
                ("a_minute", models.PositiveIntegerField()),
                ("free_at", models.DateTimeField(null=True)),
                ("at", models.DateTimeField()),
                ("by", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Chunk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("members", models.BinaryField()),
                ("ends", models.BinaryField()),
                ("size", models.PositiveSmallIntegerField()),
                ("state", models.CharField(default=tocsin.alerts.models.ChunkState["READY"], max_length=8)),
                ("attempt", models.PositiveSmallIntegerField(default=0)),
                ("not_before", models.DateTimeField(null=True)),
                ("reserved", models.BooleanField(default=False)),
                ("worker", models.CharField(default="", max_length=40)),
                ("lease_until", models.DateTimeField(null=True)),
                ("claims", models.PositiveIntegerField(default=0)),
                ("closed_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Alert",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("new", "new"),
                            ("update", "update"),
                            ("stop", "stop"),
                            ("outcome", "outcome"),
                            ("digest", "digest"),
                        ],
                        max_length=8,
                    ),
                ),
                ("slug", models.CharField(default="", max_length=40)),
                ("n", models.PositiveIntegerField()),
                ("paused", models.BooleanField(default=False)),
                ("paused_by", models.BigIntegerField(null=True)),
                ("made_at", models.DateTimeField()),
                ("first_at", models.DateTimeField(null=True)),
                ("last_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("kind", "slug", "n"), name="one_alert_an_edition")],
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("claim", models.PositiveIntegerField()),
                ("worker", models.CharField(max_length=40)),
                ("done", models.BinaryField()),
                ("at", models.DateTimeField()),
                (
                    "chunk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="entries", to="alerts.chunk"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Wave",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("section", models.CharField(default="", max_length=8)),
                ("state", models.CharField(default=tocsin.alerts.models.WaveState["PLANNING"], max_length=8)),
                ("hold_until", models.DateTimeField(null=True)),
                ("held_by", models.BigIntegerField(null=True)),
                ("released_at", models.DateTimeField(null=True)),
                ("released_by", models.BigIntegerField(null=True)),
                ("words", tocsin.records.fields.SealedField(null=True)),
                ("words_by", models.BigIntegerField(null=True)),
                ("words_approved_by", models.BigIntegerField(null=True)),
                ("cursor", models.BigIntegerField(default=0)),
                ("audience", models.PositiveIntegerField(default=0)),
                ("passed", models.PositiveIntegerField(default=0)),
                (
                    "alert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="waves", to="alerts.alert"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Turn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("member", models.BigIntegerField()),
                (
                    "wave",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="turns", to="alerts.wave"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="chunk",
            name="wave",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="chunks", to="alerts.wave"
            ),
        ),
        migrations.AddConstraint(
            model_name="wave",
            constraint=models.UniqueConstraint(fields=("alert", "section"), name="one_wave_a_section"),
        ),
        migrations.AddConstraint(
            model_name="turn",
            constraint=models.UniqueConstraint(fields=("member", "wave"), name="one_turn_a_wave"),
        ),
        migrations.AddIndex(
            model_name="chunk",
            index=models.Index(
                condition=models.Q(("state", tocsin.alerts.models.ChunkState["DONE"]), _negated=True),
                fields=["state", "not_before"],
                name="chunks_due",
            ),
        ),
        migrations.AddIndex(
            model_name="chunk",
            index=models.Index(fields=["wave", "state"], name="chunks_of_wave"),
        ),
    ]
