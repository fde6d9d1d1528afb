"""What the site does when the year turns, and when something it shows has changed."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from parvis.core.actor import Actor
from parvis.editions.models import Edition
from parvis.editions.opening import Line
from parvis.editions.signals import edition_copied, history_recorded, opening_asked
from parvis.website.actions import copy_pages
from parvis.website.preparation import opening_lines
from parvis.website.shelf import note_change


@receiver(edition_copied)
def on_edition_copied(*, source: Edition, target: Edition, by: Actor, at: datetime, **_more: Any) -> None:
    copy_pages(source, target, by=by, at=at)


@receiver(history_recorded)
def on_history_recorded(*, object_type: str, **_more: Any) -> None:
    note_change(object_type)


@receiver(opening_asked)
def on_opening_asked(*, edition: Edition, at: datetime, **_more: Any) -> list[Line]:
    return opening_lines(edition, at=at)
