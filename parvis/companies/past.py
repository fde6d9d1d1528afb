"""What a company bought, paid, said and got in every edition: each app answers with what it knows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from parvis.companies.models import Company, Interaction, Opportunity, Stage
from parvis.companies.signals import company_file_asked
from parvis.core.text import clean_line
from parvis.editions.models import Edition
from parvis.editions.rules import Member

GROUPS = {
    "bought": gettext_lazy("Bought"),
    "paid": gettext_lazy("Paid"),
    "said": gettext_lazy("Said"),
    "got": gettext_lazy("Got"),
}
SUMS = {
    "signed": gettext_lazy("Signed, without VAT"),
    "invoiced": gettext_lazy("Invoiced"),
    "paid": gettext_lazy("Collected"),
}
SHOWN_NOTES, MOST_NOTES = 3, 500
NOTE_LENGTH = 160


class Fact(NamedTuple):
    """One thing an app knows of a company in an edition; `cents` when it is an amount.

    `sum` names the sum the amount belongs to (`SUMS`); `company_id` says which company, when several were asked about.
    """

    edition: Edition
    group: str
    words: str
    cents: int | None = None
    sum: str = ""
    company_id: int = 0


@dataclass(frozen=True)
class FamilyLine:
    """Sums of a company or of one of its divisions, in the order of `SUMS`; None where nothing is known."""

    name: str
    cents: list[int | None]
    company_id: int = 0

    @property
    def amounts(self) -> list[tuple[str, int | None]]:
        return [(str(label), cents) for label, cents in zip(SUMS.values(), self.cents, strict=True)]


@dataclass(frozen=True)
class PastEdition:
    """One edition, and what is known of the company there, by group in the order of `GROUPS`.

    `family` has a line for the company and each division that has an amount there, and a last one for all of them.
    """

    edition: Edition
    facts: list[Fact]
    family: list[FamilyLine] = field(default_factory=list)

    @property
    def groups(self) -> list[tuple[str, list[Fact]]]:
        return [(str(label), [one for one in self.facts if one.group == key]) for key, label in GROUPS.items()]


def past_of(company: Company, member: Member) -> list[PastEdition]:
    """Every edition somebody knows something about, the newest first."""
    divisions = Company.objects.filter(parent=company, merged_into=None).order_by("name_folded", "pk")
    family = [company, *divisions]
    answers: list[tuple[Any, Any]] = company_file_asked.send(Company, companies=family, member=member)
    told = [fact for _receiver, answer in answers for fact in answer]
    facts = [*_own_facts(company), *(fact for fact in told if fact.company_id == company.pk)]
    editions = {fact.edition.pk: fact.edition for fact in (*facts, *told)}
    return [
        PastEdition(
            edition,
            [fact for fact in facts if fact.edition.pk == edition.pk],
            _family_lines(family, [fact for fact in told if fact.edition.pk == edition.pk]),
        )
        for edition in sorted(editions.values(), key=lambda one: one.fair_on, reverse=True)
    ]


def over_the_years(past: Iterable[PastEdition]) -> FamilyLine | None:
    """The company and its divisions in all editions together; None when one of them alone has amounts."""
    totals = [one.family[-1].cents for one in past if one.family]
    return FamilyLine(_("All editions"), [_sum(column) for column in zip(*totals, strict=True)]) if totals else None


def _family_lines(family: list[Company], facts: list[Fact]) -> list[FamilyLine]:
    """Nothing for a company without divisions, or when no division has an amount."""
    lines = [
        FamilyLine(
            one.name,
            [_sum(fact.cents for fact in facts if fact.company_id == one.pk and fact.sum == key) for key in SUMS],
            one.pk,
        )
        for one in family
    ]
    known = [line for line in lines if any(cents is not None for cents in line.cents)]
    if not any(line.company_id != family[0].pk for line in known):
        return []
    total = [_sum(column) for column in zip(*(line.cents for line in known), strict=True)]
    return [*known, FamilyLine(_("Together"), total)]


def _sum(amounts: Iterable[int | None]) -> int | None:
    found = [cents for cents in amounts if cents is not None]
    return sum(found) if found else None


def _own_facts(company: Company) -> Iterator[Fact]:
    """How the pipeline ended, and what was said."""
    places = Opportunity.objects.filter(company=company).select_related("edition", "stage").order_by("pk")
    for place in places:
        yield Fact(place.edition, "said", _ending(place))
    notes = Interaction.objects.filter(company=company).select_related("edition").order_by("-at", "-pk")
    by_edition: dict[int, list[Interaction]] = {}
    for note in notes[:MOST_NOTES]:
        by_edition.setdefault(note.edition_id, []).append(note)
    for found in by_edition.values():
        for note in found[:SHOWN_NOTES]:
            words = Truncator(clean_line(note.body)).chars(NOTE_LENGTH)
            yield Fact(note.edition, "said", f"{note.get_kind_display()}: {words}")
        left = len(found) - SHOWN_NOTES
        if left > 0:
            yield Fact(found[0].edition, "said", ngettext("%(n)s more note", "%(n)s more notes", left) % {"n": left})


def _ending(place: Opportunity) -> str:
    if place.stage.outcome != Stage.Outcome.LOST:
        return _("Pipeline: %(stage)s") % {"stage": place.stage}
    why = ", ".join(filter(None, (place.get_lost_kind_display(), place.lost_reason)))
    return _("Pipeline: %(stage)s (%(why)s)") % {"stage": place.stage, "why": why or _("no reason given")}
