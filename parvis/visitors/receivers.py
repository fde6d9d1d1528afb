"""What visitors do when an edition announces something."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from parvis.core.actor import Actor
from parvis.editions.models import Edition
from parvis.editions.opening import Line
from parvis.editions.signals import edition_copied, opening_asked
from parvis.visitors.actions import copy_admission
from parvis.visitors.preparation import opening_lines


@receiver(edition_copied)
def copy_seats(sender: object, *, source: Edition, target: Edition, by: Actor, at: datetime, **_more: Any) -> None:
    copy_admission(source, target, by=by, at=at)


@receiver(opening_asked)
def on_opening_asked(*, edition: Edition, at: datetime, **_more: Any) -> list[Line]:
    return opening_lines(edition, at=at)
