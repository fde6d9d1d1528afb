"""One sector of the list."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from parvis.companies.sectors import LONGEST, Kind
from parvis.core.text import clean_line
from parvis.editions.models import Term


class SectorForm(forms.Form):
    name_fr = forms.CharField(label=gettext_lazy("name (French)"), max_length=LONGEST)
    name_en = forms.CharField(
        label=gettext_lazy("name (English)"),
        max_length=LONGEST,
        required=False,
        help_text=gettext_lazy("Empty: the French one."),
    )

    def clean_name_fr(self) -> str:
        return clean_line(self.cleaned_data["name_fr"])

    def clean_name_en(self) -> str:
        return clean_line(self.cleaned_data["name_en"])


class SectorEditForm(SectorForm):
    """Its names, or the sector it goes into."""

    into = forms.ModelChoiceField(
        Term.objects.none(),
        label=gettext_lazy("Put its companies into"),
        required=False,
        help_text=gettext_lazy("This sector then leaves the list; files that name it mean the other one."),
    )

    def __init__(self, data: Any = None, *, term: Term) -> None:
        super().__init__(data, initial={"name_fr": term.name_fr, "name_en": term.name_en})
        into: Any = self.fields["into"]
        into.queryset = Term.objects.of_kind(Kind.SECTOR).exclude(pk=term.pk)
