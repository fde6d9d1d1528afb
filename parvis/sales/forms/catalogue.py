"""Input of the team about the price list, its rules and the general terms."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from parvis.companies.models import Company
from parvis.core.forms import DecimalInput
from parvis.core.money import amount_text, parse_cents
from parvis.core.text import clean_line, clean_text
from parvis.exhibitors.models import Entitlement
from parvis.sales.models import Option, Package, PriceRule

PERCENT = Decimal(100)
SHARED = (
    *("code", "name_fr", "name_en", "price_cents", "stock", "position", "is_active"),
    *("text_fr", "text_en", "audience", "opens_on", "closes_on"),
)


class CentsInput(forms.CharField):
    """An amount as people type it, comma or point; gives cents."""

    def clean(self, value: Any) -> Any:
        try:
            cents = parse_cents(super().clean(value))
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None
        if cents < 0:
            raise forms.ValidationError(_("A price is not negative."))
        return cents

    def prepare_value(self, value: Any) -> Any:
        return amount_text(value, get_language() or "fr") if isinstance(value, int) else value


def percent_input(**options: Any) -> DecimalInput:
    """A percentage with at most two decimals."""
    return DecimalInput(max_digits=5, decimal_places=2, localize=True, **options)


class ItemForm(forms.ModelForm[Any]):
    """What package and option have in common: amounts as money, VAT as a percentage."""

    price_cents = CentsInput(label=gettext_lazy("Price without VAT"), max_length=20)
    vat_percent = percent_input(label=gettext_lazy("VAT rate (%)"), min_value=0, max_value=100)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["vat_percent"].initial = percent_of_basis_points(self.instance.vat_basis_points)
        self.fields["stock"].help_text = _("Empty: without limit.")
        self.fields["audience"].required = False
        self.fields["opens_on"].help_text = _("Empty: at once.")
        self.fields["closes_on"].help_text = _("Empty: until the fair.")
        for name in ("opens_on", "closes_on"):
            self.fields[name].widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        for name in ("text_fr", "text_en"):
            self.fields[name].widget = forms.Textarea(attrs={"rows": 3, "maxlength": 1000})

    def _post_clean(self) -> None:
        """The form checks fields; what it says goes to the action, not into the instance."""

    def clean_audience(self) -> str:
        return self.cleaned_data["audience"] or Package.Audience.ALL

    def clean_text_fr(self) -> str:
        return clean_text(self.cleaned_data["text_fr"])

    def clean_text_en(self) -> str:
        return clean_text(self.cleaned_data["text_en"])

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        opens_on, closes_on = values.get("opens_on"), values.get("closes_on")
        if opens_on and closes_on and closes_on < opens_on:
            self.add_error("closes_on", _("The last day is not before the first."))
        return values

    def clean_code(self) -> str:
        return clean_line(self.cleaned_data["code"]).upper()

    def values(self) -> dict[str, Any]:
        """The fields as the action takes them."""
        found = {name: self.cleaned_data[name] for name in self._meta.fields or ()}
        found["vat_basis_points"] = int(self.cleaned_data["vat_percent"] * PERCENT)
        return found


class PackageForm(ItemForm):
    """A package, who may buy it, and what it includes."""

    only_kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Sold only to"),
        required=False,
        choices=Company.Kind.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None ticked: every company."),
    )

    class Meta:
        model = Package
        fields = (*SHARED, "tier", "only_kinds")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        included = self.instance.gives if self.instance.pk else {}
        for kind, label in Entitlement.Kind.choices:
            is_area = kind == Entitlement.Kind.AREA
            initial = included.get(kind)
            self.fields[f"include_{kind}"] = DecimalInput(
                label=_("Area (m²)") if is_area else label,
                required=False,
                min_value=0,
                max_value=1_000_000,
                decimal_places=2 if is_area else 0,
                localize=is_area,
                initial=percent_of_basis_points(initial) if is_area and initial else initial,
            )

    def inclusion_fields(self) -> list[BoundField]:
        return [self[f"include_{kind}"] for kind in Entitlement.Kind.values]

    def inclusions(self) -> dict[str, int]:
        """{kind: quantity}, the area in square decimetres."""
        found = {}
        for kind in Entitlement.Kind.values:
            value = self.cleaned_data.get(f"include_{kind}") or Decimal(0)
            unit = PERCENT if kind == Entitlement.Kind.AREA else Decimal(1)
            found[str(kind)] = int((value * unit).quantize(Decimal(1), rounding=ROUND_HALF_UP))
        return found


class OptionForm(ItemForm):
    """An option and what one unit of it gives."""

    class Meta:
        model = Option
        fields = (*SHARED, "gives_kind", "gives_quantity")
        labels = {"gives_kind": gettext_lazy("What one unit gives"), "gives_quantity": gettext_lazy("How many")}


class RuleForm(forms.Form):
    """A price rule: which fields count depends on its kind."""

    kind = forms.ChoiceField(label=gettext_lazy("Rule"), choices=PriceRule.Kind.choices)
    percent = percent_input(
        label=gettext_lazy("Percentage"),
        min_value=-100,
        max_value=100,
        help_text=gettext_lazy("-10 is ten percent off; for a cancellation, the share still owed."),
    )
    company_kind = forms.ChoiceField(
        label=gettext_lazy("Class of company"), choices=[("", "—"), *Company.Kind.choices], required=False
    )
    until_on = forms.DateField(
        label=gettext_lazy("Until (included)"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    days_before = forms.IntegerField(
        label=gettext_lazy("Days before the fair, or less"), required=False, min_value=0, max_value=3650
    )
    NEEDED = {
        PriceRule.Kind.CLASS: "company_kind",
        PriceRule.Kind.EARLY_BIRD: "until_on",
        PriceRule.Kind.CANCEL: "days_before",
    }

    def __init__(self, data: Any = None, *, rule: PriceRule | None = None) -> None:
        initial = {name: getattr(rule, name) for name in ("kind", *self.NEEDED.values())} if rule else {}
        if rule:
            initial["percent"] = percent_of_basis_points(rule.basis_points)
        super().__init__(data, initial=initial)

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        needed = self.NEEDED.get(values.get("kind", ""))
        if needed and values.get(needed) in (None, "") and needed not in self.errors:
            self.add_error(needed, _("This kind of rule needs it."))
        if values.get("kind") == PriceRule.Kind.CANCEL and (values.get("percent") or 0) < 0:
            self.add_error("percent", _("The share owed is between 0 and 100."))
        return values

    def values(self) -> dict[str, Any]:
        """The fields as the action takes them; those of other kinds are emptied."""
        kind = self.cleaned_data["kind"]
        empty: dict[str, Any] = {"company_kind": "", "until_on": None, "days_before": None}
        mine = {self.NEEDED[kind]: self.cleaned_data[self.NEEDED[kind]]}
        return empty | mine | {"kind": kind, "basis_points": int(self.cleaned_data["percent"] * PERCENT)}


class PriceForm(forms.Form):
    """Another price from a day on."""

    price_cents = CentsInput(label=gettext_lazy("Price without VAT"), max_length=20)
    starts_on = forms.DateField(
        label=gettext_lazy("Starting on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("Today or later. Quotes already sent keep their prices."),
    )


class DiscountPolicyForm(forms.Form):
    """From which share on a discount needs a second person."""

    percent = percent_input(
        label=gettext_lazy("Approval above (%)"),
        min_value=0,
        max_value=100,
        help_text=gettext_lazy("Of the list price, gifts counted. 0: every discount needs somebody else’s approval."),
    )

    def __init__(self, data: Any = None, *, basis_points: int) -> None:
        super().__init__(data, initial={"percent": percent_of_basis_points(basis_points)})

    def basis_points(self) -> int:
        return int(self.cleaned_data["percent"] * PERCENT)


class CatalogueFileForm(forms.Form):
    """A price list as a file."""

    file = forms.FileField(label=gettext_lazy("Price list (JSON)"), help_text=gettext_lazy("At most 1 MB."))
    only_check = forms.BooleanField(
        label=gettext_lazy("Only check the file, change nothing"), required=False, initial=True
    )


class TermsForm(forms.Form):
    """General terms in plain Markdown."""

    text_fr = forms.CharField(
        label=gettext_lazy("Text (French)"),
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 20}),
        help_text=gettext_lazy("“## Heading” opens an article, an empty line a paragraph."),
    )
    text_en = forms.CharField(
        label=gettext_lazy("Text (English)"),
        max_length=60_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 20}),
    )

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)

    def values(self, *, is_over: bool) -> dict[str, Any]:
        """What an action takes; `is_over` writes over what somebody else saved meanwhile."""
        texts = {name: self.cleaned_data[name] for name in ("text_fr", "text_en")}
        return {**texts, "revision": None if is_over else self.cleaned_data["revision"] or 0}

    def clean_text_fr(self) -> str:
        return clean_text(self.cleaned_data["text_fr"])

    def clean_text_en(self) -> str:
        return clean_text(self.cleaned_data["text_en"])


def percent_of_basis_points(basis_points: int) -> Decimal:
    """Hundredths as a percentage (or square decimetres as square metres) without idle zeros."""
    value = Decimal(basis_points) / PERCENT
    return value.quantize(Decimal(1)) if value == value.to_integral() else value.normalize()
