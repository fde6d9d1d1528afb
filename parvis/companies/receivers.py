"""What companies does when an edition is copied forward, or is to open."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from parvis.companies.actions import copy_stages
from parvis.companies.preparation import opening_lines
from parvis.editions import signals
from parvis.editions.models import Edition
from parvis.editions.opening import Line


@receiver(signals.edition_copied)
def on_edition_copied(*, source: Edition, target: Edition, **_more: Any) -> None:
    copy_stages(source, target)


@receiver(signals.opening_asked)
def on_opening_asked(*, edition: Edition, at: datetime, **_more: Any) -> list[Line]:
    return opening_lines(edition, at=at)
