"""Two entries of one badge: somebody looks at them."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from parvis.checkin.models import Conflict
from parvis.core.actor import Actor
from parvis.core.errors import Refused
from parvis.core.locks import lock_row
from parvis.core.text import clean_line
from parvis.editions.history import record


@transaction.atomic
def resolve_conflict(conflict: Conflict, *, note: str, by: Actor, at: datetime) -> None:
    """Write down what became of it; both scans stay as they came."""
    conflict = lock_row(Conflict.objects.filter(pk=conflict.pk))
    if conflict.resolved_at is not None:
        raise Refused(_("Somebody has settled this already."))
    conflict.resolved_at, conflict.note = at, clean_line(note)[:200]
    conflict.save(update_fields=["resolved_at", "note"])
    edition = conflict.second.edition
    record("conflict.resolved", conflict, by=by, at=at, edition=edition, changes={"note": ["", conflict.note]})
