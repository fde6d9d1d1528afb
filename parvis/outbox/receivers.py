"""What the outbox does when core announces something."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver
from django.tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from parvis.core.backup import backup_restored
from parvis.outbox.actions import hold_waiting

WAITING = [TaskResultStatus.READY, TaskResultStatus.RUNNING]


@receiver(backup_restored)
def hold_restored_work(sender: object, *, using: str, at: datetime, **_more: Any) -> None:
    """Mails that waited when the backup was made are held, and tasks that waited are closed, not done again."""
    hold_waiting(at=at, using=using)
    waiting = DBTaskResult.objects.using(using).filter(status__in=WAITING)
    waiting.update(status=TaskResultStatus.FAILED, finished_at=at, traceback="Restored from a backup.")
