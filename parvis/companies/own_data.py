"""The personal link of a contact: it opens what is kept about them, for a week, and signs nobody in."""

from datetime import datetime, timedelta

from django.core import signing
from django.urls import reverse

from parvis.companies.models import Contact
from parvis.core.links import absolute

LINK_DAYS = 7
SALT = "companies.own_data"


def own_data_link(contact: Contact, *, at: datetime) -> str:
    """The address for this contact's mailbox and nobody else; no name and no mail address stand in it."""
    words = {"contact": contact.pk, "until": int((at + timedelta(days=LINK_DAYS)).timestamp())}
    return absolute(reverse("companies:own_data", args=[signing.dumps(words, salt=SALT)]))


def contact_behind(token: str, *, at: datetime) -> Contact | None:
    """The contact a link was made for; None for a forged, expired or orphaned one."""
    try:
        words = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    if at.timestamp() >= words["until"]:
        return None
    return Contact.objects.select_related("company").filter(pk=words["contact"]).first()
