"""What exhibitors does when a lower app announces something."""

from datetime import timedelta
from typing import Any

from django.dispatch import receiver

from parvis.editions.models import Edition
from parvis.editions.signals import edition_copied
from parvis.exhibitors.actions.documents import copy_document_requests


@receiver(edition_copied)
def on_edition_copied(*, source: Edition, target: Edition, shift: timedelta, **_more: Any) -> None:
    copy_document_requests(source, target, shift=shift)
