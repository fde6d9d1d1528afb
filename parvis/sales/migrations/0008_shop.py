"""Options asked for after the signature with their waiting list; what a cancellation owed."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

from parvis.core.append_only import AppendOnly, Immutable
from parvis.core.fields import CentsField


class Migration(migrations.Migration):
    dependencies: ClassVar = [("exhibitors", "0002_done_step"), ("sales", "0007_price_list")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Cancellation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("cancelled_at", models.DateTimeField()),
                ("cancelled_by", models.CharField(max_length=160)),
                ("reason", models.CharField(max_length=300)),
                ("days_left", models.IntegerField()),
                ("share_basis_points", models.PositiveIntegerField()),
                ("computation", models.JSONField(default=list)),
                ("net_cents", CentsField()),
                ("owed_cents", CentsField()),
                ("keep_until", models.DateField()),
            ],
        ),
        migrations.CreateModel(
            name="OptionRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("quantity", models.PositiveIntegerField(verbose_name="quantity")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Asked for"),
                            ("waiting", "On the waiting list"),
                            ("offered", "A unit is kept"),
                            ("refused", "Refused"),
                            ("taken_back", "Taken back"),
                            ("lapsed", "Not answered in time"),
                        ],
                        max_length=10,
                    ),
                ),
                ("name", models.CharField(max_length=160)),
                ("unit_price_cents", CentsField()),
                ("vat_basis_points", models.PositiveIntegerField()),
                ("asked_at", models.DateTimeField()),
                ("asked_by", models.CharField(max_length=160)),
                ("held_until", models.DateField(blank=True, null=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("answered_by", models.CharField(blank=True, max_length=160)),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
            ],
        ),
        migrations.AddField(
            model_name="cancellation",
            name="contract",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="cancellation", to="sales.contract"
            ),
        ),
        migrations.AddField(
            model_name="optionrequest",
            name="exhibitor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="option_requests", to="exhibitors.exhibitor"
            ),
        ),
        migrations.AddField(
            model_name="optionrequest",
            name="option",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="requests", to="sales.option"
            ),
        ),
        migrations.AddConstraint(
            model_name="cancellation",
            constraint=models.CheckConstraint(
                condition=models.Q(("share_basis_points__lte", 10000)), name="cancellation_share"
            ),
        ),
        migrations.AddConstraint(
            model_name="cancellation",
            constraint=models.CheckConstraint(
                condition=models.Q(("owed_cents__gte", 0), ("owed_cents__lte", models.F("net_cents"))),
                name="cancellation_owes_at_most_all",
            ),
        ),
        migrations.AddConstraint(
            model_name="optionrequest",
            constraint=models.CheckConstraint(condition=models.Q(("quantity__gt", 0)), name="option_request_quantity"),
        ),
        migrations.AddConstraint(
            model_name="optionrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "offered"), _negated=True), ("held_until__isnull", False), _connector="OR"
                ),
                name="kept_unit_has_last_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="optionrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "refused"), _negated=True),
                    models.Q(("answered_at__isnull", False), models.Q(("reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="refused_request_has_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="optionrequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["asked", "waiting", "offered"])),
                fields=("exhibitor", "option"),
                name="option_asked_once_at_a_time",
            ),
        ),
        AppendOnly("Cancellation", keep_until="keep_until"),
        Immutable(
            "OptionRequest",
            when="state IN ('refused', 'taken_back', 'lapsed')",
            allow=("asked_by", "answered_by", "reason"),
        ),
    ]
