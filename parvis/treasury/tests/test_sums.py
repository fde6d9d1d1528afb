"""A deposit counts once: page, list, journal, FEC and summary say the same sums, to the cent."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from parvis.core.errors import Refused
from parvis.editions.models import Edition
from parvis.editions.tests.factories import NOON, client_in, make_actor
from parvis.sales.models import Contract
from parvis.treasury import books, queries, scale
from parvis.treasury.actions.deposits import draft_deposit
from parvis.treasury.actions.invoices import issue_invoice
from parvis.treasury.models import Invoice
from parvis.treasury.tests.factories import credit, make_billing_edition, make_draft, make_issued, pay, with_amounts

pytestmark = pytest.mark.django_db
BY = make_actor()
ON, YEAR = date(2026, 10, 16), (date(2026, 1, 1), date(2026, 12, 31))
TWO_RATES = (("Stand", 1, 240_000, 2000), ("Repas", 3, 1_333, 1000))
WHOLE = 240_000 + 48_000 + 3_999 + 400


def split(edition: Edition, *, credited: int = 0) -> tuple[Invoice, Invoice]:
    """A paid deposit of 30 %, some of it credited before, and its balance."""
    draft = make_draft(edition, lines=TWO_RATES)
    deposit = issue_invoice(draft_deposit(draft, basis_points=3000, by=BY, at=NOON), by=BY, at=NOON)
    if credited:
        credit(deposit, credited)
    pay(deposit, with_amounts(deposit).amounts.due_cents)
    return deposit, issue_invoice(Invoice.objects.get(pk=draft.pk), by=BY, at=NOON)


@pytest.mark.parametrize("credited", [0, 10_000])
def test_the_summary_is_what_the_books_say(credited: int) -> None:
    edition = make_billing_edition()
    _deposit, balance = split(edition, credited=credited)
    other = make_issued(edition)
    credit(other, 1_000)
    pay(other, 300_000, accept_overpayment=True)

    summary = queries.money_summary(edition, ON)

    assert summary.invoiced_cents - summary.credited_cents == WHOLE + 288_000 - 1_200
    overpaid = -with_amounts(other).amounts.due_cents
    assert summary.due_cents == with_amounts(balance).amounts.due_cents > 0
    left = summary.invoiced_cents - summary.credited_cents - summary.collected_cents
    assert left == summary.due_cents - overpaid
    pieces = [*books.sales_pieces(*YEAR), *books.money_pieces(*YEAR)]
    assert sum(one.cents for piece in pieces for one in piece.postings if one.account.number == "411000") == left
    billed = [share for piece in pieces for share in piece.billed]
    assert sum(one.base_cents + one.vat_cents for one in billed) == summary.invoiced_cents - summary.credited_cents


def test_pages_and_files_count_a_deposit_once() -> None:
    edition = make_billing_edition()
    split(edition)
    nora = client_in(edition, pole="treasury")

    def page(name: str, query: str = "") -> str:
        answer = nora.get(reverse(f"treasury:{name}", args=[edition.slug]) + query)
        return answer.content.decode("utf-8-sig")

    period = "?first=2026-01-01&last=2026-12-31"
    assert "€2,923.99, of which" in page("invoice_list")
    assert "€2,923.99" in page("accounting", period)
    rows = [line.split(";") for line in page("sales_journal", period).splitlines()[1:]]
    assert sum(Decimal(row[-1].replace(",", ".")) for row in rows) == Decimal("2923.99")
    assert len(rows) == 2 + 2 + 2


def test_a_deposit_that_was_taken_up_is_credited_on_its_balance() -> None:
    edition = make_billing_edition()
    deposit, balance = split(edition)
    assert deposit.contract_id
    Contract.objects.filter(pk=deposit.contract_id).update(status="withdrawn")

    with pytest.raises(Refused) as refused:
        credit(deposit)

    assert refused.value.code == "taken_up"
    assert list(scale.invoices_to_credit(edition)) == [balance]
    credit(balance)
    assert queries.money_summary(edition, ON).due_cents == 0
    assert list(scale.invoices_to_credit(edition)) == []
    page: Client = client_in(edition, pole="treasury")
    shown = page.get(reverse("treasury:invoice_detail", args=[edition.slug, deposit.pk])).content.decode()
    assert reverse("treasury:invoice_credit", args=[edition.slug, deposit.pk]) not in shown
