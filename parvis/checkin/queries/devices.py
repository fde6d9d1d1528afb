"""Phones that scan."""

from django.db.models import Count, Max, QuerySet

from parvis.checkin.models import Device
from parvis.core.prepared import Prepared
from parvis.editions.models import Edition

AT_THE_DOOR = [
    *("name", "last_seen_at", "revoked_at"),
    *("place__edition", "place__slug", "place__name", "place__kind"),
    *("edition__slug", "edition__name", "edition__number", "edition__state", "edition__fair_on"),
]


def _by_token(token_hash: str) -> QuerySet[Device]:
    return Device.objects.select_related("place", "edition").only(*AT_THE_DOOR).filter(token_hash=token_hash)


_device_by_token = Prepared(_by_token, "hash")


def device_by_token(token_hash: str) -> Device | None:
    """The phone of that secret, revoked or not, with its place and edition."""
    return next(iter(_device_by_token.rows(token_hash)), None)


def open_enrolment(enrol_hash: str) -> Device | None:
    """The phone waiting behind a one-time link."""
    rows = Device.objects.active().select_related("place", "edition")
    return rows.filter(enrol_hash=enrol_hash).first()


def devices_with_use(edition: Edition) -> QuerySet[Device]:
    """The phones of the edition with `scans_count` and `last_scan_at`; those in service first."""
    rows = Device.objects.filter(edition=edition).select_related("place", "enrolled_by")
    counted = rows.annotate(scans_count=Count("scans"), last_scan_at=Max("scans__received_at"))
    return counted.order_by("revoked_at", "name", "pk")
