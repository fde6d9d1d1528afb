"""Two companies that look alike are two: said once, and not asked again."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from parvis.companies.actions.lock import lock_companies
from parvis.companies.models import Company, ToldApart
from parvis.core.actor import Actor
from parvis.core.errors import Refused
from parvis.editions.history import record
from parvis.editions.models import Edition


@transaction.atomic
def tell_apart(
    company: Company, *, other: Company, edition: Edition | None = None, by: Actor, at: datetime
) -> ToldApart:
    """They are two companies. Saying it again gives the first word."""
    if company.pk == other.pk:
        raise Refused(_("These are not two companies."), code="one_company")
    lock_companies()
    older, younger = sorted((company, other), key=lambda one: one.pk)
    twins, is_new = ToldApart.objects.get_or_create(one=older, other=younger, defaults={"decided_at": at})
    if is_new:
        record("company.told_apart", older, by=by, at=at, edition=edition, changes=_names(twins))
    return twins


@transaction.atomic
def doubt_again(twins: ToldApart, *, edition: Edition | None = None, by: Actor, at: datetime) -> None:
    """They may be one after all: the pair is shown again."""
    lock_companies()
    ToldApart.objects.filter(pk=twins.pk).delete()
    record("company.doubted", twins.one, by=by, at=at, edition=edition, changes=_names(twins))


def _names(twins: ToldApart) -> dict[str, list[Any]]:
    return {"alike": [twins.one.name, twins.other.name]}
