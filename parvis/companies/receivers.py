"""What companies does when an edition is copied forward, or is to open."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.dispatch import receiver

from parvis.companies.actions import copy_stages
from parvis.companies.findings import found, mailed
from parvis.companies.preparation import opening_lines
from parvis.editions import signals
from parvis.editions.models import Edition
from parvis.editions.opening import Line
from parvis.editions.rules import Member
from parvis.editions.search import Found


@receiver(signals.edition_copied)
def on_edition_copied(*, source: Edition, target: Edition, **_more: Any) -> None:
    copy_stages(source, target)


@receiver(signals.opening_asked)
def on_opening_asked(*, edition: Edition, at: datetime, **_more: Any) -> list[Line]:
    return opening_lines(edition, at=at)


@receiver(signals.search_asked)
def on_search_asked(*, edition: Edition, member: Member, words: str, **_more: Any) -> list[Found]:
    return found(edition, member, words)


@receiver(signals.mail_asked)
def on_mail_asked(*, edition: Edition, member: Member, **_more: Any) -> list[QuerySet[Any]]:
    return mailed(edition, member)
