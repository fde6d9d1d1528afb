"""What a cancelled contract owes by the scale is billed: no more, no less, whatever was invoiced before."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Sum
from django.test import Client
from django.urls import reverse

from parvis.core.errors import Refused
from parvis.core.money import percent_of
from parvis.editions.models import Edition
from parvis.editions.tests.factories import FAIR_ON, NOON, client_in, make_actor
from parvis.sales import actions
from parvis.sales.actions.cancellation import cancel_contract, reckon_cancellation
from parvis.sales.models import Contract
from parvis.sales.offer import Choice
from parvis.sales.tests.factories import make_option, make_package, make_rule, make_signed
from parvis.treasury import scale
from parvis.treasury.actions.credit_notes import issue_credit_note
from parvis.treasury.actions.deposits import choose_regimes, draft_deposit
from parvis.treasury.actions.invoices import change_draft, issue_invoice
from parvis.treasury.models import CreditNote, Invoice
from parvis.treasury.queries import left_to_credit, lines_of
from parvis.treasury.tests.factories import credit, make_billing_edition, make_buyer, pay
from parvis.treasury.tests.test_removals import added, taken_out

pytestmark = pytest.mark.django_db
BY: dict[str, Any] = {"by": make_actor(), "at": NOON}
DAYS_LEFT = (FAIR_ON - NOON.date()).days


@pytest.fixture
def edition() -> Edition:
    return make_billing_edition()


def scaled(edition: Edition, percent: int) -> None:
    make_rule(edition, "cancel", percent, days_before=DAYS_LEFT + 1)


@pytest.fixture
def contract(edition: Edition) -> Contract:
    """2400 at 20 % and 3 meals at 13.33, 10 %: 2439.99 without VAT."""
    meals = make_option(edition, price_cents=1_333, vat_basis_points=1_000)
    return make_signed(edition, make_buyer(), choices=[Choice(make_package(edition)), Choice(meals, 3)])


def cancel(contract: Contract) -> None:
    owed = reckon_cancellation(Contract.objects.get(pk=contract.pk), at=NOON).owed_cents
    cancel_contract(contract, reason="Budget", seen_owed_cents=owed, **BY)


def drafts() -> list[tuple[str, list[tuple[int, int]]]]:
    """Each draft: its kind, and cents of each rate."""
    return [
        (one.kind, [(line.vat_basis_points, line.net_cents) for line in lines_of(one)])
        for one in Invoice.objects.drafts().order_by("pk")
    ]


def issued(contract: Contract) -> Invoice:
    return issue_invoice(Invoice.objects.get(contract=contract, status="draft"), **BY)


def deposit(contract: Contract, percent: int) -> Invoice:
    draft = draft_deposit(Invoice.objects.get(contract=contract), basis_points=percent * 100, **BY)
    return issue_invoice(draft, **BY)


def credit_all(edition: Edition) -> None:
    """As the treasurer does: each form that waits, as it is filled in."""
    for invoice in scale.invoices_to_credit(edition):
        issue_credit_note(invoice, parts=scale.credit_of(invoice), reason="x", request_key=str(invoice.pk), **BY)


def standing() -> tuple[int, int]:
    """What is billed and not credited: net and VAT. A deposit that a balance deducts counts in the balance."""
    papers = [one for one in Invoice.objects.issued() if one.kind != "deposit" or not took(one)]
    left = [share for one in papers for share in left_to_credit(one)]
    return sum(share.base_cents for share in left), sum(share.vat_cents for share in left)


def took(deposit: Invoice) -> bool:
    return Invoice.objects.issued().filter(contract=deposit.contract, prepaid_cents__gt=0).exists()


def test_what_is_owed_and_not_invoiced_is_a_draft_with_its_rates(edition: Edition, contract: Contract) -> None:
    scaled(edition, 50)
    change_draft(Invoice.objects.get(), due_on=None, purchase_order="PO-7", **BY)

    cancel(contract)

    assert drafts() == [("cancel", [(1_000, 2_000), (2_000, 120_000)])]
    draft = Invoice.objects.get()
    assert draft.purchase_order == "PO-7"
    assert lines_of(draft)[0].name == f"Annulation du contrat {contract} : 50\u00a0% du prix reste dû"
    with pytest.raises(Refused, match="A deposit is asked on the draft"):
        draft_deposit(draft, basis_points=3_000, **BY)
    issued(contract)
    assert standing() == (122_000, 24_000 + 200)
    assert list(scale.invoices_to_credit(edition)) == []


def test_nothing_owed_asks_nothing(edition: Edition, contract: Contract) -> None:
    cancel(contract)

    assert drafts() == []
    assert list(scale.invoices_to_credit(edition)) == []


def test_the_balance_of_what_is_owed_deducts_the_deposit(edition: Edition, contract: Contract) -> None:
    scaled(edition, 50)
    paid = deposit(contract, 30)
    pay(paid, paid.total_cents)

    cancel(contract)

    assert drafts() == [("balance", [(1_000, 2_000), (2_000, 120_000)])]
    assert list(scale.invoices_to_credit(edition)) == []
    balance = issued(contract)
    assert (balance.prepaid_cents, balance.asked_cents) == (paid.total_cents, 146_200 - paid.total_cents)
    assert standing() == (122_000, 24_200)
    assert list(scale.invoices_to_credit(edition)) == []


@pytest.mark.parametrize(("percent", "owed"), [(30, 73_200), (10, 24_400), (0, 0)])
def test_a_deposit_above_what_is_owed_is_credited_for_the_rest(
    edition: Edition, contract: Contract, percent: int, owed: int
) -> None:
    if percent:
        scaled(edition, percent)
    paid = deposit(contract, 30)

    cancel(contract)

    assert drafts() == []
    assert list(scale.invoices_to_credit(edition)) == ([paid] if percent < 30 else [])
    credit_all(edition)
    assert standing()[0] == owed
    assert standing()[1] == percent_of(percent * 2_400, 2_000) + percent_of(percent * 40, 1_000)
    assert list(scale.invoices_to_credit(edition)) == []


def test_a_whole_invoice_is_credited_down_to_what_is_owed(edition: Edition, contract: Contract) -> None:
    scaled(edition, 50)
    invoice = issued(contract)
    cancel(contract)
    nora = client_in(edition, pole="treasury")
    assert "€1,219.99 without VAT of this invoice is credited" in page(nora, "invoice_detail", invoice)
    form = page(nora, "invoice_credit", invoice)
    assert 'value="1,200.00"' in form
    assert 'value="19.99"' in form
    assert "50\u00a0% du prix reste dû" in form

    said = {"rate-1000": "19,99", "rate-2000": "1200,00", "reason": "Annulation", "request_key": "k"}
    nora.post(reverse("treasury:invoice_credit", args=[edition.slug, invoice.pk]), said)

    assert CreditNote.objects.get().shares == [[1_000, 1_999, 200], [2_000, 120_000, 24_000]]
    assert standing() == (122_000, 24_200)
    assert list(scale.invoices_to_credit(edition)) == []
    assert "nothing of this invoice is credited" in page(nora, "invoice_credit", invoice)


def page(client: Client, name: str, invoice: Invoice) -> str:
    slug = invoice.exhibitor.edition.slug
    return client.get(reverse(f"treasury:{name}", args=[slug, invoice.pk])).content.decode()


def test_all_that_is_owed_was_invoiced_and_nothing_is_to_be_credited(edition: Edition, contract: Contract) -> None:
    scaled(edition, 100)
    issued(contract)

    cancel(contract)

    assert list(scale.invoices_to_credit(edition)) == []
    assert drafts() == []


def test_what_was_credited_before_counts(edition: Edition, contract: Contract) -> None:
    scaled(edition, 50)
    credit(issued(contract), 200_000)

    cancel(contract)

    assert list(scale.invoices_to_credit(edition)) == []
    assert sum(cents for _kind, lines in drafts() for _rate, cents in lines) == 122_000 - 43_999
    issued(contract)
    assert standing()[0] == 122_000
    assert list(scale.invoices_to_credit(edition)) == []


@pytest.mark.slow
@pytest.mark.parametrize("percent", [10, 50, 99])
def test_amendments_count_with_their_contract(edition: Edition, contract: Contract, percent: int) -> None:
    scaled(edition, percent)
    meals = make_option(edition, price_cents=777, vat_basis_points=1_000)
    plus = added(contract, meals, 5)
    taken_out(contract, contract, 1)
    first = issued(contract)
    if percent != 50:
        issued(plus)
    taken_out(contract, contract, 1)
    given_up = percent_of(1_333, percent * 100)  # what stays owed of a unit that is taken out
    assert first.net_cents == 242_666 + given_up

    cancel(contract)
    credit_all(edition)
    for draft in Invoice.objects.drafts():
        issue_invoice(draft, **BY)

    rest = percent_of(240_000, percent * 100) + percent_of(1_333 + 5 * 777, percent * 100)
    assert standing()[0] == rest + 2 * given_up
    assert list(scale.invoices_to_credit(edition)) == []


def test_an_amendment_invoiced_alone_counts_when_its_contract_is_not(edition: Edition, contract: Contract) -> None:
    scaled(edition, 50)
    plus = added(contract, make_option(edition, price_cents=10_000, vat_basis_points=1_000), 1)
    issued(plus)

    cancel(contract)

    assert drafts() == [("cancel", [(2_000, 120_000)])]
    assert list(scale.invoices_to_credit(edition)) == [Invoice.objects.get(contract=plus)]
    credit_all(edition)
    issued(contract)
    assert standing()[0] == 120_000 + 7_000


def test_a_buyer_under_reverse_charge_owes_and_is_credited_without_vat(edition: Edition) -> None:
    scaled(edition, 50)
    buyer = make_buyer("Nubelis GmbH", siren="", country="DE", vat_number="DE136695976")
    asked, whole = (
        make_signed(edition, buyer if place else make_buyer(siren="", country="DE", vat_number="DE136695976"))
        for place in (0, 1)
    )
    invoice = issued(whole)
    assert invoice.vat_cents == 0

    for contract in (asked, whole):
        cancel(contract)

    assert issued(asked).vat_cents == 0
    assert [one.pk for one in scale.invoices_to_credit(edition)] == [invoice.pk]
    credit_all(edition)
    assert standing() == (240_000, 0)


def test_a_regime_chosen_by_hand_is_kept(edition: Edition, contract: Contract) -> None:
    scaled(edition, 50)
    draft = Invoice.objects.get()
    package = next(line for line in lines_of(draft) if line.vat_basis_points == 2_000)
    choose_regimes(draft, {package.pk: "non_profit"}, **BY)

    cancel(contract)

    assert [(line.regime, line.net_cents) for line in lines_of(Invoice.objects.get())] == [
        ("", 2_000),
        ("non_profit", 120_000),
    ]


def test_a_contract_withdrawn_without_a_scale_still_waits_for_somebody(edition: Edition, contract: Contract) -> None:
    invoice = issued(contract)
    actions.withdraw_contract(contract, reason="Budget", **{**BY, "at": NOON + timedelta(hours=1)})

    assert list(scale.invoices_to_credit(edition)) == [invoice]
    assert scale.credit_of(invoice) == {}
    assert scale.credit_of(Invoice(contract=None)) == {}
    assert Invoice.objects.aggregate(Sum("net_cents"))["net_cents__sum"] == 243_999
