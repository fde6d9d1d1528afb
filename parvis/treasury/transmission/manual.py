"""The portal of a platform, or Chorus Pro, worked by a person: download the file, deposit it there, type its status."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from parvis.treasury.transmission.platform import Cashed, Handed, Incoming, Receipt, Told


class Manual:
    label = _("By hand: files are deposited on the platform’s own site")
    is_automatic = False

    def deposit(self, paper: Handed, *, at: datetime) -> Receipt | None:
        return None

    def fetch_events(self, *, since: datetime | None, at: datetime) -> Iterable[Told]:
        return ()

    def report_payment(self, cashed: Cashed, *, at: datetime) -> bool:
        return False

    def fetch_incoming(self, *, since: datetime | None, at: datetime) -> Iterable[Incoming]:
        return ()
