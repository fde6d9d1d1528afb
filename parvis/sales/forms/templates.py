"""Input of the team about contract templates."""

import unicodedata
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from parvis.sales.template_check import MOST_CHARACTERS

UNSEEN = {"Cc", "Cf", "Cs"}


class TemplateForm(forms.Form):
    """The template as typed. Longer ones are cut nowhere: they are refused, and stay in the field."""

    source = forms.CharField(
        label=gettext_lazy("Template"),
        max_length=MOST_CHARACTERS,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 32, "class": "code", "spellcheck": "false", "wrap": "off"}),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)

    def clean_source(self) -> str:
        """Indents and empty lines stay, so that lines keep their numbers; letters that nobody sees go."""
        text = self.cleaned_data["source"].replace("\r\n", "\n").replace("\t", "  ").rstrip() + "\n"
        return "".join(sign for sign in text if sign == "\n" or unicodedata.category(sign) not in UNSEEN)

    def values(self) -> dict[str, Any]:
        """What an action takes; a draft seen when there was none has the revision 0."""
        return {"source": self.cleaned_data["source"], "revision": self.cleaned_data["revision"] or 0}
