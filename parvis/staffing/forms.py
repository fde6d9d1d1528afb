"""What the team types about positions and shifts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parvis.editions.forms import DateTimeInput
from parvis.editions.models import Membership
from parvis.staffing.models import Position


class PositionForm(forms.ModelForm[Position]):
    class Meta:
        model = Position
        fields = ("name_fr", "name_en", "place")


class ShiftForm(forms.Form):
    starts_at = forms.DateTimeField(label=_("Starts at"), widget=DateTimeInput())
    ends_at = forms.DateTimeField(label=_("Ends at"), widget=DateTimeInput())
    needed_count = forms.IntegerField(label=_("People needed"), min_value=1, max_value=200, initial=1)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts_at, ends_at = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_at", _("A shift ends after it starts."))
        return cleaned


class MemberField(forms.ModelChoiceField[Membership]):
    def label_from_instance(self, obj: Membership) -> str:
        return f"{obj.user.full_name} ({obj.get_pole_display()})"


class AssignForm(forms.Form):
    membership = MemberField(label=_("Who"), queryset=Membership.objects.none(), empty_label="—")

    def __init__(self, *args: Any, members: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["membership"].queryset = members  # type: ignore[attr-defined]
