"""Where an edition's money stands, and whose turn it is."""

from datetime import date, timedelta

import pytest

from parvis.editions.tests.factories import NOON, make_actor
from parvis.exhibitors.tests.factories import make_exhibitor
from parvis.sales.models import Contract, Option, Package, Quote, QuoteLine
from parvis.treasury import queries, scale
from parvis.treasury.actions.credit_notes import send_credit_note
from parvis.treasury.actions.invoices import send_invoice
from parvis.treasury.actions.payments import take_back_payment
from parvis.treasury.models import Invoice
from parvis.treasury.tests.factories import (
    STAND,
    credit,
    make_billing_edition,
    make_buyer,
    make_draft,
    make_issued,
    make_signed_contract,
    pay,
)

pytestmark = pytest.mark.django_db
AFTER = date(2026, 10, 16)


def test_the_summary_adds_up() -> None:
    edition = make_billing_edition()
    paid, late, _draft = make_issued(edition), make_issued(edition), make_draft(edition)
    make_issued()
    pay(paid, 300_000, accept_overpayment=True)
    pay(late, 1_000)
    take_back_payment(pay(late, 5_000), by=make_actor(), at=NOON)
    credit(late, 10_000)

    summary = queries.money_summary(edition, AFTER)

    assert summary.signed_net_cents == 720_000
    assert summary.signed_cents == 864_000
    assert summary.invoiced_cents == 576_000
    assert summary.credited_cents == 12_000
    assert summary.collected_cents == 301_000
    assert (summary.due_cents, summary.late_cents, summary.late_count) == (275_000, 275_000, 1)
    assert summary.draft_count == 1
    assert queries.money_summary(edition, AFTER - timedelta(days=1)).late_cents == 0


def test_an_edition_without_money_is_all_zero() -> None:
    summary = queries.money_summary(make_billing_edition(), AFTER)

    assert {getattr(summary, name) for name in summary.__slots__} == {0}


def test_due_and_late_invoices_are_told_oldest_first() -> None:
    edition = make_billing_edition()
    first, second = make_issued(edition), make_issued(edition, at=NOON + timedelta(days=3))
    pay(make_issued(edition, at=NOON + timedelta(days=3)), 288_000)
    draft = make_draft(edition)

    assert list(queries.invoices_due(edition, AFTER)) == [first, second]
    assert list(queries.invoices_due(edition, NOON.date())) == [first]
    assert list(queries.late_invoices(edition, AFTER)) == [first]
    assert list(queries.drafts_to_issue(edition)) == [draft]


def test_invoices_of_withdrawn_contracts_wait_for_a_credit_note() -> None:
    edition = make_billing_edition()
    waiting, credited, _kept = make_issued(edition), make_issued(edition), make_issued(edition)
    Contract.objects.filter(pk__in=[waiting.contract_id, credited.contract_id]).update(status="withdrawn")
    credit(credited, 1_000)

    assert list(scale.invoices_to_credit(edition)) == [waiting]


def test_an_exhibitor_sees_its_issued_invoices_only() -> None:
    mine = make_issued()
    make_issued(mine.exhibitor.edition)
    Invoice.objects.create(exhibitor=mine.exhibitor, kind="balance", created_at=NOON, net_cents=1, vat_cents=0)

    assert list(queries.invoices_of(mine.exhibitor)) == [mine]
    of_company = queries.invoices_of_company(mine.exhibitor.company, mine.exhibitor.edition)
    assert len(of_company) == 2


def test_a_quote_without_contract_leaves_nobody_to_write_to() -> None:
    exhibitor = make_exhibitor(make_billing_edition(), make_buyer())
    invoice = Invoice.objects.create(exhibitor=exhibitor, created_at=NOON, net_cents=1, vat_cents=0)

    assert queries.recipients_of(invoice) == []


def test_history_and_mails_of_an_invoice_hold_those_of_its_credit_notes_and_payments() -> None:
    invoice = make_issued()
    payment, note = pay(invoice, 100), credit(invoice, 100)
    pay(make_issued(), 100)
    send_invoice(invoice, by=make_actor(), at=NOON)
    send_credit_note(note, by=make_actor(), at=NOON + timedelta(hours=1))
    take_back_payment(payment, by=make_actor(), at=NOON + timedelta(hours=2))

    assert [entry.verb for entry in queries.history_of(invoice)] == [
        "payment.taken_back",
        "credit_note.sent",
        "invoice.sent",
        "credit_note.issued",
        "payment.entered",
        "invoice.issued",
        "invoice.drafted",
    ]
    assert [mail.kind for mail in queries.mails_about(invoice)] == ["credit_note_issued", "invoice_issued"]


def test_payments_of_an_invoice_and_of_an_edition() -> None:
    invoice = make_issued()
    payment = pay(invoice, 100)
    back = take_back_payment(payment, by=make_actor(), at=NOON)
    pay(make_issued(), 100)

    assert list(queries.payments_of(invoice)) == [payment, back]
    assert list(queries.payments_in(invoice.exhibitor.edition).order_by("pk")) == [payment, back]


def test_revenue_is_told_by_package_then_option() -> None:
    edition = make_billing_edition()
    small = make_signed_contract(edition, lines=(STAND,))
    make_signed_contract(edition, lines=(STAND, STAND))
    withdrawn = make_signed_contract(edition)
    Contract.objects.filter(pk=withdrawn.pk).update(status="withdrawn")
    meal = Option.objects.create(edition=edition, code="MEAL", name_fr="Repas", price_cents=3_000)
    QuoteLine.objects.create(
        quote=small.quote, position=9, option=meal, name="Repas", quantity=4, unit_price_cents=3_000,
        net_cents=12_000, vat_basis_points=1000,
    )  # fmt: skip
    package = Package.objects.get()
    assert Quote.objects.count() == 3

    assert queries.revenue_by_package(edition) == [
        queries.PackageRevenue("S9", package.name, True, 3, 720_000),
        queries.PackageRevenue("MEAL", meal.name, False, 4, 12_000),
    ]
