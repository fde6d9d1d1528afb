"""What visitors do when an edition announces something."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from parvis.core.actor import Actor
from parvis.editions.models import Edition
from parvis.editions.signals import edition_copied
from parvis.visitors.actions import copy_admission


@receiver(edition_copied)
def copy_seats(sender: object, *, source: Edition, target: Edition, by: Actor, at: datetime, **_more: Any) -> None:
    copy_admission(source, target, by=by, at=at)
