"""What amends a contract hangs on it: its lines, its requests; one live contract of its own for each exhibitor."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

from parvis.core.append_only import Immutable, Lifted, RefuseWhen

CONTRACT = Immutable(
    "Contract",
    when="status IS NOT NULL",
    allow=("status", "signed_at", "withdrawn_at", "token_hash", "countersigned_at"),
)
QUOTE = Immutable(
    "Quote",
    when="status <> 'draft'",
    allow=("status", "answered_at", "answered_by", "token_hash", "contact"),
)
ANSWERED = Immutable(
    "OptionRequest",
    when="state IN ('refused', 'taken_back', 'lapsed')",
    allow=("asked_by", "answered_by", "reason"),
)


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("companies", "0006_answers"),
        ("exhibitors", "0002_done_step"),
        ("sales", "0010_restamps"),
    ]

    operations: ClassVar = [
        Lifted(CONTRACT),
        Lifted(QUOTE),
        Lifted(ANSWERED),
        migrations.RemoveConstraint(
            model_name="contract",
            name="exhibitor_has_one_contract",
        ),
        migrations.RemoveConstraint(
            model_name="quote",
            name="exhibitor_accepts_one_quote",
        ),
        migrations.AddField(
            model_name="contract",
            name="amends",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="amendments",
                to="sales.contract",
            ),
        ),
        migrations.AddField(
            model_name="optionrequest",
            name="amendment",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="option_requests",
                to="sales.contract",
            ),
        ),
        migrations.AddField(
            model_name="quote",
            name="is_amendment",
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name="optionrequest",
            name="state",
            field=models.CharField(
                choices=[
                    ("asked", "Asked for"),
                    ("waiting", "On the waiting list"),
                    ("offered", "A unit is kept"),
                    ("accepted", "Accepted"),
                    ("refused", "Refused"),
                    ("taken_back", "Taken back"),
                    ("lapsed", "Not answered in time"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("amends", None), models.Q(("status__in", ["declined", "expired", "withdrawn"]), _negated=True)
                ),
                fields=("exhibitor",),
                name="exhibitor_has_one_contract",
            ),
        ),
        migrations.AddConstraint(
            model_name="optionrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("amendment__isnull", False), ("state", "accepted")),
                    models.Q(models.Q(("state", "accepted"), _negated=True), ("amendment", None)),
                    _connector="OR",
                ),
                name="accepted_request_is_in_an_amendment",
            ),
        ),
        migrations.AddConstraint(
            model_name="quote",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_amendment", False), ("status", "accepted")),
                fields=("exhibitor",),
                name="exhibitor_accepts_one_quote",
            ),
        ),
        CONTRACT,
        QUOTE,
        Immutable(
            "OptionRequest",
            when="state IN ('accepted', 'refused', 'taken_back', 'lapsed')",
            allow=("asked_by", "answered_by", "reason"),
        ),
        RefuseWhen(
            "Contract",
            "own",
            events=("insert",),
            when=(
                "EXISTS (SELECT 1 FROM sales_contract amended WHERE amended.id = NEW.amends_id"
                " AND (amended.exhibitor_id <> NEW.exhibitor_id OR amended.amends_id IS NOT NULL))"
            ),
            reason="An amendment hangs on a contract of the same exhibitor, never on another amendment",
        ),
    ]
