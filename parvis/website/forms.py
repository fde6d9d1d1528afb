"""What the team types on its public pages, and what companies type there."""

from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from parvis.accounts.models import normal_email
from parvis.companies.countries import sorted_choices
from parvis.companies.identifiers import BadNumber, check_siren
from parvis.core.text import clean_line
from parvis.website.models import Page
from parvis.website.queries import Offer


class PageForm(forms.ModelForm[Page]):
    class Meta:
        model = Page
        fields = ("body_fr", "body_en")
        widgets = {"body_fr": forms.Textarea(attrs={"rows": 16}), "body_en": forms.Textarea(attrs={"rows": 16})}
        help_texts = {"body_fr": _("Markdown: # title, - list, **bold**, [link](https://…).")}


DRAWN = "website.interest"
QUICKEST_S, LONGEST_S = 3, 86_400


class InterestForm(forms.Form):
    """A company wants to come. `surname` is a field nobody sees, `drawn` says when the page was drawn: no tracker."""

    name = forms.CharField(
        label=_("Your company"), max_length=160, widget=forms.TextInput({"autocomplete": "organization"})
    )
    siren = forms.CharField(
        label="SIREN", max_length=30, required=False, help_text=_("Nine digits; leave it empty for a foreign company.")
    )
    country = forms.ChoiceField(label=_("Country"), required=False)
    city = forms.CharField(
        label=_("Town"), max_length=100, required=False, widget=forms.TextInput({"autocomplete": "address-level2"})
    )
    first_name = forms.CharField(
        label=_("First name"), max_length=80, widget=forms.TextInput({"autocomplete": "given-name"})
    )
    last_name = forms.CharField(
        label=_("Last name"), max_length=80, widget=forms.TextInput({"autocomplete": "family-name"})
    )
    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, widget=forms.EmailInput({"autocomplete": "email"})
    )
    phone = forms.CharField(
        label=_("Phone"), max_length=30, required=False, widget=forms.TextInput({"autocomplete": "tel"})
    )
    package = forms.ChoiceField(label=_("What you look at"), required=False)
    message = forms.CharField(
        label=_("Your message"), max_length=2000, required=False, widget=forms.Textarea({"rows": 4})
    )
    surname = forms.CharField(required=False, widget=forms.TextInput({"tabindex": "-1", "autocomplete": "off"}))
    drawn = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, offer: Offer, **options: Any) -> None:
        options["initial"] = {"drawn": signing.TimestampSigner(salt=DRAWN).sign("interest"), "country": "FR"}
        super().__init__(*args, **options)
        full = _("%(name)s (sold out: waiting list)")
        names = [(one.name, full % {"name": one.name} if one.pk in offer.full else one.name) for one in offer.packages]
        unsure = _("Choose what you wait for") if offer.is_full else _("I do not know yet")
        self.fields["country"].choices = sorted_choices()  # type: ignore[attr-defined]
        self.fields["package"].choices = [("", unsure), *names]  # type: ignore[attr-defined]
        self.fields["package"].required = offer.is_full

    def clean_siren(self) -> str:
        text = self.cleaned_data["siren"]
        try:
            return check_siren(text) if text else ""
        except BadNumber as bad:
            raise forms.ValidationError(str(bad)) from bad

    def clean_email(self) -> str:
        return normal_email(self.cleaned_data["email"])

    @property
    def is_by_a_program(self) -> bool:
        """It filled what nobody sees, or was quicker than a person, or brings a page nobody drew."""
        if self.cleaned_data["surname"]:
            return True
        signer = signing.TimestampSigner(salt=DRAWN)
        try:
            signer.unsign(self.cleaned_data["drawn"], max_age=LONGEST_S)
        except signing.BadSignature:
            return True
        try:
            signer.unsign(self.cleaned_data["drawn"], max_age=QUICKEST_S)
        except signing.SignatureExpired:
            return False
        return True

    def given(self) -> dict[str, str]:
        """What is known of the company and its contact."""
        names = ("name", "siren", "country", "city", "first_name", "last_name", "email", "phone")
        return {name: clean_line(self.cleaned_data[name]) for name in names}
