"""What logistics types about the place."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parvis.exhibitors.models import Exhibitor
from parvis.logistics.actions.place import Grid
from parvis.logistics.models import Booth, Hall, Venue
from parvis.logistics.queries import square_metres

LARGEST_CM = 50_000


class VenueForm(forms.ModelForm[Venue]):
    class Meta:
        model = Venue
        fields = ("name", "access_fr", "access_en")
        widgets = {"access_fr": forms.Textarea(attrs={"rows": 4}), "access_en": forms.Textarea(attrs={"rows": 4})}


class HallForm(forms.ModelForm[Hall]):
    width_cm = forms.IntegerField(label=_("Width (cm)"), min_value=100, max_value=LARGEST_CM)
    depth_cm = forms.IntegerField(label=_("Depth (cm)"), min_value=100, max_value=LARGEST_CM)
    ceiling_count = forms.IntegerField(
        label=_("Most people at once"),
        min_value=0,
        max_value=100_000,
        initial=0,
        help_text=_("What the safety file allows."),
    )

    class Meta:
        model = Hall
        fields = ("name", "slug", "width_cm", "depth_cm", "ceiling_count")
        labels = {"slug": _("Short name")}
        help_texts = {"slug": _("Small letters, digits and hyphens, for the address: hall-a.")}


class BoothForm(forms.ModelForm[Booth]):
    x_cm = forms.IntegerField(label=_("From the left (cm)"), min_value=0, max_value=LARGEST_CM)
    y_cm = forms.IntegerField(label=_("From the top (cm)"), min_value=0, max_value=LARGEST_CM)
    width_cm = forms.IntegerField(label=_("Width (cm)"), min_value=50, max_value=LARGEST_CM, initial=300)
    depth_cm = forms.IntegerField(label=_("Depth (cm)"), min_value=50, max_value=LARGEST_CM, initial=300)

    class Meta:
        model = Booth
        fields = ("number", "x_cm", "y_cm", "width_cm", "depth_cm")


class GridForm(forms.Form):
    """Rows of equal booths at once."""

    first_row = forms.RegexField(
        label=_("First row"), regex=r"^[A-Z]$", initial="A", help_text=_("A letter; the rows after it go on: B, C…")
    )
    rows = forms.IntegerField(label=_("Rows"), min_value=1, max_value=20, initial=2)
    columns = forms.IntegerField(label=_("Booths in a row"), min_value=1, max_value=40, initial=8)
    width_cm = forms.IntegerField(label=_("Width of a booth (cm)"), min_value=50, max_value=2000, initial=300)
    depth_cm = forms.IntegerField(label=_("Depth of a booth (cm)"), min_value=50, max_value=2000, initial=300)
    aisle_cm = forms.IntegerField(
        label=_("Aisle (cm)"),
        min_value=0,
        max_value=2000,
        initial=300,
        help_text=_("Rows stand back to back two by two, with this aisle between the pairs."),
    )
    x_cm = forms.IntegerField(label=_("From the left (cm)"), min_value=0, max_value=LARGEST_CM, initial=0)
    y_cm = forms.IntegerField(label=_("From the top (cm)"), min_value=0, max_value=LARGEST_CM, initial=0)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "first_row" in cleaned and "rows" in cleaned and ord(cleaned["first_row"]) + cleaned["rows"] - 1 > ord("Z"):
            self.add_error("rows", _("There is no letter after Z: start earlier."))
        return cleaned

    @property
    def grid(self) -> Grid:
        return Grid(**self.cleaned_data)


class ExhibitorField(forms.ModelChoiceField[Exhibitor]):
    """Names with the area ordered; those without a booth come first."""

    def label_from_instance(self, obj: Any) -> str:
        area = f" ({square_metres(obj.area_dm2)})" if obj.area_dm2 else ""
        mark = f" · {_('has a booth')}" if obj.booths_count else ""
        return f"{obj}{area}{mark}"


class GiveForm(forms.Form):
    exhibitor = ExhibitorField(label=_("Exhibitor"), queryset=Exhibitor.objects.none(), empty_label="—")

    def __init__(self, *args: Any, exhibitors: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["exhibitor"].queryset = exhibitors  # type: ignore[attr-defined]
