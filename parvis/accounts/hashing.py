"""Passwords are hashed one at a time in each process: hashing costs a third of a second of a core.

Whoever comes while another password is hashed is refused at once and told to try again, so that a burst of tries
takes neither the machine's cores nor its threads from those who scan, register and pay.
"""

from threading import Lock

from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.utils.translation import gettext as _

from parvis.core.errors import Refused

RETRY_AFTER_S = 2
_slot = Lock()


class OneAtATimeHasher(PBKDF2PasswordHasher):
    """Django's own way to hash, behind a slot that one thread holds; verifying hashes too."""

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        if not _slot.acquire(blocking=False):
            raise Refused(
                _("Several people are signing in with a password just now. Try again in a moment."),
                code="busy",
                status=503,
                retry_after=RETRY_AFTER_S,
            )
        try:
            return super().encode(password, salt, iterations)
        finally:
            _slot.release()
