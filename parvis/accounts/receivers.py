"""What accounts do when core announces something."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from parvis.accounts.models import ApiToken, Invitation, LoginLink
from parvis.accounts.restored import carry_sign_in
from parvis.core.backup import backup_restored, carry_over


@receiver(backup_restored)
def close_restored_links(sender: object, *, using: str, at: datetime, replaced: str = "", **_more: Any) -> None:
    """A one-time link that was open when the backup was made may have been used since: none opens again."""
    if replaced:
        carry_over(ApiToken, "revoked_at", same=["token_hash"], replaced=replaced)
        carry_sign_in(replaced)
    Invitation.objects.using(using).open_at(at).update(revoked_at=at)
    LoginLink.objects.using(using).filter(used_at=None).update(used_at=at)
