"""What exhibitors and the team type about them."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parvis.core.errors import Refused
from parvis.core.forms import CountForm
from parvis.core.uploads import CleanImage, CleanPdf, read_image, read_pdf
from parvis.editions.forms import DateInput
from parvis.editions.models import Term, Window
from parvis.exhibitors.models import DocumentRequest, ExhibitorProfile, JobOffer, Representative, ThreadMessage

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

SECTION_LABELS: list[tuple[str, "_StrPromise"]] = [
    (Window.Name.PROFILE, _("Company page and logo")),
    (Window.Name.JOB_OFFERS, _("Job offers")),
    (Window.Name.REPRESENTATIVES, _("People on the booth")),
    (Window.Name.DOCUMENTS, _("Documents")),
]


def _of_kind(form: forms.BaseForm, name: str, kind: str) -> None:
    """Offer the words of the vocabulary of that kind."""
    form.fields[name].queryset = Term.objects.of_kind(kind)  # type: ignore[attr-defined]


class ProfileForm(forms.ModelForm[ExhibitorProfile]):
    sector = forms.ChoiceField(label=_("Sector"), required=False)

    class Meta:
        model = ExhibitorProfile
        fields = ("public_name", "tagline", "sector", "size", "website", "fields", "description_fr", "description_en")
        widgets = {
            "fields": forms.CheckboxSelectMultiple,
            "description_fr": forms.Textarea(attrs={"rows": 7}),
            "description_en": forms.Textarea(attrs={"rows": 7}),
        }
        help_texts = {
            "tagline": _("What you do, in 140 characters at most."),
            "fields": _("What the people you look for study."),
            "description_fr": _("Markdown works: **bold**, lists, links."),
            "description_en": _("Without it, English readers see the French text."),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _of_kind(self, "fields", Term.Kind.FIELD)
        sectors = {term.name_fr: str(term) for term in Term.objects.of_kind(Term.Kind.SECTOR)}
        sectors.setdefault(self.instance.sector, self.instance.sector)
        self.fields["sector"].choices = [  # type: ignore[attr-defined]
            ("", "—"),
            *((value, label) for value, label in sectors.items() if value),
        ]

    @property
    def words(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "fields"}


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


class RepresentativeForm(forms.ModelForm[Representative]):
    invite = forms.BooleanField(
        label=_("Let this person use this space"),
        required=False,
        help_text=_("We mail them its address; they sign in with a code, without password."),
    )

    class Meta:
        model = Representative
        fields = ("first_name", "last_name", "email", "phone", "job_title", "is_on_site", "diet")
        help_texts = {
            "is_on_site": _("Takes one of your badges."),
            "diet": _("For the lunch, if you wish: vegetarian, no pork, allergies…"),
        }

    @property
    def person(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "invite"}


class JobOfferForm(forms.ModelForm[JobOffer]):
    class Meta:
        model = JobOffer
        fields = ("title", "kind", "place", "deadline_on", "url", "fields", "description")
        widgets = {
            "fields": forms.CheckboxSelectMultiple,
            "deadline_on": DateInput(format="%Y-%m-%d"),
            "description": forms.Textarea(attrs={"rows": 8}),
        }
        help_texts = {"description": _("Markdown works: **bold**, lists, links.")}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _of_kind(self, "fields", Term.Kind.FIELD)
        _of_kind(self, "kind", Term.Kind.SEEK)

    @property
    def words(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "fields"}


class MessageForm(forms.ModelForm[ThreadMessage]):
    class Meta:
        model = ThreadMessage
        fields = ("body",)
        widgets = {"body": forms.Textarea(attrs={"rows": 4})}
        labels = {"body": _("Your message")}


class WriteManyForm(CountForm):
    """One message to many; the number is typed when they are."""

    body = MessageForm.base_fields["body"]


class DocumentForm(forms.Form):
    file = forms.FileField(
        label=_("PDF file"),
        help_text=_("PDF, 10 MB at most."),
        widget=forms.FileInput(attrs={"accept": "application/pdf"}),
    )

    @property
    def file_name(self) -> str:
        """What the person calls the file."""
        return str(getattr(self.files["file"], "name", ""))

    def clean_file(self) -> CleanPdf:
        try:
            return read_pdf(self.cleaned_data["file"])
        except Refused as refused:
            raise forms.ValidationError(refused.message) from refused


class DocumentRequestForm(forms.ModelForm[DocumentRequest]):
    class Meta:
        model = DocumentRequest
        fields = ("title_fr", "title_en", "due_on", "is_required")
        widgets = {"due_on": DateInput(format="%Y-%m-%d")}


class ChangeForm(forms.Form):
    section = forms.ChoiceField(label=_("About"), choices=SECTION_LABELS)
    body = forms.CharField(label=_("What should change?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5}))


class AnswerForm(forms.Form):
    """The button pressed is the answer; the words are optional."""

    accepted = forms.TypedChoiceField(choices=[("1", "1"), ("0", "0")], coerce=lambda value: value == "1")
    answer = forms.CharField(label=_("A word to the exhibitor"), required=False, max_length=2000)
