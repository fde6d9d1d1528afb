"""Input of the team about quotes and contracts."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from parvis.companies.models import Company, Contact
from parvis.core.money import format_cents
from parvis.core.text import clean_line
from parvis.editions.models import Edition
from parvis.sales.forms.catalogue import PERCENT, percent_input, percent_of_basis_points
from parvis.sales.models import Option, Package, Quote
from parvis.sales.offer import MOST_UNITS, Choice, Deal, choices_of
from parvis.sales.queries import at_prices_of, options_of, packages_for


class QuoteForm(forms.Form):
    """What is offered to one company: a package, options by number, gifts, the last day of validity."""

    contact = forms.ModelChoiceField(queryset=Contact.objects.none(), label=gettext_lazy("Sent to"))
    package = forms.ChoiceField(label=gettext_lazy("Package"), required=False)
    package_gift = forms.BooleanField(label=gettext_lazy("Package free of charge"), required=False)
    discount_percent = percent_input(
        label=gettext_lazy("Negotiated discount (%)"),
        required=False,
        min_value=0,
        max_value=100,
        help_text=gettext_lazy("On the package, after the price list’s own rules. Options stay at list price."),
    )
    discount_reason = forms.CharField(
        label=gettext_lazy("Reason of the discount"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("For the team only: the company does not read it."),
    )
    expires_on = forms.DateField(
        label=gettext_lazy("Valid until"),
        required=False,
        help_text=gettext_lazy("Thirty days when empty."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(
        self, data: Any = None, *, company: Company, edition: Edition, on: date, quote: Quote | None = None
    ) -> None:
        self.on = on
        self.packages = at_prices_of(packages_for(company, edition), on)
        self.options = at_prices_of([option for option in options_of(edition) if option.is_active], on)
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

    def _words(self, package: Package) -> str:
        price = format_cents(package.price_cents, get_language() or "fr")
        left = package.left_count
        stock = "" if left is None else " · " + _("%(left)s left") % {"left": left}
        window = "" if package.is_orderable_on(self.on) else " · " + _("not open for orders")
        return f"{package.name} · {price}{stock}{window}"

    @staticmethod
    def _initial(quote: Quote | None) -> dict[str, Any]:
        if quote is None:
            return {}
        values: dict[str, Any] = {"contact": quote.contact_id, "expires_on": quote.expires_on}
        if quote.discount_basis_points:
            values["discount_percent"] = percent_of_basis_points(quote.discount_basis_points)
        values["discount_reason"] = quote.discount_reason
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

    def clean_discount_reason(self) -> str:
        return clean_line(self.cleaned_data["discount_reason"])

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if values.get("discount_percent") and not values.get("discount_reason") and "discount_reason" in values:
            self.add_error("discount_reason", _("Say why this discount is given."))
        return values

    def deal(self) -> Deal:
        """What was negotiated, from the fields that are well formed."""
        values = self.cleaned_data
        return Deal(int((values.get("discount_percent") or 0) * PERCENT), values.get("discount_reason") or "")

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


class QuoteByCodes(QuoteForm):
    """The same offer as a program writes it: things by the codes of the price list, shares in basis points."""

    NAMES = {"discount_percent": "discount_basis_points"}

    def __init__(self, offer: dict[str, Any], *, company: Company, edition: Edition, on: date) -> None:
        super().__init__({}, company=company, edition=edition, on=on)
        self.unknown: list[tuple[str, list[str]]] = []
        same = ("contact", "discount_reason", "expires_on")
        percent = Decimal(offer["discount_basis_points"]) / PERCENT
        self.given: dict[str, Any] = {**{name: offer[name] for name in same}, "discount_percent": percent}
        for place, line in enumerate(offer["lines"]):
            self._take(f"lines.{place}", **line)
        self.data = self.given

    def _take(self, place: str, *, code: str, quantity: int, is_gift: bool) -> None:
        packages = {package.code: package for package in self.packages}
        options = {option.code: f"option_{option.pk}" for option in self.options}
        if code in packages and "package" not in self.given and quantity == 1:
            self.given |= {"package": str(packages[code].pk), "package_gift": is_gift}
        elif code in packages:
            self.unknown.append((place, [_("A quote offers one package, once.")]))
        elif code not in options:
            self.unknown.append((f"{place}.code", [_("The price list has no “%(code)s”.") % {"code": code}]))
        elif options[code] in self.given:
            self.unknown.append((place, [_("Each thing is offered on one line.")]))
        else:
            self.given |= {options[code]: quantity, options[code].replace("option", "gift"): is_gift}

    def offer(self) -> dict[str, Any]:
        """What the actions want; of a form that is wrong, what can be read."""
        said = {name: self.cleaned_data.get(name) for name in ("contact", "expires_on")}
        return {**said, "choices": self.choices(), "deal": self.deal()}

    def wrong_fields(self) -> list[tuple[str, list[str]]]:
        """What is wrong, under the names the program knows."""
        found = [(self.NAMES.get(name, name), [str(text) for text in said]) for name, said in self.errors.items()]
        return [*self.unknown, *found]


class WithdrawalForm(forms.Form):
    """Why a contract is taken back, and the amount that the person who does it has read."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300)
    seen_owed_cents = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)

    def clean_seen_owed_cents(self) -> int:
        """Nothing read is an amount that is never owed."""
        seen = self.cleaned_data["seen_owed_cents"]
        return -1 if seen is None else int(seen)

    def clean_reason(self) -> str:
        return clean_line(self.cleaned_data["reason"])
