"""Platforms for tests: one that counts, one that is away, one whose caller dies at the worst moment, one that talks."""

import time
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, ClassVar

from parvis.editions.models import Association
from parvis.editions.tests.factories import NOON, make_actor
from parvis.treasury.actions.invoices import issue_invoice
from parvis.treasury.models import Invoice, Transmission, TransmissionTerms
from parvis.treasury.tests.factories import make_billing_edition, make_draft
from parvis.treasury.transmission import ledger
from parvis.treasury.transmission.platform import Cashed, Handed, Incoming, NotTaken, PlatformAway, Receipt, Told
from parvis.treasury.transmission.simulated import Simulated

HERE = "parvis.treasury.tests.platforms"
PLATFORMS = {
    "manual": "parvis.treasury.transmission.manual.Manual",
    "simulated": "parvis.treasury.transmission.simulated.Simulated",
    **{name.lower(): f"{HERE}.{name}" for name in ("Counting", "Away", "Deadly", "Talking", "Choosy", "Broken")},
}


class Counting(Simulated):
    """Keeps no key of its own: every call is a deposit more."""

    calls: ClassVar[list[str]] = []

    def deposit(self, paper: Handed, *, at: datetime) -> Receipt | None:
        time.sleep(0.02)
        self.calls.append(paper.number)
        return Receipt("C", at)


class Away(Simulated):
    def deposit(self, paper: Handed, *, at: datetime) -> Receipt | None:
        raise PlatformAway(f"no answer about {paper.number} at {at:%H}")

    def fetch_events(self, *, since: datetime | None, at: datetime) -> Iterable[Told]:
        raise PlatformAway(f"no answer since {since} at {at}")

    def report_payment(self, cashed: Cashed, *, at: datetime) -> bool:
        raise PlatformAway(f"no answer about {cashed.key} at {at}")


class Deadly(Simulated):
    """It has the file, and the machine stops before anybody noted it."""

    def deposit(self, paper: Handed, *, at: datetime) -> Receipt | None:
        super().deposit(paper, at=at)
        raise KeyboardInterrupt


class Choosy(Simulated):
    def deposit(self, paper: Handed, *, at: datetime) -> Receipt | None:
        raise NotTaken(f"{paper.number} of {at:%Y}: unknown seller")


class Broken(Simulated):
    def deposit(self, paper: Handed, *, at: datetime) -> Receipt | None:
        raise RuntimeError(f"a fault in the plug-in, {paper.number}, {at:%Y}")


class Talking(Simulated):
    """Tells of papers that are not ours, in codes that nobody knows; has an invoice of a supplier, twice."""

    def fetch_events(self, *, since: datetime | None, at: datetime) -> Iterable[Told]:
        yield Told("a", "X1", 205, at)
        yield Told("b", "F2026-0001", 999, at)

    def fetch_incoming(self, *, since: datetime | None, at: datetime) -> Iterable[Incoming]:
        for _time in range(2):
            yield Incoming("one", "../supplier\x00.pdf", b"%PDF-1.7 bill", at)


def choose(platform: str) -> TransmissionTerms:
    """E-invoices leave by that platform from now on."""
    values = {"platform": platform, "invoices_from": date(2026, 1, 1), "reports_from": date(2026, 1, 1)}
    return TransmissionTerms.objects.update_or_create(association=Association.objects.get(pk=1), defaults=values)[0]


def issued(platform: str, *, order: str = "", **fields: Any) -> Invoice:
    edition = make_billing_edition()
    choose(platform)
    draft = make_draft(edition, **fields)
    if order:
        Invoice.objects.filter(pk=draft.pk).update(purchase_order=order)
    return issue_invoice(draft, by=make_actor(), at=NOON)


def way(invoice: Invoice) -> Transmission:
    return ledger.transmissions_of(invoice)[0]


def codes(invoice: Invoice) -> list[int]:
    return [event.code for event in ledger.events_of(way(invoice))][::-1]
