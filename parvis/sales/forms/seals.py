"""What the board says before it makes or renews the seal."""

from django import forms
from django.utils.translation import gettext_lazy


class CeremonyForm(forms.Form):
    """The one sentence that stands for having read the page."""

    understood = forms.BooleanField(
        label=gettext_lazy("The board decided it, and we give the new fingerprint to those who check our contracts.")
    )
