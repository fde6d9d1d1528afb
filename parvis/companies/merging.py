"""Two companies that are one: what would move, what would be filled, and what stands against it. Nothing is written."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.companies.gaps import FIELDS
from parvis.companies.identifiers import NUMBERS, check_numbers
from parvis.companies.models import (
    Company,
    CompanyTag,
    Contact,
    HeldRow,
    Interaction,
    Interest,
    Opportunity,
    ReceivedMail,
)
from parvis.companies.queries import told_apart
from parvis.companies.signals import merge_asked

UNDO_DAYS = 30
CONTACT_FIELDS = ("first_name", "last_name", "phone", "job_title", "source")
OPPORTUNITY_FIELDS = ("owner_id", "next_step", "next_step_on", "expected_cents", "expected_on", "probability_percent")
LARGEST_LIST = 20


class Line(NamedTuple):
    """One line of the preview; a hindrance keeps the two apart."""

    words: str
    is_hindrance: bool = False


@dataclass(frozen=True)
class MergePlan:
    """What merging `gone` into `kept` would do."""

    kept: Company
    gone: Company
    filled: dict[str, Any]
    lines: list[Line] = field(default_factory=list)

    @property
    def hindrances(self) -> list[str]:
        return [line.words for line in self.lines if line.is_hindrance]

    @property
    def effects(self) -> list[str]:
        return [line.words for line in self.lines if not line.is_hindrance]

    @property
    def filled_labels(self) -> list[tuple[str, Any]]:
        return [(Company.label_of(name), value) for name, value in self.filled.items()]


def plan_merge(gone: Company, kept: Company) -> MergePlan:
    """The preview, and what the action goes by."""
    lines = [Line(words, is_hindrance=True) for words in _hindrances(gone, kept)]
    answers: list[tuple[Any, Any]] = merge_asked.send(Company, kept=kept, gone=gone)
    for _receiver, answer in answers:
        lines += answer
    lines += [Line(words) for words in _effects(gone, kept)]
    return MergePlan(kept, gone, company_filled(gone, kept), lines)


def _hindrances(gone: Company, kept: Company) -> list[str]:
    words = {"gone": gone.name, "kept": kept.name}
    checks = {
        _("A company cannot be merged with itself."): gone.pk == kept.pk,
        _("%(gone)s is merged already.") % words: gone.merged_into_id is not None,
        _("%(kept)s is archived: bring it back first.") % words: kept.archived_at is not None,
        _("%(kept)s is a division of %(gone)s: merge the other way round.") % words: kept.parent_id == gone.pk,
        _("They have two SIREN: make one a division of the other instead.") % words: bool(
            gone.siren and kept.siren and gone.siren != kept.siren
        ),
        _("%(gone)s has divisions, and %(kept)s is a division itself.") % words: kept.parent_id is not None
        and Company.objects.filter(parent=gone).exists(),
    }
    return [sentence for sentence, is_so in checks.items() if is_so]


def company_filled(gone: Company, kept: Company) -> dict[str, Any]:
    """Blanks of the kept company that the other one fills; a number that would contradict the kept ones stays away."""
    filled: dict[str, Any] = {
        name: getattr(gone, name) for name in (*FIELDS, "iban") if getattr(gone, name) and not getattr(kept, name)
    }
    numbers = {name: filled.get(name) or getattr(kept, name) for name in NUMBERS} | {"country": kept.country}
    _cleaned, problems = check_numbers(numbers)
    filled = {name: value for name, value in filled.items() if name not in problems}
    if gone.last_contact_on and (kept.last_contact_on is None or kept.last_contact_on < gone.last_contact_on):
        filled["last_contact_on"] = gone.last_contact_on
    years = sorted({*kept.past_editions, *gone.past_editions})
    return filled | ({"past_editions": years} if years != sorted(kept.past_editions) else {})


def rows_to_move(gone: Company, kept: Company) -> dict[str, QuerySet[Any]]:
    """Rows that change company, by model. What the kept company has its own of stays where it is."""
    own = Contact.objects.filter(company=kept).values("email")
    here = Opportunity.objects.filter(company=kept).values("edition")
    tagged = CompanyTag.objects.filter(company=kept).values("name")
    return {
        _label(Contact): Contact.objects.filter(company=gone).exclude(email__in=own),
        _label(Opportunity): Opportunity.objects.filter(company=gone).exclude(edition__in=here),
        _label(Interaction): Interaction.objects.filter(company=gone),
        _label(Interest): Interest.objects.filter(company=gone),
        _label(HeldRow): HeldRow.objects.filter(company=gone),
        _label(ReceivedMail): ReceivedMail.objects.filter(company=gone),
        _label(CompanyTag): CompanyTag.objects.filter(company=gone).exclude(name__in=tagged),
    }


def _label(model: type[Model]) -> str:
    return model._meta.label_lower


def _effects(gone: Company, kept: Company) -> list[str]:
    counts = {label: rows.count() for label, rows in rows_to_move(gone, kept).items()}
    contacts, steps = counts[_label(Contact)], counts[_label(Opportunity)]
    said, divisions = counts[_label(Interaction)], Company.objects.filter(parent=gone).count()
    sentences = {
        ngettext("%(n)s contact moves.", "%(n)s contacts move.", contacts): contacts,
        ngettext("%(n)s place in a pipeline moves.", "%(n)s places in pipelines move.", steps): steps,
        ngettext("%(n)s note of what was said moves.", "%(n)s notes of what was said move.", said): said,
        ngettext("%(n)s division moves.", "%(n)s divisions move.", divisions): divisions,
    }
    lines = [sentence % {"n": count} for sentence, count in sentences.items() if count]
    if frozenset((gone.pk, kept.pk)) in told_apart():
        lines.append(_("Somebody said that these are two companies: ask them first."))
    return lines


def pairs_of(
    gone: Company, kept: Company
) -> tuple[list[tuple[Contact, Contact]], list[tuple[Opportunity, Opportunity]]]:
    """People of one address and places in one edition that both companies have, as (kept, gone)."""
    people = {one.email: one for one in Contact.objects.filter(company=kept)}
    steps = {one.edition_id: one for one in Opportunity.objects.filter(company=kept)}
    others = Contact.objects.filter(company=gone, email__in=people).order_by("pk")
    places = Opportunity.objects.filter(company=gone, edition__in=steps).order_by("pk")
    return [(people[one.email], one) for one in others], [(steps[one.edition_id], one) for one in places]


def blanks(kept: Model, gone: Model, fields: tuple[str, ...]) -> dict[str, Any]:
    """What the kept row lacks and the other one has."""
    return {name: getattr(gone, name) for name in fields if getattr(gone, name) and not getattr(kept, name)}
