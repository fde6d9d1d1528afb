"""What an edition plans to earn and to spend: adopted versions stay as they are."""

from typing import ClassVar

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import parvis.core.fields
from parvis.core.append_only import Immutable, RefuseWhen


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("editions", "0003_saved_view"),
        ("sales", "0008_shop"),
        ("treasury", "0008_reminders"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="BudgetItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "pole",
                    models.CharField(
                        choices=[
                            ("presidency", "Presidency"),
                            ("general_secretary", "General secretary"),
                            ("treasury", "Treasury"),
                            ("company_relations", "Company relations"),
                            ("logistics", "Logistics"),
                            ("activities", "Activities"),
                            ("communication", "Communication"),
                            ("visitors", "Visitors"),
                            ("it", "IT"),
                        ],
                        max_length=20,
                        verbose_name="pole",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("income", "Income"), ("expense", "Expense")], max_length=7, verbose_name="kind"
                    ),
                ),
                ("label", models.CharField(max_length=120, verbose_name="what it is for")),
                ("label_folded", parvis.core.fields.FoldedField("label", default="", max_length=500)),
                ("is_sales", models.BooleanField(default=False, verbose_name="fed by signed contracts")),
                (
                    "account",
                    models.CharField(
                        default="628000",
                        max_length=6,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A6\\d{2,5}\\Z", "An account of expenses begins with 6 and has 3 to 6 digits."
                            )
                        ],
                        verbose_name="account of the books",
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="budget_items", to="editions.edition"
                    ),
                ),
                (
                    "option",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="budget_items",
                        to="sales.option",
                        verbose_name="for the option",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="BudgetVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="version")),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "Draft"), ("adopted", "Adopted")], default="draft", max_length=7
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("adopted_at", models.DateTimeField(blank=True, null=True)),
                ("adopted_by", models.CharField(blank=True, max_length=160)),
                ("line_count", models.PositiveIntegerField(default=0, help_text="Once adopted: no line comes later.")),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="budgets", to="editions.edition"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="BudgetLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("planned_cents", parvis.core.fields.CentsField(verbose_name="planned")),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="treasury.budgetitem"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="treasury.budgetversion"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="budgetitem",
            constraint=models.UniqueConstraint(
                fields=("edition", "kind", "pole", "label_folded"), name="budget_item_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetitem",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_sales", True)), fields=("edition",), name="budget_sales_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["income", "expense"])), name="budget_item_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "income"), ("option", None)),
                    models.Q(("is_sales", False), ("kind", "expense")),
                    _connector="OR",
                ),
                name="budget_item_of_its_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetversion",
            constraint=models.UniqueConstraint(fields=("edition", "number"), name="budget_version_once"),
        ),
        migrations.AddConstraint(
            model_name="budgetversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "draft")), fields=("edition",), name="budget_one_draft"
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("adopted_at", None), ("line_count", 0), ("status", "draft")),
                    models.Q(
                        ("adopted_at__isnull", False),
                        ("line_count__gte", 1),
                        ("status", "adopted"),
                        models.Q(("adopted_by", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="budget_adopted_says_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetline",
            constraint=models.UniqueConstraint(fields=("version", "item"), name="budget_line_once"),
        ),
        migrations.AddConstraint(
            model_name="budgetline",
            constraint=models.CheckConstraint(condition=models.Q(("planned_cents__gte", 0)), name="budget_line_amount"),
        ),
        Immutable("BudgetVersion", when="status = 'adopted'"),
        RefuseWhen(
            "BudgetLine",
            "adopted",
            events=("update", "delete"),
            when="""EXISTS (SELECT 1 FROM treasury_budgetversion version
                WHERE version.id = OLD.version_id AND version.status = 'adopted')""",
            reason="The lines of an adopted budget can no longer change",
        ),
        RefuseWhen(
            "BudgetLine",
            "count",
            events=("insert",),
            when="""EXISTS (SELECT 1 FROM treasury_budgetversion version WHERE version.id = NEW.version_id
                AND version.status = 'adopted' AND version.line_count <= (
                SELECT COUNT(*) FROM treasury_budgetline line WHERE line.version_id = NEW.version_id))""",
            reason="An adopted budget gets no more lines",
        ),
        RefuseWhen(
            "BudgetItem",
            "words",
            events=("update",),
            when="""(OLD.label <> NEW.label OR OLD.pole <> NEW.pole OR OLD.kind <> NEW.kind
                OR OLD.is_sales <> NEW.is_sales OR OLD.edition_id <> NEW.edition_id)
                AND EXISTS (SELECT 1 FROM treasury_budgetline line
                JOIN treasury_budgetversion version ON version.id = line.version_id
                WHERE line.item_id = OLD.id AND version.status = 'adopted')""",
            reason="What the board adopted keeps its words",
        ),
    ]
