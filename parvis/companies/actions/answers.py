"""Answers of companies, read from a mailbox and noted on their pages, each once."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.accounts.models import User
from parvis.companies.actions.contact import note_interaction
from parvis.companies.answers import company_now, is_for_us, thread_of
from parvis.companies.models import Company, Contact, Interaction, ReadMailbox, ReceivedMail
from parvis.core.actor import Actor
from parvis.core.locks import lock_row
from parvis.core.mail_reading import ReadMail, read_mail
from parvis.core.mailbox import Mailbox, MailboxAddress, MailboxFailed
from parvis.editions.models import Edition
from parvis.outbox.actions import note_bounce

Outcome = ReceivedMail.Outcome
KEPT = timedelta(days=90)  # what could not be noted
LOOKED_AT_AGAIN = 200
BY = Actor.system("mailbox")


def read_mailbox(address: MailboxAddress, *, at: datetime) -> int:
    """Log what came since the last look; the number of mails looked at. What was there before the first look stays.

    A mailbox that does not answer is told on the page, and asked again the next time.
    """
    ReceivedMail.objects.filter(received_at__lt=at - KEPT).exclude(outcome=Outcome.LOGGED).delete()
    row, _is_new = ReadMailbox.objects.get_or_create(name=f"{address.user} {address.host} {address.folder}"[:300])
    count = 0
    try:
        with Mailbox(address) as mailbox:
            _count_anew(row, mailbox)
            for raw in mailbox.mails_after(row.last_uid):
                _take(row, raw.uid, read_mail(raw.data), at=at)
                count += 1
    except MailboxFailed as failed:
        ReadMailbox.objects.filter(pk=row.pk).update(problem=str(failed))
        return count
    ReadMailbox.objects.filter(pk=row.pk).update(problem="", read_at=at)
    return count


def _count_anew(row: ReadMailbox, mailbox: Mailbox) -> None:
    """The first look begins after what is there. When the server numbers its mails anew, the last ones are looked at
    again: those that were noted are known."""
    if row.validity != mailbox.validity:
        again = LOOKED_AT_AGAIN if row.validity else 0
        row.validity, row.last_uid = mailbox.validity, max(mailbox.next_uid - 1 - again, 0)
        row.save(update_fields=["validity", "last_uid"])


@transaction.atomic
def _take(row: ReadMailbox, uid: int, mail: ReadMail, *, at: datetime) -> None:
    """One mail and the mark that it was read, together or not at all."""
    lock_row(ReadMailbox.objects.filter(pk=row.pk))
    for bounce in mail.bounces:
        note_bounce(bounce, by=BY, at=at)
    if is_for_us(mail.recipients):
        take_mail(mail, at=at)
    row.last_uid = uid
    row.save(update_fields=["last_uid"])


@transaction.atomic
def take_mail(mail: ReadMail, *, at: datetime) -> ReceivedMail:
    """Note the answer on the company's page, or say why not. The same mail again gives what became of it then."""
    known = ReceivedMail.objects.filter(key=mail.key).first()
    if known is not None:
        return known
    thread = thread_of(mail.recipients)
    company = company_now(thread.company_id) if thread else None
    edition = Edition.objects.filter(pk=thread.edition_id).first() if thread and company else None
    author = User.objects.filter(pk=thread.author_id).first() if thread and edition else None
    outcome = _outcome(mail, edition, author)
    facts: dict[str, Any] = {"edition": edition, "company": company, "sender": mail.sender, "subject": mail.subject}
    if outcome == Outcome.LOGGED and company and edition and author:
        noted = _noted(mail, company, edition, author, at=at)
        facts |= {"interaction": noted, "sender": "", "subject": ""}
    return ReceivedMail.objects.create(key=mail.key, outcome=outcome, received_at=at, **facts)


def _outcome(mail: ReadMail, edition: Edition | None, author: User | None) -> ReceivedMail.Outcome:
    reasons = {
        Outcome.BOUNCE: mail.is_bounce,
        Outcome.AUTOMATIC: mail.is_automatic,
        Outcome.UNKNOWN: edition is None or author is None,
        Outcome.CLOSED: edition is not None and edition.is_closed,
        Outcome.EMPTY: not mail.text and not mail.attached,
    }
    return next((outcome for outcome, is_so in reasons.items() if is_so), Outcome.LOGGED)


def _noted(mail: ReadMail, company: Company, edition: Edition, author: User, *, at: datetime) -> Interaction:
    contact = Contact.objects.filter(company=company, email=mail.sender).first() if mail.sender else None
    return note_interaction(
        company,
        kind=Interaction.Kind.ANSWER,
        body=_body(mail, contact),
        author=author,
        edition=edition,
        contact=contact,
        by=BY,
        at=at,
    )


def _body(mail: ReadMail, contact: Contact | None) -> str:
    """Subject and words; who wrote, when they are no contact; what came along and stays in the mailbox."""
    lines = [mail.subject]
    if contact is None:
        who = f"{mail.sender_name} <{mail.sender}>".strip()
        lines.append(_("From %(who)s, who is no contact of this company.") % {"who": who})
    lines.append(mail.text)
    count = len(mail.attached)
    if count:
        said = ngettext(
            "%(n)s file stays in the mailbox: %(names)s", "%(n)s files stay in the mailbox: %(names)s", count
        )
        lines.append(said % {"n": count, "names": ", ".join(mail.attached[:10])})
    return "\n\n".join(filter(None, lines))
