"""The mails that carry an issued paper, in the language of the contact."""

from datetime import datetime

from django.urls import reverse

from parvis.companies.models import Contact
from parvis.core.actor import Actor
from parvis.core.links import absolute
from parvis.outbox.actions import Attachment, send_later
from parvis.outbox.layout import compose
from parvis.outbox.models import Message
from parvis.treasury.models import CreditNote, Invoice


def mail_invoice(invoice: Invoice, contact: Contact, *, by: Actor, at: datetime) -> Message:
    return _mail(invoice, invoice, contact, kind="invoice_issued", by=by, at=at)


def mail_credit_note(note: CreditNote, contact: Contact, *, by: Actor, at: datetime) -> Message:
    return _mail(note, note.invoice, contact, kind="credit_note_issued", by=by, at=at)


def _mail(
    paper: Invoice | CreditNote, invoice: Invoice, contact: Contact, *, kind: str, by: Actor, at: datetime
) -> Message:
    """One mail per paper and address, however often it is asked for."""
    edition = invoice.exhibitor.edition
    context = {
        "paper": paper,
        "invoice": invoice,
        "contact": contact,
        "company": invoice.exhibitor.company,
        "edition": edition,
        "sender_name": edition.name,
        "link": absolute(reverse("treasury:portal_invoice_list", args=[edition.slug])),
    }
    return send_later(
        kind=kind,
        cause=f"{kind}:{paper.number}",
        to=contact.email,
        to_name=contact.full_name,
        draft=compose(f"treasury/mail/{kind}", context, contact.language),
        about=paper,
        attachments=[Attachment(path=paper.pdf_path, name=f"{paper.number}.pdf", sha256=paper.pdf_sha256)],
        by=by,
        at=at,
    )
