"""How every form of Parvis is drawn: Django's own renderer with our templates."""

from functools import cached_property
from pathlib import Path

import django.forms
from django.forms.renderers import DjangoTemplates
from django.template.backends.base import BaseEngine

OURS = Path(__file__).parent / "templates"
DJANGO = Path(django.forms.__file__).parent / "templates"


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
