"""What companies does when an edition is copied forward, or is to open."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.dispatch import receiver

from parvis.companies.actions import close_feeds, copy_stages, copy_templates
from parvis.companies.findings import found, mailed
from parvis.companies.models import Contact, Objection, StepFeed
from parvis.companies.preparation import opening_lines
from parvis.core.backup import backup_restored, carry_over
from parvis.editions import signals
from parvis.editions.models import Edition
from parvis.editions.opening import Line
from parvis.editions.rules import Member
from parvis.editions.search import Found


@receiver(backup_restored)
def on_backup_restored(*, replaced: str = "", **_more: Any) -> None:
    """Who objected since the backup is written to no more; a calendar address opens again only if it is open still."""
    close_feeds(StepFeed.objects.using(replaced).values_list("token_hash", flat=True) if replaced else [])
    if not replaced:
        return
    carry_over(Contact, "objected_at", same=["email"], replaced=replaced)
    for hashed, at in Objection.objects.using(replaced).values_list("address_hash", "at"):
        Objection.objects.get_or_create(address_hash=hashed, defaults={"at": at})


@receiver(signals.edition_copied)
def on_edition_copied(*, source: Edition, target: Edition, **_more: Any) -> None:
    copy_stages(source, target)
    copy_templates(source, target)


@receiver(signals.opening_asked)
def on_opening_asked(*, edition: Edition, at: datetime, **_more: Any) -> list[Line]:
    return opening_lines(edition, at=at)


@receiver(signals.search_asked)
def on_search_asked(*, edition: Edition, member: Member, words: str, **_more: Any) -> list[Found]:
    return found(edition, member, words)


@receiver(signals.mail_asked)
def on_mail_asked(*, edition: Edition, member: Member, **_more: Any) -> list[QuerySet[Any]]:
    return mailed(edition, member)
