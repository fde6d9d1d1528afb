"""History about the day, in words: what follows the name of who did it, and what it was done to."""

from django.utils.translation import gettext_lazy as _

from parvis.checkin.rules import can_see_scans
from parvis.editions.history_names import Naming

VERBS = {
    "badge.issued": _("issued the badge"),
    "badge.reissued": _("issued the badge again, the old one is void"),
    "badge.revoked": _("revoked the badge"),
    "badges.issued": _("issued missing badges"),
    "badge_key.created": _("created the key that signs badges"),
    "conflict.noticed": _("noticed two entries with one badge"),
    "conflict.resolved": _("settled a double entry"),
    "device.enrolled": _("prepared a phone for scanning"),
    "device.joined": _("put a phone to use"),
    "device.revoked": _("took a phone out of use"),
    "place.added": _("added a place of scans"),
    "places.created": _("created the usual places"),
    "places.copied": _("copied the places of the edition before"),
}
SEEN_BY = can_see_scans
KINDS = {
    "checkin.badge": (_("badge"), "checkin:badge_detail"),
    "checkin.badgekey": (_("key of the badges"), ""),
    "checkin.conflict": (_("double entry"), ""),
    "checkin.device": (_("phone"), ""),
    "checkin.place": (_("place of scans"), ""),
}
NAMED = {"checkin.device": Naming(("name",)), "checkin.place": Naming(("name",))}
