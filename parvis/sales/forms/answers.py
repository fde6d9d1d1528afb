"""Input behind a personal link: a company's answers."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parvis.core.text import clean_line


class RefusalForm(forms.Form):
    """Why a company says no; it need not say."""

    reason = forms.CharField(label=gettext_lazy("Why, in a few words"), max_length=300, required=False)

    def clean_reason(self) -> str:
        return clean_line(self.cleaned_data["reason"])


def code_field() -> forms.CharField:
    """The code mailed to the signatory, which every act behind the link asks for."""
    return forms.CharField(
        label=gettext_lazy("Code received by e-mail"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}),
    )


def mobile_field(label: Any) -> forms.CharField:
    """A number to call somebody at; nobody has to give one. `label` is a lazy text."""
    said = gettext_lazy("Write a phone number: digits, + and blanks.")
    return forms.CharField(
        label=label,
        max_length=30,
        required=False,
        validators=[RegexValidator(r"^\+?[\d .()\-/]{6,}$", said)],
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )


class SignatureForm(forms.Form):
    """Who signs, for whom, and in which words."""

    name = forms.CharField(
        label=gettext_lazy("First name and last name"),
        max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    role = forms.CharField(
        label=gettext_lazy("Your role"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    mobile = mobile_field(gettext_lazy("Your mobile, if you like"))
    is_empowered = forms.BooleanField()
    consents = forms.BooleanField()
    code = code_field()

    def __init__(self, data: Any = None, *, empowered: str, consent: str, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        self.fields["is_empowered"].label = empowered
        self.fields["consents"].label = consent

    def clean_name(self) -> str:
        return self._line("name")

    def clean_role(self) -> str:
        return self._line("role")

    def _line(self, name: str) -> str:
        text = clean_line(self.cleaned_data[name])
        if not text:
            raise forms.ValidationError(_("This field is required."))
        return text


class DeclineForm(forms.Form):
    """Why the company does not sign; it says so in a few words."""

    reason = forms.CharField(label=gettext_lazy("Why, in a few words"), max_length=300)
    code = code_field()

    def clean_reason(self) -> str:
        return clean_line(self.cleaned_data["reason"])


class DelegateForm(forms.Form):
    """Who signs instead."""

    name = forms.CharField(label=gettext_lazy("First name and last name"), max_length=160)
    email = forms.EmailField(label=gettext_lazy("Their professional e-mail"), max_length=254)
    mobile = mobile_field(gettext_lazy("Their mobile, if you like"))
    code = code_field()

    def clean_name(self) -> str:
        name = clean_line(self.cleaned_data["name"])
        if not name:
            raise forms.ValidationError(_("This field is required."))
        return name


class VerifyForm(forms.Form):
    """The file to check."""

    file = forms.FileField(label=gettext_lazy("The signed PDF"))
