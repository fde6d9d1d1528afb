"""How issued papers leave: the way of each, decided at issue; and what a person does where no program can."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from parvis.core.actor import Actor
from parvis.core.dates import local_date, local_moment
from parvis.core.errors import Refused
from parvis.core.locks import lock_row
from parvis.editions.history import difference, record
from parvis.editions.models import Association, Edition
from parvis.treasury import tasks
from parvis.treasury.models import (
    TROUBLE,
    Code,
    CreditNote,
    Invoice,
    InvoiceLine,
    IssuedPaper,
    Route,
    Transmission,
    TransmissionEvent,
    TransmissionTerms,
    kept_until,
)
from parvis.treasury.transmission.carrying import keep_event, payment_key
from parvis.treasury.transmission.ledger import unreported_payments
from parvis.treasury.transmission.platform import is_automatic
from parvis.treasury.transmission.routing import way_of

MANUAL = "manual"


def decide_way(paper: IssuedPaper, invoice: Invoice, lines: Iterable[InvoiceLine], *, at: datetime) -> Transmission:
    """Inside the transaction that issues it: its way, by the terms of that day; the worker goes at once."""
    terms = TransmissionTerms.objects.current()
    day = paper.issued_on or local_date(at)
    way = way_of(paper.buyer, {line.regime_or_rate for line in lines if line.net_cents}, terms, on=day)
    platform = {Route.PLATFORM: terms.platform, Route.CHORUS: MANUAL}.get(way.route, "")
    transmission = Transmission.objects.create(
        invoice=invoice if paper is invoice else None,
        credit_note=paper if isinstance(paper, CreditNote) else None,
        route=way.route,
        has_report=way.has_report,
        platform=platform,
        decided_at=at,
        due_at=at,
        keep_until=kept_until(day),
    )
    if is_automatic(platform):
        transaction.on_commit(tasks.carry_transmissions.enqueue)
    return transmission


def tell_of_money(invoice: Invoice) -> None:
    """Money came in or was taken back: a platform that has the invoice is told by the worker."""
    transmission = Transmission.objects.filter(invoice=invoice, route=Route.PLATFORM).first()
    if transmission and is_automatic(transmission.platform):
        transaction.on_commit(tasks.carry_transmissions.enqueue)


@transaction.atomic
def note_status(
    transmission: Transmission, *, code: int, on: date, reason: str = "", reference: str = "", by: Actor, at: datetime
) -> TransmissionEvent:
    """What a person read on the platform's site; the same status of the same day is noted once."""
    locked = _locked(transmission)
    _refuse_impossible(locked, code, on, reason, at=at)
    key = f"hand:{locked.pk}:{code}:{on.isoformat()}"
    known = TransmissionEvent.objects.filter(key=key).first()
    if known:
        return known
    moment = at if on == local_date(at) else local_moment(on, time(12))
    event = keep_event(
        locked, code, key=key, happened_at=moment, at=at, reason=reason, reference=reference, is_by_hand=True
    )
    changes: dict[str, list[Any]] = {"status": [None, str(Code(code).label)], "on": [None, on.isoformat()]}
    _record("transmission.noted", locked, changes, by=by, at=at)
    return event


def _refuse_impossible(transmission: Transmission, code: int, on: date, reason: str, *, at: datetime) -> None:
    codes = set(TransmissionEvent.objects.filter(transmission=transmission).values_list("code", flat=True))
    words = {"number": transmission}
    if transmission.route == Route.MAIL:
        raise Refused(_("%(number)s goes by mail: no platform tells of it.") % words)
    if is_automatic(transmission.platform):
        raise Refused(_("The platform tells the statuses of %(number)s itself.") % words, code="automatic")
    if on > local_date(at):
        raise Refused(_("This day is still to come."), code="on")
    if on < local_date(transmission.decided_at):
        raise Refused(_("%(number)s was not issued yet on that day.") % words, code="on")
    if code in (Code.DEPOSITED, Code.CASHED) and code in codes:
        raise Refused(_("%(number)s has this status already.") % words, code="code")
    if code not in (Code.DEPOSITED, Code.REJECTED) and not codes:
        raise Refused(_("A paper is deposited first: note that, then what came of it."), code="code")
    if code in TROUBLE and not reason:
        raise Refused(_("Write the reason the platform gives: somebody will have to answer it."), code="reason")


@transaction.atomic
def take_over(transmission: Transmission, *, by: Actor, at: datetime) -> Transmission:
    """The platform does not answer: a person deposits this one on its site."""
    locked = _locked(transmission)
    if TransmissionEvent.objects.filter(transmission=locked).exists() or locked.route == Route.MAIL:
        raise Refused(_("%(number)s has left already.") % {"number": locked})
    if locked.leased_until and locked.leased_until > at:
        raise Refused(_("%(number)s is being handed over: look again in ten minutes.") % {"number": locked})
    before, locked.platform, locked.problem = locked.platform, MANUAL, ""
    if before != MANUAL:
        locked.save(update_fields=["platform", "problem"])
        _record("transmission.taken_over", locked, {"platform": [before, MANUAL]}, by=by, at=at)
    return locked


@transaction.atomic
def try_again(transmission: Transmission, *, at: datetime) -> None:
    """Not at the hour it was put off to, but now."""
    Transmission.objects.filter(pk=transmission.pk).update(due_at=at)
    ask_platform()


def ask_platform() -> None:
    """The worker looks at once."""
    transaction.on_commit(tasks.carry_transmissions.enqueue)


@transaction.atomic
def note_payments_told(transmission: Transmission, *, by: Actor, at: datetime) -> int:
    """A person has told the platform of all the money that came in for this invoice; how many entries that was."""
    locked = _locked(transmission)
    payments = list(unreported_payments().filter(invoice=locked.invoice_id)) if locked.invoice_id else []
    for payment in payments:
        key = payment_key(payment)
        keep_event(locked, Code.CASHED, key=key, happened_at=at, at=at, payment=payment, is_by_hand=True)
    if payments:
        _record("transmission.payments_told", locked, {"rows": [None, len(payments)]}, by=by, at=at)
    return len(payments)


@transaction.atomic
def write_transmission_terms(
    association: Association, *, values: dict[str, object], edition: Edition, by: Actor, at: datetime
) -> TransmissionTerms:
    """Which platform, and from which days; papers issued before keep their way."""
    lock_row(Association.objects.filter(pk=association.pk))
    terms, is_new = TransmissionTerms.objects.get_or_create(association=association)
    changes = difference(terms, values)
    for name, value in values.items():
        setattr(terms, name, value)
    if changes:
        terms.save()
    if changes or is_new:
        record("transmission_terms.written", terms, by=by, at=at, edition=edition, changes=changes)
    return terms


def _locked(transmission: Transmission) -> Transmission:
    related = ("invoice__exhibitor__edition", "credit_note__invoice__exhibitor__edition")
    return lock_row(Transmission.objects.select_related(*related).filter(pk=transmission.pk))


def _record(verb: str, transmission: Transmission, changes: dict[str, list[Any]], *, by: Actor, at: datetime) -> None:
    invoice = transmission.owner
    record(verb, invoice, by=by, at=at, edition=invoice.exhibitor.edition, changes=changes)
