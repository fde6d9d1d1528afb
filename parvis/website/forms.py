"""What the team types on its public pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from parvis.website.models import Page


class PageForm(forms.ModelForm[Page]):
    class Meta:
        model = Page
        fields = ("body_fr", "body_en")
        widgets = {"body_fr": forms.Textarea(attrs={"rows": 16}), "body_en": forms.Textarea(attrs={"rows": 16})}
        help_texts = {"body_fr": _("Markdown: # title, - list, **bold**, [link](https://…).")}
