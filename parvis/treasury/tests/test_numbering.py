"""Numbers without a hole in the order of their dates, whoever issues at once; and what the database refuses."""

import contextlib
import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from parvis.core.errors import Refused
from parvis.editions.models import LogEntry
from parvis.editions.tests.factories import NOON, make_actor
from parvis.outbox.models import Message
from parvis.sales.tests.unguarded import one_by_one, or_broken, then_meet, unguarded
from parvis.treasury.actions import invoices, numbering
from parvis.treasury.actions.invoices import issue_invoice
from parvis.treasury.actions.numbering import start_series, write_terms
from parvis.treasury.models import Invoice, InvoiceLine, InvoiceSeries, InvoicingTerms
from parvis.treasury.tests.factories import credit, make_billing_edition, make_draft, make_issued

BY = make_actor()
THREADS = 16
DAY = timedelta(days=1)
db = pytest.mark.django_db


class CoffeeOnTheKeyboard(Exception):
    """What makes a transaction fail after its number was drawn."""


def at_once(work: Callable[[int], Any], count: int, threads: int = THREADS) -> list[Any]:
    """The work for 0..count-1 by threads that start together, each with its own connection."""
    start = threading.Barrier(min(threads, count))

    def run(number: int) -> Any:
        if number < start.parties:
            start.wait()
        try:
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(run, range(count)))


@pytest.mark.django_db(transaction=True)
def test_sixteen_issuers_with_rollbacks_leave_no_hole_and_dates_rise() -> None:
    edition = make_billing_edition()
    drafts = [make_draft(edition) for _ in range(40)]
    chance = random.Random(7)
    fails = [chance.random() < 0.25 for _ in drafts]
    moments = [NOON + DAY * chance.choice([0, 1]) for _ in drafts]

    @transaction.atomic
    def issue(number: int) -> None:
        issue_invoice(drafts[number], by=BY, at=moments[number])
        if fails[number]:
            raise CoffeeOnTheKeyboard

    def work(number: int) -> None:
        with contextlib.suppress(CoffeeOnTheKeyboard):
            issue(number)

    at_once(work, len(drafts))

    issued = list(Invoice.objects.issued().order_by("sequence"))
    assert len(issued) == fails.count(False) > 20
    assert [invoice.sequence for invoice in issued] == list(range(1, len(issued) + 1))
    dates = [invoice.issued_on for invoice in issued]
    assert dates == sorted(dates, key=str)
    assert all(invoice.pdf_sha256 for invoice in issued)
    assert InvoiceSeries.objects.get().last_number == len(issued)


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_same_race_gives_a_number_twice() -> None:
    """The negative control: the counter read before it is written, as nobody should."""
    InvoiceSeries.objects.create(prefix="X2026")

    def work(_number: int) -> int:
        series = InvoiceSeries.objects.get(prefix="X2026")
        time.sleep(0.005)
        InvoiceSeries.objects.filter(pk=series.pk).update(last_number=series.last_number + 1)
        return series.last_number + 1

    numbers = at_once(work, THREADS)

    assert len(set(numbers)) < len(numbers)


@pytest.mark.django_db(transaction=True)
def test_one_invoice_issued_by_eight_people_at_once_has_one_number() -> None:
    invoice = make_draft()

    issued = at_once(lambda _number: issue_invoice(invoice, by=BY, at=NOON).number, 8, threads=8)

    assert issued == ["F2026-0001"] * 8
    assert InvoiceSeries.objects.get().last_number == 1
    assert LogEntry.objects.filter(verb="invoice.issued").count() == 1
    assert not Message.objects.exists()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_negative_control_without_the_lock_the_eight_draw_numbers_each() -> None:
    """The same issuing with no lock and no transaction: all read the draft, and only the database's guards object."""
    invoice = make_draft()
    printed: list[str] = []

    def draw(paper: Invoice, letter: str, *, at: datetime) -> None:
        numbering.give_number(paper, letter, at=at)
        printed.append(str(paper.number))

    with unguarded() as patch:
        patch.setattr(invoices, "locked_invoice", then_meet(invoices.locked_invoice, 8))
        patch.setattr(invoices, "give_number", one_by_one(draw))
        work = or_broken(lambda: issue_invoice(invoice, by=BY, at=NOON).number)
        answers = at_once(lambda _number: work(), 8, threads=8)

    assert sorted(printed) == [f"F2026-000{number}" for number in range(1, 9)]
    assert answers.count("IntegrityError") == 7
    assert InvoiceSeries.objects.get().last_number == 8


@pytest.fixture
def broken_template(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """No shared partials: Typst refuses every paper."""
    monkeypatch.setattr("parvis.core.documents.SHARED", settings.DATA / "nowhere")


@db
@pytest.mark.usefixtures("broken_template")
def test_a_paper_that_cannot_be_printed_burns_no_number() -> None:
    invoice = make_draft()

    with pytest.raises(Refused, match="no number is used: the PDF could not be made"), transaction.atomic():
        issue_invoice(invoice, by=BY, at=NOON)

    invoice.refresh_from_db()
    assert (invoice.status, invoice.number) == ("draft", None)
    assert not InvoiceSeries.objects.exists()


@db
def test_series_restart_each_civil_year_whatever_the_edition() -> None:
    first = make_issued()
    second = make_issued(at=datetime(2026, 12, 31, 22, 30, tzinfo=UTC))
    third = make_issued(at=datetime(2026, 12, 31, 23, 30, tzinfo=UTC))

    assert [invoice.number for invoice in (first, second, third)] == ["F2026-0001", "F2026-0002", "F2027-0001"]
    assert third.issued_on == date(2027, 1, 1)


@db
def test_who_waits_over_midnight_takes_the_day_before_it() -> None:
    make_issued(at=NOON + DAY)

    assert make_issued(at=NOON).issued_on == (NOON + DAY).date()


@db
def test_a_clock_that_runs_behind_issues_nothing() -> None:
    make_issued(at=NOON + DAY * 3)
    draft = make_draft()

    with pytest.raises(Refused, match="check the clock"):
        issue_invoice(draft, by=BY, at=NOON)

    assert InvoiceSeries.objects.get().last_number == 1


@db
def test_a_series_can_begin_elsewhere_until_it_is_used() -> None:
    edition = make_billing_edition()
    start_series("F", 2026, first_number=118, edition=edition, by=BY, at=NOON)

    assert make_issued(edition).number == "F2026-0118"
    assert make_issued(edition).number == "F2026-0119"
    assert LogEntry.objects.get(verb="series.started").changes == {"first_number": [None, 118]}
    with pytest.raises(Refused, match="goes on by itself"):
        start_series("F", 2026, first_number=200, edition=edition, by=BY, at=NOON)


@db
@pytest.mark.parametrize(("letter", "first"), [("X", 1), ("F", 0), ("F", 100_001)])
def test_a_series_has_a_known_letter_and_a_sensible_start(letter: str, first: int) -> None:
    with pytest.raises(Refused, match="begins with a number"):
        start_series(letter, 2026, first_number=first, edition=make_billing_edition(), by=BY, at=NOON)


@db
def test_terms_hold_from_their_day_on() -> None:
    edition = make_billing_edition()
    for _ in range(2):
        write_terms(date(2026, 9, 16), values={"term_days": 45}, edition=edition, by=BY, at=NOON)
    write_terms(date(2026, 9, 20), values={}, edition=edition, by=BY, at=NOON)

    assert InvoicingTerms.objects.on(date(2026, 9, 15)).term_days == 30
    assert make_issued(edition).due_on == date(2026, 10, 15)
    assert make_issued(edition, at=NOON + DAY).due_on == date(2026, 10, 31)
    assert InvoicingTerms.objects.on(date(2026, 9, 20)).term_days == 30
    assert LogEntry.objects.filter(verb="invoicing_terms.written").count() == 2
    assert str(InvoicingTerms.objects.on(date(2026, 9, 17))) == "2026-09-16"


def refused(change: Callable[[], object]) -> str:
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        change()
    return str(error.value)


@db
def test_the_database_keeps_an_issued_invoice_and_its_lines() -> None:
    invoice = make_issued()
    lines = InvoiceLine.objects.filter(invoice=invoice)
    frozen = "lines of an issued invoice"

    assert "can no longer change" in refused(lambda: Invoice.objects.update(due_on=date(2027, 1, 1)))
    assert "can no longer change" in refused(lambda: Invoice.objects.update(status="draft"))
    assert frozen in refused(lambda: lines.update(net_cents=1))
    assert frozen in refused(lines.delete)
    assert "delete refused" in refused(lambda: Invoice.objects.filter(pk=invoice.pk)._raw_delete("default"))
    assert "add up to its total" in refused(
        lambda: InvoiceLine.objects.create(
            invoice=invoice, position=9, name="x", quantity=1, unit_price_cents=1, net_cents=1, vat_basis_points=0
        )
    )


@db
def test_the_database_lets_a_draft_change() -> None:
    invoice = make_draft()

    InvoiceLine.objects.filter(invoice=invoice).update(name="Autre")
    invoice.delete()

    assert not InvoiceLine.objects.exists()


@db
def test_the_database_keeps_numbers_in_order() -> None:
    make_issued()
    series = InvoiceSeries.objects.get()
    draft = make_draft()
    issue = {"status": "issued", "series": series, "pdf_sha256": "x", "number": "F2026-0002", "sequence": 2}
    rows = Invoice.objects.filter(pk=draft.pk)

    assert "those of its series" in refused(lambda: rows.update(**issue, issued_on=NOON.date()))
    counter = InvoiceSeries.objects.filter(pk=series.pk)
    step = "goes on by one"
    assert step in refused(lambda: counter.update(last_number=3))
    assert step in refused(lambda: counter.update(last_number=2, last_issued_on=date(2026, 9, 14)))
    assert step in refused(lambda: counter.update(prefix="F2030"))
    used = InvoiceSeries.objects.create(prefix="F2030", last_issued_on=NOON.date())
    assert "is kept" in refused(used.delete)
    older = {**issue, "issued_on": date(2026, 9, 14), "exhibitor": draft.exhibitor, "created_at": NOON}
    assert "higher number has a later date" in refused(
        lambda: Invoice.objects.create(net_cents=1, vat_cents=0, **older)
    )


@db
def test_credit_notes_keep_their_order_too() -> None:
    first = credit(make_issued())

    assert "higher number" in refused(
        lambda: type(first).objects.create(
            invoice=first.invoice,
            status="issued",
            series=first.series,
            sequence=2,
            number="A2026-0002",
            issued_on=date(2026, 9, 1),
            pdf_sha256="x",
            net_cents=0,
            vat_cents=0,
            reason="x",
            created_at=NOON,
        )
    )


@db
def test_series_write_themselves() -> None:
    series = InvoiceSeries.objects.create(prefix="F2026", last_number=41)

    assert (str(series), series.next_number, series.is_used) == ("F2026-0041", "F2026-0042", False)
    assert str(make_draft()) == "Draft"
    assert str(InvoiceLine.objects.get()) == "1 x Stand 9 m²"
