"""What a person types about e-invoices: the status read on a platform's site, and through which platform they leave."""

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from parvis.core.text import clean_line
from parvis.editions.forms import DateInput
from parvis.treasury.models import Code, TransmissionTerms
from parvis.treasury.transmission.platform import platform_choices

FIRST = (Code.DEPOSITED, Code.REJECTED)


class StatusForm(forms.Form):
    """`code` offers what can come next: a deposit first, then what became of it."""

    code = forms.TypedChoiceField(label=gettext_lazy("Status"), coerce=int)
    on = forms.DateField(label=gettext_lazy("On"), widget=DateInput(format="%Y-%m-%d"))
    reference = forms.CharField(
        label=gettext_lazy("Reference on the platform"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("To find it again there."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("What the platform says when it is refused, rejected, disputed or suspended."),
    )

    def __init__(self, data: QueryDict | None = None, *, is_deposited: bool, today: date) -> None:
        codes = [one for one in Code if one != Code.DEPOSITED] if is_deposited else list(FIRST)
        super().__init__(data, initial={"on": today, "code": codes[0].value})
        self.fields["code"].choices = [(one.value, one.label) for one in codes]  # type: ignore[attr-defined]

    def clean_reason(self) -> str:
        return clean_line(self.cleaned_data["reason"])

    def clean_reference(self) -> str:
        return clean_line(self.cleaned_data["reference"])


class TransmissionTermsForm(forms.ModelForm[TransmissionTerms]):
    platform = forms.ChoiceField(label=gettext_lazy("Platform"))

    class Meta:
        model = TransmissionTerms
        fields = ("platform", "invoices_from", "reports_from")
        widgets = {
            "invoices_from": DateInput(format="%Y-%m-%d"),
            "reports_from": DateInput(format="%Y-%m-%d"),
        }
        help_texts = {
            "invoices_from": gettext_lazy(
                "Small bodies are bound from 1 September 2027; earlier is free. Before, invoices to French companies "
                "go by mail."
            ),
            "reports_from": gettext_lazy(
                "From then on, sales to foreign companies and to private persons are reported to the tax office."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["platform"].choices = platform_choices()  # type: ignore[attr-defined]
