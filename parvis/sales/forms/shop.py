"""Input about options asked for after the signature."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parvis.core.errors import Refused
from parvis.core.text import clean_line
from parvis.sales.amending import Removable
from parvis.sales.models import OptionRequest
from parvis.sales.offer import MOST_UNITS


class AskForm(forms.Form):
    """How many of an option."""

    quantity = forms.IntegerField(min_value=1, max_value=MOST_UNITS)

    @classmethod
    def quantity_of(cls, data: Mapping[str, object]) -> int:
        """The number asked for; raises Refused when it is none."""
        form = cls(data)
        if not form.is_valid():
            raise Refused(_("A quantity is between 1 and %(most)s.") % {"most": MOST_UNITS}, code="quantity")
        return int(form.cleaned_data["quantity"])


class RefusalForm(forms.Form):
    """Why a request is refused: the exhibitor reads it."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=300, help_text=gettext_lazy("The exhibitor reads it.")
    )

    def clean_reason(self) -> str:
        return clean_line(self.cleaned_data["reason"])


class RemovalForm(forms.Form):
    """How many units of each signed option are taken out of a contract, and since when that is wished."""

    asked_on = forms.DateField(
        label=gettext_lazy("Asked on"),
        help_text=gettext_lazy("The cancellation scale counts from the day the exhibitor asked."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(self, data: Any = None, *, removables: Sequence[Removable], today: date) -> None:
        super().__init__(data, initial={"asked_on": today})
        for one in removables:
            words = {"n": one.left, "paper": one.contract.number}
            self.fields[f"line_{one.line.pk}"] = forms.IntegerField(
                label=one.line.name,
                required=False,
                min_value=0,
                max_value=one.left,
                help_text=_("Signed in %(paper)s: %(n)s.") % words,
                widget=forms.NumberInput(attrs={"inputmode": "numeric", "placeholder": "0"}),
            )

    def clean(self) -> dict[str, Any]:
        if not self.errors and not self.quantities():
            raise forms.ValidationError(_("Choose at least one option to take out."))
        return self.cleaned_data

    def quantities(self) -> dict[int, int]:
        """Units by the key of their line."""
        found = {name: self.cleaned_data[name] for name in self.cleaned_data if name.startswith("line_")}
        return {int(name.removeprefix("line_")): units for name, units in found.items() if units}


class AcceptForm(forms.Form):
    """Which of an exhibitor's open requests become one amendment; all of them unless somebody unticks one."""

    def __init__(self, data: Any = None, *, wishes: QuerySet[OptionRequest]) -> None:
        super().__init__(data)
        self.fields["wishes"] = forms.ModelMultipleChoiceField(
            wishes,
            label=_("Requests"),
            initial=[wish.pk for wish in wishes],
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": _("Choose at least one request.")},
        )
