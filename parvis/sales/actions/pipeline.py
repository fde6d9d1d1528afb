"""What a sale does to the company's opportunity: the quote that went out, the contract that is signed."""

from datetime import datetime

from parvis.companies.actions.opportunity import move_opportunity, plan_next_step
from parvis.companies.models import Opportunity, Stage
from parvis.core.actor import Actor
from parvis.exhibitors.models import Exhibitor

QUOTE_SENT = "quote_sent"


def mark_quoted(exhibitor: Exhibitor, *, by: Actor, at: datetime) -> None:
    """A quote went out: an opportunity not that far yet moves on to that stage; none is made."""
    found = _opportunity(exhibitor)
    stage = Stage.objects.filter(edition=exhibitor.edition, slug=QUOTE_SENT).first()
    if found and stage and found.stage.outcome == Stage.Outcome.OPEN and found.stage.position < stage.position:
        move_opportunity(found, stage=stage, by=by, at=at)


def mark_won(exhibitor: Exhibitor, *, net_cents: int, by: Actor, at: datetime) -> None:
    """The contract is signed: the opportunity is won, and what was hoped for is what was sold."""
    found = _opportunity(exhibitor)
    won = Stage.objects.filter(edition=exhibitor.edition, outcome=Stage.Outcome.WON).order_by("position").first()
    if found and won:
        move_opportunity(found, stage=won, by=by, at=at)
        step, day = found.next_step, found.next_step_on
        plan_next_step(found, next_step=step, next_step_on=day, expected_cents=net_cents, by=by, at=at)


def _opportunity(exhibitor: Exhibitor) -> Opportunity | None:
    rows = Opportunity.objects.filter(company_id=exhibitor.company_id, edition_id=exhibitor.edition_id)
    return rows.select_related("stage").first()
