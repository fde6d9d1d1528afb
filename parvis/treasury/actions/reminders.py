"""Asking for late money. A person sends what is proposed; a dispute or a payment stops it."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from parvis.companies.models import Contact
from parvis.core.actor import Actor
from parvis.core.dates import local_date
from parvis.core.errors import Refused
from parvis.core.links import absolute
from parvis.editions.history import PERSONAL, record
from parvis.editions.models import Edition
from parvis.outbox.actions import Attachment, send_later
from parvis.outbox.layout import compose
from parvis.sales.pricing import rate_text
from parvis.treasury.actions.invoices import locked_invoice
from parvis.treasury.models import LEAST_TIMES_LEGAL, Dispute, Invoice, PenaltyRate, Reminder, kept_until
from parvis.treasury.queries import recipients_of
from parvis.treasury.reminding import step_due


@transaction.atomic
def send_reminder(invoice: Invoice, *, level: int, by: Actor, at: datetime) -> list[Reminder]:
    """Mail this step to whoever receives the invoices, and keep what was said; asked twice, it is sent once."""
    invoice = locked_invoice(invoice)
    if found := list(Reminder.objects.filter(invoice=invoice, level=level)):
        return found
    due_cents = _refuse_pointless(invoice, level, on=local_date(at))
    contacts = recipients_of(invoice)
    if not contacts:
        words = {"company": invoice.exhibitor.company.name}
        raise Refused(_("%(company)s has no contact for invoices: tick one on the company’s page.") % words)
    reminders = [_send(invoice, contact, level, due_cents, by=by, at=at) for contact in contacts]
    changes: dict[str, list[Any]] = {"level": [None, level], "due_cents": [None, due_cents], "to": PERSONAL}
    record("reminder.sent", invoice, by=by, at=at, edition=invoice.exhibitor.edition, changes=changes)
    return reminders


def _refuse_pointless(invoice: Invoice, level: int, *, on: date) -> int:
    """What is due, if this step is the one to send now."""
    due_cents = Invoice.objects.with_amounts().get(pk=invoice.pk).amounts.due_cents
    words = {"number": invoice}
    if not invoice.is_issued or due_cents <= 0:
        raise Refused(_("%(number)s is settled: nothing to remind of.") % words)
    if Dispute.objects.filter(invoice=invoice, closed_at=None).exists():
        raise Refused(_("%(number)s is in dispute: reminders wait for its end.") % words)
    sent = Reminder.objects.filter(invoice=invoice).values_list("level", flat=True)
    step = step_due(invoice.due_on or on, on, sent)
    if step is None or step.level != level:
        raise Refused(_("This is not the reminder %(number)s is at: look at the list again.") % words)
    return due_cents


def _send(invoice: Invoice, contact: Contact, level: int, due_cents: int, *, by: Actor, at: datetime) -> Reminder:
    edition = invoice.exhibitor.edition
    context = {
        "invoice": invoice,
        "contact": contact,
        "company": invoice.exhibitor.company,
        "edition": edition,
        "level": level,
        "due_cents": due_cents,
        "sender_name": edition.name,
        "link": absolute(reverse("treasury:portal_invoice_list", args=[edition.slug])),
    }
    draft = compose("treasury/mail/invoice_reminder", context, contact.language)
    send_later(
        kind="invoice_reminder",
        cause=f"invoice_reminder:{invoice.number}:{level}",
        to=contact.email,
        to_name=contact.full_name,
        draft=draft,
        about=invoice,
        attachments=[Attachment(path=invoice.pdf_path, name=f"{invoice.number}.pdf", sha256=invoice.pdf_sha256)],
        by=by,
        at=at,
    )
    return Reminder.objects.create(
        invoice=invoice,
        level=level,
        to_address=contact.email,
        to_name=contact.full_name,
        subject=draft.subject,
        text=draft.text,
        due_cents=due_cents,
        sent_at=at,
        keep_until=kept_until(local_date(at)),
    )


@transaction.atomic
def open_dispute(invoice: Invoice, *, reason: str, by: Actor, at: datetime) -> Dispute:
    """Reminders stop; asked twice, there is one dispute."""
    invoice = locked_invoice(invoice)
    if found := Dispute.objects.filter(invoice=invoice, closed_at=None).first():
        return found
    if not invoice.is_issued:
        raise Refused(_("A draft is not disputed: nobody has received it."))
    dispute = Dispute.objects.create(invoice=invoice, reason=reason, opened_at=at)
    record("dispute.opened", invoice, by=by, at=at, edition=invoice.exhibitor.edition, changes={"reason": PERSONAL})
    return dispute


@transaction.atomic
def close_dispute(invoice: Invoice, *, by: Actor, at: datetime) -> None:
    """Reminders go on from where the days stand."""
    invoice = locked_invoice(invoice)
    if Dispute.objects.filter(invoice=invoice, closed_at=None).update(closed_at=at):
        record("dispute.closed", invoice, by=by, at=at, edition=invoice.exhibitor.edition)


@transaction.atomic
def write_penalty_rate(
    starts_on: date,
    *,
    basis_points: int,
    legal_basis_points: int,
    source: str,
    edition: Edition,
    by: Actor,
    at: datetime,
) -> PenaltyRate:
    """The rate from that day on; written again for the same day, it replaces that one."""
    least = legal_basis_points * LEAST_TIMES_LEGAL
    if basis_points < least:
        words = {"least": rate_text(least), "legal": rate_text(legal_basis_points)}
        sentence = _("The law asks for three times the legal rate at least: %(least)s for a legal rate of %(legal)s.")
        raise Refused(sentence % words, code="rate")
    values = {"basis_points": basis_points, "legal_basis_points": legal_basis_points, "source": source}
    rate, _is_new = PenaltyRate.objects.update_or_create(starts_on=starts_on, defaults=values)
    changes: dict[str, list[Any]] = {"basis_points": [None, basis_points]}
    record("penalty_rate.written", rate, by=by, at=at, edition=edition, changes=changes)
    return rate
