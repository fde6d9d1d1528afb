"""Mails a member sends from a company's page, and the templates they start from."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from parvis.accounts.models import User
from parvis.companies.actions.contact import note_interaction
from parvis.companies.answers import Thread, log_address
from parvis.companies.letters import check_words
from parvis.companies.models import Contact, Interaction, MailTemplate, Objection, address_hash
from parvis.companies.own_data import own_data_link
from parvis.core.actor import Actor
from parvis.core.errors import Refused
from parvis.editions.history import difference, record
from parvis.editions.models import Edition
from parvis.outbox.actions import send_later
from parvis.outbox.layout import compose
from parvis.outbox.models import Message, Stream


@transaction.atomic
def write_to_contact(
    contact: Contact, *, subject: str, body: str, author: User, edition: Edition, by: Actor, at: datetime
) -> Interaction:
    """Send the mail and note it as said. Whoever asked us to write no more is not written to, for ever."""
    if contact.objected_at or Objection.objects.filter(address_hash=address_hash(contact.email)).exists():
        raise Refused(_("The owner of this address asked us to write no more."), code="objected")
    if not contact.is_active:
        raise Refused(_("%(name)s has left the company.") % {"name": contact.full_name}, code="has_left")
    noted = note_interaction(
        contact.company,
        kind="mail",
        body=f"{subject}\n\n{body}",
        author=author,
        edition=edition,
        contact=contact,
        by=by,
        at=at,
    )
    message = _send(noted, contact, subject=subject, body=body, author=author, by=by, at=at)
    if message.state == Message.State.SUPPRESSED:
        raise Refused(_("Mail to this address is blocked: it came back, or its owner refused it."), code="blocked")
    return noted


def _send(
    noted: Interaction, contact: Contact, *, subject: str, body: str, author: User, by: Actor, at: datetime
) -> Message:
    """As marketing, so that a refusal stops it; with the link by which one sees one's data and refuses."""
    answers = log_address(Thread(contact.company_id, noted.edition_id, author.pk))
    context = {
        "mail_subject": subject,
        "body": body,
        "author": author,
        "edition": noted.edition,
        "association": noted.edition.association,
        "link": own_data_link(contact, at=at),
    }
    return send_later(
        kind="company_mail",
        cause=f"interaction-{noted.pk}",
        to=contact.email,
        to_name=contact.full_name,
        draft=compose("companies/mail/written", context, contact.language),
        stream=Stream.MARKETING,
        headers={"Reply-To": ", ".join(filter(None, (author.email, answers)))},
        about=contact.company,
        by=by,
        at=at,
    )


@transaction.atomic
def save_template(
    edition: Edition, *, template: MailTemplate | None = None, by: Actor, at: datetime, **fields: Any
) -> MailTemplate:
    """Write a template; one whose braces hold an unknown word is refused, and the one before stays."""
    for sentence in check_words(*(str(fields[name]) for name in ("subject_fr", "body_fr", "subject_en", "body_en"))):
        raise Refused(sentence, code="unknown_word")
    others = MailTemplate.objects.filter(edition=edition, name=fields["name"])
    if others.exclude(pk=template.pk if template else 0).exists():
        raise Refused(_("Another template has this name."), code="name_taken")
    row = template or MailTemplate(edition=edition)
    changes = difference(row, fields) if template else {"name": [None, fields["name"]]}
    for name, value in fields.items():
        setattr(row, name, value)
    if changes:
        row.save()
        record("mail_template.saved", row, by=by, at=at, edition=edition, changes={name: [] for name in changes})
    return row


@transaction.atomic
def remove_template(template: MailTemplate, *, by: Actor, at: datetime) -> None:
    """Nobody starts from it any more; mails already sent are not concerned."""
    record(
        "mail_template.removed",
        template,
        by=by,
        at=at,
        edition=template.edition,
        changes={"name": [template.name, None]},
    )
    template.delete()


@transaction.atomic
def copy_templates(source: Edition, target: Edition) -> None:
    """The next edition writes as this one did."""
    names = ("name", "subject_fr", "body_fr", "subject_en", "body_en")
    MailTemplate.objects.bulk_create(
        MailTemplate(edition=target, **{name: getattr(one, name) for name in names})
        for one in MailTemplate.objects.filter(edition=source).order_by("pk")
    )
