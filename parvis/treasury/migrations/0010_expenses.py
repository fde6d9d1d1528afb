"""Expenses that never change, agreed to by other people than who asks, paid once."""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import parvis.core.fields
from parvis.core.append_only import AppendOnly, Immutable, RefuseWhen


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("editions", "0003_saved_view"),
        ("treasury", "0009_budget"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Supplier",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=160, verbose_name="name")),
                ("name_folded", parvis.core.fields.FoldedField("name", default="", max_length=500)),
                ("siren", models.CharField(blank=True, max_length=9, verbose_name="SIREN")),
                ("vat_number", models.CharField(blank=True, max_length=20, verbose_name="VAT number")),
                ("iban", models.CharField(blank=True, max_length=34, verbose_name="IBAN")),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("name_folded",), name="supplier_name_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("siren", ""), _negated=True), fields=("siren",), name="supplier_siren_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Expense",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("quote", "Quote"), ("bill", "Bill"), ("refund", "Refund")],
                        max_length=6,
                        verbose_name="kind",
                    ),
                ),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="number")),
                ("number_folded", parvis.core.fields.FoldedField("number", default="", max_length=500)),
                ("issued_on", models.DateField(verbose_name="dated")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="due date")),
                ("purpose", models.CharField(max_length=200, verbose_name="what for")),
                ("purpose_folded", parvis.core.fields.FoldedField("purpose", default="", max_length=500)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("asked", "To approve"),
                            ("approved", "Approved"),
                            ("paid", "Paid"),
                            ("refused", "Refused"),
                        ],
                        default="asked",
                        max_length=8,
                    ),
                ),
                ("approvals_needed", models.PositiveSmallIntegerField()),
                ("net_cents", parvis.core.fields.CentsField()),
                ("vat_cents", parvis.core.fields.CentsField(default=0)),
                ("is_vat_recovered", models.BooleanField(default=True)),
                ("file_path", models.CharField(max_length=200)),
                ("file_sha256", models.CharField(max_length=64)),
                ("xml", models.TextField(blank=True, help_text="The e-invoice that the file carried.")),
                ("asked_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                ("keep_until", models.DateField()),
                (
                    "answers",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answered_by",
                        to="treasury.expense",
                        verbose_name="quote",
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="expenses_asked",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="expenses", to="editions.edition"
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refunds",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "supplier",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="expenses",
                        to="treasury.supplier",
                        verbose_name="supplier",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ApprovalThreshold",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("two_from_cents", parvis.core.fields.CentsField(default=50000, verbose_name="two people from")),
                (
                    "edition",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="approval_threshold",
                        to="editions.edition",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("two_from_cents__gte", 0)), name="approval_threshold")
                ],
            },
        ),
        migrations.CreateModel(
            name="Approval",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("keep_until", models.DateField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="expense_approvals",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "expense",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="approvals", to="treasury.expense"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("expense", "user"), name="approval_once_per_person")],
            },
        ),
        migrations.CreateModel(
            name="ExpenseLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("net_cents", parvis.core.fields.CentsField(verbose_name="without VAT")),
                ("vat_basis_points", models.PositiveIntegerField(verbose_name="VAT rate")),
                ("vat_cents", parvis.core.fields.CentsField(default=0, verbose_name="VAT")),
                (
                    "expense",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="treasury.expense"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="expense_lines",
                        to="treasury.budgetitem",
                        verbose_name="budget line",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("net_cents__gte", 0), ("vat_basis_points__lte", 10000), ("vat_cents__gte", 0)
                        ),
                        name="expense_line_amounts",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ExpensePayment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("amount_cents", parvis.core.fields.CentsField(verbose_name="amount")),
                ("paid_on", models.DateField(verbose_name="paid on")),
                ("reference", models.CharField(blank=True, max_length=140, verbose_name="reference")),
                ("request_key", models.CharField(max_length=60, unique=True)),
                ("entered_at", models.DateTimeField()),
                ("keep_until", models.DateField()),
                (
                    "bank_line",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="expense_payments",
                        to="treasury.bankline",
                    ),
                ),
                (
                    "corrects",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrected_by",
                        to="treasury.expensepayment",
                    ),
                ),
                (
                    "expense",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="payments", to="treasury.expense"
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
                        name="expense_payment_amount",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RefundAccount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("iban", models.CharField(max_length=34, verbose_name="IBAN")),
                ("keep_until", models.DateField()),
                (
                    "expense",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="account", to="treasury.expense"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("iban", ""), _negated=True), name="refund_account_says_iban"
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="expense",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "refund"), ("member__isnull", False), ("number", ""), ("supplier", None)),
                    models.Q(
                        ("kind__in", ["quote", "bill"]),
                        ("member", None),
                        ("supplier__isnull", False),
                        models.Q(("number", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="expense_has_its_party",
            ),
        ),
        migrations.AddConstraint(
            model_name="expense",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    models.Q(("status", "refused"), _negated=True), models.Q(("number", ""), _negated=True)
                ),
                fields=("supplier", "kind", "number_folded"),
                name="expense_number_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="expense",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("net_cents__gte", 0),
                    ("vat_cents__gte", 0),
                    models.Q(("net_cents", 0), ("vat_cents", 0), _negated=True),
                ),
                name="expense_amounts",
            ),
        ),
        migrations.AddConstraint(
            model_name="expense",
            constraint=models.CheckConstraint(
                condition=models.Q(("approvals_needed__gte", 1), ("approvals_needed__lte", 2)), name="expense_approvals"
            ),
        ),
        migrations.AddConstraint(
            model_name="expense",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("reason", ""), ("status", "asked")),
                    models.Q(("decided_at__isnull", False), ("reason", ""), ("status__in", ["approved", "paid"])),
                    models.Q(
                        ("decided_at__isnull", False), ("status", "refused"), models.Q(("reason", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="expense_decided",
            ),
        ),
        migrations.AddConstraint(
            model_name="expense",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "quote"), ("status", "paid"), _negated=True),
                name="expense_quote_is_not_paid",
            ),
        ),
        migrations.AddConstraint(
            model_name="expense",
            constraint=models.CheckConstraint(
                condition=models.Q(("answers", None), ("kind", "bill"), _connector="OR"), name="expense_bill_answers"
            ),
        ),
        migrations.AddConstraint(
            model_name="expense",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("file_path", ""), _negated=True), models.Q(("file_sha256", ""), _negated=True)
                ),
                name="expense_has_file",
            ),
        ),
        Immutable("Expense", when="TRUE", allow=("status", "decided_at", "reason"), keep_until="keep_until"),
        RefuseWhen(
            "Expense",
            "agreed",
            events=("update",),
            lock="SELECT 1 FROM treasury_approval approval WHERE approval.expense_id = NEW.id FOR SHARE",
            when="""NEW.status IN ('approved', 'paid') AND (SELECT COUNT(*) FROM treasury_approval approval
                WHERE approval.expense_id = NEW.id) < NEW.approvals_needed""",
            reason="As many people agree to an expense as it needs",
        ),
        RefuseWhen(
            "ExpenseLine",
            "frozen",
            events=("update", "delete"),
            when="""EXISTS (SELECT 1 FROM treasury_expense expense
                WHERE expense.id = OLD.expense_id AND expense.keep_until > CURRENT_DATE)""",
            reason="The lines of an expense do not change",
        ),
        RefuseWhen(
            "ExpenseLine",
            "sum",
            events=("insert",),
            lock="SELECT 1 FROM treasury_expense expense WHERE expense.id = NEW.expense_id FOR NO KEY UPDATE",
            when="""EXISTS (SELECT 1 FROM treasury_expense expense WHERE expense.id = NEW.expense_id AND (
                expense.net_cents < NEW.net_cents + (SELECT COALESCE(SUM(line.net_cents), 0)
                FROM treasury_expenseline line WHERE line.expense_id = NEW.expense_id)
                OR expense.vat_cents < NEW.vat_cents + (SELECT COALESCE(SUM(line.vat_cents), 0)
                FROM treasury_expenseline line WHERE line.expense_id = NEW.expense_id)))""",
            reason="The lines of an expense stay within its total",
        ),
        AppendOnly("Approval", keep_until="keep_until"),
        RefuseWhen(
            "Approval",
            "own",
            events=("insert",),
            when="""EXISTS (SELECT 1 FROM treasury_expense expense WHERE expense.id = NEW.expense_id
                AND (expense.asked_by_id = NEW.user_id OR expense.member_id = NEW.user_id))""",
            reason="Nobody agrees to their own expense",
        ),
        AppendOnly("ExpensePayment", keep_until="keep_until"),
        RefuseWhen(
            "ExpensePayment",
            "sum",
            events=("insert",),
            lock="SELECT 1 FROM treasury_expense expense WHERE expense.id = NEW.expense_id FOR NO KEY UPDATE",
            when="""NEW.amount_cents > 0 AND NEW.amount_cents + (
                SELECT COALESCE(SUM(other.amount_cents), 0) FROM treasury_expensepayment other
                WHERE other.expense_id = NEW.expense_id) > (SELECT expense.net_cents + expense.vat_cents
                FROM treasury_expense expense WHERE expense.id = NEW.expense_id)""",
            reason="An expense is not paid beyond its total",
        ),
        RefuseWhen(
            "ExpensePayment",
            "agreed",
            events=("insert",),
            when="""NEW.amount_cents > 0 AND EXISTS (SELECT 1 FROM treasury_expense expense
                WHERE expense.id = NEW.expense_id AND expense.status NOT IN ('approved', 'paid'))""",
            reason="Only an approved expense is paid",
        ),
        RefuseWhen(
            "ExpensePayment",
            "line",
            events=("insert",),
            lock="SELECT 1 FROM treasury_bankline line WHERE line.id = NEW.bank_line_id FOR NO KEY UPDATE",
            when="""NEW.amount_cents > 0 AND NEW.amount_cents + (
                SELECT COALESCE(SUM(other.amount_cents), 0) FROM treasury_expensepayment other
                WHERE other.bank_line_id = NEW.bank_line_id) > (SELECT -line.amount_cents FROM treasury_bankline line
                WHERE line.id = NEW.bank_line_id)""",
            reason="A line of the bank pays no more than what went out",
        ),
        RefuseWhen(
            "ExpensePayment",
            "opposite",
            events=("insert",),
            when="""EXISTS (SELECT 1 FROM treasury_expensepayment other WHERE other.id = NEW.corrects_id
                AND (other.expense_id <> NEW.expense_id OR other.amount_cents <> -NEW.amount_cents))""",
            reason="What takes a payment back is its opposite, of the same expense",
        ),
    ]
