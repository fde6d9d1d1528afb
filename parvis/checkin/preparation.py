"""The checklist's line about badges."""

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from parvis.checkin.token import host_fits
from parvis.editions.models import Edition, Membership
from parvis.editions.opening import Line

Pole = Membership.Pole
LOOPBACK = ("127.", "LOCALHOST", "[::1]")


def opening_lines(edition: Edition, *, at: datetime) -> list[Line]:
    host = settings.BADGE_HOST
    is_public = not host.upper().startswith(LOOPBACK)
    if not is_public:
        sentence = _("Badges name %(host)s, which no phone reaches: set PARVIS_URL or PARVIS_BADGE_HOST.")
    elif not host_fits(host):
        sentence = _("%(host)s is longer than 21 characters: codes are larger. PARVIS_BADGE_HOST names a shorter one.")
    else:
        sentence = _("Codes begin with %(host)s.")
    return [
        Line(
            84,
            "machine.badge_host",
            _("Address printed on badges"),
            is_public and host_fits(host),
            sentence % {"host": host},
            Pole.IT,
            "editions:installation",
        )
    ]
