"""Is the input well formed?"""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from parvis.accounts.models import School
from parvis.checkin.models import Badge, Conflict, Device, Place
from parvis.checkin.models.badge import BadgeQuerySet
from parvis.editions.models import Edition


class DeviceForm(forms.ModelForm[Device]):
    """A phone to enrol, for one of the edition's places."""

    place = forms.ModelChoiceField(Place.objects.none(), label=_("Place"), empty_label=None)

    class Meta:
        model = Device
        fields = ("name", "place")
        labels = {"name": _("Name of the phone")}
        help_texts = {"name": _("What the team calls it, such as “Omar, door A”. Shown beside each scan.")}

    def __init__(self, *args: Any, edition: Edition, **options: Any) -> None:
        super().__init__(*args, **options)
        cast("forms.ModelChoiceField[Place]", self.fields["place"]).queryset = Place.objects.in_edition(
            edition
        ).doors_first()


class PlaceForm(forms.ModelForm[Place]):
    class Meta:
        model = Place
        fields = ("name", "kind")


class ConflictForm(forms.ModelForm[Conflict]):
    note = forms.CharField(label=_("What became of it"), max_length=200)

    class Meta:
        model = Conflict
        fields = ("note",)


class SpeakerForm(forms.Form):
    name = forms.CharField(label=_("Name on the badge"), max_length=160)


class SheetsForm(forms.Form):
    """Which badges to print; nothing chosen is all."""

    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("All")), *Badge.Kind.choices])
    school = forms.ModelChoiceField(
        School.objects.order_by("name_folded"), label=_("School"), required=False, empty_label=_("All")
    )

    def narrow(self, badges: BadgeQuerySet) -> BadgeQuerySet:
        """The badges meant; a choice that does not exist is as none."""
        self.is_valid()
        if self.cleaned_data.get("kind"):
            badges = badges.filter(kind=self.cleaned_data["kind"])
        if self.cleaned_data.get("school"):
            badges = badges.filter(registration__school=self.cleaned_data["school"])
        return badges
