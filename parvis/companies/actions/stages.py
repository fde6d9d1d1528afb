"""The steps of one edition's pipeline."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from parvis.companies.models import Stage
from parvis.companies.stage_defaults import STAGES
from parvis.core.actor import Actor
from parvis.core.errors import Refused
from parvis.core.locks import lock_row
from parvis.editions.history import difference, record
from parvis.editions.models import Edition

COPIED = ("slug", "name_fr", "name_en", "position", "probability_percent", "outcome", "stale_days")
MOST_STAGES = 20


@transaction.atomic
def ensure_stages(edition: Edition) -> list[Stage]:
    """The edition's stages in order; the usual ones when it has none yet."""
    stages = _stages(edition)
    if stages:
        return stages
    usual = [
        Stage(
            edition=edition,
            slug=slug,
            name_fr=french,
            name_en=english,
            position=place,
            probability_percent=odds,
            outcome=outcome,
        )
        for place, (slug, french, english, odds, outcome) in enumerate(STAGES)
    ]
    Stage.objects.bulk_create(usual, ignore_conflicts=True)  # somebody else may be at it
    return _stages(edition)


@transaction.atomic
def copy_stages(source: Edition, target: Edition) -> None:
    """The next edition starts with this one's stages; with the usual ones when it had none."""
    copies = [Stage(edition=target, **{name: getattr(stage, name) for name in COPIED}) for stage in _stages(source)]
    Stage.objects.bulk_create(copies)
    ensure_stages(target)


@transaction.atomic
def add_stage(edition: Edition, *, by: Actor, at: datetime, **fields: Any) -> Stage:
    """One more step, before those that end the road unless it ends it itself."""
    stages = _locked(edition)
    if len(stages) >= MOST_STAGES:
        raise Refused(_("A pipeline has %(n)s stages at most.") % {"n": MOST_STAGES})
    stage = Stage(edition=edition, position=len(stages), slug=_free_slug(fields["name_en"], stages), **fields)
    stage.save()
    ends = [one for one in stages if one.outcome != Stage.Outcome.OPEN]
    if stage.outcome == Stage.Outcome.OPEN:
        _renumber([*(one for one in stages if one not in ends), stage, *ends])
    record("stage.added", stage, by=by, at=at, edition=edition, changes={"stage": [None, stage.slug]})
    return stage


@transaction.atomic
def change_stage(stage: Stage, *, by: Actor, at: datetime, **fields: Any) -> None:
    """Its names, odds and patience. The pipeline keeps a stage to begin with, one that wins and one that loses."""
    stages = _locked(stage.edition)
    row = next(one for one in stages if one.pk == stage.pk)
    changes = difference(row, fields)
    for name, value in fields.items():
        setattr(row, name, value)
    _refuse_incomplete(stages)
    if changes:
        row.save()
        record("stage.changed", row, by=by, at=at, edition=row.edition, changes=changes)
    stage.refresh_from_db()


@transaction.atomic
def move_stage(stage: Stage, *, steps: int, by: Actor, at: datetime) -> None:
    """One place earlier (-1) or later (1); at the end of the row nothing happens."""
    stages = _locked(stage.edition)
    place = next(index for index, one in enumerate(stages) if one.pk == stage.pk)
    wanted = place + steps
    if not 0 <= wanted < len(stages):
        return
    stages.insert(wanted, stages.pop(place))
    if stages[0].outcome != Stage.Outcome.OPEN:
        raise Refused(_("New companies come into the first stage: it cannot be one that ends the road."))
    _renumber(stages)
    record("stage.moved", stage, by=by, at=at, edition=stage.edition, changes={"position": [place, wanted]})


@transaction.atomic
def remove_stage(stage: Stage, *, by: Actor, at: datetime) -> None:
    """A stage nobody stands in goes."""
    stages = _locked(stage.edition)
    if stage.opportunities.exists():
        raise Refused(_("Companies stand in this stage: move them first."), code="stage_in_use")
    left = [one for one in stages if one.pk != stage.pk]
    _refuse_incomplete(left)
    record("stage.removed", stage, by=by, at=at, edition=stage.edition, changes={"stage": [stage.slug, None]})
    stage.delete()
    _renumber(left)


def _refuse_incomplete(stages: list[Stage]) -> None:
    if {stage.outcome for stage in stages} != set(Stage.Outcome) or stages[0].outcome != Stage.Outcome.OPEN:
        raise Refused(
            _("A pipeline begins with a stage in progress, and has one that is won and one that is lost."),
            code="incomplete_pipeline",
        )


def _renumber(stages: list[Stage]) -> None:
    for position, stage in enumerate(stages):
        stage.position = position
    Stage.objects.bulk_update(stages, ["position"])


def _free_slug(name: str, stages: list[Stage]) -> str:
    taken = {stage.slug for stage in stages}
    base = slugify(name).replace("-", "_")[:30] or "stage"
    return next(slug for n in range(1, MOST_STAGES + 2) if (slug := base if n == 1 else f"{base}_{n}") not in taken)


def _locked(edition: Edition) -> list[Stage]:
    """The stages, nobody else's to change before our transaction ends."""
    lock_row(Edition.objects.filter(pk=edition.pk))
    return ensure_stages(edition)


def _stages(edition: Edition) -> list[Stage]:
    return list(Stage.objects.filter(edition=edition).order_by("position", "pk"))
