"""What staffing does when a lower app announces something."""

from datetime import timedelta
from typing import Any

from django.dispatch import receiver

from parvis.editions.models import Edition
from parvis.editions.signals import edition_copied
from parvis.staffing.actions import copy_positions


@receiver(edition_copied)
def on_edition_copied(*, source: Edition, target: Edition, shift: timedelta, **_more: Any) -> None:
    copy_positions(source, target, shift=shift)
