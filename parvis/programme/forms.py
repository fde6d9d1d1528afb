"""What the team types about the programme."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parvis.editions.forms import DateTimeInput
from parvis.editions.models import Edition
from parvis.exhibitors.models import Exhibitor
from parvis.programme.models import Activity


class ActivityForm(forms.ModelForm[Activity]):
    language = forms.ChoiceField(label=_("Language"), choices=[("fr", _("French")), ("en", _("English"))])

    class Meta:
        model = Activity
        fields = ("kind", "title_fr", "title_en", "summary_fr", "summary_en", "language", "exhibitor")
        labels = {"exhibitor": _("Given by")}
        help_texts = {"exhibitor": _("Empty when the team gives it.")}
        widgets = {"summary_fr": forms.Textarea(attrs={"rows": 4}), "summary_en": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, edition: Edition, **options: Any) -> None:
        super().__init__(*args, **options)
        exhibitors = Exhibitor.objects.in_edition(edition).confirmed().by_name()
        self.fields["exhibitor"].queryset = exhibitors  # type: ignore[attr-defined]


class SlotForm(forms.Form):
    room = forms.CharField(label=_("Room"), max_length=80)
    starts_at = forms.DateTimeField(label=_("Starts at"), widget=DateTimeInput())
    ends_at = forms.DateTimeField(label=_("Ends at"), widget=DateTimeInput())
    seats_count = forms.IntegerField(label=_("Seats"), min_value=1, max_value=10_000, initial=50)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts_at, ends_at = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_at", _("It ends after it starts."))
        return cleaned
