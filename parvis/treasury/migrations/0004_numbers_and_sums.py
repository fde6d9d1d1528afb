"""Numbers in order, lines that stay with their invoice, credit notes within their invoice: refused by the database."""

from typing import ClassVar

from django.db import migrations

from parvis.core.append_only import Immutable, RefuseWhen

LATER_BUT_OLDER = """NEW.status = 'issued' AND EXISTS (
    SELECT 1 FROM {table} other WHERE other.series_id = NEW.series_id AND other.id <> NEW.id
    AND ((other.sequence < NEW.sequence AND other.issued_on > NEW.issued_on)
    OR (other.sequence > NEW.sequence AND other.issued_on < NEW.issued_on)))"""
NOT_THE_COUNTERS = """OLD.status = 'draft' AND NEW.status = 'issued' AND NOT EXISTS (
    SELECT 1 FROM treasury_invoiceseries series WHERE series.id = NEW.series_id
    AND series.last_number = NEW.sequence AND series.last_issued_on = NEW.issued_on)"""


def in_order(model: str, table: str) -> list[RefuseWhen]:
    return [
        RefuseWhen(
            model,
            "date",
            events=("insert", "update"),
            when=LATER_BUT_OLDER.format(table=table),
            reason=f"{model}: a higher number has a later date",
        ),
        RefuseWhen(
            model,
            "number",
            events=("update",),
            when=NOT_THE_COUNTERS,
            reason=f"{model}: the number and date are those of its series",
        ),
    ]


class Migration(migrations.Migration):
    dependencies: ClassVar = [("treasury", "0003_invoicing_terms")]
    operations: ClassVar = [
        Immutable("CreditNote", when="status = 'issued'"),  # again: it has a new column
        *in_order("Invoice", "treasury_invoice"),
        *in_order("CreditNote", "treasury_creditnote"),
        RefuseWhen(
            "InvoiceSeries",
            "step",
            events=("update",),
            when="""OLD.last_issued_on IS NOT NULL AND (NEW.prefix <> OLD.prefix OR NEW.last_issued_on IS NULL
                OR NEW.last_issued_on < OLD.last_issued_on OR NEW.last_number <> OLD.last_number + 1)""",
            reason="A used series goes on by one, and never back in time",
        ),
        RefuseWhen(
            "InvoiceSeries",
            "used",
            events=("delete",),
            when="OLD.last_issued_on IS NOT NULL",
            reason="A used series is kept",
        ),
        RefuseWhen(
            "InvoiceLine",
            "frozen",
            events=("update", "delete"),
            when="""EXISTS (SELECT 1 FROM treasury_invoice invoice
                WHERE invoice.id = OLD.invoice_id AND invoice.status = 'issued')""",
            reason="The lines of an issued invoice can no longer change",
        ),
        RefuseWhen(
            "InvoiceLine",
            "sum",
            events=("insert",),
            when="""NEW.net_cents + (SELECT COALESCE(SUM(line.net_cents), 0) FROM treasury_invoiceline line
                WHERE line.invoice_id = NEW.invoice_id) > (SELECT invoice.net_cents FROM treasury_invoice invoice
                WHERE invoice.id = NEW.invoice_id AND invoice.status = 'issued')""",
            reason="The lines of an issued invoice add up to its total",
        ),
        RefuseWhen(
            "CreditNote",
            "sum",
            events=("insert", "update"),
            lock="SELECT 1 FROM treasury_invoice invoice WHERE invoice.id = NEW.invoice_id FOR NO KEY UPDATE",
            when="""NEW.status = 'issued' AND NEW.net_cents + NEW.vat_cents + (
                SELECT COALESCE(SUM(note.net_cents + note.vat_cents), 0) FROM treasury_creditnote note
                WHERE note.invoice_id = NEW.invoice_id AND note.status = 'issued' AND note.id <> NEW.id
                ) > (SELECT invoice.net_cents + invoice.vat_cents FROM treasury_invoice invoice
                WHERE invoice.id = NEW.invoice_id)""",
            reason="An invoice is not credited beyond its total",
        ),
    ]
