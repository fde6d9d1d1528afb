"""What is typed about bills, suppliers and refunds."""

import io
from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from parvis.companies.identifiers import BadNumber, check_iban, check_siren, check_vat, compact
from parvis.core.errors import Refused
from parvis.core.money import percent_of
from parvis.core.text import clean_line, fold
from parvis.core.uploads import CleanImage, CleanPdf, read_document
from parvis.editions.forms import DateInput
from parvis.editions.models import Edition
from parvis.treasury.actions.expenses import Paper, Part
from parvis.treasury.budgeting import items_of_expense
from parvis.treasury.forms.papers import AmountField
from parvis.treasury.models import BudgetItem, Expense, Supplier
from parvis.treasury.receiving import Received
from parvis.treasury.spending import quotes_to_answer

MOST_PARTS = 4
MOST_VAT_OFF = 10  # cents: suppliers round line by line
RATES = (2000, 1000, 550, 210, 0)
type Files = MultiValueDict[str, Any]


class DocumentField(forms.FileField):
    """A PDF or a photo; gives the harmless file, and the bytes that came as `original`."""

    widget = forms.FileInput(attrs={"accept": ".pdf,image/*"})

    def clean(self, data: Any, initial: Any = None) -> tuple[CleanImage | CleanPdf, bytes]:
        file = super().clean(data, initial)
        try:
            clean = read_document(file)
        except Refused as refused:
            raise forms.ValidationError(refused.message) from refused
        file.seek(0)
        return clean, io.BytesIO(file.read()).getvalue()


class ReceivedForm(forms.Form):
    """The file comes first: an e-invoice fills the form that follows."""

    file = DocumentField(
        label=gettext_lazy("Quote or bill"),
        help_text=gettext_lazy("PDF or photo, 10 MB at most."),
        allow_empty_file=True,
    )


class SupplierNumbers(forms.Form):
    """The numbers of a supplier, each with its key checked."""

    def clean_siren(self) -> str:
        return self._checked("siren", check_siren)

    def clean_iban(self) -> str:
        return self._checked("iban", check_iban)

    def clean_vat_number(self) -> str:
        def check(text: str) -> str:
            country = compact(text)[:2]
            siren = self.cleaned_data.get("siren", "")
            return check_vat(text, country=country if country.isalpha() else "FR", siren=siren)

        return self._checked("vat_number", check)

    def _checked(self, name: str, check: Any) -> str:
        text = self.cleaned_data[name]
        try:
            return str(check(text)) if text else ""
        except BadNumber as error:
            raise forms.ValidationError(str(error)) from error


class SupplierForm(SupplierNumbers):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=160)
    siren = forms.CharField(label=gettext_lazy("SIREN"), max_length=20, required=False)
    vat_number = forms.CharField(label=pgettext_lazy("field", "VAT number"), max_length=30, required=False)
    iban = forms.CharField(label=gettext_lazy("IBAN"), max_length=50, required=False)

    def clean_name(self) -> str:
        return clean_line(self.cleaned_data["name"])


class PaperForm(SupplierNumbers):
    """A quote or bill. The supplier is chosen, or written below; each line uses one line of the budget."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[(kind.value, kind.label) for kind in (Expense.Kind.BILL, Expense.Kind.QUOTE)],
    )
    supplier = forms.ModelChoiceField(
        Supplier.objects.order_by("name_folded"),
        label=gettext_lazy("Supplier"),
        required=False,
        empty_label=gettext_lazy("A new one, written below"),
    )
    name = forms.CharField(label=gettext_lazy("Name"), max_length=160, required=False)
    siren = forms.CharField(label=gettext_lazy("SIREN"), max_length=20, required=False)
    vat_number = forms.CharField(label=pgettext_lazy("field", "VAT number"), max_length=30, required=False)
    iban = forms.CharField(label=gettext_lazy("IBAN"), max_length=50, required=False)
    number = forms.CharField(label=gettext_lazy("Number"), max_length=60)
    issued_on = forms.DateField(label=gettext_lazy("Dated"), widget=DateInput(format="%Y-%m-%d"))
    due_on = forms.DateField(label=gettext_lazy("Due date"), required=False, widget=DateInput(format="%Y-%m-%d"))
    purpose = forms.CharField(
        label=gettext_lazy("What for"),
        max_length=200,
        help_text=gettext_lazy("For whoever approves it, and for the books."),
    )
    answers = forms.ModelChoiceField(
        Expense.objects.none(),
        label=gettext_lazy("Answers the quote"),
        required=False,
        help_text=gettext_lazy("What the bill takes is no longer counted for the quote."),
    )

    def __init__(self, data: QueryDict | None = None, *, edition: Edition, received: Received) -> None:
        super().__init__(data, initial=_initial(received.facts))
        answers = self.fields["answers"]
        if isinstance(answers, forms.ModelChoiceField):
            answers.queryset = quotes_to_answer(edition)
        items = items_of_expense(edition)
        for number, rate in zip(range(1, MOST_PARTS + 1), _rates(received.facts), strict=False):
            self._add_part(number, items, rate)

    def _add_part(self, number: int, items: Any, rate: dict[str, int]) -> None:
        item = forms.ModelChoiceField(items, label=_("Budget line"), required=number == 1)
        net = AmountField(label=_("Without VAT"), max_length=20, required=number == 1, initial=rate.get("net_cents"))
        known = dict.fromkeys([*RATES, rate.get("vat_basis_points", RATES[0])])
        points = forms.TypedChoiceField(
            label=pgettext("field", "VAT rate"),
            choices=[(one, f"{one / 100:g} %") for one in known],
            coerce=int,
            initial=rate.get("vat_basis_points", RATES[0]),
        )
        vat = AmountField(label=_("VAT, if the bill rounds it"), max_length=20, required=False)
        vat.initial = rate.get("vat_cents")
        parts = {"item": item, "net": net, "rate": points, "vat": vat}
        self.fields.update({f"{name}_{number}": field for name, field in parts.items()})

    @property
    def part_rows(self) -> Iterator[list[forms.BoundField]]:
        """The fields of each line, for the page."""
        for number in range(1, MOST_PARTS + 1):
            yield [self[f"{name}_{number}"] for name in ("item", "net", "rate", "vat")]

    def clean_number(self) -> str:
        return clean_line(self.cleaned_data["number"])

    def clean_purpose(self) -> str:
        return clean_line(self.cleaned_data["purpose"])

    def clean_name(self) -> str:
        return clean_line(self.cleaned_data["name"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("supplier") and not cleaned.get("name") and "name" not in self.errors:
            self.add_error("name", _("Choose a supplier, or write its name."))
        if cleaned.get("kind") == Expense.Kind.QUOTE:
            cleaned["answers"] = None
        elif cleaned.get("answers") and cleaned["answers"].supplier != cleaned.get("supplier"):
            self.add_error("answers", _("This quote is of another supplier."))
        cleaned["parts"] = [part for number in range(1, MOST_PARTS + 1) if (part := self._part(cleaned, number))]
        return cleaned

    def _part(self, cleaned: dict[str, Any], number: int) -> Part | None:
        item, net, vat = (cleaned.get(f"{name}_{number}") for name in ("item", "net", "vat"))
        if item is None and net is None:
            return None
        if item is None or net is None or net < 0:
            self.add_error(f"net_{number}" if item else f"item_{number}", _("A line has a budget line and an amount."))
            return None
        points = cleaned.get(f"rate_{number}") or 0
        usual = percent_of(net, points)
        if vat is not None and abs(vat - usual) > MOST_VAT_OFF:
            self.add_error(f"vat_{number}", _("That is not the VAT of this amount at this rate."))
        return Part(item, net, points, usual if vat is None else vat)

    @property
    def supplier_values(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("name", "siren", "vat_number", "iban")}

    def paper(self, supplier: Supplier) -> Paper:
        values = {name: self.cleaned_data[name] for name in ("kind", "purpose", "issued_on", "number", "due_on")}
        return Paper(**values, supplier=supplier, answers=self.cleaned_data["answers"])


def _rates(facts: dict[str, Any]) -> list[dict[str, int]]:
    """What the e-invoice says by rate, then empty lines."""
    return [*facts.get("rates", [])[:MOST_PARTS], *({} for _number in range(MOST_PARTS))][:MOST_PARTS]


def _initial(facts: dict[str, Any]) -> dict[str, Any]:
    """What the e-invoice says; a supplier is recognised by its numbers, else by its name."""
    if not facts:
        return {}
    like = Q(name_folded=fold(facts["name"]))
    for name in ("siren", "vat_number"):
        like |= Q((name, facts[name])) if facts[name] else Q()
    known = Supplier.objects.filter(like).first()
    new = {} if known else {name: facts[name] for name in ("name", "siren", "vat_number", "iban")}
    days = {name: date.fromisoformat(facts[name]) for name in ("issued_on", "due_on") if facts[name]}
    return {"kind": Expense.Kind.BILL, "supplier": known, "number": facts["number"], **new, **days}


class RefundForm(forms.Form):
    """What a member paid for the association, and where the money goes back to."""

    file = DocumentField(
        label=gettext_lazy("Receipt"), help_text=gettext_lazy("PDF or photo, 10 MB at most."), allow_empty_file=True
    )
    amount_cents = AmountField(label=gettext_lazy("Amount paid"), max_length=20)
    issued_on = forms.DateField(label=gettext_lazy("Paid on"), widget=DateInput(format="%Y-%m-%d"))
    purpose = forms.CharField(label=gettext_lazy("What for"), max_length=200)
    item = forms.ModelChoiceField(
        BudgetItem.objects.none(),
        label=gettext_lazy("Budget line"),
        help_text=gettext_lazy("Which expense of the edition it is part of."),
    )
    iban = forms.CharField(
        label=gettext_lazy("Your IBAN"),
        max_length=50,
        help_text=gettext_lazy("The treasury alone sees it; it is deleted once you are paid back."),
    )

    def __init__(self, data: QueryDict | None = None, files: Files | None = None, *, edition: Edition) -> None:
        super().__init__(data, files)
        item = self.fields["item"]
        if isinstance(item, forms.ModelChoiceField):
            item.queryset = items_of_expense(edition)

    def clean_purpose(self) -> str:
        return clean_line(self.cleaned_data["purpose"])

    def clean_iban(self) -> str:
        try:
            return check_iban(self.cleaned_data["iban"])
        except BadNumber as error:
            raise forms.ValidationError(str(error)) from error

    def paper(self) -> Paper:
        values = {name: self.cleaned_data[name] for name in ("purpose", "issued_on")}
        return Paper(kind=Expense.Kind.REFUND, **values)

    def part(self) -> Part:
        """The whole receipt: its VAT is not taken back."""
        return Part(self.cleaned_data["item"], self.cleaned_data["amount_cents"], 0, 0)


class RefusalForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=200,
        help_text=gettext_lazy("Whoever handed it in reads this."),
    )

    def clean_reason(self) -> str:
        return clean_line(self.cleaned_data["reason"])


class SpentForm(forms.Form):
    """Money that left for one expense."""

    amount_cents = AmountField(label=gettext_lazy("Amount paid"), max_length=20)
    paid_on = forms.DateField(label=gettext_lazy("Paid on"), widget=DateInput(format="%Y-%m-%d"))
    reference = forms.CharField(label=gettext_lazy("Reference"), max_length=140, required=False)
    request_key = forms.CharField(max_length=40, widget=forms.HiddenInput)

    def clean_reference(self) -> str:
        return clean_line(self.cleaned_data["reference"])


class TransferForm(forms.Form):
    """The day on which the bank made the transfers."""

    paid_on = forms.DateField(label=gettext_lazy("Paid on"), widget=DateInput(format="%Y-%m-%d"))


class ThresholdForm(forms.Form):
    two_from_cents = AmountField(
        label=gettext_lazy("Two people agree from"),
        max_length=20,
        help_text=gettext_lazy("VAT included. Nobody agrees to what they handed in themselves."),
    )

    def clean_two_from_cents(self) -> int:
        cents: int = self.cleaned_data["two_from_cents"]
        if cents < 0:
            raise forms.ValidationError(_("An amount is not negative."))
        return cents
