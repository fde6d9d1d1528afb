"""The calendar address of a member's next steps, and the mail of each morning that says what waits."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from parvis.accounts.models import User
from parvis.companies.models import Opportunity, StepFeed
from parvis.core.actor import Actor
from parvis.core.links import absolute, new_token
from parvis.editions.history import record
from parvis.editions.models import Edition
from parvis.editions.queries import member_of
from parvis.outbox.actions import send_later
from parvis.outbox.layout import compose


@transaction.atomic
def open_feed(user: User, *, by: Actor, at: datetime) -> str:
    """A new secret address, told this once; the one before works no more."""
    plain, hashed = new_token()
    StepFeed.objects.update_or_create(user=user, defaults={"token_hash": hashed, "created_at": at})
    record("step_feed.opened", user, by=by, at=at)
    return absolute(reverse("companies:step_feed", args=[plain]))


@transaction.atomic
def close_feed(user: User, *, by: Actor, at: datetime) -> None:
    """Whoever has the address reads nothing any more."""
    if StepFeed.objects.filter(user=user).delete()[0]:
        record("step_feed.closed", user, by=by, at=at)


def close_feeds(but: Iterable[str]) -> int:
    """After a restore: only these addresses (their hashes) go on; each member makes another one when they miss it."""
    kept = set(but)
    gone = [key for key, hashed in StepFeed.objects.values_list("pk", "token_hash") if hashed not in kept]
    return StepFeed.objects.filter(pk__in=gone).delete()[0]


@transaction.atomic
def remind_steps(edition: Edition, *, day: date, by: Actor, at: datetime) -> int:
    """One mail a day to each member whose next steps are due; returns how many. The same day again: none."""
    due = Opportunity.objects.in_edition(edition).filter(company__archived_at=None).exclude(owner=None)
    by_owner: dict[User, list[Opportunity]] = {}
    for row in due.waiting_by(day).select_related("company", "owner"):
        if row.owner is not None and member_of(row.owner, edition, at=at).is_team:
            by_owner.setdefault(row.owner, []).append(row)
    for owner, rows in by_owner.items():
        _remind(edition, owner, rows, day=day, by=by, at=at)
    return len(by_owner)


def _remind(edition: Edition, owner: User, rows: list[Opportunity], *, day: date, by: Actor, at: datetime) -> None:
    context = {
        "owner": owner,
        "rows": rows,
        "edition": edition,
        "day": day,
        "link": absolute(reverse("companies:opportunity_list", args=[edition.slug]) + "?mine=yes"),
    }
    draft = compose("companies/mail/steps_due", context, owner.language)
    cause = f"steps-{edition.pk}-{owner.pk}-{day:%Y%m%d}"
    send_later(kind="steps_due", cause=cause, to=owner.email, draft=draft, about=edition, by=by, at=at)
