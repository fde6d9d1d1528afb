"""Taking back an issued invoice, whole or in part, by a paper of its own."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from parvis.core.actor import Actor
from parvis.core.dates import local_date
from parvis.core.errors import Refused
from parvis.core.money import format_cents
from parvis.editions.history import PERSONAL, record
from parvis.outbox.models import Message
from parvis.treasury.actions.invoices import follow_payment, key_for, locked_invoice
from parvis.treasury.actions.numbering import give_number
from parvis.treasury.actions.transmissions import decide_way
from parvis.treasury.crediting import exact, exceeds, spread
from parvis.treasury.documents import credit_note_paper
from parvis.treasury.letters import mail_credit_note
from parvis.treasury.models import CreditNote, Invoice, InvoiceSeries, InvoicingTerms
from parvis.treasury.queries import balance_that_took, left_to_credit, lines_of, mail_of, recipients_of
from parvis.treasury.snapshots import buyer_of, payment_notes


@transaction.atomic
def issue_credit_note(
    invoice: Invoice,
    *,
    net_cents: int | None = None,
    parts: Mapping[int, int] | None = None,
    reason: str,
    request_key: str,
    by: Actor,
    at: datetime,
) -> CreditNote:
    """Credit that amount without VAT, or all that is left when none is given; the same key is the same credit note.

    `parts` says how much of each VAT rate, where that is known.
    """
    invoice = locked_invoice(invoice)
    key = key_for(invoice, request_key)
    if found := CreditNote.objects.filter(request_key=key).first():
        return found
    if not invoice.is_issued:
        raise Refused(_("A draft is not credited: it is not issued yet."))
    if balance := balance_that_took(invoice):
        papers = {"number": invoice, "balance": balance}
        raise Refused(_("%(balance)s has deducted %(number)s: credit %(balance)s instead.") % papers, code="taken_up")
    left = left_to_credit(invoice)
    most = sum(share.base_cents for share in left)
    if parts is not None:
        net_cents = sum(parts.values())
    net_cents = most if net_cents is None else net_cents
    if not 0 < net_cents <= most or (parts is not None and exceeds(left, parts)):
        words = {"number": invoice, "most": format_cents(most, get_language() or "fr")}
        raise Refused(_("Of %(number)s, %(most)s without VAT can still be credited.") % words, code="too_much")
    taken = spread(left, net_cents) if parts is None else exact(left, parts)
    shares = [[share.basis_points, share.base_cents, share.vat_cents] for share in taken]
    note = CreditNote(invoice=invoice, reason=reason, created_at=at, request_key=key, shares=shares)
    note.net_cents, note.vat_cents = net_cents, sum(vat_cents for _rate, _net_cents, vat_cents in shares)
    _issue(note, invoice, at=at)
    follow_payment(invoice.exhibitor, by=by, at=at)
    changes: dict[str, list[Any]] = {
        "number": [None, note.number],
        "net_cents": [None, net_cents],
        "invoice": [None, invoice.number],
    }
    record("credit_note.issued", note, by=by, at=at, edition=invoice.exhibitor.edition, changes=changes)
    return note


def _issue(note: CreditNote, invoice: Invoice, *, at: datetime) -> None:
    """Number, freeze and print it: its parties are those of the invoice, whatever they are called today."""
    notes = invoice.seller.get("notes") or payment_notes(InvoicingTerms.objects.on(local_date(at)))
    note.seller = {**invoice.seller, "conditions": [], "notes": notes}
    note.buyer = {**buyer_of(invoice.exhibitor.company, email=mail_of(invoice)), **invoice.buyer}
    note.save()
    give_number(note, InvoiceSeries.CREDIT_NOTES, at=at)
    note.status = CreditNote.Status.ISSUED
    lines = lines_of(invoice)
    credit_note_paper(note, lines, at=at)
    note.save()
    decide_way(note, invoice, lines, at=at)


@transaction.atomic
def send_credit_note(note: CreditNote, *, by: Actor, at: datetime) -> list[Message]:
    """Mail it with its PDF to those who receive the invoice."""
    invoice = note.invoice
    contacts = recipients_of(invoice)
    if not contacts:
        words = {"company": invoice.exhibitor.company.name}
        raise Refused(_("%(company)s has no contact for invoices: tick one on the company’s page.") % words)
    mails = [mail_credit_note(note, contact, by=by, at=at) for contact in contacts]
    if any(mail.created_at == at for mail in mails):
        changes = {"to": PERSONAL}
        record("credit_note.sent", note, by=by, at=at, edition=invoice.exhibitor.edition, changes=changes)
    return mails
