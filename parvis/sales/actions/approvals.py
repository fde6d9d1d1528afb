"""Agreeing to a discount above the edition's threshold: two people, never one twice."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from parvis.core.actor import Actor
from parvis.core.errors import Refused
from parvis.editions.history import difference, record
from parvis.editions.models import Edition
from parvis.sales.actions.quotes import fresh_quote, ref_of, refuse_frozen
from parvis.sales.models import DiscountPolicy, Quote
from parvis.sales.queries import approval_above, wrote_quote


@transaction.atomic
def approve_discount(quote: Quote, *, seen_net_cents: int, by: Actor, at: datetime) -> Quote:
    """Somebody who did not write the offer agrees to it. Twice, or two people at once, is one approval.

    `seen_net_cents` is the amount that was read: an offer changed meanwhile is not approved unseen.
    """
    quote = fresh_quote(quote)
    refuse_frozen(quote)
    if quote.is_approved:
        return quote
    if quote.given_basis_points <= approval_above(quote.exhibitor.edition):
        raise Refused(_("This quote needs no approval."))
    if wrote_quote(quote, ref_of(by)):
        raise Refused(_("Who wrote an offer does not approve it: ask somebody else."), code="author")
    if quote.net_cents != seen_net_cents:
        raise Refused(_("Somebody has just changed this draft. Look at it again before approving it."), code="changed")
    quote.approved_ref, quote.approved_by, quote.approved_at = ref_of(by), by.label[:160], at
    quote.save(update_fields=["approved_ref", "approved_by", "approved_at"])
    changes: dict[str, list[Any]] = {
        "given_basis_points": [0, quote.given_basis_points],
        "reason": [None, quote.discount_reason],
    }
    record("quote.approved", quote, by=by, at=at, edition=quote.exhibitor.edition, changes=changes)
    return quote


@transaction.atomic
def set_discount_policy(edition: Edition, *, approval_above: int, by: Actor, at: datetime) -> DiscountPolicy:
    """From which share on a discount needs a second person; drafts follow it, what was sent does not."""
    policy = DiscountPolicy.objects.filter(edition=edition).first() or DiscountPolicy(edition=edition)
    changes = difference(policy, {"approval_above_basis_points": approval_above})
    policy.approval_above_basis_points = approval_above
    policy.save()
    if changes:
        record("discount_policy.saved", policy, by=by, at=at, edition=edition, changes=changes)
    return policy
