"""What a platform is to us. A real one (plateforme agréée, AFNOR XP Z12-013) is one more class with these four methods.

Whoever calls may crash between the call and the note of its answer, and call again: the number of a paper, and the key
of a payment, stand for the same thing every time. A platform answers the same, and keeps it once.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from django.conf import settings
from django.utils.functional import Promise

from parvis.core.lazy import load


class PlatformAway(Exception):
    """The platform did not answer: it is asked again later."""


class NotTaken(Exception):
    """The platform will not have this file; the words say why."""


@dataclass(frozen=True, slots=True)
class Handed:
    """An issued paper as it is handed over: the very bytes that were issued. `order` is the buyer's own (BT-13)."""

    number: str
    issued_on: date
    pdf: bytes
    sha256: str
    order: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The platform has it, under a reference of its own."""

    reference: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """A status that the platform tells of a paper; the same `key` is the same status."""

    key: str
    number: str
    code: int
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Cashed:
    """Money received for a paper, negative when an entry was taken back: status 212 of the life-cycle."""

    key: str
    number: str
    amount_cents: int
    received_on: date


@dataclass(frozen=True, slots=True)
class Incoming:
    """An e-invoice of a supplier, as the platform received it for us."""

    key: str
    name: str
    data: bytes
    at: datetime


class Platform(Protocol):
    """`is_automatic`: the worker hands over; else a person does, and types what the platform says."""

    label: Promise
    is_automatic: bool

    def deposit(self, paper: Handed, *, at: datetime) -> Receipt | None:
        """Hand a paper over; None when a person does it. Raises PlatformAway, NotTaken."""

    def fetch_events(self, *, since: datetime | None, at: datetime) -> Iterable[Told]:
        """What became of papers since that moment; more is no harm. Raises PlatformAway."""

    def report_payment(self, cashed: Cashed, *, at: datetime) -> bool:
        """Tell that money came in; False when a person does it. Raises PlatformAway."""

    def fetch_incoming(self, *, since: datetime | None, at: datetime) -> Iterable[Incoming]:
        """What suppliers sent us since that moment; more is no harm. Raises PlatformAway."""


def platform_named(key: str) -> Platform:
    """The platform of that name in `settings.PLATFORMS`. Raises KeyError."""
    module, _dot, name = settings.PLATFORMS[key].rpartition(".")
    found: Platform = getattr(load(module), name)()
    return found


def label_of(key: str) -> Promise | str:
    """Words for a platform; its bare name when it is no longer installed."""
    return platform_named(key).label if key in settings.PLATFORMS else key


def platform_choices() -> list[tuple[str, Promise]]:
    """Those of this installation, by name and words."""
    return [(key, platform_named(key).label) for key in settings.PLATFORMS]


def is_automatic(key: str) -> bool:
    """Whether the worker hands over to that platform; not to one that is no longer installed."""
    return key in settings.PLATFORMS and platform_named(key).is_automatic
