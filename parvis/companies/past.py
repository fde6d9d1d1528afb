"""What a company bought, paid, said and got in every edition: each app answers with what it knows."""

from collections.abc import Iterator
from dataclasses import dataclass
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
SHOWN_NOTES, MOST_NOTES = 3, 500
NOTE_LENGTH = 160


class Fact(NamedTuple):
    """One thing an app knows of a company in an edition; `cents` when it is an amount."""

    edition: Edition
    group: str
    words: str
    cents: int | None = None


@dataclass(frozen=True)
class PastEdition:
    """One edition, and what is known of the company there, by group in the order of `GROUPS`."""

    edition: Edition
    facts: list[Fact]

    @property
    def groups(self) -> list[tuple[str, list[Fact]]]:
        return [(str(label), [one for one in self.facts if one.group == key]) for key, label in GROUPS.items()]


def past_of(company: Company, member: Member) -> list[PastEdition]:
    """Every edition somebody knows something about, the newest first."""
    facts = [*_own_facts(company)]
    answers: list[tuple[Any, Any]] = company_file_asked.send(Company, company=company, member=member)
    for _receiver, answer in answers:
        facts += answer
    editions = {fact.edition.pk: fact.edition for fact in facts}
    newest = sorted(editions.values(), key=lambda edition: edition.fair_on, reverse=True)
    return [PastEdition(edition, [fact for fact in facts if fact.edition.pk == edition.pk]) for edition in newest]


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
