"""What the signatory fills in for the invoices, before signing."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parvis.companies.identifiers import BadNumber, check_siret_of
from parvis.companies.models import Company
from parvis.core.text import clean_line, clean_text
from parvis.sales.invoicing import is_public, lacks_of
from parvis.sales.models import InvoicingDetails

PUBLIC_ONLY = ("has_no_engagement", "service_code", "has_no_service_code", "market_number")
PLACE = ("address", "postcode", "city", "siret")


class DetailsForm(forms.ModelForm[InvoicingDetails]):
    """Only what is missing of the company is asked; of a public body, what Chorus Pro wants."""

    address = forms.CharField(
        label=gettext_lazy("Billing address: street"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "street-address"}),
    )
    postcode = forms.CharField(
        label=gettext_lazy("Postcode"), max_length=12, widget=forms.TextInput(attrs={"autocomplete": "postal-code"})
    )
    city = forms.CharField(
        label=gettext_lazy("Town"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "address-level2"})
    )
    siret = forms.CharField(label="SIRET", max_length=30, widget=forms.TextInput(attrs={"inputmode": "numeric"}))

    field_order = (*PLACE, "purchase_order", *PUBLIC_ONLY)

    class Meta:
        model = InvoicingDetails
        fields = ("purchase_order", *PUBLIC_ONLY)

    def __init__(self, data: Any = None, *, company: Company, **options: Any) -> None:
        super().__init__(data, **options)
        self.company, self.is_public, self.asked = company, is_public(company), lacks_of(company)
        for name in set(PLACE) - set(self.asked):
            del self.fields[name]
        if self.is_public:
            self.fields["purchase_order"].label = _("Engagement number")
            for name in ("purchase_order", "service_code"):
                self.fields[name].help_text = _("Or tick below that there is none.")
            self.fields["siret"].label = _("SIRET of the service that pays")
            self.fields["siret"].initial = company.siret
        else:
            self.fields["purchase_order"].label = _("Your purchase order number")
            self.fields["purchase_order"].help_text = _("If you want it on the invoice.")
            for name in PUBLIC_ONLY:
                del self.fields[name]

    def clean_siret(self) -> str:
        try:
            return check_siret_of(self.cleaned_data["siret"], siren=self.company.siren)
        except BadNumber as bad:
            raise forms.ValidationError(str(bad)) from None

    def clean_address(self) -> str:
        return self._said(clean_text(self.cleaned_data["address"]))

    def clean_postcode(self) -> str:
        return self._said(clean_line(self.cleaned_data["postcode"]))

    def clean_city(self) -> str:
        return self._said(clean_line(self.cleaned_data["city"]))

    def clean_purchase_order(self) -> str:
        return clean_line(self.cleaned_data["purchase_order"])

    def clean_service_code(self) -> str:
        return clean_line(self.cleaned_data["service_code"])

    def clean_market_number(self) -> str:
        return clean_line(self.cleaned_data["market_number"])

    def _said(self, text: str) -> str:
        if not text:
            raise forms.ValidationError(_("This field is required."))
        return text

    def clean(self) -> dict[str, Any]:
        """Each of both is given or said not to be: never both, never neither."""
        values = super().clean() or {}
        if self.is_public:
            self._one_of("purchase_order", "has_no_engagement")
            self._one_of("service_code", "has_no_service_code")
        return values

    def _one_of(self, number: str, none: str) -> None:
        if bool(self.cleaned_data.get(number)) == bool(self.cleaned_data.get(none)):
            self.add_error(number, _("Write it, or tick that there is none."))

    def values(self) -> dict[str, Any]:
        """What the action takes: fields of the company, then references."""
        place = {name: self.cleaned_data[name] for name in self.asked}
        references = {name: self.cleaned_data[name] for name in self.Meta.fields if name in self.fields}
        return {"place": place, **references}
