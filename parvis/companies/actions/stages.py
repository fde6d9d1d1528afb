"""The steps of one edition's pipeline."""

from django.db import transaction

from parvis.companies.models import Stage
from parvis.companies.stage_defaults import STAGES
from parvis.editions.models import Edition


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
    copies = [
        Stage(
            edition=target,
            slug=stage.slug,
            name_fr=stage.name_fr,
            name_en=stage.name_en,
            position=stage.position,
            probability_percent=stage.probability_percent,
            outcome=stage.outcome,
        )
        for stage in _stages(source)
    ]
    Stage.objects.bulk_create(copies)
    ensure_stages(target)


def _stages(edition: Edition) -> list[Stage]:
    return list(Stage.objects.filter(edition=edition).order_by("position", "pk"))
