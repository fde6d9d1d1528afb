"""The living page of the design system: every component in every state, for eyes, screenshots and axe."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from parvis.core.doors import demo_view
from parvis.core.icons import shapes
from parvis.core.qr import svg

KINDS = ("neutral", "waiting", "info", "good", "warn", "bad")
BODIES = {"team": "team", "portal": "portal", "public": "public"}


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(
        label=gettext_lazy("Company name"), help_text=gettext_lazy("As it should be printed on the badge.")
    )
    email = forms.EmailField(label=gettext_lazy("E-mail"))
    size = forms.ChoiceField(
        label=gettext_lazy("Size"),
        choices=[("", "—"), ("large", gettext_lazy("Large company")), ("sme", gettext_lazy("SME"))],
        required=False,
    )
    arrival = forms.DateField(
        label=gettext_lazy("Arrival"), widget=forms.DateInput(attrs={"type": "date"}), required=False
    )
    note = forms.CharField(label=gettext_lazy("Note"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Job offers"),
        help_text=gettext_lazy("Visitors filter by these."),
        choices=[
            ("internship", gettext_lazy("Internship")),
            ("job", gettext_lazy("Job")),
            ("phd", gettext_lazy("PhD")),
        ],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    booth = forms.ChoiceField(
        label=gettext_lazy("Booth"),
        choices=[("6", "6 m²"), ("9", "9 m²"), ("12", "12 m²")],
        widget=forms.RadioSelect,
    )
    logo = forms.FileField(
        label=gettext_lazy("Logo"), required=False, help_text=gettext_lazy("SVG, PNG or JPEG, 10 MB at most.")
    )
    agreed = forms.BooleanField(label=gettext_lazy("I accept the general terms"))


def _charts() -> dict[str, Any]:
    hours = ["9:00", "9:30", "10:00", "10:30", "11:00", "11:30", "12:00", "12:30", "13:00", "13:30", "14:00", "14:30"]
    ours = [24, 71, 132, 148, 160, 121, 64, 48, 88, 102, 79, 41]
    theirs = [9, 22, 40, 61, 58, 40, 21, 15, 30, 38, 29, 12]
    return {
        "schools": [
            {"label": "CentraleSupélec", "value": 412},
            {"label": "Université Paris-Saclay", "value": 268},
            {"label": "ENS Paris-Saclay", "value": 143},
            {"label": "Télécom Paris", "value": 57},
        ],
        "booths": [
            {"label": _("Signed"), "value": 61, "kind": "good"},
            {"label": _("Quote sent"), "value": 18, "kind": "info"},
            {"label": _("Late"), "value": 7, "kind": "warn"},
            {"label": _("Free"), "value": 14, "kind": "neutral"},
        ],
        "entries": [{"label": hour, "values": [a, b]} for hour, a, b in zip(hours, ours, theirs, strict=True)],
        "entry_series": [_("On site"), _("Other schools")],
        "curve": [4, 6, 5, 9, 12, 11, 16, 22, 21, 28, 34, 41],
    }


def _steps() -> list[dict[str, str]]:
    return [
        {"label": _("Order"), "state": "done", "note": "12/09"},
        {"label": _("Signature"), "state": "done", "note": "18/09"},
        {"label": _("Invoice"), "state": "current", "note": _("before 30 October")},
        {"label": _("Logo and page"), "state": "blocked", "note": _("logo missing")},
        {"label": _("Logistics"), "state": "todo", "href": "#steps"},
    ]


@require_safe
@demo_view
def components(request: HttpRequest) -> HttpResponse:
    """`?body=team|portal|public` shows the same parts at the density of another surface."""
    refused = SampleForm({"name": "", "email": "grace@", "note": "Keeps what was typed."})
    context = {
        "body": BODIES.get(request.GET.get("body", ""), "team"),
        "bodies": BODIES,
        "kinds": KINDS,
        "icons": sorted(shapes()),
        "form": SampleForm(),
        "refused": refused,
        "page": Paginator(range(950), 100).get_page(request.GET.get("page", 4)),
        "steps": _steps(),
        "code": svg("HTTPS://FORUM.EXAMPLE/B/7K2MQ4", title=_("QR code of the badge")),
        **_charts(),
    }
    return render(request, "core/components.html", context)
