"""What a company wants on its invoices, as it says before it signs; as it was said once it has signed."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

from parvis.core.append_only import RefuseWhen


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("sales", "0011_amendments"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="InvoicingDetails",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("purchase_order", models.CharField(blank=True, max_length=60, verbose_name="purchase order")),
                (
                    "has_no_engagement",
                    models.BooleanField(default=False, verbose_name="no engagement number is required"),
                ),
                ("service_code", models.CharField(blank=True, max_length=100, verbose_name="service code")),
                ("has_no_service_code", models.BooleanField(default=False, verbose_name="there is no service code")),
                ("market_number", models.CharField(blank=True, max_length=50, verbose_name="market number")),
                ("filled_at", models.DateTimeField()),
                ("filled_by", models.CharField(max_length=160)),
                (
                    "contract",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="invoicing", to="sales.contract"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("has_no_engagement", False), ("purchase_order", ""), _connector="OR"),
                        name="engagement_given_or_none",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("has_no_service_code", False), ("service_code", ""), _connector="OR"),
                        name="service_code_given_or_none",
                    ),
                ],
            },
        ),
        RefuseWhen(
            "InvoicingDetails",
            "signed",
            events=("update", "delete"),
            when="EXISTS (SELECT 1 FROM sales_contract c WHERE c.id = OLD.contract_id AND c.signed_at IS NOT NULL)",
            reason="What was said for the invoices stays as it was when the contract was signed",
        ),
    ]
