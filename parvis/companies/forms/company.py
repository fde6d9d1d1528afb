"""What members type about companies and people; and the file they bring in."""

from typing import Any

from django import forms
from django.forms.models import model_to_dict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parvis.accounts.models import normal_email
from parvis.companies.countries import COUNTRIES, sorted_choices
from parvis.companies.identifiers import check_numbers
from parvis.companies.matching import CompanyBook
from parvis.companies.models import Company, Contact
from parvis.companies.sectors import sector_choices
from parvis.core.text import clean_line

MOST_FILE_BYTES = 20 * 1024 * 1024


COMPANY_FIELDS = (
    "name", "legal_name", "kind", "sector", "parent", "siren", "siret", "vat_number", "iban", "address", "postcode",
    "city", "country", "website", "notes",
)  # fmt: skip
CONTACT_FIELDS = (
    "first_name", "last_name", "email", "phone", "job_title", "language", "is_billing", "is_signatory", "is_on_site",
    "is_active", "source",
)  # fmt: skip


class CompanyForm(forms.Form):
    """All we know of a company. Numbers are checked by their keys; a name that looks known asks to be confirmed."""

    def __init__(self, *args: Any, company: Company | None = None, **options: Any) -> None:
        options["initial"] = model_to_dict(company, COMPANY_FIELDS) if company else {"country": "FR"}
        super().__init__(*args, **options)
        self.company = company
        self.likeness: Company | None = None
        self.fields |= forms.fields_for_model(
            Company,
            COMPANY_FIELDS,
            widgets={"address": forms.Textarea(attrs={"rows": 3}), "notes": forms.Textarea(attrs={"rows": 4})},
            labels={"parent": _("Division of")},
            help_texts={
                "siren": _("Nine digits; leave it empty for a foreign company."),
                "siret": _("Fourteen digits; the first nine are the SIREN."),
                "iban": _("Only to pay something back to them."),
                "parent": _("Only for a division with its own contract and invoice."),
            },
        )
        for name in ("siren", "siret", "iban"):  # blanks between digits are welcome
            self.fields[name] = forms.CharField(
                label=name.upper(), required=False, max_length=50, help_text=self.fields[name].help_text
            )
        self.fields["tags"] = forms.CharField(
            label=_("Tags"),
            required=False,
            max_length=400,
            initial=", ".join(company.tags.order_by("name").values_list("name", flat=True)) if company else "",
            help_text=_("Your own words, with commas between: alumni, sponsor 2024."),
        )
        held = company.sector if company else ""
        self.fields["sector"] = forms.ChoiceField(
            label=_("Sector"),
            required=False,
            choices=sector_choices(held),
            help_text=_("As visitors would look for it. The lead of the pole sets the list."),
        )
        self.fields["country"] = forms.ChoiceField(label=_("Country"), choices=_country_choices(company))
        self.fields["is_other"] = forms.BooleanField(label=_("It is another company: keep both"), required=False)
        known = Company.objects.active().filter(parent=None).exclude(pk=company.pk if company else 0)
        self.fields["parent"].queryset = known.order_by("name_folded")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        numbers, problems = check_numbers({key: str(value or "") for key, value in cleaned.items()})
        cleaned |= numbers
        for field, sentence in problems.items():
            self.add_error(field, sentence)
        if not self.errors:
            self._look_for_likeness(cleaned)
        return cleaned

    def _look_for_likeness(self, cleaned: dict[str, Any]) -> None:
        """A company of the same SIREN, or nearly called so in the same town, is shown before a second one is made."""
        others = Company.objects.exclude(pk=self.company.pk if self.company else 0)
        match = CompanyBook(others).find({field: cleaned[field] for field in ("name", "siren", "city")})
        if match is None or cleaned["parent"] is not None:
            return
        words = {"name": " ".join(filter(None, (match.company.name, match.company.city and f"({match.company.city})")))}
        if match.by == "siren":
            self.likeness = match.company
            self.add_error("siren", _("%(name)s has this SIREN. Open it, or choose it in “Division of”.") % words)
        elif not cleaned["is_other"] and (self.company is None or self.company.name != cleaned["name"]):
            self.likeness = match.company
            self.add_error("name", _("This looks like %(name)s. If it is another company, tick the box below.") % words)

    def values(self) -> dict[str, Any]:
        """What the action wants."""
        return {field: self.cleaned_data[field] for field in COMPANY_FIELDS}

    def tags(self) -> list[str]:
        return [name for name in self.cleaned_data["tags"].split(",") if name.strip()]


def _country_choices(company: Company | None) -> list[tuple[str, str]]:
    """The list, and whatever the company holds already: a file may have left it empty, or known a rarer one."""
    choices, held = sorted_choices(), company.country if company else "FR"
    return choices if held in COUNTRIES else [(held, held or _("Not known")), *choices]


class ContactForm(forms.Form):
    """A person at a company."""

    def __init__(self, *args: Any, contact: Contact | None = None, **options: Any) -> None:
        options["initial"] = model_to_dict(contact, CONTACT_FIELDS) if contact else {}
        super().__init__(*args, **options)
        self.fields |= forms.fields_for_model(
            Contact,
            CONTACT_FIELDS,
            help_texts={
                "source": _("Where we have the address from: the person may ask."),
                "is_active": _("Untick it when the person has left."),
            },
        )

    def clean_email(self) -> str:
        return normal_email(self.cleaned_data["email"])


class OwnDataForm(forms.ModelForm[Contact]):
    """What people correct about themselves."""

    class Meta:
        model = Contact
        fields = ("first_name", "last_name", "phone", "job_title", "language")


class OwnLinkForm(forms.Form):
    """The address to which the personal link goes."""

    email = forms.EmailField(label=gettext_lazy("Your e-mail address"), max_length=254)


class FileForm(forms.Form):
    """A list of companies, as a file."""

    file = forms.FileField(
        label=gettext_lazy("List of companies"),
        help_text=gettext_lazy("CSV, XLSX or ODS, 20 MB at most."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx,.ods"}),
        allow_empty_file=True,
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_FILE_BYTES:
            raise forms.ValidationError(_("This file is larger than 20 MB. Cut it in several files."))
        return file

    def content(self) -> tuple[bytes, str]:
        """Bytes and name, for the action."""
        file = self.cleaned_data["file"]
        return file.read(), clean_line(file.name)
