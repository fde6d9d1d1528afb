"""What the bank says, and what each line paid: append-only, and never more than the line."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

import parvis.core.fields
from parvis.core.append_only import AppendOnly, RefuseWhen


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("editions", "0003_saved_view"),
        ("treasury", "0006_einvoices"),
    ]
    operations: ClassVar = [
        migrations.CreateModel(
            name="BankStatement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "format",
                    models.CharField(
                        choices=[("camt", "CAMT.053"), ("ofx", "OFX"), ("table", "Table")],
                        max_length=5,
                        verbose_name="format",
                    ),
                ),
                ("file_name", models.CharField(max_length=100, verbose_name="file")),
                ("file_sha256", models.CharField(max_length=64)),
                ("account", models.CharField(blank=True, max_length=64, verbose_name="account")),
                ("currency", models.CharField(default="EUR", max_length=3)),
                ("first_on", models.DateField(verbose_name="from")),
                ("last_on", models.DateField(verbose_name="to")),
                ("opening_cents", models.BigIntegerField(blank=True, null=True)),
                ("closing_cents", models.BigIntegerField(blank=True, null=True)),
                ("line_count", models.PositiveIntegerField(verbose_name="lines")),
                ("brought_at", models.DateTimeField(verbose_name="brought in")),
                ("keep_until", models.DateField()),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bank_statements",
                        to="editions.edition",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="BankLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField()),
                ("key", models.CharField(max_length=64, unique=True)),
                ("booked_on", models.DateField(verbose_name="booked on")),
                ("amount_cents", parvis.core.fields.CentsField(verbose_name="amount")),
                ("label", models.CharField(blank=True, max_length=500, verbose_name="label")),
                ("payer", models.CharField(blank=True, max_length=140, verbose_name="payer")),
                ("original", models.CharField(blank=True, max_length=40)),
                ("keep_until", models.DateField()),
                (
                    "statement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="treasury.bankstatement"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Allocation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("amount_cents", parvis.core.fields.CentsField(verbose_name="amount")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                ("is_automatic", models.BooleanField(default=False)),
                ("made_at", models.DateTimeField()),
                ("keep_until", models.DateField()),
                (
                    "corrects",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrected_by",
                        to="treasury.allocation",
                    ),
                ),
                (
                    "payment",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bank_allocation",
                        to="treasury.payment",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="allocations", to="treasury.bankline"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("amount_cents__gt", 0), ("corrects", None)),
                            models.Q(("amount_cents__lt", 0), ("corrects__isnull", False)),
                            _connector="OR",
                        ),
                        name="allocation_amount",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("payment__isnull", False), ("reason", "")),
                            models.Q(("payment", None), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="allocation_pays_or_says_why",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="bankstatement",
            constraint=models.CheckConstraint(condition=models.Q(("line_count__gte", 1)), name="statement_has_lines"),
        ),
        migrations.AddConstraint(
            model_name="bankline",
            constraint=models.UniqueConstraint(fields=("statement", "position"), name="bank_line_position_once"),
        ),
        migrations.AddConstraint(
            model_name="bankline",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_cents", 0), _negated=True), name="bank_line_moves_money"
            ),
        ),
        AppendOnly("BankStatement", keep_until="keep_until"),
        AppendOnly("BankLine", keep_until="keep_until"),
        AppendOnly("Allocation", keep_until="keep_until"),
        RefuseWhen(
            "Allocation",
            "sum",
            events=("insert",),
            lock="SELECT 1 FROM treasury_bankline line WHERE line.id = NEW.line_id FOR NO KEY UPDATE",
            when="""NEW.amount_cents > 0 AND NEW.amount_cents + (
                SELECT COALESCE(SUM(other.amount_cents), 0) FROM treasury_allocation other
                WHERE other.line_id = NEW.line_id) > (SELECT line.amount_cents FROM treasury_bankline line
                WHERE line.id = NEW.line_id)""",
            reason="The allocations of a bank line stay within its amount",
        ),
        RefuseWhen(
            "Allocation",
            "payment",
            events=("insert",),
            when="""EXISTS (SELECT 1 FROM treasury_payment payment
                WHERE payment.id = NEW.payment_id AND payment.amount_cents <> NEW.amount_cents)""",
            reason="An allocation is as much as its payment",
        ),
        RefuseWhen(
            "Allocation",
            "opposite",
            events=("insert",),
            when="""EXISTS (SELECT 1 FROM treasury_allocation other WHERE other.id = NEW.corrects_id
                AND (other.line_id <> NEW.line_id OR other.amount_cents <> -NEW.amount_cents))""",
            reason="What takes an allocation back is its opposite, on the same line",
        ),
    ]
