"""What each member means to sign, month by month."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from parvis.accounts.models import User
from parvis.companies.models import SalesTarget
from parvis.core.actor import Actor
from parvis.core.errors import Refused
from parvis.editions.history import record
from parvis.editions.models import Edition
from parvis.editions.queries import member_of


@transaction.atomic
def set_target(edition: Edition, *, owner: User, month: date, amount_cents: int, by: Actor, at: datetime) -> None:
    """The member's target of that month; zero takes it away."""
    if not member_of(owner, edition, at=at).is_team:
        raise Refused(_("%(name)s is not in the team of this edition.") % {"name": owner.full_name})
    if amount_cents < 0:
        raise Refused(_("A target is not negative."))
    place: dict[str, Any] = {"edition": edition, "owner": owner, "month": month.replace(day=1)}
    before = SalesTarget.objects.filter(**place).first()
    old = before.amount_cents if before else 0
    if old == amount_cents:
        return
    if amount_cents:
        SalesTarget.objects.update_or_create(**place, defaults={"amount_cents": amount_cents})
    else:
        SalesTarget.objects.filter(**place).delete()
    words: dict[str, list[Any]] = {"month": [None, f"{month:%Y-%m}"], "amount_cents": [old, amount_cents]}
    record("target.set", edition, by=by, at=at, edition=edition, changes=words)
