"""Money given back to an exhibitor, never more than it paid too much, from a line of the bank or not; fees of banks."""

from typing import ClassVar

from django.db import migrations, models
from django.db.models import Q

import parvis.core.fields
from parvis.core.append_only import AppendOnly, Lifted, RefuseWhen

METHODS = [
    ("transfer", "Bank transfer"),
    ("card", "Card"),
    ("cheque", "Cheque"),
    ("other", "Other"),
    ("fee", "Kept by the bank"),
]
DEDUCTED = RefuseWhen(  # as before: the table it guards is rebuilt
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
)
AS_MUCH = RefuseWhen(
    "Allocation",
    "payment",
    events=("insert",),
    when="""EXISTS (SELECT 1 FROM treasury_payment payment
                WHERE payment.id = NEW.payment_id AND payment.amount_cents <> NEW.amount_cents)""",
    reason="An allocation is as much as its payment",
)
PREPAID = RefuseWhen(
    "Invoice",
    "prepaid",
    events=("update",),
    lock="SELECT 1 FROM treasury_invoice deposit WHERE deposit.contract_id = NEW.contract_id FOR NO KEY UPDATE",
    when="""NEW.status = 'issued' AND OLD.status = 'draft' AND NEW.prepaid_cents > (
                SELECT COALESCE(SUM(payment.amount_cents), 0) FROM treasury_payment payment
                JOIN treasury_invoice deposit ON deposit.id = payment.invoice_id
                WHERE deposit.contract_id = NEW.contract_id AND deposit.kind = 'deposit'
                AND deposit.status = 'issued')""",
    reason="An invoice deducts the deposits that were paid, no more",
)
OPPOSITE = RefuseWhen(
    "Allocation",
    "opposite",
    events=("insert",),
    when="""EXISTS (SELECT 1 FROM treasury_allocation other WHERE other.id = NEW.corrects_id
                AND (other.line_id <> NEW.line_id OR other.amount_cents <> -NEW.amount_cents))""",
    reason="What takes an allocation back is its opposite, on the same line",
)
OVERPAID = RefuseWhen(
    "Payment",
    "overpaid",
    events=("insert",),
    lock="SELECT 1 FROM treasury_invoice invoice WHERE invoice.id = NEW.invoice_id FOR NO KEY UPDATE",
    when="""NEW.amount_cents < 0 AND (NEW.is_paid_back OR (
                SELECT COALESCE(SUM(other.amount_cents), 0) FROM treasury_payment other
                WHERE other.invoice_id = NEW.invoice_id AND other.is_paid_back) < 0)
                AND NEW.amount_cents + (
                SELECT COALESCE(SUM(payment.amount_cents), 0) FROM treasury_payment payment
                WHERE payment.invoice_id = NEW.invoice_id) < (
                SELECT invoice.net_cents + invoice.vat_cents - invoice.prepaid_cents - (
                    SELECT COALESCE(SUM(note.net_cents + note.vat_cents), 0) FROM treasury_creditnote note
                    WHERE note.invoice_id = invoice.id AND note.status = 'issued')
                FROM treasury_invoice invoice WHERE invoice.id = NEW.invoice_id)""",
    reason="No more is given back than was paid too much",
)
WITHIN = RefuseWhen(
    "Allocation",
    "sum",
    events=("insert",),
    lock="SELECT 1 FROM treasury_bankline line WHERE line.id = NEW.line_id FOR NO KEY UPDATE",
    when="""EXISTS (SELECT 1 FROM treasury_bankline line WHERE line.id = NEW.line_id AND (
                (line.amount_cents > 0 AND NEW.amount_cents > 0 AND NEW.amount_cents + (
                    SELECT COALESCE(SUM(other.amount_cents), 0) FROM treasury_allocation other
                    WHERE other.line_id = NEW.line_id) > line.amount_cents)
                OR (line.amount_cents < 0 AND NEW.amount_cents < 0 AND NEW.amount_cents + (
                    SELECT COALESCE(SUM(other.amount_cents), 0) FROM treasury_allocation other
                    WHERE other.line_id = NEW.line_id) - (
                    SELECT COALESCE(SUM(spent.amount_cents), 0) FROM treasury_expensepayment spent
                    WHERE spent.bank_line_id = NEW.line_id) < line.amount_cents)
                OR (NEW.corrects_id IS NULL AND (line.amount_cents > 0) <> (NEW.amount_cents > 0))))""",
    reason="The allocations of a bank line stay within its amount",
)
SPENT = RefuseWhen(
    "ExpensePayment",
    "line",
    events=("insert",),
    lock="SELECT 1 FROM treasury_bankline line WHERE line.id = NEW.bank_line_id FOR NO KEY UPDATE",
    when="""NEW.amount_cents > 0 AND NEW.amount_cents + (
                SELECT COALESCE(SUM(other.amount_cents), 0) FROM treasury_expensepayment other
                WHERE other.bank_line_id = NEW.bank_line_id) - (
                SELECT COALESCE(SUM(given.amount_cents), 0) FROM treasury_allocation given
                WHERE given.line_id = NEW.bank_line_id) > (SELECT -line.amount_cents FROM treasury_bankline line
                WHERE line.id = NEW.bank_line_id)""",
    reason="A line of the bank pays no more than what went out",
)
RECEIVED = Q(amount_cents__gt=0, corrects=None) | Q(amount_cents__lt=0, corrects__isnull=False)
GIVEN = Q(amount_cents__lt=0, corrects=None) | Q(amount_cents__gt=0, corrects__isnull=False)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("treasury", "0015_kept_files")]

    operations: ClassVar = [
        Lifted(AS_MUCH),
        Lifted(PREPAID),
        migrations.AddField(
            "invoicingterms",
            "most_fee_cents",
            parvis.core.fields.CentsField(default=2500, verbose_name="most a bank keeps of a payment"),
        ),
        migrations.AddConstraint(
            "invoicingterms",
            models.CheckConstraint(name="invoicing_terms_fee", condition=Q(most_fee_cents__gte=0)),
        ),
        migrations.RemoveConstraint("payment", "payment_amount"),
        migrations.AddField("payment", "is_paid_back", models.BooleanField(default=False)),
        migrations.AlterField(
            "payment",
            "method",
            models.CharField(choices=METHODS, default="transfer", max_length=8, verbose_name="by"),
        ),
        migrations.AddConstraint(
            "payment",
            models.CheckConstraint(
                name="payment_amount",
                condition=(Q(is_paid_back=False) & RECEIVED) | (Q(is_paid_back=True) & GIVEN),
            ),
        ),
        migrations.RemoveConstraint("allocation", "allocation_amount"),
        migrations.AddConstraint(
            "allocation",
            models.CheckConstraint(
                name="allocation_amount",
                condition=RECEIVED | (Q(payment__isnull=False) & GIVEN),
            ),
        ),
        AppendOnly("Payment", keep_until="keep_until"),
        DEDUCTED,
        OVERPAID,
        AppendOnly("Allocation", keep_until="keep_until"),
        WITHIN,
        AS_MUCH,
        OPPOSITE,
        SPENT,
        PREPAID,
    ]
