"""A negotiated discount with its reason; above the edition’s threshold somebody else has agreed before it is sent."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

from parvis.core.append_only import Immutable, Lifted

SENT = Immutable(
    "Quote",
    when="status <> 'draft'",
    allow=("status", "answered_at", "answered_by", "token_hash", "contact"),
)


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("editions", "0003_saved_view"),
        ("sales", "0005_signing"),
    ]

    operations: ClassVar = [
        Lifted(SENT),
        migrations.CreateModel(
            name="DiscountPolicy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "approval_above_basis_points",
                    models.PositiveIntegerField(default=1000, verbose_name="approval above"),
                ),
            ],
        ),
        migrations.AddField(
            model_name="quote",
            name="allowed_basis_points",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="quote",
            name="approved_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="quote",
            name="approved_by",
            field=models.CharField(blank=True, max_length=160),
        ),
        migrations.AddField(
            model_name="quote",
            name="approved_ref",
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddField(
            model_name="quote",
            name="author_ref",
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddField(
            model_name="quote",
            name="discount_basis_points",
            field=models.PositiveIntegerField(default=0, verbose_name="negotiated discount"),
        ),
        migrations.AddField(
            model_name="quote",
            name="discount_reason",
            field=models.CharField(blank=True, max_length=200, verbose_name="reason of the discount"),
        ),
        migrations.AddField(
            model_name="quote",
            name="given_basis_points",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddConstraint(
            model_name="quote",
            constraint=models.CheckConstraint(
                condition=models.Q(("discount_basis_points__lte", 10000), ("given_basis_points__lte", 10000)),
                name="quote_discount_is_a_share",
            ),
        ),
        migrations.AddConstraint(
            model_name="quote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("discount_basis_points", 0), models.Q(("discount_reason", ""), _negated=True), _connector="OR"
                ),
                name="quote_discount_has_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="quote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("approved_at", None), ("approved_ref", "")),
                    models.Q(("approved_at__isnull", False), models.Q(("approved_ref", ""), _negated=True)),
                    _connector="OR",
                ),
                name="quote_approval_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="quote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approved_ref", ""),
                    models.Q(("approved_ref", models.F("author_ref")), _negated=True),
                    _connector="OR",
                ),
                name="quote_approver_is_not_author",
            ),
        ),
        migrations.AddConstraint(
            model_name="quote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status", "draft"),
                    ("given_basis_points__lte", models.F("allowed_basis_points")),
                    ("approved_at__isnull", False),
                    _connector="OR",
                ),
                name="sent_discount_is_allowed_or_approved",
            ),
        ),
        migrations.AddField(
            model_name="discountpolicy",
            name="edition",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="discount_policy", to="editions.edition"
            ),
        ),
        migrations.AddConstraint(
            model_name="discountpolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(("approval_above_basis_points__lte", 10000)), name="discount_policy_percent"
            ),
        ),
        SENT,
    ]
