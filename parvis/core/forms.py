"""How every form of Parvis is drawn: Django's own renderer with our templates; what confirms an act on many rows."""

from functools import cached_property
from pathlib import Path
from typing import Any

import django.forms
from django import forms
from django.forms.renderers import DjangoTemplates
from django.template.backends.base import BaseEngine
from django.utils.translation import gettext as _

OURS = Path(__file__).parent / "templates"
DJANGO = Path(django.forms.__file__).parent / "templates"
MANY = 10  # below, a button is enough


class DecimalInput(forms.DecimalField):
    """A number as people type it: comma or point, whatever the language."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)


class ParvisRenderer(DjangoTemplates):
    """Templates of `core/templates/django/forms/` where they exist, Django's elsewhere."""

    @cached_property
    def engine(self) -> BaseEngine:
        return self.backend(
            {
                "APP_DIRS": False,
                "DIRS": [OURS, DJANGO],
                "NAME": "parvisforms",
                "OPTIONS": {"builtins": ["parvis.core.templatetags.ui", "django.templatetags.i18n"]},
            }
        )


class CountForm(forms.Form):
    """Asks who acts on many rows to type how many they are; nothing is asked for a few."""

    def __init__(self, *args: Any, count: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.count = count
        if count >= MANY:
            label = _("Type %(count)s to confirm") % {"count": count}
            self.fields["count"] = forms.IntegerField(label=label, widget=forms.TextInput({"inputmode": "numeric"}))

    def clean_count(self) -> int:
        typed: int = self.cleaned_data["count"]
        if typed != self.count:
            raise forms.ValidationError(_("They are %(count)s.") % {"count": self.count})
        return typed
