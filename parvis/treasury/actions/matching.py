"""A bank line pays invoices, or is set aside. Each payment is the one that a treasurer would have typed."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from parvis.core.actor import Actor
from parvis.core.errors import Refused
from parvis.core.money import format_cents
from parvis.editions.history import record
from parvis.treasury.actions.allocations import add_allocation, free_part, left_of, locked_line
from parvis.treasury.actions.invoices import key_for
from parvis.treasury.actions.payments import enter_payment, take_back_payment
from parvis.treasury.bank_lines import money_owed
from parvis.treasury.matching import EXACT, Owed, proposals
from parvis.treasury.models import CURRENCY, Allocation, BankLine, Invoice, Payment

LONGEST_REFERENCE = 140


@transaction.atomic
def allocate_line(
    line: BankLine,
    shares: Mapping[Invoice, int],
    *,
    request_key: str,
    accept_overpayment: bool = False,
    is_automatic: bool = False,
    by: Actor,
    at: datetime,
) -> list[Allocation]:
    """Pay these invoices, in cents, out of the line, all or nothing; the same key sent twice does it once."""
    line = locked_line(line)
    keys = [key_for(invoice, request_key) for invoice in shares]
    if done := list(Allocation.objects.filter(line=line, payment__request_key__in=keys)):
        return done
    _refuse_unusable(line)
    _refuse_more_than_left(line, sum(shares.values()))
    made = []
    for invoice in sorted(shares, key=lambda invoice: invoice.pk):
        payment = enter_payment(
            invoice,
            amount_cents=shares[invoice],
            received_on=line.booked_on,
            method=Payment.Method.TRANSFER,
            reference=(line.label or line.payer)[:LONGEST_REFERENCE],
            request_key=request_key,
            accept_overpayment=accept_overpayment,
            by=by,
            at=at,
        )
        made.append(add_allocation(line, payment.amount_cents, at=at, payment=payment, is_automatic=is_automatic))
    return made


def _refuse_unusable(line: BankLine) -> None:
    if line.amount_cents < 0:
        raise Refused(_("This line is money that went out: it pays no invoice."))
    if line.statement.currency != CURRENCY:
        words = {"currency": line.statement.currency}
        sentence = _("This account is in %(currency)s: enter what the bank gave for it in euros on the invoice’s page.")
        raise Refused(sentence % words)


def _refuse_more_than_left(line: BankLine, cents: int) -> None:
    left = left_of(line)
    if cents > left:
        words = {"left": format_cents(left, get_language() or "fr")}
        raise Refused(_("Of this line, %(left)s is left: somebody may have used it a moment ago.") % words)


def match_exactly(lines: Iterable[BankLine], *, by: Actor, at: datetime) -> list[BankLine]:
    """The lines whose numbers and amount agree, now paid. A line that changed currency on its way is for a person."""
    owed = {one.invoice_id: one for one in money_owed()}
    matched = []
    for line in lines:
        shares = _exact_shares(line, list(owed.values()))
        if not shares:
            continue
        with suppress(Refused), transaction.atomic():  # an invoice that somebody else settled meanwhile
            allocate_line(line, shares, request_key=f"bank {line.key}", is_automatic=True, by=by, at=at)
            matched.append(line)
            for invoice in shares:
                del owed[invoice.pk]
    return matched


def _exact_shares(line: BankLine, owed: list[Owed]) -> dict[Invoice, int]:
    if line.amount_cents < 0 or line.original or line.statement.currency != CURRENCY:
        return {}
    edition_id = line.statement.edition_id
    for proposal in proposals(line.label, line.payer, line.amount_cents, owed, edition_id=edition_id):
        if proposal.kind is EXACT:
            cents = {share.owed.invoice_id: share.cents for share in proposal.shares}
            return {invoice: cents[pk] for pk, invoice in Invoice.objects.in_bulk(list(cents)).items()}
    return {}


@transaction.atomic
def set_aside(line: BankLine, *, reason: str, by: Actor, at: datetime) -> Allocation | None:
    """What is left of the line answers no invoice: a grant, a refund. Asked twice, it is set aside once."""
    line = locked_line(line)
    if not reason.strip():
        raise Refused(_("Say what this money is: it stays in the books."))
    if line.amount_cents < 0:
        raise Refused(_("This line is money that went out: it pays no invoice."))
    left = left_of(line)
    if left <= 0:
        return None
    allocation = add_allocation(line, left, at=at, reason=reason)
    changes: dict[str, list[Any]] = {"amount_cents": [None, left]}
    record("bank_line.set_aside", line, by=by, at=at, edition=line.statement.edition, changes=changes)
    return allocation


@transaction.atomic
def free_allocation(allocation: Allocation, *, by: Actor, at: datetime) -> None:
    """Un-match: the payment is taken back, the line waits again. Asked twice, it is done once."""
    line = locked_line(allocation.line)
    if allocation.corrects_id:
        raise Refused(_("This row already takes back another one."))
    if Allocation.objects.filter(corrects=allocation).exists():
        return
    if allocation.payment:
        take_back_payment(allocation.payment, by=by, at=at)
        return
    free_part(allocation, opposite=None, at=at)
    changes: dict[str, list[Any]] = {"amount_cents": [allocation.amount_cents, None]}
    record("bank_line.freed", line, by=by, at=at, edition=line.statement.edition, changes=changes)
