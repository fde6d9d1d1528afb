"""Input about a copy that the company signed on paper or with its own tool."""

import io
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from parvis.core.errors import Refused
from parvis.core.text import clean_line
from parvis.core.uploads import read_pdf
from parvis.sales.models import ExternalCopy

MOST_MB = 10


class CopyForm(forms.ModelForm[ExternalCopy]):
    """The file as it came, who signed it and when."""

    file = forms.FileField(label=gettext_lazy("The signed PDF"))

    class Meta:
        model = ExternalCopy
        fields = ("kind", "signer_name", "signer_role", "signed_on")
        widgets = {"signed_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def clean_file(self) -> bytes:
        """A PDF that can be read; its own bytes are kept, so that the signature inside stays valid."""
        file = self.cleaned_data["file"]
        try:
            read_pdf(file, max_mb=MOST_MB)
        except Refused as refused:
            raise forms.ValidationError(refused.message) from refused
        file.seek(0)
        data: bytes = io.BytesIO(file.read()).getvalue()
        return data

    def clean_signer_name(self) -> str:
        return clean_line(self.cleaned_data["signer_name"])

    def clean_signer_role(self) -> str:
        return clean_line(self.cleaned_data["signer_role"])

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("kind", "signer_name", "signer_role")}


class ComparisonForm(forms.Form):
    """What a person found when they compared the copy with what was sent."""

    has_compared = forms.BooleanField(
        label=gettext_lazy("I compared the copy with what we sent, page by page: same text, and it is signed.")
    )
    remark = forms.CharField(label=gettext_lazy("Remark"), max_length=300, required=False)

    def clean_remark(self) -> str:
        return clean_line(self.cleaned_data["remark"])


class CopyRefusalForm(forms.Form):
    """Why the copy is not accepted."""

    remark = forms.CharField(label=gettext_lazy("What differs or is missing"), max_length=300)

    def clean_remark(self) -> str:
        return clean_line(self.cleaned_data["remark"])
