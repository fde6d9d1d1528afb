"""What exhibitors does when a lower app announces something."""

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.dispatch import receiver

from parvis.editions.models import Edition
from parvis.editions.rules import Member
from parvis.editions.search import Found
from parvis.editions.signals import edition_copied, mail_asked, search_asked
from parvis.exhibitors.actions.documents import copy_document_requests
from parvis.exhibitors.findings import found, mailed


@receiver(edition_copied)
def on_edition_copied(*, source: Edition, target: Edition, shift: timedelta, **_more: Any) -> None:
    copy_document_requests(source, target, shift=shift)


@receiver(search_asked)
def on_search_asked(*, edition: Edition, member: Member, words: str, **_more: Any) -> list[Found]:
    return found(edition, member, words)


@receiver(mail_asked)
def on_mail_asked(*, edition: Edition, member: Member, **_more: Any) -> list[QuerySet[Any]]:
    return mailed(edition, member)
