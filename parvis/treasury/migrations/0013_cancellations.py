"""Invoices of what a cancellation leaves due; a payment that a balance deducts is not taken back."""

from typing import ClassVar

from django.db import migrations, models

from parvis.core.append_only import RefuseWhen

KINDS = [
    ("full", "Invoice"),
    ("deposit", "Deposit invoice"),
    ("balance", "Balance invoice"),
    ("cancel", "Cancellation invoice"),
]


class Migration(migrations.Migration):
    dependencies: ClassVar = [("treasury", "0012_owed_credits")]

    operations: ClassVar = [
        migrations.AlterField(
            model_name="invoice",
            name="kind",
            field=models.CharField(choices=KINDS, default="full", max_length=7),
        ),
        # A balance has a day of issue and no hour: what was taken back on that day may have been before it, and is
        # judged by the action alone, which holds the deposit's row.
        RefuseWhen(
            "Payment",
            "deducted",
            events=("insert",),
            lock="SELECT 1 FROM treasury_invoice deposit WHERE deposit.id = NEW.invoice_id FOR NO KEY UPDATE",
            when="""NEW.amount_cents < 0 AND EXISTS (
                SELECT 1 FROM treasury_invoice balance
                JOIN treasury_invoice deposit ON deposit.contract_id = balance.contract_id
                WHERE deposit.id = NEW.invoice_id AND deposit.kind = 'deposit' AND balance.status = 'issued'
                AND balance.issued_on < DATE(NEW.entered_at) AND balance.prepaid_cents > NEW.amount_cents + (
                    SELECT COALESCE(SUM(payment.amount_cents), 0) FROM treasury_payment payment
                    WHERE payment.invoice_id = NEW.invoice_id)
                AND balance.net_cents + balance.vat_cents > (
                    SELECT COALESCE(SUM(note.net_cents + note.vat_cents), 0) FROM treasury_creditnote note
                    WHERE note.invoice_id = balance.id AND note.status = 'issued'))""",
            reason="A payment that a balance deducts is not taken back",
        ),
    ]
