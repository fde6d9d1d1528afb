"""What the treasurer plans."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parvis.core.text import clean_line
from parvis.editions.models import Edition
from parvis.sales.models import Option
from parvis.treasury.forms.papers import AmountField
from parvis.treasury.models import BudgetItem, BudgetLine


class BudgetLineForm(forms.ModelForm[BudgetItem]):
    """An item and its amount."""

    planned_cents = AmountField(
        label=gettext_lazy("Planned amount"),
        max_length=20,
        help_text=gettext_lazy("Without VAT where it comes back."),
    )

    class Meta:
        model = BudgetItem
        fields = ("kind", "pole", "label", "option", "is_sales", "account")
        labels = {"label": gettext_lazy("What it is for")}
        help_texts = {
            "is_sales": gettext_lazy("The amount of signed contracts is this line’s income."),
            "option": gettext_lazy("An expense that serves one option of the catalogue counts in its margin."),
            "account": gettext_lazy("Account of expenses in the books: 628000 when you do not know."),
        }

    def __init__(self, data: QueryDict | None = None, *, edition: Edition, line: BudgetLine | None = None) -> None:
        initial = {"planned_cents": line.planned_cents} if line else None
        super().__init__(data, instance=line.item if line else BudgetItem(edition=edition), initial=initial)
        option = self.fields["option"]
        if isinstance(option, forms.ModelChoiceField):
            option.queryset = Option.objects.filter(edition=edition).order_by("code")

    def clean_label(self) -> str:
        return clean_line(self.cleaned_data["label"])

    def clean_planned_cents(self) -> int:
        cents: int = self.cleaned_data["planned_cents"]
        if cents < 0:
            raise forms.ValidationError(_("An amount is not negative."))
        return cents

    def clean(self) -> dict[str, Any]:
        """What belongs to the other kind is left out: an income serves no option, an expense is no sale."""
        cleaned = super().clean() or {}
        if cleaned.get("kind") == BudgetItem.Kind.INCOME:
            cleaned["option"] = None
        else:
            cleaned["is_sales"] = False
        return cleaned

    def validate_unique(self) -> None:
        """The action says it in words of its own."""

    def validate_constraints(self) -> None:
        """`clean` saw to it."""
