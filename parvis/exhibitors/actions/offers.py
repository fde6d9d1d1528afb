"""Job offers of an exhibitor, as many as its order includes."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.core.actor import Actor
from parvis.core.errors import Refused
from parvis.editions.history import difference, record
from parvis.editions.models import Term
from parvis.exhibitors.actions.limits import lock_entitlement, require_open
from parvis.exhibitors.models import Entitlement, Exhibitor, JobOffer

SECTION = "job_offers"


@transaction.atomic
def publish_job_offer(
    exhibitor: Exhibitor, *, words: Mapping[str, Any], fields: Iterable[Term], by: Actor, at: datetime
) -> JobOffer:
    """Show one more offer; visitors see it once the exhibitor is confirmed."""
    require_open(exhibitor, SECTION, by=by, at=at)
    allowed = lock_entitlement(exhibitor, Entitlement.Kind.JOB_OFFER)
    if not allowed:
        raise Refused(_("Your order includes no job offer. Ask the team to add them."), code="full")
    if exhibitor.job_offers.filter(removed_at=None).count() >= allowed:
        sentence = ngettext(
            "Your order includes %(count)s job offer and it is published. Remove it first.",
            "Your order includes %(count)s job offers and all are published. Remove one first.",
            allowed,
        )
        raise Refused(sentence % {"count": allowed}, code="full")
    offer = JobOffer.objects.create(exhibitor=exhibitor, created_at=at, **words)
    offer.fields.set(fields)
    changes = {"title": [None, offer.title]}
    record("job_offer.published", exhibitor, by=by, at=at, edition=exhibitor.edition, changes=changes)
    return offer


@transaction.atomic
def change_job_offer(
    offer: JobOffer, *, words: Mapping[str, Any], fields: Iterable[Term], by: Actor, at: datetime
) -> None:
    exhibitor = offer.exhibitor
    require_open(exhibitor, SECTION, by=by, at=at)
    offer = JobOffer.objects.get(pk=offer.pk)
    changes = difference(offer, dict(words))
    for name, value in words.items():
        setattr(offer, name, value)
    offer.save()
    offer.fields.set(fields)
    record("job_offer.changed", exhibitor, by=by, at=at, edition=exhibitor.edition, changes=changes)


@transaction.atomic
def remove_job_offer(offer: JobOffer, *, by: Actor, at: datetime) -> None:
    """Visitors no longer see it, and its place is free again."""
    exhibitor = offer.exhibitor
    require_open(exhibitor, SECTION, by=by, at=at)
    offer.removed_at = at
    offer.save(update_fields=["removed_at"])
    changes = {"title": [offer.title, None]}
    record("job_offer.removed", exhibitor, by=by, at=at, edition=exhibitor.edition, changes=changes)
