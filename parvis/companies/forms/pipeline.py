"""What members type about the pipeline: what was said, where a company stands, what comes next, targets."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parvis.accounts.models import User
from parvis.companies.models import Company, Contact, Interaction, Opportunity, Stage
from parvis.companies.queries import possible_owners, stages_of
from parvis.core.money import parse_cents
from parvis.editions.forms import DateInput
from parvis.editions.models import Edition

BY_HAND = [choice for choice in Interaction.Kind.choices if choice[0] != Interaction.Kind.ANSWER]


class InteractionForm(forms.Form):
    """What was said, with whom."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=BY_HAND)
    contact = forms.ModelChoiceField(
        label=gettext_lazy("With"),
        queryset=Contact.objects.none(),
        required=False,
        empty_label=gettext_lazy("Nobody in particular"),
    )
    body = forms.CharField(
        label=gettext_lazy("What was said"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, company: Company, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["contact"].queryset = Contact.objects.filter(company=company).active().order_by("name_folded")  # type: ignore[attr-defined]


class MoveForm(forms.Form):
    """To another stage of the same edition."""

    stage = forms.ModelChoiceField(label=gettext_lazy("Stage"), queryset=Stage.objects.none(), empty_label=None)
    loss = forms.ChoiceField(
        label=gettext_lazy("Why it was lost"),
        choices=[("", gettext_lazy("Not said")), *Opportunity.Loss.choices],
        required=False,
        help_text=gettext_lazy("Only when it is lost."),
    )
    reason = forms.CharField(label=gettext_lazy("In their words"), max_length=200, required=False)

    def __init__(self, *args: Any, edition: Edition, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["stage"].queryset = stages_of(edition)  # type: ignore[attr-defined]


class PlanForm(forms.Form):
    """What comes next, by whom, for how much."""

    next_step = forms.CharField(
        label=gettext_lazy("Next step"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Call back, send the price list…"),
    )
    next_step_on = forms.DateField(label=gettext_lazy("On"), required=False, widget=DateInput())
    owner = forms.ModelChoiceField(
        label=gettext_lazy("Owner"),
        queryset=User.objects.none(),
        required=False,
        empty_label=gettext_lazy("Nobody yet"),
    )
    expected = forms.CharField(label=gettext_lazy("Expected amount"), max_length=20, required=False)
    expected_on = forms.DateField(label=gettext_lazy("Expected signature"), required=False, widget=DateInput())
    probability = forms.IntegerField(
        label=gettext_lazy("Probability (%)"),
        min_value=0,
        max_value=100,
        required=False,
        help_text=gettext_lazy("Empty: what the stage usually means."),
    )

    def __init__(self, *args: Any, opportunity: Opportunity, at: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        owners = possible_owners(opportunity.edition, now=opportunity.owner, at=at)
        self.fields["owner"].queryset = owners  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(opportunity: Opportunity) -> dict[str, Any]:
        """What the form shows of an opportunity."""
        cents = opportunity.expected_cents
        return {
            "next_step": opportunity.next_step,
            "next_step_on": opportunity.next_step_on,
            "owner": opportunity.owner_id,
            "expected": f"{cents // 100}.{cents % 100:02d}" if cents else "",
            "expected_on": opportunity.expected_on,
            "probability": opportunity.probability_percent,
        }

    def plan(self) -> dict[str, Any]:
        """What the action wants."""
        said = self.cleaned_data
        return {
            "next_step": said["next_step"],
            "next_step_on": said["next_step_on"],
            "expected_cents": said["expected"],
            "expected_on": said["expected_on"],
            "probability_percent": said["probability"],
        }

    def clean_expected(self) -> int:
        return amount_of(self.cleaned_data["expected"], _("An amount we hope for is not negative."))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("next_step_on") and not cleaned.get("next_step"):
            self.add_error("next_step", _("Say what is to be done on that day."))
        return cleaned


def amount_of(text: str, negative: str) -> int:
    """Cents of what was typed, nothing being zero. Raises ValidationError with a sentence."""
    try:
        cents = parse_cents(text) if text else 0
    except ValueError as error:
        raise forms.ValidationError(str(error)) from error
    if cents < 0:
        raise forms.ValidationError(negative)
    return cents


class StageForm(forms.ModelForm[Stage]):
    """One step of the pipeline."""

    class Meta:
        model = Stage
        fields = ("name_fr", "name_en", "probability_percent", "outcome", "stale_days")
        help_texts = {
            "probability_percent": gettext_lazy("How many of a hundred companies here sign in the end."),
            "stale_days": gettext_lazy("A card nobody touched for so long is shown; 0: never."),
        }


class OwnerForm(forms.Form):
    """To whom several companies go."""

    owner = forms.ModelChoiceField(
        label=gettext_lazy("Owner"),
        queryset=User.objects.none(),
        required=False,
        empty_label=gettext_lazy("Nobody yet"),
    )

    def __init__(self, *args: Any, edition: Edition, at: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["owner"].queryset = possible_owners(edition, at=at)  # type: ignore[attr-defined]


class TargetForm(forms.Form):
    """What one member means to sign in one month."""

    owner = forms.ModelChoiceField(label=gettext_lazy("Owner"), queryset=User.objects.none(), empty_label=None)
    month = forms.CharField(
        label=gettext_lazy("Month"), widget=forms.TextInput({"type": "month", "placeholder": "2026-09"}), max_length=7
    )
    amount = forms.CharField(
        label=gettext_lazy("Target"), max_length=20, required=False, help_text=gettext_lazy("Empty takes it away.")
    )

    def __init__(self, *args: Any, edition: Edition, at: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["owner"].queryset = possible_owners(edition, at=at)  # type: ignore[attr-defined]

    def clean_month(self) -> date:
        try:
            return date.fromisoformat(f"{self.cleaned_data['month']}-01")
        except ValueError as error:
            raise forms.ValidationError(_("A month is written like 2026-09.")) from error

    def clean_amount(self) -> int:
        return amount_of(self.cleaned_data["amount"], _("A target is not negative."))
