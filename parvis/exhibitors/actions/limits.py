"""What binds an exhibitor's own people: open sections, and what was ordered. Dates do not bind the team."""

from datetime import datetime

from django.utils.translation import gettext as _

from parvis.core.actor import Actor, ActorKind
from parvis.core.errors import Refused
from parvis.core.locks import lock_row
from parvis.editions.queries import is_window_open
from parvis.exhibitors.models import Exhibitor
from parvis.exhibitors.queries import entitlement_totals, subject_of


def require_open(exhibitor: Exhibitor, section: str, *, by: Actor, at: datetime) -> None:
    """Refuse a representative once the section has closed; the way out is a change request."""
    if by.kind != ActorKind.REPRESENTATIVE:
        return
    if not is_window_open(exhibitor.edition, section, at=at, subject=subject_of(exhibitor)):
        raise Refused(_("This section is closed. Ask the team for the change you need."), code="closed")


def lock_entitlement(exhibitor: Exhibitor, kind: str) -> int:
    """How many of that kind were ordered, with the exhibitor locked so that two people cannot take the last one."""
    return entitlement_totals(lock_row(Exhibitor.objects.filter(pk=exhibitor.pk))).get(kind, 0)
