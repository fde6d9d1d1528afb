"""What a signed amendment took out of an issued invoice, until its credit note is issued."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

import parvis.core.fields


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("sales", "0014_removals"),
        ("treasury", "0011_transmissions"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="OwedCredit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("net_cents", parvis.core.fields.CentsField()),
                ("parts", models.JSONField(default=list)),
                ("created_at", models.DateTimeField()),
                (
                    "amendment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="owed_credits", to="sales.contract"
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="owed_credits", to="treasury.invoice"
                    ),
                ),
                (
                    "note",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="owed",
                        to="treasury.creditnote",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("amendment", "invoice"), name="owed_credit_once"),
                    models.CheckConstraint(condition=models.Q(("net_cents__gt", 0)), name="owed_credit_is_something"),
                ],
            },
        ),
    ]
