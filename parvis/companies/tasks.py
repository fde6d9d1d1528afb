"""What companies does in the background."""

from django.db import transaction
from django.tasks import task
from django.utils import timezone

from parvis.companies.models import Contact
from parvis.companies.own_data import LINK_DAYS, own_data_link
from parvis.core.actor import Actor
from parvis.editions.history import record
from parvis.editions.queries import association
from parvis.outbox.actions import send_later
from parvis.outbox.layout import compose


@task()
def mail_own_link(contact_id: int, hour: str) -> None:
    """Mail a contact the personal link, once for the hour in which it was asked for; nobody has the number 0."""
    contact = Contact.objects.filter(pk=contact_id).first()
    if contact is None:
        return
    by, at = Actor.system("own_data"), timezone.now()
    context = {
        "contact": contact,
        "link": own_data_link(contact, at=at),
        "days": LINK_DAYS,
        "association": association(),
    }
    draft = compose("companies/mail/own_data", context, contact.language)
    cause = f"own_data-{contact.pk}-{hour}"
    with transaction.atomic():
        message = send_later(kind="own_data", cause=cause, to=contact.email, draft=draft, about=contact, by=by, at=at)
        if message.created_at == at:
            record("contact.link_sent", contact, by=by, at=at)
