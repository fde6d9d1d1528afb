"""Phones that scan."""

from django.db.models import Count, Max, QuerySet

from parvis.checkin.models import Device
from parvis.editions.models import Edition


def device_by_token(token_hash: str) -> Device | None:
    """The phone of that secret, revoked or not, with its place and edition."""
    return Device.objects.select_related("place", "edition").filter(token_hash=token_hash).first()


def open_enrolment(enrol_hash: str) -> Device | None:
    """The phone waiting behind a one-time link."""
    rows = Device.objects.active().select_related("place", "edition")
    return rows.filter(enrol_hash=enrol_hash).first()


def devices_with_use(edition: Edition) -> QuerySet[Device]:
    """The phones of the edition with `scans_count` and `last_scan_at`; those in service first."""
    rows = Device.objects.filter(edition=edition).select_related("place")
    counted = rows.annotate(scans_count=Count("scans"), last_scan_at=Max("scans__received_at"))
    return counted.order_by("revoked_at", "name", "pk")
