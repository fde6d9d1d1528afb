"""What a credit note takes back, rate by rate."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from parvis.core.money import format_cents
from parvis.core.text import clean_line
from parvis.sales.pricing import VatShare
from parvis.treasury.forms.papers import AmountField


class CreditForm(forms.Form):
    """How much of each VAT rate, at most what is left of it; and why, as the paper will say."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        help_text=gettext_lazy("Printed on the credit note, in French: « Annulation de la participation »."),
    )
    request_key = forms.CharField(max_length=40, widget=forms.HiddenInput)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        left: Sequence[VatShare],
        proposed: Mapping[int, int] | None = None,
        reason: str = "",
    ) -> None:
        """`proposed` is what the scale credits of each rate; None proposes all that is left."""
        super().__init__(data, initial={"reason": reason})
        self.left = {f"rate-{share.basis_points}": share for share in left}
        for name, share in self.left.items():
            cents = share.base_cents if proposed is None else proposed.get(share.basis_points)
            self.fields[name] = AmountField(
                label=_("Without VAT, at %(rate)s") % {"rate": share.rate},
                max_length=20,
                required=False,
                initial=cents,
                help_text=_("%(left)s of this rate can still be credited.") % {"left": _money(share.base_cents)},
            )
        self.order_fields([*self.left, "reason"])

    def clean_reason(self) -> str:
        return clean_line(self.cleaned_data["reason"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name, share in self.left.items():
            if not 0 <= (cleaned.get(name) or 0) <= share.base_cents:
                words = {"rate": share.rate, "left": _money(share.base_cents)}
                self.add_error(name, _("From nothing to %(left)s can be credited at %(rate)s.") % words)
        if not self.errors and not self.parts:
            raise forms.ValidationError(_("Write how much is credited, at one rate at least."))
        return cleaned

    @property
    def parts(self) -> dict[int, int]:
        """Cents without VAT of each rate that is credited."""
        return {
            share.basis_points: cents for name, share in self.left.items() if (cents := self.cleaned_data.get(name))
        }


def _money(cents: int) -> str:
    return format_cents(cents, get_language() or "fr")
