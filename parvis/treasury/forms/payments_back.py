"""What the treasurer types when money goes back, or a bank kept some of it."""

from django import forms
from django.utils.translation import gettext_lazy

from parvis.core.text import clean_line
from parvis.editions.forms import DateInput
from parvis.treasury.forms.papers import RECEIVED_BY, AmountField


class PayBackForm(forms.Form):
    amount_cents = AmountField(label=gettext_lazy("Amount given back"), max_length=20)
    paid_on = forms.DateField(label=gettext_lazy("Given back on"), widget=DateInput(format="%Y-%m-%d"))
    method = forms.ChoiceField(label=gettext_lazy("By"), choices=RECEIVED_BY)
    reference = forms.CharField(
        label=gettext_lazy("Reference"),
        max_length=140,
        required=False,
        help_text=gettext_lazy("As on the bank statement."),
    )
    request_key = forms.CharField(max_length=40, widget=forms.HiddenInput)

    def clean_reference(self) -> str:
        return clean_line(self.cleaned_data["reference"])


class FeeForm(forms.Form):
    amount_cents = AmountField(label=gettext_lazy("Kept by the bank"), max_length=20)
    reason = forms.CharField(
        label=gettext_lazy("Which bank, and why"),
        max_length=140,
        help_text=gettext_lazy("It stays in the books, in French: « Frais de banque sur un virement étranger »."),
    )
    request_key = forms.CharField(max_length=40, widget=forms.HiddenInput)

    def clean_reason(self) -> str:
        return clean_line(self.cleaned_data["reason"])
