"""What members type when they write to a contact."""

from django import forms
from django.utils.translation import gettext_lazy

from parvis.companies.letters import check_words
from parvis.companies.models import MailTemplate


class TemplateForm(forms.ModelForm[MailTemplate]):
    """A mail the team writes often; its words in braces are checked before it is saved."""

    class Meta:
        model = MailTemplate
        fields = ("name", "subject_fr", "body_fr", "subject_en", "body_en")
        widgets = {"body_fr": forms.Textarea(attrs={"rows": 10}), "body_en": forms.Textarea(attrs={"rows": 10})}

    def clean(self) -> None:
        for name in ("subject_fr", "body_fr", "subject_en", "body_en"):
            for sentence in check_words(self.cleaned_data.get(name) or ""):
                self.add_error(name, sentence)


class LetterForm(forms.Form):
    """One mail to one contact, as it will leave."""

    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=200)
    body = forms.CharField(
        label=gettext_lazy("Text"), max_length=8000, widget=forms.Textarea(attrs={"rows": 14}), strip=False
    )
