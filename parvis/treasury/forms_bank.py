"""What the treasurer sends and types about the bank."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parvis.core.text import clean_line
from parvis.editions.forms import DateInput
from parvis.treasury.forms import AmountField
from parvis.treasury.statements.reading import MOST_BYTES


class StatementForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Bank statement"),
        help_text=gettext_lazy("CAMT.053, OFX or CSV, 20 MB at most."),
        widget=forms.FileInput(attrs={"accept": ".xml,.camt,.053,.ofx,.csv,.txt,.xlsx"}),
        allow_empty_file=True,
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("This file is larger than 20 MB. Ask the bank for a shorter period."))
        return file

    def content(self) -> tuple[bytes, str]:
        """Bytes and name, for the action."""
        file = self.cleaned_data["file"]
        return file.read(), clean_line(file.name)


class AllocateForm(forms.Form):
    """An invoice that a person names for a line, and how much of the line pays it."""

    number = forms.CharField(label=gettext_lazy("Invoice number"), max_length=35)
    amount_cents = AmountField(label=gettext_lazy("Amount"), max_length=20)
    accept_overpayment = forms.BooleanField(label=gettext_lazy("The payer sent more than what is due"), required=False)
    request_key = forms.CharField(max_length=40, widget=forms.HiddenInput)

    def clean_number(self) -> str:
        return clean_line(self.cleaned_data["number"])


class SetAsideForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("What this money is"),
        max_length=200,
        help_text=gettext_lazy("It answers no invoice: « Subvention de la fondation »."),
    )

    def clean_reason(self) -> str:
        return clean_line(self.cleaned_data["reason"])


class DisputeForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("What the company contests"),
        max_length=200,
        help_text=gettext_lazy("Reminders stop until the dispute is over."),
    )

    def clean_reason(self) -> str:
        return clean_line(self.cleaned_data["reason"])


class RateForm(forms.Form):
    """The rate of penalties from a day on."""

    starts_on = forms.DateField(
        label=gettext_lazy("From"),
        widget=DateInput(format="%Y-%m-%d"),
        help_text=gettext_lazy("1 January or 1 July: the rate holds for a half-year."),
    )
    basis_points = forms.DecimalField(
        label=gettext_lazy("Yearly rate, in %"),
        min_value=Decimal("0.01"),
        max_value=Decimal(100),
        decimal_places=2,
        localize=True,
        help_text=gettext_lazy(
            "As in the terms on your invoices: usually the rate of the European Central Bank plus 10."
        ),
    )
    source = forms.CharField(label=gettext_lazy("Where it comes from"), max_length=200, required=False)

    def clean_basis_points(self) -> int:
        return int(self.cleaned_data["basis_points"] * 100)

    def clean_source(self) -> str:
        return clean_line(self.cleaned_data["source"])


class PeriodForm(forms.Form):
    first = forms.DateField(label=gettext_lazy("From"), widget=DateInput(format="%Y-%m-%d"))
    last = forms.DateField(label=gettext_lazy("To"), widget=DateInput(format="%Y-%m-%d"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "first" in cleaned and "last" in cleaned and cleaned["last"] < cleaned["first"]:
            self.add_error("last", _("A period ends after it begins."))
        return cleaned
