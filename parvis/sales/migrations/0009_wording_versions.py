"""General terms and contract templates have drafts and versions; a contract names the template it was printed with."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

from parvis.core.append_only import Immutable, Lifted

CONTRACT = Immutable(
    "Contract",
    when="status IS NOT NULL",
    allow=("status", "signed_at", "withdrawn_at", "token_hash", "countersigned_at"),
)


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("editions", "0003_saved_view"),
        ("sales", "0008_shop"),
    ]

    operations: ClassVar = [
        Lifted(CONTRACT),
        migrations.CreateModel(
            name="ContractTemplate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("revision", models.PositiveIntegerField(default=1)),
                ("saved_at", models.DateTimeField(blank=True, null=True)),
                ("saved_by", models.CharField(blank=True, max_length=160)),
                ("saved_ref", models.CharField(blank=True, max_length=80)),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                ("language", models.CharField(choices=[("fr", "French"), ("en", "English")], max_length=2)),
                ("source", models.TextField(verbose_name="template")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="generalterms",
            name="revision",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="generalterms",
            name="saved_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="generalterms",
            name="saved_by",
            field=models.CharField(blank=True, max_length=160),
        ),
        migrations.AddField(
            model_name="generalterms",
            name="saved_ref",
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AlterField(
            model_name="generalterms",
            name="published_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="generalterms",
            name="version",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="generalterms",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("published_at", None), ("version", None)),
                    models.Q(("published_at__isnull", False), ("version__isnull", False)),
                    _connector="OR",
                ),
                name="generalterms_published_is_numbered",
            ),
        ),
        migrations.AddConstraint(
            model_name="generalterms",
            constraint=models.UniqueConstraint(
                condition=models.Q(("version", None)), fields=("edition",), name="general_terms_one_draft"
            ),
        ),
        migrations.AddField(
            model_name="contracttemplate",
            name="edition",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="contract_templates", to="editions.edition"
            ),
        ),
        migrations.AddField(
            model_name="contract",
            name="template",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="contracts",
                to="sales.contracttemplate",
            ),
        ),
        migrations.AddConstraint(
            model_name="contracttemplate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("published_at", None), ("version", None)),
                    models.Q(("published_at__isnull", False), ("version__isnull", False)),
                    _connector="OR",
                ),
                name="contracttemplate_published_is_numbered",
            ),
        ),
        migrations.AddConstraint(
            model_name="contracttemplate",
            constraint=models.UniqueConstraint(
                fields=("edition", "language", "version"), name="contract_template_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="contracttemplate",
            constraint=models.UniqueConstraint(
                condition=models.Q(("version", None)),
                fields=("edition", "language"),
                name="contract_template_one_draft",
            ),
        ),
        CONTRACT,
        Immutable("ContractTemplate", when="version IS NOT NULL", allow=("saved_by",)),
        Immutable("GeneralTerms", when="version IS NOT NULL", allow=("saved_by",)),
    ]
