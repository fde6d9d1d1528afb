"""What visitors do when an edition announces something."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.dispatch import receiver

from parvis.core.actor import Actor
from parvis.core.backup import backup_restored
from parvis.editions.models import Edition
from parvis.editions.opening import Line
from parvis.editions.rules import Member
from parvis.editions.search import Found
from parvis.editions.signals import edition_copied, mail_asked, opening_asked, search_asked
from parvis.visitors.actions import copy_admission
from parvis.visitors.findings import found, mailed
from parvis.visitors.preparation import opening_lines
from parvis.visitors.restored import carry_withdrawals


@receiver(backup_restored)
def on_backup_restored(*, replaced: str = "", **_more: Any) -> None:
    if replaced:
        carry_withdrawals(replaced)


@receiver(edition_copied)
def copy_seats(sender: object, *, source: Edition, target: Edition, by: Actor, at: datetime, **_more: Any) -> None:
    copy_admission(source, target, by=by, at=at)


@receiver(opening_asked)
def on_opening_asked(*, edition: Edition, at: datetime, **_more: Any) -> list[Line]:
    return opening_lines(edition, at=at)


@receiver(search_asked)
def on_search_asked(*, edition: Edition, member: Member, words: str, **_more: Any) -> list[Found]:
    return found(edition, member, words)


@receiver(mail_asked)
def on_mail_asked(*, edition: Edition, member: Member, **_more: Any) -> list[QuerySet[Any]]:
    return mailed(edition, member)
