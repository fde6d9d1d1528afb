"""Writing history: the last line of every action."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from parvis.core.actor import Actor
from parvis.core.errors import Refused
from parvis.core.prepared import Prepared
from parvis.editions.models import ActorName, Edition, LogEntry
from parvis.editions.signals import history_recorded

KEEP_DAYS = 3 * 365  # three editions: the team after next can still see why
# What may still happen to a closed edition: its closing itself, rights and keys taken back, what a person decides about
# their own data, views one keeps for oneself. All else is refused here, whoever asks: a page, a program, the shell.
AFTER_CLOSING = frozenset(
    {
        *("edition.closed", "team.ended", "member.ended", "token.revoked", "device.revoked", "badge.revoked"),
        *("consent.withdrawn", "registration.released", "quote.expired", "saved_view.kept", "saved_view.deleted"),
    }
)
PERSONAL: list[object] = []  # a changed field whose values are personal: history keeps its name alone


def record(
    verb: str,
    obj: models.Model,
    *,
    by: Actor,
    at: datetime,
    edition: Edition | None = None,
    changes: dict[str, list[Any]] | None = None,
) -> LogEntry:
    """One line of history about `obj`; `changes` is {field: [before, after]} or {field: PERSONAL}.

    Raises Refused, which undoes the action, when the edition is closed and the verb is not of those that still may be.
    """
    if verb not in AFTER_CLOSING:
        refuse_closed(edition)
    entry = LogEntry.objects.create(
        edition=edition,
        at=at,
        actor=_actor_name(by),
        ip=by.ip,
        verb=verb,
        object_type=obj._meta.label_lower,
        object_id=str(obj.pk),
        changes={field: [_plain(value) for value in values] for field, values in (changes or {}).items()},
        keep_until=at.date() + timedelta(days=KEEP_DAYS),
    )
    history_recorded.send(sender=LogEntry, object_type=entry.object_type)
    return entry


def refuse_closed(edition: Edition | None) -> None:
    """A closed edition is read-only, for whoever acts. Raises Refused."""
    if edition and edition.is_closed:
        raise Refused(_("This edition is closed: it can be read, not changed."), code="edition_closed")


def difference(
    row: models.Model, values: dict[str, Any], *, personal: frozenset[str] = frozenset()
) -> dict[str, list[Any]]:
    """What `values` would change in the row, in the shape `record` wants."""
    changed = {field: value for field, value in values.items() if getattr(row, field) != value}
    return {field: PERSONAL if field in personal else [getattr(row, field), value] for field, value in changed.items()}


_known = Prepared(lambda kind, ref: ActorName.objects.filter(kind=kind, ref=ref), "kind", "ref")


def _actor_name(actor: Actor) -> ActorName:
    kind, ref = str(actor.kind), actor.id[:60]
    for known in _known.rows(kind, ref):
        return known
    row, _is_new = ActorName.objects.get_or_create(kind=kind, ref=ref, defaults={"label": actor.label[:254]})
    return row


def _plain(value: object) -> object:
    if isinstance(value, models.Model):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value if isinstance(value, str | int | bool | list | dict | None) else str(value)
