"""What the treasurer types."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from parvis.core.forms import DecimalInput
from parvis.core.money import amount_text, parse_cents
from parvis.core.text import clean_line
from parvis.editions.forms import DateInput
from parvis.treasury.models import Invoice, InvoiceLine, InvoiceSeries, InvoicingTerms, Payment, Regime, VatRegime
from parvis.treasury.snapshots import is_public
from parvis.treasury.statements.reading import MOST_BYTES

RECEIVED_BY = [choice for choice in Payment.Method.choices if choice[0] != Payment.Method.FEE]


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
        return amount_text(value, get_language() or "fr") if isinstance(value, int) else value


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
    method = forms.ChoiceField(label=gettext_lazy("By"), choices=RECEIVED_BY)
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
    most_fee_cents = AmountField(
        label=gettext_lazy("Most a bank keeps of a payment"),
        max_length=20,
        help_text=gettext_lazy("What is left of an invoice is closed as a fee up to this amount."),
    )

    class Meta:
        model = InvoicingTerms
        fields = (
            "starts_on", "term_days", "longest_days", "recovery_cents", "discount", "penalty", "exemption",
            "most_fee_cents", "is_vat_on_debits",
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

    def clean_most_fee_cents(self) -> int:
        cents: int = self.cleaned_data["most_fee_cents"]
        if cents < 0:
            raise forms.ValidationError(_("An amount is not negative."))
        return cents

    @property
    def values(self) -> dict[str, object]:
        return {name: value for name, value in self.cleaned_data.items() if name != "starts_on"}


class DepositForm(forms.Form):
    percent = forms.IntegerField(label=gettext_lazy("Share of the price, in %"), min_value=1, max_value=99, initial=30)

    @property
    def basis_points(self) -> int:
        return int(self.cleaned_data["percent"]) * 100


class RegimesForm(forms.Form):
    """How each line of a draft is taxed; empty: as the settings and the buyer’s country say."""

    def __init__(self, data: QueryDict | None = None, *, lines: Sequence[InvoiceLine]) -> None:
        super().__init__(data)
        choices = [("", _("By the rules")), *((regime.value, str(regime.label)) for regime in Regime)]
        for line in lines:
            field = forms.ChoiceField(label=line.name, choices=choices, required=False, initial=line.regime)
            self.fields[f"line-{line.pk}"] = field

    @property
    def regimes(self) -> dict[int, str]:
        return {int(name.removeprefix("line-")): value for name, value in self.cleaned_data.items()}


class VatRegimeForm(forms.ModelForm[VatRegime]):
    class Meta:
        model = VatRegime
        fields = (
            "starts_on", "regime", "is_place_of_customer", "franchise_mention", "non_profit_mention", "eu_mention",
            "world_mention",
        )  # fmt: skip
        widgets = {"starts_on": DateInput(format="%Y-%m-%d")}
        help_texts = {
            "is_place_of_customer": gettext_lazy(
                "A booth with its services follows the customer; untick it for bare space, which is taxed in France."
            )
        }

    def validate_unique(self) -> None:
        """A regime written again for the same day replaces that of that day."""

    @property
    def values(self) -> dict[str, object]:
        return {name: value for name, value in self.cleaned_data.items() if name != "starts_on"}


class StatementForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Bank statement"),
        help_text=gettext_lazy("CAMT.053, OFX or CSV, 20 MB at most."),
        widget=forms.FileInput(attrs={"accept": ".xml,.camt,.053,.ofx,.csv,.txt,.xlsx"}),
        allow_empty_file=True,
    )
    account = forms.CharField(
        label=gettext_lazy("Account"),
        max_length=64,
        required=False,
        widget=forms.TextInput(attrs={"list": "accounts", "autocomplete": "off"}),
        help_text=gettext_lazy("For a CSV that does not name it: its number or IBAN, the same each time."),
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
        label=pgettext_lazy("first day", "From"),
        widget=DateInput(format="%Y-%m-%d"),
        help_text=gettext_lazy("1 January or 1 July: the rate holds for a half-year."),
    )
    basis_points = DecimalInput(
        label=gettext_lazy("Yearly rate, in %"),
        min_value=Decimal("0.01"),
        max_value=Decimal(100),
        decimal_places=2,
        localize=True,
        help_text=gettext_lazy(
            "As in the terms on your invoices: usually the rate of the European Central Bank plus 10."
        ),
    )
    legal_basis_points = DecimalInput(
        label=gettext_lazy("Legal interest rate, in %"),
        min_value=Decimal(0),
        max_value=Decimal(100),
        decimal_places=2,
        localize=True,
        help_text=gettext_lazy("Of that half-year, for professionals: penalties are three times it at least."),
    )
    source = forms.CharField(label=gettext_lazy("Where it comes from"), max_length=200, required=False)

    def clean_basis_points(self) -> int:
        return int(self.cleaned_data["basis_points"] * 100)

    def clean_legal_basis_points(self) -> int:
        return int(self.cleaned_data["legal_basis_points"] * 100)

    def clean_source(self) -> str:
        return clean_line(self.cleaned_data["source"])


class PeriodForm(forms.Form):
    first = forms.DateField(label=gettext_lazy("First day"), widget=DateInput(format="%Y-%m-%d"))
    last = forms.DateField(label=gettext_lazy("Last day"), widget=DateInput(format="%Y-%m-%d"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "first" in cleaned and "last" in cleaned and cleaned["last"] < cleaned["first"]:
            self.add_error("last", _("A period ends after it begins."))
        return cleaned
