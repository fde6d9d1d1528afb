"""A company's way through the pipeline of one edition."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from parvis.accounts.models import User
from parvis.companies.actions.stages import ensure_stages
from parvis.companies.models import Company, Opportunity, Stage
from parvis.core.actor import Actor
from parvis.core.errors import Refused
from parvis.core.locks import lock_row
from parvis.editions.history import PERSONAL, difference, record
from parvis.editions.models import Edition
from parvis.editions.queries import member_of


@transaction.atomic
def ensure_opportunity(company: Company, edition: Edition, *, by: Actor, at: datetime) -> Opportunity:
    """The company in the pipeline of this edition, in its first stage when new; made once, however often asked."""
    is_there = Opportunity.objects.in_edition(edition).filter(company=company).exists()
    if company.archived_at is not None and not is_there:
        raise Refused(_("%(name)s is archived: bring it back first.") % {"name": company.name})
    first = ensure_stages(edition)[0]
    row, is_new = Opportunity.objects.get_or_create(
        company=company, edition=edition, defaults={"stage": first, "moved_at": at}
    )
    if is_new:
        record("opportunity.created", row, by=by, at=at, edition=edition, changes={"stage": [None, first.slug]})
    return row


@transaction.atomic
def move_opportunity(
    opportunity: Opportunity, *, stage: Stage, reason: str = "", loss: str = "", by: Actor, at: datetime
) -> None:
    """To another stage of the same edition; `loss` and `reason` say why it was lost. Into its own: nothing happens."""
    row = lock_row(Opportunity.objects.filter(pk=opportunity.pk))
    if stage.edition_id != row.edition_id:
        raise Refused(_("This stage belongs to another edition."))
    before = {"stage": row.stage.slug, "lost_kind": row.lost_kind, "lost_reason": row.lost_reason}
    is_lost = stage.outcome == Stage.Outcome.LOST
    row.lost_kind, row.lost_reason = (Opportunity.Loss(loss) if loss else "", reason[:200]) if is_lost else ("", "")
    after = {"stage": stage.slug, "lost_kind": row.lost_kind, "lost_reason": row.lost_reason}
    changes = {field: [before[field], after[field]] for field in before if before[field] != after[field]}
    if changes:
        row.moved_at = row.moved_at if stage.pk == row.stage_id else at
        row.stage = stage
        row.save(update_fields=["stage", "lost_kind", "lost_reason", "moved_at"])
        record("opportunity.moved", row, by=by, at=at, edition=row.edition, changes=changes)
    opportunity.refresh_from_db()


@transaction.atomic
def plan_next_step(
    opportunity: Opportunity,
    *,
    next_step: str,
    next_step_on: date | None,
    by: Actor,
    at: datetime,
    **hopes: Any,
) -> None:
    """What comes next and when; an empty step ends the reminder.

    `hopes` are `expected_cents`, `expected_on`, `probability_percent`; what is not given stays.
    """
    row = lock_row(Opportunity.objects.filter(pk=opportunity.pk))
    wanted: dict[str, Any] = {"next_step": next_step, "next_step_on": next_step_on if next_step else None}
    wanted |= {name: hopes[name] for name in ("expected_cents", "expected_on", "probability_percent") if name in hopes}
    changes = difference(row, wanted)
    if changes:
        for field, value in wanted.items():
            setattr(row, field, value)
        row.save(update_fields=[*wanted])
        record("opportunity.planned", row, by=by, at=at, edition=row.edition, changes=changes)
    opportunity.refresh_from_db()


@transaction.atomic
def assign_owner(opportunity: Opportunity, *, owner: User | None, by: Actor, at: datetime) -> None:
    """Give the company to a member of the team, or to nobody."""
    row = lock_row(Opportunity.objects.filter(pk=opportunity.pk))
    if owner is not None and not member_of(owner, row.edition, at=at).is_team:
        raise Refused(_("%(name)s is not in the team of this edition.") % {"name": owner.full_name})
    if row.owner_id != (owner.pk if owner else None):
        row.owner = owner
        row.save(update_fields=["owner"])
        record("opportunity.assigned", row, by=by, at=at, edition=row.edition, changes={"owner": PERSONAL})
    opportunity.refresh_from_db()


@transaction.atomic
def assign_many(rows: Iterable[Opportunity], *, owner: User | None, by: Actor, at: datetime) -> int:
    """Give several to one member; returns how many were not theirs yet."""
    changed = [row for row in rows if row.owner_id != (owner.pk if owner else None)]
    for row in changed:
        assign_owner(row, owner=owner, by=by, at=at)
    return len(changed)


@transaction.atomic
def take_over(companies: Iterable[Company], *, edition: Edition, owner: User, by: Actor, at: datetime) -> int:
    """Put companies in a member's portfolio of this edition; returns how many were not there yet."""
    taken = 0
    for company in companies:
        opportunity = ensure_opportunity(company, edition, by=by, at=at)
        if opportunity.owner_id != owner.pk:
            assign_owner(opportunity, owner=owner, by=by, at=at)
            taken += 1
    return taken
