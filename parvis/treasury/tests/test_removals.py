"""What amendments add and take out, what is invoiced and credited: the same sums to the cent, in the books too."""

from datetime import date
from typing import Any

import pytest
from django.db.models import Sum
from django.urls import reverse

from parvis.core.errors import Refused
from parvis.editions.models import Edition
from parvis.editions.tests.factories import NOON, client_in, make_actor
from parvis.exhibitors.models import Exhibitor
from parvis.sales import actions
from parvis.sales.actions.amendments import amend_contract
from parvis.sales.actions.removals import remove_options
from parvis.sales.actions.shop import ask_option
from parvis.sales.models import Contract, Option, QuoteLine
from parvis.sales.offer import Choice
from parvis.sales.tests.factories import make_option, make_package, make_rule, make_signed, sign
from parvis.treasury import books, queries, scale
from parvis.treasury.actions.credit_notes import issue_credit_note
from parvis.treasury.actions.deposits import draft_deposit
from parvis.treasury.actions.invoices import issue_invoice
from parvis.treasury.actions.removals import issue_owed_credit
from parvis.treasury.models import CreditNote, Invoice, OwedCredit
from parvis.treasury.tests.factories import credit, make_billing_edition, make_buyer

pytestmark = pytest.mark.django_db
BY: dict[str, Any] = {"by": make_actor(), "at": NOON}
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture
def edition() -> Edition:
    return make_billing_edition()


@pytest.fixture
def meals(edition: Edition) -> Option:
    """At a price and rate whose VAT is no whole cent."""
    return make_option(edition, price_cents=1_333, vat_basis_points=1_000)


@pytest.fixture
def contract(meals: Option) -> Contract:
    package = make_package(meals.edition)
    return make_signed(meals.edition, make_buyer(), choices=[Choice(package), Choice(meals, 3)])


def taken_out(contract: Contract, paper: Contract, units: int) -> Contract:
    line = QuoteLine.objects.get(quote=paper.quote, option__isnull=False, removes=None)
    amendment = remove_options(contract, {line.pk: units}, **BY)
    sign(amendment)
    return amendment


def added(contract: Contract, option: Option, units: int) -> Contract:
    wish = ask_option(Exhibitor.objects.get(pk=contract.exhibitor_id), option, quantity=units, **BY)
    amendment = amend_contract(contract, [wish], **BY)
    sign(amendment)
    return amendment


def issued(contract: Contract) -> Invoice:
    return issue_invoice(Invoice.objects.get(contract=contract), **BY)


def signed_sums(edition: Edition) -> tuple[int, int]:
    found = Contract.objects.in_edition(edition).signed().aggregate(Sum("net_cents"), Sum("vat_cents"))
    return found["net_cents__sum"], found["vat_cents__sum"]


def billed_sums() -> tuple[int, int]:
    """Invoices, drafts too, less credit notes."""
    plus = Invoice.objects.aggregate(Sum("net_cents"), Sum("vat_cents"))
    minus = CreditNote.objects.issued().aggregate(net=Sum("net_cents", default=0), vat=Sum("vat_cents", default=0))
    return plus["net_cents__sum"] - minus["net"], plus["vat_cents__sum"] - minus["vat"]


def test_a_draft_asks_for_what_is_left(edition: Edition, contract: Contract) -> None:
    taken_out(contract, contract, 2)

    draft = Invoice.objects.get()
    assert [(line.quantity, line.net_cents) for line in queries.lines_of(draft)] == [(1, 240_000), (1, 1_333)]
    assert billed_sums() == signed_sums(edition) == (241_333, 48_133)
    taken_out(contract, contract, 1)
    assert [line.quantity for line in queries.lines_of(Invoice.objects.get())] == [1]
    assert billed_sums() == signed_sums(edition) == (240_000, 48_000)
    assert not OwedCredit.objects.exists()


def test_a_draft_of_nothing_but_what_was_taken_out_goes(contract: Contract, meals: Option) -> None:
    plus = added(contract, meals, 1)

    taken_out(contract, plus, 1)

    assert [one.contract for one in Invoice.objects.all()] == [contract]


def test_a_balance_stays_to_meet_its_deposit(edition: Edition, meals: Option) -> None:
    contract = make_signed(edition, make_buyer(), choices=[Choice(meals, 10)])
    draft_deposit(Invoice.objects.get(), basis_points=3000, **BY)

    taken_out(contract, contract, 10)

    balance = Invoice.objects.get(kind="balance")
    assert (balance.net_cents, balance.vat_cents, Invoice.objects.count()) == (0, 0, 2)


def test_what_was_invoiced_is_credited_by_one_step_of_the_treasurer(edition: Edition, contract: Contract) -> None:
    invoice = issued(contract)
    amendment = taken_out(contract, contract, 2)
    owed = OwedCredit.objects.get()
    assert (owed.invoice, owed.parts, str(owed)) == (invoice, [[1_000, 2_666]], f"{amendment} 2666")
    assert list(scale.invoices_to_credit(edition)) == [invoice]
    nora = client_in(edition, pole="treasury")
    page = nora.get(reverse("treasury:invoice_detail", args=[edition.slug, invoice.pk])).content.decode()
    assert "€26.66 without VAT is to be credited" in page

    said = nora.post(reverse("treasury:owed_credit_issue", args=[edition.slug, owed.pk]), follow=True)

    note = CreditNote.objects.get()
    assert f"{note} is issued" in said.content.decode()
    assert issue_owed_credit(owed, **BY) == note
    assert note.reason == f"Options retirées par l’avenant {amendment}"
    assert (note.net_cents, -amendment.net_cents, note.vat_cents) == (2_666, 2_666, -amendment.vat_cents)
    assert list(scale.invoices_to_credit(edition)) == []


@pytest.mark.slow
def test_what_the_scale_keeps_stays_billed_by_a_draft_and_is_not_credited_of_an_invoice(
    edition: Edition, contract: Contract, meals: Option
) -> None:
    make_rule(edition, "cancel", 50, days_before=400)
    plus = added(contract, meals, 1)
    taken_out(contract, contract, 2)  # from the draft: 26.66, of which 13.33 stays owed

    draft = Invoice.objects.get(contract=contract)
    lines = [(line.position, line.quantity, line.net_cents) for line in queries.lines_of(draft)]
    assert lines == [(1, 1, 240_000), (2, 1, 1_333), (3, 1, 1_333)]
    assert queries.lines_of(draft)[2].name.endswith("retiré : part due selon le barème d’annulation")
    taken_out(contract, contract, 1)
    assert [line.position for line in queries.lines_of(draft)] == [1, 3, 4]
    issued(contract), issued(plus)
    taken_out(contract, plus, 1)  # from an invoice: 13.33, of which 6.67 stays owed
    assert [owed.parts for owed in OwedCredit.objects.all()] == [[[1_000, 666]]]
    issue_owed_credit(OwedCredit.objects.get(), **BY)

    assert billed_sums() == signed_sums(edition)
    assert billed_sums()[0] == 240_000 + 1_333 + 667 + 667
    assert queries.revenue_by_package(edition)[1].net_cents == 1_333 + 667 + 667
    pieces = books.sales_pieces(*YEAR)
    assert sum(share.base_cents for piece in pieces for share in piece.billed) == billed_sums()[0]


def test_what_stays_owed_whole_is_not_credited(edition: Edition, contract: Contract) -> None:
    make_rule(edition, "cancel", 100, days_before=400)
    issued(contract)

    amendment = taken_out(contract, contract, 3)

    assert (amendment.net_cents, OwedCredit.objects.count()) == (0, 0)


@pytest.mark.slow
def test_after_adding_and_taking_out_signed_invoiced_credited_and_booked_agree_to_the_cent(
    edition: Edition, contract: Contract, meals: Option
) -> None:
    taken_out(contract, contract, 1)  # from the draft
    plus = added(contract, meals, 3)
    first, second = issued(contract), issued(plus)
    minus = [taken_out(contract, contract, 1), taken_out(contract, plus, 1), taken_out(contract, plus, 2)]
    taken_out(contract, contract, 1)

    for owed in OwedCredit.objects.order_by("pk"):
        issue_owed_credit(owed, **BY)

    assert CreditNote.objects.count() == len(minus) + 1
    assert billed_sums() == signed_sums(edition) == (240_000, 48_000)
    pieces = books.sales_pieces(*YEAR)
    shares = [share for piece in pieces for share in piece.billed]
    assert (sum(s.base_cents for s in shares), sum(s.vat_cents for s in shares)) == (240_000, 48_000)
    assert sum(one.cents for piece in pieces for one in piece.postings if one.account.number == "411000") == 288_000
    assert all(sum(one.cents for one in piece.postings) == 0 for piece in pieces)
    summary = queries.money_summary(edition, NOON.date())
    assert summary.signed_cents == summary.invoiced_cents - summary.credited_cents == 288_000
    assert queries.revenue_by_package(edition)[0].net_cents == 240_000
    assert len(queries.revenue_by_package(edition)) == 1
    assert {first.pk, second.pk} == set(Invoice.objects.values_list("pk", flat=True))


def test_a_gift_taken_out_leaves_the_invoice_alone(edition: Edition, meals: Option) -> None:
    choices = [Choice(make_package(edition)), Choice(meals, 2, is_gift=True)]
    contract = make_signed(edition, make_buyer(), choices=choices)
    issued(contract)

    taken_out(contract, contract, 1)

    assert not OwedCredit.objects.exists()


def test_more_than_is_left_of_a_rate_is_not_credited(contract: Contract) -> None:
    invoice = issued(contract)
    taken_out(contract, contract, 3)
    credit(invoice, 243_000)

    with pytest.raises(Refused, match="can still be credited"):
        issue_owed_credit(OwedCredit.objects.get(), **BY)
    with pytest.raises(Refused, match="can still be credited"):
        issue_credit_note(invoice, parts={550: 1}, reason="x", request_key="y", **BY)


def test_a_contract_withdrawn_after_a_credit_still_waits_to_be_credited(edition: Edition, contract: Contract) -> None:
    invoice = issued(contract)
    taken_out(contract, contract, 1)
    issue_owed_credit(OwedCredit.objects.get(), **BY)
    taken_out(contract, contract, 1)

    later = {**BY, "at": NOON.replace(hour=15)}
    actions.withdraw_contract(contract, reason="Budget", **later)

    assert OwedCredit.objects.filter(note=None).count() == 0
    assert list(scale.invoices_to_credit(edition)) == [invoice]
