"""The demo: three editions made by the ordinary actions, at moments that rise to the day before T.

The same seed and day give the same people, companies, papers, dates and amounts. What protects something stays
random: secrets of links, badge keys and badge codes. Its rows are rows like any others.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import translation

from parvis.editions.actions import ensure_terms
from parvis.editions.models import Term
from parvis.reports.demo.cast import LOGINS, meet_team
from parvis.reports.demo.counts import counts_of
from parvis.reports.demo.fair import companies_of, plan_fair
from parvis.reports.demo.names import firms
from parvis.reports.demo.past import plan_past
from parvis.reports.demo.today import plan_today
from parvis.reports.demo.world import World
from parvis.reports.demo.year import found_association

__all__ = ["LOGINS", "load_demo"]
FOUNDED = -700


@transaction.atomic
def load_demo(*, seed: int = 1, scale: float = 1.0, today: date) -> dict[str, Any]:
    """Build `demo`, `demo-today` and `demo-past` into an empty database, all or nothing; answers what there is."""
    world = World(seed, scale, today)
    with translation.override("fr"):
        ensure_terms()
        world.sectors = {term.slug: term.name_fr for term in Term.objects.of_kind(Term.Kind.SECTOR)}
        found_association(world.moment(FOUNDED))
        meet_team(world)
        known = firms(companies_of(world), world.dice("companies"))
        past = plan_past(world, known)
        stories = plan_fair(world, known)
        world.plan(-300, lambda at: _recognise(past, stories))
        plan_today(world, stories)
        world.calendar.run()
    editions = sorted(world.editions.values(), key=lambda edition: edition.fair_on, reverse=True)
    logins: list[Mapping[str, str]] = [{"mail": mail, "role": role} for mail, role in LOGINS]
    return {
        "editions": [{"slug": edition.slug, "fair_on": edition.fair_on.isoformat()} for edition in editions],
        "counts": counts_of(world.editions["demo"]),
        "logins": logins,
    }


def _recognise(past: list[Any], stories: list[Any]) -> None:
    """Companies of last year are not new this year."""
    known = {story.firm.siren: story.opportunity.company for story in past}
    for story in stories:
        story.company = known.get(story.firm.siren)
