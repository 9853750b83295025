import django.db.models.deletion
from django.db import migrations, models

import tocsin.members.models
import tocsin.records.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Gone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person", models.CharField(max_length=64, unique=True)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Profile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=64, unique=True)),
                ("wishes", models.JSONField()),
            ],
        ),
        migrations.CreateModel(
            name="Member",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("content", tocsin.records.fields.SealedField(null=True)),
                ("kept", models.BinaryField()),
                ("person", models.CharField(max_length=64, unique=True)),
                ("domain", models.CharField(default="", max_length=64)),
                ("link_hash", models.CharField(max_length=64, unique=True)),
                ("leave_hash", models.CharField(max_length=64, unique=True)),
                ("confirm_hash", models.CharField(max_length=64, null=True, unique=True)),
                ("confirm_until", models.DateTimeField(null=True)),
                ("section", models.CharField(default="", max_length=8)),
                ("group", models.CharField(default="", max_length=200)),
                ("group_size", models.PositiveIntegerField(default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "asked"),
                            ("active", "active"),
                            ("leaving", "leaving"),
                            ("failing", "failing"),
                        ],
                        default=tocsin.members.models.MemberState["ASKED"],
                        max_length=8,
                    ),
                ),
                ("origin", models.CharField(max_length=120)),
                ("consented_at", models.DateTimeField(null=True)),
                ("listed", models.BooleanField(default=False)),
                ("asked_at", models.DateTimeField()),
                ("paused_until", models.DateField(null=True)),
                ("next_at", models.DateTimeField(null=True)),
                ("soft_bounces", models.PositiveSmallIntegerField(default=0)),
                ("soft_since", models.DateTimeField(null=True)),
                ("soft_alert", models.BigIntegerField(null=True)),
                (
                    "profile",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="members", to="members.profile"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["state", "section", "id", "paused_until", "profile"], name="members_to_alert"),
                    models.Index(fields=["state", "asked_at"], name="members_asked"),
                ],
            },
        ),
    ]
