"""Money that goes out: suppliers, their quotes and bills, what members paid themselves, who agreed, what was paid."""

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parvis.accounts.models import User
from parvis.core.fields import CentsField, FoldedField
from parvis.core.models import PeersManager
from parvis.editions.models import Edition
from parvis.treasury.models.bank import BankLine
from parvis.treasury.models.budget import BudgetItem

TWO_FROM_CENTS = 50_000


class Supplier(models.Model):
    """Who sells to the association, whatever the edition."""

    name = models.CharField(_("name"), max_length=160)
    name_folded = FoldedField("name")
    siren = models.CharField(_("SIREN"), max_length=9, blank=True)
    vat_number = models.CharField(_("VAT number"), max_length=20, blank=True)
    iban = models.CharField(_("IBAN"), max_length=34, blank=True)
    created_at = models.DateTimeField()

    objects = PeersManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name_folded"], name="supplier_name_once"),
            models.UniqueConstraint(fields=["siren"], condition=~Q(siren=""), name="supplier_siren_once"),
        ]

    def __str__(self) -> str:
        return self.name


class ApprovalThreshold(models.Model):
    """From which amount, VAT included, two people agree to an expense of the edition; one below it."""

    edition = models.OneToOneField(Edition, on_delete=models.PROTECT, related_name="approval_threshold")
    two_from_cents = CentsField(_("two people from"), default=TWO_FROM_CENTS)

    objects = PeersManager()

    class Meta:
        constraints = [models.CheckConstraint(name="approval_threshold", condition=Q(two_from_cents__gte=0))]

    def __str__(self) -> str:
        return f"{self.edition} {self.two_from_cents}"


class ExpenseQuerySet(models.QuerySet["Expense"]):
    def in_edition(self, edition: Edition) -> "ExpenseQuerySet":
        return self.filter(edition=edition)

    def agreed(self) -> "ExpenseQuerySet":
        """Approved or paid: the association owes it, or did."""
        return self.filter(status__in=[Expense.Status.APPROVED, Expense.Status.PAID])

    def of_money(self) -> "ExpenseQuerySet":
        """Bills and refunds; a quote is never paid."""
        return self.exclude(kind=Expense.Kind.QUOTE)

    def with_left(self) -> "ExpenseQuerySet":
        """Adds `paid_cents` and `left_cents`; the sum is a query of its own, so that a page may join who asked."""
        payments = Expense.objects.filter(pk=OuterRef("pk")).order_by().values("pk")
        summed = payments.annotate(total=Sum("payments__amount_cents")).values("total")
        paid = Coalesce(Subquery(summed, output_field=models.BigIntegerField()), 0)
        return self.annotate(paid_cents=paid, left_cents=F("net_cents") + F("vat_cents") - paid)

    def to_pay(self) -> "ExpenseQuerySet":
        return self.of_money().filter(status=Expense.Status.APPROVED).with_left()


class Expense(models.Model):
    """A quote or bill of a supplier, or what a member paid for the association and gets back.

    What it says never changes: a mistake is refused with a reason and handed in again. Triggers count the people who
    agreed before it is approved, and refuse whoever asked for it.
    """

    class Kind(models.TextChoices):
        QUOTE = "quote", _("Quote")
        BILL = "bill", _("Bill")
        REFUND = "refund", _("Refund")

    class Status(models.TextChoices):
        TO_APPROVE = "asked", pgettext_lazy("expense", "To approve")
        APPROVED = "approved", pgettext_lazy("expense", "Approved")
        PAID = "paid", pgettext_lazy("expense", "Paid")
        REFUSED = "refused", pgettext_lazy("expense", "Refused")

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="expenses")
    kind = models.CharField(_("kind"), max_length=6, choices=Kind)
    supplier = models.ForeignKey(
        Supplier, on_delete=models.PROTECT, null=True, blank=True, related_name="expenses", verbose_name=_("supplier")
    )
    member = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="refunds")
    number = models.CharField(_("number"), max_length=60, blank=True)
    number_folded = FoldedField("number")
    issued_on = models.DateField(_("dated"))
    due_on = models.DateField(_("due date"), null=True, blank=True)
    purpose = models.CharField(_("what for"), max_length=200)
    purpose_folded = FoldedField("purpose")
    status = models.CharField(max_length=8, choices=Status, default=Status.TO_APPROVE)
    approvals_needed = models.PositiveSmallIntegerField()
    answers = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="answered_by", verbose_name=_("quote")
    )
    net_cents = CentsField()
    vat_cents = CentsField(default=0)
    is_vat_recovered = models.BooleanField(default=True)
    file_path = models.CharField(max_length=200)
    file_sha256 = models.CharField(max_length=64)
    xml = models.TextField(blank=True, help_text=_("The e-invoice that the file carried."))
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="expenses_asked")
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    keep_until = models.DateField()

    objects = PeersManager.from_queryset(ExpenseQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="expense_has_its_party",
                condition=Q(kind="refund", supplier=None, member__isnull=False, number="")
                | (Q(kind__in=["quote", "bill"], supplier__isnull=False, member=None) & ~Q(number="")),
            ),
            models.UniqueConstraint(
                fields=["supplier", "kind", "number_folded"],
                condition=~Q(status="refused") & ~Q(number=""),
                name="expense_number_once",
            ),
            models.CheckConstraint(
                name="expense_amounts", condition=Q(net_cents__gte=0, vat_cents__gte=0) & ~Q(net_cents=0, vat_cents=0)
            ),
            models.CheckConstraint(
                name="expense_approvals", condition=Q(approvals_needed__gte=1, approvals_needed__lte=2)
            ),
            models.CheckConstraint(
                name="expense_decided",
                condition=Q(status="asked", decided_at=None, reason="")
                | Q(status__in=["approved", "paid"], decided_at__isnull=False, reason="")
                | (Q(status="refused", decided_at__isnull=False) & ~Q(reason="")),
            ),
            models.CheckConstraint(name="expense_quote_is_not_paid", condition=~Q(kind="quote", status="paid")),
            models.CheckConstraint(name="expense_bill_answers", condition=Q(answers=None) | Q(kind="bill")),
            models.CheckConstraint(name="expense_has_file", condition=~Q(file_path="") & ~Q(file_sha256="")),
        ]

    def __str__(self) -> str:
        return f"{self.party} {self.number}".strip()

    @property
    def party(self) -> Supplier | User | None:
        """Who gets the money."""
        return self.supplier or self.member

    @property
    def total_cents(self) -> int:
        return self.net_cents + self.vat_cents

    @property
    def cost_cents(self) -> int:
        """What it takes from the budget: VAT only where it does not come back."""
        return self.net_cents if self.is_vat_recovered else self.total_cents

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.TO_APPROVE

    @property
    def is_quote(self) -> bool:
        return self.kind == self.Kind.QUOTE


class ExpenseLine(models.Model):
    """A part of an expense: which item of the budget it uses, at which rate of VAT."""

    expense = models.ForeignKey(Expense, on_delete=models.PROTECT, related_name="lines")
    item = models.ForeignKey(
        BudgetItem, on_delete=models.PROTECT, related_name="expense_lines", verbose_name=_("budget line")
    )
    net_cents = CentsField(_("without VAT"))
    vat_basis_points = models.PositiveIntegerField(_("VAT rate"))
    vat_cents = CentsField(_("VAT"), default=0)

    objects = PeersManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="expense_line_amounts",
                condition=Q(net_cents__gte=0, vat_cents__gte=0, vat_basis_points__lte=10_000),
            )
        ]

    def __str__(self) -> str:
        return f"{self.expense} {self.item}"

    @property
    def total_cents(self) -> int:
        return self.net_cents + self.vat_cents

    @property
    def cost_cents(self) -> int:
        return self.net_cents if self.expense.is_vat_recovered else self.total_cents


class Approval(models.Model):
    """One person agrees to one expense, never to their own. Append-only."""

    expense = models.ForeignKey(Expense, on_delete=models.PROTECT, related_name="approvals")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="expense_approvals")
    at = models.DateTimeField()
    keep_until = models.DateField()

    objects = PeersManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["expense", "user"], name="approval_once_per_person")]

    def __str__(self) -> str:
        return f"{self.expense} {self.user}"


class ExpensePayment(models.Model):
    """Money that left for an expense (negative: an entry taken back). Append-only, never more than the expense."""

    expense = models.ForeignKey(Expense, on_delete=models.PROTECT, related_name="payments")
    bank_line = models.ForeignKey(
        BankLine, on_delete=models.PROTECT, null=True, blank=True, related_name="expense_payments"
    )
    amount_cents = CentsField(_("amount"))
    paid_on = models.DateField(_("paid on"))
    reference = models.CharField(_("reference"), max_length=140, blank=True)
    request_key = models.CharField(max_length=60, unique=True)
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    entered_at = models.DateTimeField()
    keep_until = models.DateField()

    objects = PeersManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="expense_payment_amount",
                condition=Q(amount_cents__gt=0, corrects=None) | Q(amount_cents__lt=0, corrects__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.expense} {self.amount_cents}"


class RefundAccount(models.Model):
    """Where a member is paid back: kept apart from the expense, and deleted when the money has arrived."""

    expense = models.OneToOneField(Expense, on_delete=models.PROTECT, related_name="account")
    iban = models.CharField(_("IBAN"), max_length=34)
    keep_until = models.DateField()

    objects = PeersManager()

    class Meta:
        constraints = [models.CheckConstraint(name="refund_account_says_iban", condition=~Q(iban=""))]

    def __str__(self) -> str:
        return f"… {self.iban[-4:]}"
