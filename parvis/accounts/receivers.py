"""What accounts do when core announces something."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from parvis.accounts.models import Invitation, LoginLink
from parvis.core.backup import backup_restored


@receiver(backup_restored)
def close_restored_links(sender: object, *, using: str, at: datetime, **_more: Any) -> None:
    """A one-time link that was open when the backup was made may have been used since: none opens again."""
    Invitation.objects.using(using).open_at(at).update(revoked_at=at)
    LoginLink.objects.using(using).filter(used_at=None).update(used_at=at)
