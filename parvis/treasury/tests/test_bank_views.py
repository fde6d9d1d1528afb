"""The pages of bank statements and of money to match."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from parvis.editions.models import Edition
from parvis.editions.tests.factories import client_in
from parvis.treasury.models import Allocation, BankLine, BankStatement, Invoice, Payment
from parvis.treasury.tests.bank_files import Move, camt, table
from parvis.treasury.tests.factories import make_billing_edition, make_buyer, make_issued

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> Edition:
    return make_billing_edition()


@pytest.fixture
def nora(edition: Edition) -> Client:
    return client_in(edition, pole="treasury")


def url(name: str, edition: Edition, *ids: int) -> str:
    return reverse(f"treasury:{name}", args=[edition.slug, *ids])


def issued(edition: Edition) -> Invoice:
    return make_issued(edition, make_buyer("Nubelis"), at=timezone.now())


def bring(nora: Client, edition: Edition, *moves: Move) -> Any:
    today = str(timezone.localdate())
    data = camt(*(move._replace(day=today) for move in moves))
    return send(nora, edition, data)


def send(nora: Client, edition: Edition, data: bytes, account: str = "") -> Any:
    file = SimpleUploadedFile("september.xml", data)
    return nora.post(url("statement_import", edition), {"file": file, "account": account}, follow=True)


def test_empty_pages_say_what_to_do(nora: Client, edition: Edition) -> None:
    assert "bring the file in" in nora.get(url("statement_list", edition)).content.decode()
    assert "Nothing to match" in nora.get(url("line_list", edition)).content.decode()
    assert "CAMT.053" in nora.get(url("statement_import", edition)).content.decode()


def test_statement_import_says_what_came_then_nothing(nora: Client, edition: Edition) -> None:
    invoice = issued(edition)
    moves = (Move(288_000, str(invoice.number)), Move(5, "?"))

    first = bring(nora, edition, *moves).content.decode()
    second = bring(nora, edition, *moves).content.decode()

    assert "2 new lines (0 known already), 1 matched" in first
    assert "0 new lines (2 known already), 0 matched" in second
    assert "1 line waits to be matched" in second


def test_a_refused_file_leaves_the_page_and_nothing_else(nora: Client, edition: Edition) -> None:
    for data, words in ((camt(Move(1, "A"), gap=1), "differ by -0.01"), (b"", "is empty")):
        page = send(nora, edition, data)
        assert (page.status_code, BankStatement.objects.count()) == (422, 0)
        assert words in page.content.decode()


def test_a_table_asks_for_its_account(nora: Client, edition: Edition) -> None:
    data = table(Move(-250, "FRAIS", day=str(timezone.localdate())))

    asked = send(nora, edition, data)
    brought = send(nora, edition, data, account="FR761111")

    assert asked.status_code == 422
    assert "which account it is of" in asked.content.decode()
    assert "1 new line" in brought.content.decode()
    assert '<option value="FR761111">' in nora.get(url("statement_import", edition)).content.decode()


def test_a_proposal_is_confirmed_once(nora: Client, edition: Edition) -> None:
    invoice = issued(edition)
    bring(nora, edition, Move(288_000, "NUBELIS"))
    line = BankLine.objects.get()
    shares = {"shares": f"{invoice.pk}:288000", "request_key": "k"}
    assert f'value="{shares["shares"]}"' in nora.get(url("line_list", edition)).content.decode()

    pages = [nora.post(url("line_confirm", edition, line.pk), shares, follow=True) for _ in range(2)]

    assert "The line pays" in pages[0].content.decode()
    assert "a moment ago" in pages[1].content.decode()
    assert Payment.objects.count() == 1
    for bad in ("", "x:1", "1", f"{invoice.pk}:-1"):
        nora.post(url("line_confirm", edition, line.pk), {"shares": bad, "request_key": "z"})
    assert Payment.objects.count() == 1


def test_an_invoice_typed_by_hand_keeps_what_was_typed_on_errors(nora: Client, edition: Edition) -> None:
    invoice = issued(edition)
    bring(nora, edition, Move(300_000, "?"))
    line = BankLine.objects.get()
    address, values = url("line_allocate", edition, line.pk), {"number": str(invoice.number), "request_key": "k"}

    for data, words in (
        ({"number": "F2026-9999", "amount_cents": "12"}, "No issued invoice has this number"),
        ({"amount_cents": "x"}, "is not an amount"),
        ({"amount_cents": "4000"}, "is left"),
        ({"amount_cents": "3000"}, "accept_overpayment"),
    ):
        page = nora.post(address, {**values, **data})
        assert (page.status_code, Payment.objects.count()) == (422, 0)
        assert words in page.content.decode()
    nora.post(address, {**values, "amount_cents": "3000", "accept_overpayment": "on"})

    assert Payment.objects.get().amount_cents == 300_000


def test_a_line_is_set_aside_and_waits_again(nora: Client, edition: Edition) -> None:
    bring(nora, edition, Move(5_000, "SUBVENTION"))
    line = BankLine.objects.get()
    address = url("line_set_aside", edition, line.pk)

    assert nora.post(address, {"reason": ""}).status_code == 422
    nora.post(address, {"reason": "Grant"})

    page = url("statement_detail", edition, line.statement_id)
    assert "Grant" in nora.get(page).content.decode()
    nora.post(url("allocation_free", edition, Allocation.objects.get().pk))
    assert "Grant" not in nora.get(page).content.decode()
    assert "SUBVENTION" in nora.get(url("line_list", edition)).content.decode()


def test_the_state_of_each_line_is_said(nora: Client, edition: Edition) -> None:
    invoice = issued(edition)
    bring(nora, edition, Move(288_000, str(invoice.number), original="USD 1.00"), Move(-5, "FEES"), Move(7, "?"))
    statement = BankStatement.objects.get()
    rest = BankLine.objects.get(amount_cents=7)
    nora.post(url("line_allocate", edition, rest.pk), {"number": invoice.number, "amount_cents": "0,05", "request_key": "a"})  # fmt: skip  # noqa: E501

    page = nora.get(url("statement_detail", edition, statement.pk)).content.decode()

    for words in ("To match", "Went out", "Matched in part", "USD 1.00"):
        assert words in page


def test_pages_keep_their_number_of_queries(
    nora: Client, edition: Edition, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for rows in (1, 3):
        bring(nora, edition, *(Move(5, f"line {number} of {rows}") for number in range(rows)))
        for name in ("statement_list", "line_list"):
            with django_assert_max_num_queries(14):
                nora.get(url(name, edition))


def test_company_relations_do_not_see_the_bank(edition: Edition) -> None:
    ada = client_in(edition, pole="company_relations")

    for name in ("statement_list", "line_list", "statement_import"):
        assert ada.get(url(name, edition)).status_code == 403
