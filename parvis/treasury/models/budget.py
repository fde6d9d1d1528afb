"""What an edition means to spend and to earn: items by pole, and versions of the amounts planned for them."""

from typing import TYPE_CHECKING

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parvis.core.fields import CentsField, FoldedField
from parvis.core.models import PeersManager
from parvis.editions.models import Edition, Membership
from parvis.sales.models import Option

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

OTHER_EXPENSES = "628000"
is_expense_account = RegexValidator(r"\A6\d{2,5}\Z", _("An account of expenses begins with 6 and has 3 to 6 digits."))


class BudgetItem(models.Model):
    """What money comes from or goes to in one edition, in every version of its budget. Its words stay once adopted.

    `is_sales`: what exhibitors sign for is its income. `option` names what an expense serves, for its margin;
    `account` is where whoever keeps the accounts puts the expense.
    """

    class Kind(models.TextChoices):
        INCOME = "income", _("Income")
        EXPENSE = "expense", _("Expense")

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="budget_items")
    pole = models.CharField(_("pole"), max_length=20, choices=Membership.Pole)
    kind = models.CharField(_("kind"), max_length=7, choices=Kind)
    label = models.CharField(_("what it is for"), max_length=120)
    label_folded = FoldedField("label")
    is_sales = models.BooleanField(_("fed by signed contracts"), default=False)
    option = models.ForeignKey(
        Option,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="budget_items",
        verbose_name=_("for the option"),
    )
    account = models.CharField(
        _("account of the books"), max_length=6, default=OTHER_EXPENSES, validators=[is_expense_account]
    )

    objects = PeersManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "kind", "pole", "label_folded"], name="budget_item_once"),
            models.UniqueConstraint(fields=["edition"], condition=Q(is_sales=True), name="budget_sales_once"),
            models.CheckConstraint(name="budget_item_kind", condition=Q(kind__in=["income", "expense"])),
            models.CheckConstraint(
                name="budget_item_of_its_kind",
                condition=Q(kind="income", option=None) | Q(kind="expense", is_sales=False),
            ),
        ]

    def __str__(self) -> str:
        return self.label


class BudgetVersion(models.Model):
    """The amounts of an edition's items: one draft at most, then adopted by the board and never changed again."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ADOPTED = "adopted", _("Adopted")

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="budgets")
    number = models.PositiveSmallIntegerField(_("version"))
    status = models.CharField(max_length=7, choices=Status, default=Status.DRAFT)
    created_at = models.DateTimeField()
    adopted_at = models.DateTimeField(null=True, blank=True)
    adopted_by = models.CharField(max_length=160, blank=True)
    line_count = models.PositiveIntegerField(default=0, help_text=_("Once adopted: no line comes later."))

    objects = PeersManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "number"], name="budget_version_once"),
            models.UniqueConstraint(fields=["edition"], condition=Q(status="draft"), name="budget_one_draft"),
            models.CheckConstraint(
                name="budget_adopted_says_when",
                condition=Q(status="draft", adopted_at=None, line_count=0)
                | (Q(status="adopted", adopted_at__isnull=False, line_count__gte=1) & ~Q(adopted_by="")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def title(self) -> "_StrPromise | str":
        return _("Version %(number)s") % {"number": self.number}

    @property
    def is_adopted(self) -> bool:
        return self.status == self.Status.ADOPTED


class BudgetLine(models.Model):
    """What one version plans for one item, without VAT that comes back."""

    version = models.ForeignKey(BudgetVersion, on_delete=models.PROTECT, related_name="lines")
    item = models.ForeignKey(BudgetItem, on_delete=models.PROTECT, related_name="lines")
    planned_cents = CentsField(_("planned"))

    objects = PeersManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "item"], name="budget_line_once"),
            models.CheckConstraint(name="budget_line_amount", condition=Q(planned_cents__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.version} {self.item}"
