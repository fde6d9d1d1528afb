"""Reminders as they were sent, disputes that stop them, rates of late penalties."""

from typing import ClassVar

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

from parvis.core.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("treasury", "0007_bank_statements"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="PenaltyRate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField(unique=True, verbose_name="from")),
                (
                    "basis_points",
                    models.PositiveIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(10000),
                        ],
                        verbose_name="yearly rate",
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="where it comes from")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("basis_points__gte", 1), ("basis_points__lte", 10000)),
                        name="penalty_rate_range",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Dispute",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=200, verbose_name="reason")),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="disputes", to="treasury.invoice"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at", None)), fields=("invoice",), name="one_open_dispute"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("level", models.PositiveSmallIntegerField()),
                ("to_address", models.EmailField(max_length=254)),
                ("to_name", models.CharField(blank=True, max_length=160)),
                ("subject", models.CharField(max_length=200)),
                ("text", models.TextField()),
                ("due_cents", models.BigIntegerField()),
                ("sent_at", models.DateTimeField()),
                ("keep_until", models.DateField()),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reminders", to="treasury.invoice"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("invoice", "level", "to_address"), name="reminder_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("due_cents__gt", 0),
                            ("level__gte", 1),
                            ("level__lte", 3),
                            models.Q(("text", ""), _negated=True),
                        ),
                        name="reminder_asks",
                    ),
                ],
            },
        ),
        AppendOnly("Reminder", keep_until="keep_until"),
    ]
