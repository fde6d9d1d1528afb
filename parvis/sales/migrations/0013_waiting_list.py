"""Who waits for a package that is sold out."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("companies", "0006_answers"),
        ("exhibitors", "0002_done_step"),
        ("sales", "0012_invoicing_details"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="PlaceRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "On the waiting list"),
                            ("offered", "A place is kept"),
                            ("taken", "Place taken"),
                            ("struck_off", "Taken off the list"),
                            ("lapsed", "Not answered in time"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("asked_by", models.CharField(max_length=160)),
                ("held_until", models.DateField(blank=True, null=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("answered_by", models.CharField(blank=True, max_length=160)),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                (
                    "exhibitor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="place_requests",
                        to="exhibitors.exhibitor",
                    ),
                ),
                (
                    "interest",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="place_request",
                        to="companies.interest",
                    ),
                ),
                (
                    "package",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="requests", to="sales.package"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("exhibitor__isnull", False), ("interest", None)),
                            models.Q(("exhibitor", None), ("interest__isnull", False)),
                            _connector="OR",
                        ),
                        name="place_request_is_of_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "offered"), _negated=True),
                            ("held_until__isnull", False),
                            _connector="OR",
                        ),
                        name="kept_place_has_last_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["waiting", "offered"]), ("answered_at__isnull", False), _connector="OR"
                        ),
                        name="ended_place_request_has_date",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "struck_off"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="struck_off_request_has_reason",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["waiting", "offered"])),
                        fields=("exhibitor", "package"),
                        name="place_asked_once_at_a_time",
                    ),
                ],
            },
        ),
    ]
