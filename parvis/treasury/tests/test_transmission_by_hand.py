"""What a person does about e-invoices where no program can, in its order; what the database refuses."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from pytest_django import Settings

from parvis.core.errors import Refused
from parvis.editions.models import LogEntry
from parvis.editions.tests.factories import NOON, make_actor
from parvis.treasury.actions import transmissions as actions
from parvis.treasury.models import (
    Code,
    Transmission,
    TransmissionEvent,
    TransmissionTerms,
)
from parvis.treasury.tests.factories import credit, make_billing_edition, make_issued, pay
from parvis.treasury.tests.platforms import PLATFORMS, codes, issued, way
from parvis.treasury.transmission import ledger
from parvis.treasury.transmission.carrying import LEASE, carry_all
from parvis.treasury.transmission.platform import is_automatic, label_of

db = pytest.mark.django_db
BY = make_actor()
DAY = timedelta(days=1)
TODAY = NOON.date()


@pytest.fixture(autouse=True)
def platforms(settings: Settings, tmp_path: Path) -> None:
    settings.PLATFORMS = PLATFORMS
    settings.MEDIA_ROOT = tmp_path


@db
def test_a_person_notes_what_the_site_says_in_its_order() -> None:
    invoice = issued("manual")
    row = way(invoice)
    usual: dict[str, Any] = {"by": BY, "at": NOON + 3 * DAY}

    def refused(code: int, on: date = TODAY) -> str:
        with pytest.raises(Refused) as error:
            actions.note_status(row, code=code, on=on, **usual)
        return error.value.code

    assert refused(Code.APPROVED) == "code"
    assert refused(Code.REJECTED) == "reason"
    assert refused(Code.DEPOSITED, TODAY + 4 * DAY) == "on"
    assert refused(Code.DEPOSITED, TODAY - DAY) == "on"
    first = actions.note_status(row, code=Code.DEPOSITED, on=TODAY, reference="PA-1", **usual)
    assert first.happened_at < NOON + DAY
    assert refused(Code.DEPOSITED, TODAY + DAY) == "code"
    for _time in range(2):
        actions.note_status(row, code=Code.DISPUTED, on=TODAY + 3 * DAY, reason="Wrong booth", **usual)
    assert codes(invoice) == [Code.DEPOSITED, Code.DISPUTED]
    assert ledger.events_of(way(invoice))[0].happened_at == NOON + 3 * DAY
    entries = LogEntry.objects.filter(verb="transmission.noted")
    assert entries.count() == 2


@db
def test_a_person_leaves_automatic_ways_and_mail_alone() -> None:
    invoice = issued("simulated")
    with pytest.raises(Refused, match="itself"):
        actions.note_status(way(invoice), code=Code.DEPOSITED, on=TODAY, by=BY, at=NOON)
    TransmissionTerms.objects.all().delete()
    mailed = make_issued(invoice.exhibitor.edition)
    with pytest.raises(Refused, match="by mail"):
        actions.note_status(way(mailed), code=Code.DEPOSITED, on=TODAY, by=BY, at=NOON)
    assert way(mailed).progress.key == "mail"
    with pytest.raises(Refused, match="has left"):
        actions.take_over(way(mailed), by=BY, at=NOON)


@db
def test_a_person_takes_over_what_a_platform_cannot_do() -> None:
    invoice = issued("away")
    carry_all(at=NOON)

    row, _again = (actions.take_over(way(invoice), by=BY, at=NOON) for _time in range(2))

    assert (row.platform, row.problem) == ("manual", "")
    assert LogEntry.objects.filter(verb="transmission.taken_over").count() == 1
    Transmission.objects.update(leased_until=NOON + LEASE)
    with pytest.raises(Refused, match="being handed over"):
        actions.take_over(row, by=BY, at=NOON)
    Transmission.objects.update(leased_until=None)
    actions.note_status(row, code=Code.DEPOSITED, on=TODAY, by=BY, at=NOON)
    with pytest.raises(Refused, match="has left"):
        actions.take_over(row, by=BY, at=NOON)


@db
def test_payments_of_a_deposited_invoice_are_told_by_hand_once() -> None:
    invoice = issued("manual")
    pay(invoice, 1_000)
    usual: dict[str, Any] = {"by": BY, "at": NOON}
    assert actions.note_payments_told(way(invoice), **usual) == 0
    actions.note_status(way(invoice), code=Code.DEPOSITED, on=TODAY, **usual)
    assert carry_all(at=NOON) == []
    Transmission.objects.update(platform="gone")
    assert (is_automatic("gone"), label_of("gone")) == (False, "gone")

    assert len(ledger.unreported_payments(invoice.exhibitor.edition)) == 1
    assert [actions.note_payments_told(way(invoice), **usual) for _time in range(2)] == [1, 0]
    assert way(invoice).progress.key == "sent"
    assert way(invoice).progress.kind == "good"
    note = credit(invoice, 100)
    assert actions.note_payments_told(note.transmission, **usual) == 0


@db
def test_the_terms_are_written_and_say_who_changed_them() -> None:
    edition = make_billing_edition()
    values: dict[str, object] = {"platform": "simulated", "invoices_from": TODAY, "reports_from": TODAY}

    usual: dict[str, Any] = {"values": values, "edition": edition, "by": BY, "at": NOON}
    terms, _again = (actions.write_transmission_terms(edition.association, **usual) for _time in range(2))

    assert (str(terms), terms.invoices_from) == ("simulated", TODAY)
    assert TransmissionTerms.objects.current() == terms
    assert LogEntry.objects.filter(verb="transmission_terms.written").count() == 1


@db
def test_the_ledger_and_the_way_of_a_paper_do_not_change() -> None:
    invoice = issued("simulated")
    carry_all(at=NOON)
    refused: list[Callable[[], object]] = [
        lambda: TransmissionEvent.objects.update(code=205),
        lambda: TransmissionEvent.objects.all().delete(),
        lambda: Transmission.objects.update(route="mail", platform=""),
        lambda: Transmission.objects.create(route="mail", decided_at=NOON, due_at=NOON, keep_until=TODAY),
        lambda: Transmission.objects.create(
            invoice=invoice, route="mail", decided_at=NOON, due_at=NOON, keep_until=TODAY
        ),
    ]

    for act in refused:
        with pytest.raises(IntegrityError), transaction.atomic():
            act()
