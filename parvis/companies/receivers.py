"""What companies does when an edition is copied forward."""

from typing import Any

from django.dispatch import receiver

from parvis.companies.actions import copy_stages
from parvis.editions import signals
from parvis.editions.models import Edition


@receiver(signals.edition_copied)
def on_edition_copied(*, source: Edition, target: Edition, **_more: Any) -> None:
    copy_stages(source, target)
