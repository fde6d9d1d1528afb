"""What members type about the year and the team."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parvis.core.errors import Refused
from parvis.core.uploads import CleanImage, read_image
from parvis.editions.models import Association, Edition, Membership, Note, SavedView, Window

SPARE_ROWS = 3
NAMES = ("email", "first_name", "last_name")


class DateInput(forms.DateInput):
    """A browser's own picker, which reads ISO dates whatever the language."""

    input_type = "date"

    def __init__(self, format: str = "%Y-%m-%d") -> None:  # noqa: A002  (Django's own word)
        super().__init__(format=format)


class DateTimeInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class TimeInput(forms.TimeInput):
    input_type = "time"


class AssociationForm(forms.ModelForm[Association]):
    class Meta:
        model = Association
        fields = (
            "name", "legal_name", "address", "email", "phone", "siren", "siret", "rna", "vat_number", "iban", "bic",
            "publication_director", "hosting", "data_contact",
        )  # fmt: skip
        widgets = {"address": forms.Textarea(attrs={"rows": 3}), "hosting": forms.Textarea(attrs={"rows": 2})}


class EditionForm(forms.ModelForm[Edition]):
    class Meta:
        model = Edition
        fields = ("name", "tagline_fr", "tagline_en", "place_name", "place_address", "hue", "chroma_percent")
        widgets = {"place_address": forms.Textarea(attrs={"rows": 3})}


class WindowForm(forms.Form):
    """Both dates may be empty: no limit on that side."""

    opens_at = forms.DateTimeField(label=_("Opens"), required=False, widget=DateTimeInput())
    closes_at = forms.DateTimeField(label=_("Closes"), required=False, widget=DateTimeInput())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        opens_at, closes_at = cleaned.get("opens_at"), cleaned.get("closes_at")
        if opens_at and closes_at and closes_at <= opens_at:
            self.add_error("closes_at", _("It must close after it opens."))
        return cleaned


class DayForm(forms.Form):
    on = forms.DateField(label=_("Day"), widget=DateInput())
    opens = forms.TimeField(label=_("Doors open"), widget=TimeInput(), initial=time(9))
    closes = forms.TimeField(label=_("Doors close"), widget=TimeInput(), initial=time(18))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("opens") and cleaned.get("closes") and cleaned["closes"] <= cleaned["opens"]:
            self.add_error("closes", _("The doors close after they open."))
        return cleaned

    def hours(self) -> tuple[datetime, datetime]:
        """When the doors open and close, as moments in the fair's time zone."""
        zone, day = timezone.get_current_timezone(), self.cleaned_data["on"]
        opens, closes = self.cleaned_data["opens"], self.cleaned_data["closes"]
        return datetime.combine(day, opens, zone), datetime.combine(day, closes, zone)


class InviteForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    first_name = forms.CharField(label=_("First name"), max_length=80, required=False)
    last_name = forms.CharField(label=_("Last name"), max_length=80, required=False)
    pole = forms.ChoiceField(label=_("Pole"), choices=Membership.Pole)
    role = forms.ChoiceField(label=_("Role"), choices=Membership.Role, initial=Membership.Role.MEMBER)


class SchoolFileForm(forms.Form):
    file = forms.FileField(
        label=_("File"), help_text=_("CSV, XLSX or ODS: a column with names, if you like one with mail domains.")
    )


class LogoForm(forms.Form):
    logo = forms.FileField(
        label=_("Logo"),
        help_text=_("PNG, JPEG or WebP, 10 MB at most. A transparent background looks best."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )

    def clean_logo(self) -> CleanImage:
        try:
            return read_image(self.cleaned_data["logo"])
        except Refused as refused:
            raise forms.ValidationError(refused.message) from refused


def invite_forms(edition: Edition, data: Any = None) -> list[tuple[str, InviteForm]]:
    """A row for each pole nobody is in, then some to spare, each with its title; a row without a name is left alone."""
    held = set(Membership.objects.in_edition(edition).filter(ended_at=None).values_list("pole", flat=True))
    missing = [pole for pole in Membership.Pole if pole not in held]
    rows: list[tuple[str, InviteForm]] = []
    for number in range(max(len(missing) + SPARE_ROWS, len(data.getlist("row")) if data else 0)):
        pole = missing[number] if number < len(missing) else None
        words = {"pole": pole, "role": Membership.Role.LEAD} if pole else {}
        is_empty = data is not None and not any(data.get(f"{number}-{name}") for name in NAMES)
        given = None if is_empty else data
        form = InviteForm(given, prefix=str(number), initial=words, use_required_attribute=False)
        if pole:
            form.fields["pole"].widget = forms.HiddenInput()
        rows.append((str(pole.label) if pole else "", form))
    return rows


class NextEditionForm(forms.Form):
    """The year to come: what changes; everything else is copied forward."""

    name = forms.CharField(label=_("Name"), max_length=120)
    slug = forms.SlugField(
        label=_("Address"), max_length=60, help_text=_("Small letters, digits and hyphens: forum-2027.")
    )
    fair_on = forms.DateField(label=_("Fair day"), widget=DateInput())
    email = forms.EmailField(
        label=_("Mail of the next president"), help_text=_("They receive an invitation and build their team.")
    )

    def clean_slug(self) -> str:
        slug = str(self.cleaned_data["slug"])
        if Edition.objects.filter(slug=slug).exists():
            raise forms.ValidationError(_("There is already an edition at this address."))
        return slug


class SetUpForm(forms.Form):
    """The first page of an empty installation: association, edition, first member."""

    association = forms.CharField(label=_("Name of the association"), max_length=120)
    edition = forms.CharField(label=_("Name of the edition"), max_length=120, help_text=_("For instance: Forum 2027."))
    slug = forms.SlugField(
        label=_("Address"), max_length=60, help_text=_("Small letters, digits and hyphens: forum-2027.")
    )
    fair_on = forms.DateField(label=_("Fair day"), widget=DateInput())
    email = forms.EmailField(label=_("Your e-mail address"))
    first_name = forms.CharField(label=_("Your first name"), max_length=80)
    last_name = forms.CharField(label=_("Your last name"), max_length=80)


class NoteForm(forms.ModelForm[Note]):
    class Meta:
        model = Note
        fields = ("pole", "body")


def window_forms(edition: Edition, data: Any = None) -> list[tuple[str, WindowForm]]:
    """A form for each window of the edition, with its label; fields are prefixed by the window's name."""
    rows = {window.name: window for window in Window.objects.filter(edition=edition)}
    forms_of: list[tuple[str, WindowForm]] = []
    for name, label in Window.Name.choices:
        row = rows.get(name)
        initial = {"opens_at": row.opens_at, "closes_at": row.closes_at} if row else {}
        forms_of.append((str(label), WindowForm(data, prefix=name, initial=initial)))
    return forms_of


class SavedViewForm(forms.ModelForm[SavedView]):
    """A name for a list's address; `poles` are those the member may share it with."""

    class Meta:
        model = SavedView
        fields = ("table", "name", "query", "pole")

    def __init__(self, data: QueryDict, *, poles: Sequence[str]) -> None:
        super().__init__(data)
        self.poles = poles

    def clean_query(self) -> str:
        """Filters, sort and columns; neither a page nor a download."""
        query = QueryDict(self.cleaned_data["query"].removeprefix("?"), mutable=True)
        for key in ("page", "export"):
            query.pop(key, None)
        if not query:
            raise forms.ValidationError(_("Filter or sort the list first: there is nothing to keep yet."))
        words: str = query.urlencode()
        return words

    def clean_pole(self) -> str:
        pole: str = self.cleaned_data["pole"]
        if pole and pole not in self.poles:
            raise forms.ValidationError(_("You share a view with a pole you are in."))
        return pole
