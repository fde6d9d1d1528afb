"""Where a year's series begins: said once before its first paper, kept for ever after; and how long papers stay."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Q

from parvis.core.errors import Refused
from parvis.editions.models import LogEntry
from parvis.editions.tests.factories import NOON, make_actor
from parvis.treasury.actions.invoices import issue_invoice
from parvis.treasury.actions.numbering import start_series
from parvis.treasury.models import CreditNote, Invoice, InvoiceLine, InvoiceSeries, Transmission, kept_until
from parvis.treasury.tests.factories import credit, make_billing_edition, make_draft, make_issued
from parvis.treasury.tests.test_numbering import at_once

BY = make_actor()
LONG_AGO = datetime(2010, 6, 1, 12, tzinfo=UTC)
db = pytest.mark.django_db


def refused(change: Callable[[], object]) -> str:
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        change()
    return str(error.value)


@db
def test_a_start_can_be_corrected_until_the_first_paper() -> None:
    edition = make_billing_edition()
    start_series("F", 2026, first_number=120, edition=edition, by=BY, at=NOON)
    series = start_series("F", 2026, first_number=118, edition=edition, by=BY, at=NOON)

    assert (series.first_number, series.next_number, series.is_settled) == (118, "F2026-0118", True)
    changes = LogEntry.objects.filter(verb="series.started").order_by("pk").values_list("changes", flat=True)
    assert list(changes) == [{"first_number": [None, 120]}, {"first_number": [120, 118]}]


@db
def test_a_series_nobody_started_is_settled_by_its_first_paper() -> None:
    assert not InvoiceSeries.objects.create(prefix="A2030").is_settled

    make_issued()

    series = InvoiceSeries.objects.get(prefix="F2026")
    assert (series.first_number, series.last_number, series.started_at, series.is_settled) == (1, 1, None, True)


@db
def test_the_database_freezes_the_start_of_a_used_series() -> None:
    edition = make_billing_edition()
    start_series("F", 2026, first_number=118, edition=edition, by=BY, at=NOON)
    rows = InvoiceSeries.objects.filter(prefix="F2026")
    frozen = "begins with its first number"

    assert "series_begins_at_its_first" in refused(lambda: rows.update(last_number=3))
    assert frozen in refused(lambda: rows.update(last_number=119, last_issued_on=NOON.date()))
    make_issued(edition)
    assert frozen in refused(lambda: rows.update(first_number=100, last_number=119))


@pytest.mark.django_db(transaction=True)
def test_a_start_set_while_others_issue_is_before_all_of_them_or_refused() -> None:
    edition = make_billing_edition()
    drafts = [make_draft(edition) for _ in range(11)]

    def work(number: int) -> str:
        try:
            if number == 5:
                return str(start_series("F", 2026, first_number=118, edition=edition, by=BY, at=NOON).first_number)
            return str(issue_invoice(drafts[number], by=BY, at=NOON).number)
        except Refused as refusal:
            return refusal.message

    answers = at_once(work, len(drafts), threads=11)

    series = InvoiceSeries.objects.get()
    sequences = list(Invoice.objects.issued().order_by("sequence").values_list("sequence", flat=True))
    assert sequences == list(range(series.first_number, series.first_number + 10))
    assert series.first_number == (118 if answers[5] == "118" else 1)
    assert series.last_number == series.first_number + 9


@pytest.mark.django_db(transaction=True)
def test_without_the_guard_the_same_start_makes_a_hole() -> None:
    """The negative control: the start written into a used series, as the trigger forbids."""
    issued = [make_issued()]
    edition = issued[0].exhibitor.edition
    names = ("step", "start")
    table = "treasury_invoiceseries"
    with connection.cursor() as cursor, transaction.atomic():
        for name in names:
            trigger = f'"parvis_guard_{table}_{name}_update"'
            on_table = f' ON "{table}"' if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER {trigger}{on_table}")
        InvoiceSeries.objects.update(first_number=118, last_number=117)
        issued.append(issue_invoice(make_draft(edition), by=BY, at=NOON))
        transaction.set_rollback(True)

    assert [invoice.sequence for invoice in issued] == [1, 118]


def test_papers_are_kept_ten_years_after_any_financial_year_they_may_belong_to() -> None:
    assert kept_until(date(2026, 1, 1)) == kept_until(date(2026, 12, 31)) == date(2038, 1, 1)


@db
def test_an_issued_paper_says_until_when_it_is_kept() -> None:
    invoice = make_issued()

    assert make_draft().keep_until is None
    assert invoice.keep_until == credit(invoice).keep_until == date(2038, 1, 1)
    assert "invoice_is_kept" in refused(
        lambda: Invoice.objects.create(
            exhibitor=invoice.exhibitor,
            status="issued",
            number="F2026-0009",
            sequence=9,
            series=invoice.series,
            issued_on=invoice.issued_on,
            pdf_sha256="x",
            created_at=NOON,
            net_cents=1,
            vat_cents=0,
        )
    )


@db
def test_the_database_lets_papers_go_once_they_are_kept_long_enough() -> None:
    old, young = make_issued(at=LONG_AGO), make_issued()
    notes = {invoice.pk: credit(invoice, at=at) for invoice, at in ((old, LONG_AGO), (young, NOON))}

    kept = CreditNote.objects.filter(pk=notes[young.pk].pk)
    assert "delete refused" in refused(lambda: kept._raw_delete("default"))
    fresh = Invoice.objects.filter(pk=make_issued(young.exhibitor.edition).pk)
    assert "can no longer change" in refused(lambda: fresh._raw_delete("default"))
    Transmission.objects.filter(Q(invoice=old) | Q(credit_note=notes[old.pk])).delete()
    notes[old.pk].delete()
    old.delete()

    assert list(Invoice.objects.order_by("number").values_list("number", flat=True)) == ["F2026-0001", "F2026-0002"]
    assert CreditNote.objects.get().invoice == young
    assert not InvoiceLine.objects.filter(invoice=old.pk).exists()
