"""Input of the team about quotes and contracts."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from parvis.companies.models import Company, Contact
from parvis.core.money import format_cents
from parvis.core.text import clean_line
from parvis.editions.models import Edition
from parvis.sales.models import Option, Package, Quote
from parvis.sales.offer import MOST_UNITS, Choice, choices_of
from parvis.sales.queries import options_of, packages_for


class QuoteForm(forms.Form):
    """What is offered to one company: a package, options by number, gifts, the last day of validity."""

    contact = forms.ModelChoiceField(queryset=Contact.objects.none(), label=gettext_lazy("Sent to"))
    package = forms.ChoiceField(label=gettext_lazy("Package"), required=False)
    package_gift = forms.BooleanField(label=gettext_lazy("Package free of charge"), required=False)
    expires_on = forms.DateField(
        label=gettext_lazy("Valid until"),
        required=False,
        help_text=gettext_lazy("Thirty days when empty."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, data: Any = None, *, company: Company, edition: Edition, quote: Quote | None = None) -> None:
        self.packages = packages_for(company, edition)
        self.options = [option for option in options_of(edition) if option.is_active]
        super().__init__(data, initial=self._initial(quote))
        contacts = Contact.objects.filter(company__in=[company.pk, company.parent_id or company.pk]).active()
        self.contact_field.queryset = contacts.order_by("last_name", "first_name", "pk")
        self.package_field.choices = [("", _("No package")), *((str(p.pk), self._words(p)) for p in self.packages)]
        for option in self.options:
            self.fields[f"option_{option.pk}"] = forms.IntegerField(
                label=option.name,
                required=False,
                min_value=0,
                max_value=MOST_UNITS,
                widget=forms.NumberInput(attrs={"inputmode": "numeric", "placeholder": "0"}),
            )
            self.fields[f"gift_{option.pk}"] = forms.BooleanField(
                label=_("%(name)s free of charge") % {"name": option.name}, required=False
            )

    @property
    def contact_field(self) -> Any:
        return self.fields["contact"]

    @property
    def package_field(self) -> Any:
        return self.fields["package"]

    @staticmethod
    def _words(package: Package) -> str:
        price = format_cents(package.price_cents, get_language() or "fr")
        left = package.left_count
        stock = "" if left is None else " · " + _("%(left)s left") % {"left": left}
        return f"{package.name} · {price}{stock}"

    @staticmethod
    def _initial(quote: Quote | None) -> dict[str, Any]:
        if quote is None:
            return {}
        values: dict[str, Any] = {"contact": quote.contact_id, "expires_on": quote.expires_on}
        for choice in choices_of(quote):
            if isinstance(choice.item, Package):
                values |= {"package": str(choice.item.pk), "package_gift": choice.is_gift}
            else:
                values |= {f"option_{choice.item.pk}": choice.quantity, f"gift_{choice.item.pk}": choice.is_gift}
        return values

    def option_rows(self) -> Iterator[tuple[Option, BoundField, BoundField]]:
        """Each option with its two fields."""
        for option in self.options:
            yield option, self[f"option_{option.pk}"], self[f"gift_{option.pk}"]

    def choices(self) -> list[Choice]:
        """What was chosen, from the fields that are well formed."""
        values = self.cleaned_data
        found: list[Choice] = [
            Choice(package, 1, is_gift=bool(values.get("package_gift")))
            for package in self.packages
            if str(package.pk) == values.get("package")
        ]
        for option in self.options:
            quantity = values.get(f"option_{option.pk}")
            if quantity:
                found.append(Choice(option, quantity, is_gift=bool(values.get(f"gift_{option.pk}"))))
        return found


class WithdrawalForm(forms.Form):
    """Why a contract is taken back: history keeps it."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300)

    def clean_reason(self) -> str:
        return clean_line(self.cleaned_data["reason"])
