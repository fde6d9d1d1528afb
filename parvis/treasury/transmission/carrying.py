"""Hands issued papers over to the platform, tells it of money, keeps what it says. Safe to run twice or at once.

Before a call the row is taken for a while; after it, its answer is kept under a key that exists once. Who dies between
the two leaves a row that is taken up when its time is over, and a platform that knows the number already.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import PurePath

from django.db import transaction
from django.db.models import Max, Q

from parvis.core.dates import local_date
from parvis.core.errors import Refused
from parvis.core.locks import lock_row
from parvis.core.text import clean_line
from parvis.core.uploads import CleanFile, store
from parvis.editions.models import Edition
from parvis.treasury.documents import stored_bytes
from parvis.treasury.models import (
    Code,
    IncomingInvoice,
    Payment,
    Transmission,
    TransmissionEvent,
    TransmissionTerms,
    kept_until,
)
from parvis.treasury.transmission.ledger import to_hand_over, unreported_payments
from parvis.treasury.transmission.platform import (
    Cashed,
    Handed,
    Incoming,
    NotTaken,
    Platform,
    PlatformAway,
    Told,
    is_automatic,
    platform_named,
)

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=10)
PAUSES = (timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=3), timedelta(hours=12))
AGAIN = timedelta(days=2)  # asked for again: what came so long before the last time that something was told


def carry_all(*, at: datetime) -> list[str]:
    """Everything that waits for a platform, both ways; the names of what could not be done."""
    failed = [str(one) for one in to_hand_over(at) if is_automatic(one.platform) and not hand_over(one, at=at)]
    failed += _each_payment(at)
    platform = TransmissionTerms.objects.current().platform
    if is_automatic(platform):
        failed += _fetch(platform, at)
    return failed


def hand_over(transmission: Transmission, *, at: datetime) -> bool:
    """Deposit one paper, unless somebody else is at it or did it; false when it has to be tried again."""
    taken = _take(transmission, at=at)
    if taken is None:
        return True
    try:
        receipt = platform_named(taken.platform).deposit(_handed(taken), at=at)
    except NotTaken as refusal:
        keep_event(taken, Code.REJECTED, key=f"deposit:{taken.pk}", happened_at=at, at=at, reason=str(refusal))
        return True
    except Exception as problem:
        is_told = isinstance(problem, PlatformAway | Refused)  # they say themselves what is wrong
        log.warning("%s was not handed over: %s", taken, problem, exc_info=not is_told)
        _put_back(taken, getattr(problem, "message", str(problem)), at=at)
        return False
    if receipt:
        key, reference = f"deposit:{taken.pk}", receipt.reference
        keep_event(taken, Code.DEPOSITED, key=key, happened_at=receipt.at, at=at, reference=reference)
    return True


@transaction.atomic
def _take(transmission: Transmission, *, at: datetime) -> Transmission | None:
    """The row for us alone during the lease; nothing when it is taken or done."""
    taken = lock_row(Transmission.objects.filter(pk=transmission.pk))
    if (taken.leased_until and taken.leased_until > at) or TransmissionEvent.objects.filter(
        transmission=taken
    ).exists():
        return None
    taken.leased_until, taken.attempt_count = at + LEASE, taken.attempt_count + 1
    taken.save(update_fields=["leased_until", "attempt_count"])
    return taken


def _handed(transmission: Transmission) -> Handed:
    paper, order = transmission.paper, transmission.owner.purchase_order
    pdf = stored_bytes(paper)
    return Handed(
        str(paper.number), paper.issued_on or local_date(transmission.decided_at), pdf, paper.pdf_sha256, order
    )


def _put_back(transmission: Transmission, problem: str, *, at: datetime) -> None:
    """To be tried again, later and later; the words stand on the page meanwhile."""
    pause = PAUSES[min(transmission.attempt_count, len(PAUSES)) - 1]
    values = {"leased_until": None, "due_at": at + pause, "problem": clean_line(problem)[:300] or "?"}
    Transmission.objects.filter(pk=transmission.pk).update(**values)


@transaction.atomic
def keep_event(
    transmission: Transmission,
    code: int,
    *,
    key: str,
    happened_at: datetime,
    at: datetime,
    reason: str = "",
    reference: str = "",
    payment: Payment | None = None,
    is_by_hand: bool = False,
) -> TransmissionEvent:
    """The status in the ledger, once for each key; whatever kept the paper from leaving is over."""
    locked = lock_row(Transmission.objects.filter(pk=transmission.pk))
    if found := TransmissionEvent.objects.filter(key=key).first():
        return found
    event = TransmissionEvent.objects.create(
        transmission=locked,
        code=code,
        key=key,
        happened_at=happened_at,
        noted_at=at,
        reason=clean_line(reason)[:300],
        reference=clean_line(reference)[:100],
        payment=payment,
        is_by_hand=is_by_hand,
        keep_until=kept_until(local_date(at)),
    )
    locked.leased_until, locked.problem = None, ""
    locked.save(update_fields=["leased_until", "problem"])
    return event


def _each_payment(at: datetime) -> list[str]:
    """Tell each payment of a deposited e-invoice once."""
    failed = []
    for payment in unreported_payments():
        transmission = payment.invoice.transmission
        if not is_automatic(transmission.platform):
            continue
        cashed = Cashed(payment_key(payment), str(transmission), payment.amount_cents, payment.received_on)
        try:
            is_told = platform_named(transmission.platform).report_payment(cashed, at=at)
        except PlatformAway:
            failed.append(cashed.key)
            continue
        if is_told:
            keep_event(transmission, Code.CASHED, key=cashed.key, happened_at=at, at=at, payment=payment)
    return failed


def payment_key(payment: Payment) -> str:
    return f"payment-{payment.pk}"


def _fetch(name: str, at: datetime) -> list[str]:
    """Statuses and incoming invoices of one platform."""
    platform = platform_named(name)
    failed = []
    for work in (_fetch_events, _fetch_incoming):
        step: Callable[[str, Platform, datetime], None] = work
        try:
            step(name, platform, at)
        except PlatformAway as away:
            log.warning("platform.away", extra={"platform": name, "reason": str(away)})
            failed.append(name)
    return failed


def _fetch_events(name: str, platform: Platform, at: datetime) -> None:
    last = TransmissionEvent.objects.filter(key__startswith=f"{name}:").aggregate(at=Max("noted_at"))["at"]
    told = list(platform.fetch_events(since=last - AGAIN if last else None, at=at))
    known = set(
        TransmissionEvent.objects.filter(key__in=[_key(name, one) for one in told]).values_list("key", flat=True)
    )
    for one in told:
        if _key(name, one) not in known:
            _keep_told(name, one, at)


def _key(name: str, told: Told) -> str:
    return f"{name}:{told.key}"[:120]


def _keep_told(name: str, told: Told, at: datetime) -> None:
    """A status of one of ours; a closed edition is read-only, and strangers are logged."""
    theirs = Q(invoice__number=told.number) | Q(credit_note__number=told.number)
    closed = Q(invoice__exhibitor__edition__state=Edition.State.CLOSED)
    closed |= Q(credit_note__invoice__exhibitor__edition__state=Edition.State.CLOSED)
    found = Transmission.objects.filter(theirs, platform=name).exclude(closed).first()
    if found is None or told.code not in Code.values:
        log.warning("platform.unknown", extra={"number": told.number, "code": told.code})
    elif told.code != Code.DEPOSITED:  # that one is kept with the deposit itself
        keep_event(found, told.code, key=_key(name, told), happened_at=told.at, at=at, reason=told.reason)


def _fetch_incoming(name: str, platform: Platform, at: datetime) -> None:
    last = IncomingInvoice.objects.filter(platform=name).aggregate(at=Max("received_at"))["at"]
    for one in platform.fetch_incoming(since=last - AGAIN if last else None, at=at):
        _keep_incoming(name, one, at)


def _keep_incoming(name: str, incoming: Incoming, at: datetime) -> None:
    key = f"{name}:{incoming.key}"[:120]
    if IncomingInvoice.objects.filter(key=key).exists():
        return
    clean = CleanFile(incoming.data, "pdf")
    IncomingInvoice.objects.get_or_create(
        key=key,
        defaults={
            "platform": name,
            "name": clean_line(PurePath(incoming.name).name)[:100] or "?",
            "path": store(clean),
            "sha256": clean.sha256,
            "received_at": incoming.at,
            "keep_until": kept_until(local_date(at)),
        },
    )
