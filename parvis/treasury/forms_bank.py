"""What the treasurer sends and types about the bank."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parvis.core.text import clean_line
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
