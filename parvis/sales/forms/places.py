"""Input about the waiting list of packages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from parvis.core.text import clean_line


class StrikeForm(forms.Form):
    """Why a company waits no longer; the team reads it."""

    reason = forms.CharField(label=_("Reason"), max_length=300, help_text=_("Only the team reads it."))

    def clean_reason(self) -> str:
        return clean_line(self.cleaned_data["reason"])
