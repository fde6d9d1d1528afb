"""How history is filtered."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from parvis.core.dates import day_bounds
from parvis.editions.history_words import every_kind, every_verb


def _verbs() -> list[tuple[str, Any]]:
    known = sorted((str(words), verb) for verb, words in every_verb().items())
    return [("", _("Any act")), *((verb, capfirst(words)) for words, verb in known)]


def _kinds() -> list[tuple[str, Any]]:
    known = sorted((str(words), kind) for kind, (words, _page) in every_kind().items())
    return [("", _("Everything")), *((kind, capfirst(words)) for words, kind in known)]


class DateInput(forms.DateInput):
    input_type = "date"


class HistoryForm(forms.Form):
    """Every field is optional; `type` and `id` together are one object."""

    actor = forms.CharField(label=_("Who"), max_length=80, required=False)
    verb = forms.ChoiceField(label=_("Did what"), choices=_verbs, required=False)
    type = forms.ChoiceField(label=_("About"), choices=_kinds, required=False)
    since = forms.DateField(label=_("Since"), required=False, widget=DateInput)
    until = forms.DateField(label=_("Until"), required=False, widget=DateInput)
    id = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)

    def asked(self) -> dict[str, Any]:
        """What `queries.history_of` wants; nothing while a field is wrong."""
        if not self.is_valid():
            return {}
        data = self.cleaned_data
        return {
            "actor": data["actor"],
            "verb": data["verb"],
            "object_type": data["type"],
            "object_id": data["id"],
            "since": day_bounds(data["since"])[0] if data["since"] else None,
            "until": day_bounds(data["until"])[1] if data["until"] else None,
        }
