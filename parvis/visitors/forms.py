"""What people type to sign up; the API holds its bodies against the same form."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from parvis.accounts.models import normal_email
from parvis.core.text import clean_line
from parvis.visitors.entries import Entry
from parvis.visitors.models import Registration
from parvis.visitors.vocabulary import Vocabulary

Choices = Iterable[tuple[str, str]]


class ProfileForm(forms.Form):
    """Who somebody is and what they look for; the choices come from the vocabulary."""

    first_name = forms.CharField(
        label=_("First name"), max_length=80, widget=forms.TextInput({"autocomplete": "given-name"})
    )
    last_name = forms.CharField(
        label=_("Last name"), max_length=80, widget=forms.TextInput({"autocomplete": "family-name"})
    )
    school = forms.ChoiceField(label=_("School"))
    year = forms.ChoiceField(label=_("Year of study"), required=False)
    language = forms.ChoiceField(label=_("Language of our mails"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, words: Vocabulary, **options: Any) -> None:
        super().__init__(*args, **options)
        self.words = words
        self._choose("school", [("", _("Choose your school")), *((s.slug, s.name) for s in words.schools.values())])
        self._choose("year", [("", _("Choose")), *self._terms("study_year")])
        for name, kind, label in (("fields", "field", _("Your fields")), ("seeks", "seek", _("You are looking for"))):
            self.fields[name] = forms.MultipleChoiceField(
                label=label, required=False, choices=self._terms(kind), widget=forms.CheckboxSelectMultiple
            )

    def _choose(self, name: str, choices: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  (declared above)
        field.choices = choices

    def _terms(self, kind: str) -> list[tuple[str, str]]:
        return [(slug, str(term)) for slug, term in self.words.terms[kind].items()]

    def clean_first_name(self) -> str:
        return self._name("first_name")

    def clean_last_name(self) -> str:
        return self._name("last_name")

    def _name(self, field: str) -> str:
        """The name on one line, without invisible characters; something must be left."""
        name = clean_line(self.cleaned_data[field])
        if not any(letter.isalnum() for letter in name):
            raise forms.ValidationError(_("Write a name."), code="required")
        return name

    def entry(self, **more: Any) -> Entry:
        """What the form asks for; only once it is valid."""
        said = self.cleaned_data
        return Entry(
            email=said.get("email", more.get("email", "")),
            first_name=said["first_name"],
            last_name=said["last_name"],
            school=said["school"],
            year=said["year"],
            fields=tuple(said["fields"]),
            seeks=tuple(said["seeks"]),
            language=said["language"],
        )


class EntryForm(ProfileForm):
    """A sign-up. `website` is a field no person sees: whoever fills it is a program."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("Your school address if you have one: your badge is sent there."),
        widget=forms.EmailInput({"autocomplete": "email", "inputmode": "email"}),
    )
    website = forms.CharField(required=False, widget=forms.TextInput({"tabindex": "-1", "autocomplete": "off"}))
    field_order = ("first_name", "last_name", "email", "school", "year", "fields", "seeks", "language")

    def clean_email(self) -> str:
        return normal_email(self.cleaned_data["email"])

    @property
    def is_by_a_program(self) -> bool:
        return bool(self.cleaned_data.get("website"))


class SeatsForm(forms.Form):
    capacity = forms.IntegerField(
        label=_("Seats"),
        min_value=1,
        max_value=1_000_000,
        help_text=_("Those who wait get new seats at once, in their order, and are told by mail."),
    )


class UploadForm(forms.Form):
    file = forms.FileField(label=_("File"), help_text=_("CSV, XLSX or ODS, 20 MB at most."))


class RunForm(forms.Form):
    invite = forms.BooleanField(
        label=_("Write to each of them"),
        required=False,
        help_text=_("One mail with the link to confirm; nobody is written to twice. Without it, nobody is told."),
    )


def initial_of(registration: Registration) -> Mapping[str, Any]:
    """The form's values for a registration that exists."""
    terms = list(registration.terms.values_list("kind", "slug"))
    visitor = registration.visitor
    return {
        "first_name": visitor.first_name,
        "last_name": visitor.last_name,
        "language": visitor.language,
        "school": registration.school.slug,
        "year": registration.study_year,
        "fields": [slug for kind, slug in terms if kind == "field"],
        "seeks": [slug for kind, slug in terms if kind == "seek"],
    }
