"""What the site does when the year turns."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from parvis.core.actor import Actor
from parvis.editions.models import Edition
from parvis.editions.signals import edition_copied
from parvis.website.actions import copy_pages


@receiver(edition_copied)
def on_edition_copied(*, source: Edition, target: Edition, by: Actor, at: datetime, **_more: Any) -> None:
    copy_pages(source, target, by=by, at=at)
