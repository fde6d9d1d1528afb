"""The way of issued papers to a platform, what it said of each, and what suppliers sent through it."""

import datetime
from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

from parvis.core.append_only import AppendOnly, Immutable


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("editions", "0003_saved_view"),
        ("treasury", "0010_expenses"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="IncomingInvoice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("platform", models.CharField(max_length=20, verbose_name="platform")),
                ("key", models.CharField(max_length=120, unique=True)),
                ("name", models.CharField(max_length=100, verbose_name="file")),
                ("path", models.CharField(max_length=200)),
                ("sha256", models.CharField(max_length=64)),
                ("received_at", models.DateTimeField(verbose_name="received")),
                ("keep_until", models.DateField()),
            ],
        ),
        migrations.CreateModel(
            name="Transmission",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "route",
                    models.CharField(
                        choices=[("platform", "E-invoice"), ("chorus", "Chorus Pro"), ("mail", "Mail")],
                        max_length=8,
                        verbose_name="way",
                    ),
                ),
                ("has_report", models.BooleanField(default=False, verbose_name="reported to the tax office")),
                ("platform", models.CharField(blank=True, max_length=20, verbose_name="platform")),
                ("decided_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("leased_until", models.DateTimeField(blank=True, null=True)),
                ("attempt_count", models.PositiveIntegerField(default=0)),
                ("problem", models.CharField(blank=True, max_length=300)),
                ("keep_until", models.DateField()),
                (
                    "credit_note",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transmission",
                        to="treasury.creditnote",
                    ),
                ),
                (
                    "invoice",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transmission",
                        to="treasury.invoice",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TransmissionEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (200, "Deposited"),
                            (201, "Sent by the platform"),
                            (202, "Received by the buyer’s platform"),
                            (203, "Made available to the buyer"),
                            (204, "Taken in hand by the buyer"),
                            (205, "Approved"),
                            (206, "Approved in part"),
                            (207, "Disputed"),
                            (208, "Suspended: the buyer asks for something"),
                            (209, "Completed"),
                            (210, "Refused by the buyer"),
                            (211, "Payment on its way"),
                            (212, "Cashed"),
                            (213, "Rejected by the platform"),
                        ]
                    ),
                ),
                ("happened_at", models.DateTimeField()),
                ("noted_at", models.DateTimeField()),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                ("reference", models.CharField(blank=True, max_length=100, verbose_name="reference on the platform")),
                ("key", models.CharField(max_length=120, unique=True)),
                ("is_by_hand", models.BooleanField(default=False)),
                ("keep_until", models.DateField()),
                (
                    "payment",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transmission_event",
                        to="treasury.payment",
                    ),
                ),
                (
                    "transmission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="treasury.transmission"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TransmissionTerms",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("platform", models.CharField(default="manual", max_length=20, verbose_name="platform")),
                (
                    "invoices_from",
                    models.DateField(default=datetime.date(2027, 9, 1), verbose_name="e-invoices leave by it from"),
                ),
                (
                    "reports_from",
                    models.DateField(default=datetime.date(2027, 9, 1), verbose_name="sales by mail are reported from"),
                ),
                (
                    "association",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transmission_terms",
                        to="editions.association",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="transmission",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("credit_note__isnull", False), ("invoice", None)),
                    models.Q(("credit_note", None), ("invoice__isnull", False)),
                    _connector="OR",
                ),
                name="transmission_of_one_paper",
            ),
        ),
        migrations.AddConstraint(
            model_name="transmission",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("platform", ""), ("route", "mail")),
                    models.Q(("route__in", ["platform", "chorus"]), models.Q(("platform", ""), _negated=True)),
                    _connector="OR",
                ),
                name="transmission_way",
            ),
        ),
        migrations.AddConstraint(
            model_name="transmissionevent",
            constraint=models.CheckConstraint(
                condition=models.Q(("code__gte", 200), ("code__lte", 213)), name="transmission_event_code"
            ),
        ),
        migrations.AddConstraint(
            model_name="transmissionevent",
            constraint=models.CheckConstraint(
                condition=models.Q(("payment", None), ("code", 212), _connector="OR"), name="transmission_event_payment"
            ),
        ),
        AppendOnly("TransmissionEvent", keep_until="keep_until"),
        AppendOnly("IncomingInvoice", keep_until="keep_until"),
        Immutable(
            "Transmission",
            allow=("platform", "due_at", "leased_until", "attempt_count", "problem"),
            keep_until="keep_until",
        ),
    ]
