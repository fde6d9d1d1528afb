"""A series knows where it began; issued papers know until when they are kept, and may go from that day on."""

from datetime import date
from importlib import import_module
from typing import Any, ClassVar

from django.db import migrations, models
from django.db.models import F, Q

from parvis.core.append_only import Guard, Immutable, Lifted, RefuseWhen

OLD: list[Guard] = import_module("parvis.treasury.migrations.0004_numbers_and_sums").Migration.operations
CHANGED = {("InvoiceSeries", "step"), ("InvoiceLine", "frozen")}
SAME = [guard for guard in OLD if isinstance(guard, RefuseWhen) and (guard.model_name, guard.rule) not in CHANGED]
UNUSED = "UPDATE treasury_invoiceseries SET first_number = last_number + 1 WHERE last_issued_on IS NULL"
USED = """UPDATE treasury_invoiceseries SET first_number = COALESCE(
    (SELECT MIN(sequence) FROM treasury_invoice WHERE series_id = treasury_invoiceseries.id),
    (SELECT MIN(sequence) FROM treasury_creditnote WHERE series_id = treasury_invoiceseries.id), 1)
    WHERE last_issued_on IS NOT NULL"""


def say_how_long(apps: Any, _editor: Any) -> None:
    """Ten years after the end of a financial year, which ends within a year of the paper."""
    for name in ("Invoice", "CreditNote"):
        issued = apps.get_model("treasury", name).objects.filter(status="issued")
        for day in issued.dates("issued_on", "year"):
            issued.filter(issued_on__year=day.year).update(keep_until=date(day.year + 12, 1, 1))


def kept(model: str) -> migrations.AddConstraint:
    condition = Q(status="draft") | Q(keep_until__isnull=False)
    constraint = models.CheckConstraint(name=f"{model}_is_kept", condition=condition)
    return migrations.AddConstraint(model_name=model, constraint=constraint)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("treasury", "0004_numbers_and_sums")]
    operations: ClassVar = [
        *(Lifted(guard) for guard in reversed(OLD)),
        Lifted(Immutable("Invoice", when="status = 'issued'")),
        *(
            migrations.AddField(model, "keep_until", models.DateField(null=True, blank=True))
            for model in ("invoice", "creditnote")
        ),
        migrations.AddField(
            "invoiceseries", "first_number", models.PositiveIntegerField(default=1, verbose_name="first number")
        ),
        migrations.AddField(
            "invoiceseries",
            "started_at",
            models.DateTimeField(null=True, blank=True, help_text="When somebody said where it begins."),
        ),
        migrations.RunSQL([UNUSED, USED], migrations.RunSQL.noop),
        migrations.RunPython(say_how_long, migrations.RunPython.noop),
        kept("invoice"),
        kept("creditnote"),
        migrations.AddConstraint(
            "invoiceseries",
            models.CheckConstraint(
                name="series_begins_at_its_first",
                condition=Q(first_number__gte=1, last_number__gte=F("first_number") - 1),
            ),
        ),
        Immutable("Invoice", when="status = 'issued'", keep_until="keep_until"),
        Immutable("CreditNote", when="status = 'issued'", keep_until="keep_until"),
        *SAME,
        RefuseWhen(
            "InvoiceSeries",
            "step",
            events=("update",),
            when="""(OLD.last_issued_on IS NOT NULL AND (NEW.prefix <> OLD.prefix OR NEW.last_issued_on IS NULL
                OR NEW.last_issued_on < OLD.last_issued_on OR NEW.last_number <> OLD.last_number + 1))""",
            reason="A used series goes on by one, and never back in time",
        ),
        RefuseWhen(
            "InvoiceSeries",
            "start",
            events=("update",),
            when="""(OLD.last_issued_on IS NOT NULL AND NEW.first_number <> OLD.first_number)
                OR (OLD.last_issued_on IS NULL AND NEW.last_issued_on IS NOT NULL
                AND NEW.last_number <> NEW.first_number)""",
            reason="A series begins with its first number, which stays once a paper has it",
        ),
        RefuseWhen(
            "InvoiceLine",
            "frozen",
            events=("update", "delete"),
            when="""EXISTS (SELECT 1 FROM treasury_invoice invoice WHERE invoice.id = OLD.invoice_id
                AND invoice.status = 'issued' AND (invoice.keep_until IS NULL OR invoice.keep_until > CURRENT_DATE))""",
            reason="The lines of an issued invoice can no longer change",
        ),
    ]
