"""Cases, drafts, editions and what belongs to them."""

import uuid
from typing import Any

import django.db.models.deletion
from django.db import migrations, models

import tocsin.actions.states
import tocsin.records.fields
from tocsin.records.written_once import written_once


def _first_version(apps: Any, editor: Any) -> None:
    apps.get_model("actions", "PublicVersion").objects.create(version=0)


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("directory", "0002_invented_states"),
        ("staff", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="PublicVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Serial",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("series", models.CharField(max_length=60, unique=True)),
                ("last", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="VerifyingKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key_id", models.CharField(max_length=16, unique=True)),
                ("public_key", models.TextField()),
                ("made_at", models.DateTimeField()),
                ("retired_at", models.DateTimeField(null=True)),
                ("endorsement", models.TextField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("number", models.CharField(max_length=20, null=True, unique=True)),
                ("slug", models.CharField(max_length=40, null=True, unique=True)),
                ("created_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("released", "released"),
                            ("charges_dropped", "charges_dropped"),
                            ("sentence_commuted", "sentence_commuted"),
                            ("execution_stayed", "execution_stayed"),
                            ("conditions_improved", "conditions_improved"),
                            ("protected", "protected"),
                            ("found", "found"),
                            ("returned", "returned"),
                            ("sentenced", "sentenced"),
                            ("killed", "killed"),
                            ("executed", "executed"),
                            ("died", "died"),
                            ("no_news", "no_news"),
                            ("other", "other"),
                        ],
                        max_length=30,
                        null=True,
                    ),
                ),
                ("stopped_at", models.DateTimeField(null=True)),
                ("taken_down_at", models.DateTimeField(null=True)),
                (
                    "section",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="directory.section"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("content", tocsin.records.fields.SealedField(null=True)),
                ("impossible", models.BooleanField(default=False)),
                ("fields", models.JSONField(default=list)),
                ("uses", models.JSONField(default=list)),
                ("until", models.DateField(null=True)),
                ("recorded_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="consents", to="actions.case"
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="staff.person"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="staff.person"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", models.CharField(default="draft", max_length=12)),
                ("content", tocsin.records.fields.SealedField(null=True)),
                ("links", models.JSONField(default=dict)),
                ("deadline_zone", models.CharField(max_length=64, null=True)),
                (
                    "mention_network",
                    models.CharField(default=tocsin.actions.states.MentionNetwork["OPTIONAL"], max_length=10),
                ),
                ("outcome", models.CharField(max_length=30, null=True)),
                ("revision", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField()),
                ("edited_at", models.DateTimeField()),
                ("submitted_hash", models.CharField(max_length=64, null=True)),
                (
                    "author",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="staff.person"),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="drafts", to="actions.case"
                    ),
                ),
                (
                    "last_editor",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="staff.person"),
                ),
                (
                    "submitter",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="staff.person"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Approval",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text_hash", models.CharField(max_length=64)),
                ("approved_at", models.DateTimeField()),
                ("void_at", models.DateTimeField(null=True)),
                (
                    "approver",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="staff.person"),
                ),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="approvals", to="actions.draft"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Edition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("n", models.PositiveIntegerField()),
                ("kind", models.CharField(max_length=12)),
                ("number", models.CharField(max_length=20)),
                ("index", models.CharField(max_length=60, unique=True)),
                ("language", models.CharField(max_length=35)),
                ("deadline", models.DateField(null=True)),
                ("deadline_zone", models.CharField(max_length=64, null=True)),
                ("mention_network", models.CharField(max_length=10)),
                ("outcome", models.CharField(max_length=30, null=True)),
                ("published_at", models.DateTimeField()),
                ("state", models.CharField(default=tocsin.actions.states.EditionState["LIVE"], max_length=12)),
                ("text_sha256", models.CharField(max_length=64, unique=True)),
                ("previous_sha256", models.CharField(max_length=64, null=True)),
                (
                    "approval",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="actions.approval"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="editions", to="actions.case"
                    ),
                ),
                (
                    "draft",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="edition", to="actions.draft"
                    ),
                ),
                (
                    "publisher",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="staff.person"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Extension",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("until", models.DateField()),
                ("reason", tocsin.records.fields.SealedField(null=True)),
                ("at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="staff.person"),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="extensions", to="actions.case"
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.section"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Original",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("content", tocsin.records.fields.SealedField(null=True)),
                (
                    "draft",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="original", to="actions.draft"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PublicRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.CharField(max_length=40, unique=True)),
                ("state", models.CharField(max_length=12)),
                ("deadline_at", models.DateTimeField(db_index=True, null=True)),
                ("changed_at", models.DateTimeField()),
                ("sequence", models.PositiveIntegerField(default=0)),
                ("visible_until", models.DateTimeField(null=True)),
                ("record", models.JSONField()),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="public_record", to="actions.case"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Rendition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.CharField(db_index=True, max_length=40)),
                ("n", models.PositiveIntegerField()),
                ("language", models.CharField(max_length=35)),
                ("is_source", models.BooleanField()),
                ("revision", models.PositiveIntegerField(default=1)),
                ("newest", models.BooleanField(default=True)),
                ("text", models.TextField(null=True)),
                ("casefile", models.BinaryField(null=True)),
                ("sheet", models.BinaryField(null=True)),
                ("text_sha256", models.CharField(db_index=True, max_length=64)),
                ("casefile_sha256", models.CharField(db_index=True, max_length=64)),
                ("sheet_sha256", models.CharField(db_index=True, max_length=64)),
                ("signature", models.TextField()),
                ("key_id", models.CharField(max_length=16)),
                ("published_at", models.DateTimeField()),
                ("translator", models.BigIntegerField(null=True)),
                ("second_reader", models.BigIntegerField(null=True)),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="renditions", to="actions.edition"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SealedNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("about", models.CharField(choices=[("source", "source"), ("identity", "identity")], max_length=10)),
                ("content", tocsin.records.fields.SealedField(null=True)),
                ("written_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sealed_notes", to="actions.case"
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="staff.person"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Opening",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("asked_at", models.DateTimeField()),
                ("reason", tocsin.records.fields.SealedField(null=True)),
                ("opened_at", models.DateTimeField(null=True)),
                (
                    "asked_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="staff.person"),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="staff.person"
                    ),
                ),
                (
                    "note",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="openings", to="actions.sealednote"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SectionNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(max_length=35)),
                ("text", tocsin.records.fields.SealedField(null=True)),
                ("text_hash", models.CharField(max_length=64)),
                ("written_at", models.DateTimeField()),
                ("approved_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="staff.person"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="section_notes", to="actions.case"
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.section"
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="staff.person"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Translation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(max_length=35)),
                ("memory", tocsin.records.fields.SealedField(null=True)),
                ("revision", models.PositiveIntegerField(default=1)),
                ("changed_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="translations", to="actions.case"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            tocsin.actions.states.DraftState["DRAFT"],
                            tocsin.actions.states.DraftState["IN_REVIEW"],
                            tocsin.actions.states.DraftState["APPROVED"],
                        ],
                    )
                ),
                fields=("case",),
                name="one_open_draft_a_case",
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.UniqueConstraint(fields=("case", "n"), name="edition_once"),
        ),
        migrations.AddConstraint(
            model_name="rendition",
            constraint=models.UniqueConstraint(fields=("edition", "language", "revision"), name="rendition_once"),
        ),
        migrations.AddConstraint(
            model_name="rendition",
            constraint=models.UniqueConstraint(
                condition=models.Q(("newest", True)), fields=("edition", "language"), name="one_newest_rendition"
            ),
        ),
        migrations.AddConstraint(
            model_name="translation",
            constraint=models.UniqueConstraint(fields=("case", "language"), name="one_translation_a_language"),
        ),
        written_once("actions_edition", may_change=["state"]),
        written_once("actions_rendition", may_change=["newest"], may_empty=["text", "casefile", "sheet"]),
        written_once("actions_verifyingkey", may_change=["retired_at"]),
        written_once("actions_approval", may_change=["void_at"]),
        migrations.RunPython(_first_version, migrations.RunPython.noop),
    ]
