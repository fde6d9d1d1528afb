"""Badges and what is read from them."""

from parvis.checkin.models.badge import Badge, BadgeKey
from parvis.checkin.models.scan import Conflict, Device, Entry, Place, Scan

__all__ = ["Badge", "BadgeKey", "Conflict", "Device", "Entry", "Place", "Scan"]
