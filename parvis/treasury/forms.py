"""What the treasurer types."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parvis.core.money import format_cents, parse_cents
from parvis.core.text import clean_line
from parvis.editions.forms import DateInput
from parvis.treasury.models import Invoice, InvoiceSeries, InvoicingTerms, Payment
from parvis.treasury.snapshots import is_public


class AmountField(forms.CharField):
    """An amount as people type it, comma or point; gives cents, None when it may be empty and is."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_cents(text)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None

    def prepare_value(self, value: Any) -> Any:
        return format_cents(value, "fr")[:-2] if isinstance(value, int) else value


class DraftForm(forms.Form):
    """What a draft still lets change; of a public buyer, the two answers that Chorus Pro wants."""

    purchase_order = forms.CharField(
        label=gettext_lazy("Purchase order"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("The buyer’s own order number; many pay nothing without it."),
    )
    has_no_engagement = forms.BooleanField(label=gettext_lazy("No engagement number is required"), required=False)
    service_code = forms.CharField(
        label=gettext_lazy("Service code"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("Which office of the public body receives the invoice."),
    )
    has_no_service_code = forms.BooleanField(label=gettext_lazy("There is no service code"), required=False)
    market_number = forms.CharField(label=gettext_lazy("Market number"), max_length=50, required=False)
    due_on = forms.DateField(
        label=gettext_lazy("Due date"),
        required=False,
        widget=DateInput(format="%Y-%m-%d"),
        help_text=gettext_lazy("Empty: the usual term, counted from the day of issue."),
    )
    OF_PUBLIC_BUYERS = ("has_no_engagement", "service_code", "has_no_service_code", "market_number")

    def __init__(self, data: QueryDict | None = None, *, invoice: Invoice) -> None:
        super().__init__(data, initial={name: getattr(invoice, name) for name in self.base_fields})
        if is_public(invoice.exhibitor.company):
            self.fields["purchase_order"].label = _("Engagement number or purchase order")
        else:
            for name in self.OF_PUBLIC_BUYERS:
                del self.fields[name]

    def clean_purchase_order(self) -> str:
        return clean_line(self.cleaned_data["purchase_order"])

    def clean_service_code(self) -> str:
        return clean_line(self.cleaned_data["service_code"])

    def clean_market_number(self) -> str:
        return clean_line(self.cleaned_data["market_number"])


class PaymentForm(forms.Form):
    amount_cents = AmountField(label=gettext_lazy("Amount received"), max_length=20)
    received_on = forms.DateField(label=gettext_lazy("Received on"), widget=DateInput(format="%Y-%m-%d"))
    method = forms.ChoiceField(label=gettext_lazy("By"), choices=Payment.Method)
    reference = forms.CharField(
        label=gettext_lazy("Reference"),
        max_length=140,
        required=False,
        help_text=gettext_lazy("As on the bank statement."),
    )
    accept_overpayment = forms.BooleanField(label=gettext_lazy("The payer sent more than what is due"), required=False)
    request_key = forms.CharField(max_length=40, widget=forms.HiddenInput)

    def clean_reference(self) -> str:
        return clean_line(self.cleaned_data["reference"])


class CreditForm(forms.Form):
    """Everything that is left, or an amount of it; and why, as the paper will say."""

    net_cents = AmountField(
        label=gettext_lazy("Amount without VAT"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("Empty: all that is not credited yet."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        help_text=gettext_lazy("Printed on the credit note, in French: « Annulation de la participation »."),
    )
    request_key = forms.CharField(max_length=40, widget=forms.HiddenInput)

    def clean_reason(self) -> str:
        return clean_line(self.cleaned_data["reason"])


class SeriesForm(forms.Form):
    letter = forms.ChoiceField(
        label=gettext_lazy("Series"),
        choices=[
            (InvoiceSeries.INVOICES, gettext_lazy("Invoices")),
            (InvoiceSeries.CREDIT_NOTES, gettext_lazy("Credit notes")),
        ],
    )
    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=2000, max_value=2099)
    first_number = forms.IntegerField(label=gettext_lazy("First number"), min_value=1)


class TermsForm(forms.ModelForm[InvoicingTerms]):
    recovery_cents = AmountField(label=gettext_lazy("Recovery indemnity"), max_length=20)

    class Meta:
        model = InvoicingTerms
        fields = (
            "starts_on", "term_days", "longest_days", "recovery_cents", "discount", "penalty", "exemption",
            "is_vat_on_debits",
        )  # fmt: skip
        widgets = {"starts_on": DateInput(format="%Y-%m-%d"), "penalty": forms.Textarea(attrs={"rows": 3})}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if (cleaned.get("term_days") or 0) > (cleaned.get("longest_days") or 0):
            self.add_error("term_days", _("The usual term is not longer than the longest one."))
        return cleaned

    def validate_unique(self) -> None:
        """Terms written again for the same day replace those of that day."""

    def validate_constraints(self) -> None:
        """`clean` says it in words of its own."""

    def clean_recovery_cents(self) -> int:
        cents: int = self.cleaned_data["recovery_cents"]
        if cents < 0:
            raise forms.ValidationError(_("An amount is not negative."))
        return cents

    @property
    def values(self) -> dict[str, object]:
        return {name: value for name, value in self.cleaned_data.items() if name != "starts_on"}
