"""The books: balanced pieces, a journal and a FEC whose sums are those of the papers, to the cent."""

from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db.models import F, Sum
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parvis.editions.models import Association, Edition
from parvis.editions.tests.factories import NOON, client_in, make_actor
from parvis.sales.pricing import VatShare, totals_of
from parvis.treasury import books
from parvis.treasury.accounting import (
    DEPOSITS,
    FIELDS,
    SALES_JOURNAL,
    Buyer,
    Piece,
    fec_bytes,
    in_order,
    reversed_sale,
    sale,
)
from parvis.treasury.actions.deposits import draft_deposit
from parvis.treasury.actions.invoices import issue_invoice
from parvis.treasury.actions.payments import take_back_payment
from parvis.treasury.models import CreditNote, Invoice, Payment
from parvis.treasury.tests.factories import (
    credit,
    make_billing_edition,
    make_buyer,
    make_draft,
    make_issued,
    pay,
    with_amounts,
)

BY = make_actor()
db = pytest.mark.django_db
ONE = VatShare(2000, 10_000, 2_000)
YEAR = (date(2026, 1, 1), date(2026, 12, 31))
TWO_RATES = (("Stand", 1, 240_000, 2000), ("Repas", 3, 1_333, 1000), ("Livre", 1, 5_000, 550))
MONEY = st.integers(min_value=0, max_value=10**9)
SHARES = st.lists(st.tuples(MONEY, st.sampled_from([0, 550, 1000, 2000])), min_size=1, max_size=5)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(lines=SHARES, deposit=SHARES)
def test_every_sale_balances(lines: list[tuple[int, int]], deposit: list[tuple[int, int]]) -> None:
    sold, paid = totals_of(lines), totals_of(deposit)

    postings = sale(sold.shares, deducted=paid.shares)

    assert sum(one.cents for one in postings) == 0
    owed = sum(one.cents for one in postings if one.account.number == "411000")
    assert owed == sold.total_cents - paid.total_cents
    assert [-one.cents for one in reversed_sale(sold.shares)] == [one.cents for one in sale(sold.shares)]


def test_a_deposit_is_no_sale_yet_and_the_balance_takes_it_up() -> None:
    deposit, whole = VatShare(2000, 72_000, 14_400), VatShare(2000, 240_000, 48_000)

    first, second = sale([deposit], into=DEPOSITS), sale([whole], deducted=[deposit])

    assert [(one.account.number, one.cents) for one in first] == [
        ("411000", 86_400),
        ("419100", -72_000),
        ("445710", -14_400),
    ]
    assert [(one.account.number, one.cents) for one in second] == [
        ("411000", 201_600),
        ("706000", -240_000),
        ("419100", 72_000),
        ("445710", -33_600),
    ]


def filled() -> Edition:
    """A year with sales at three rates, a credit note, money received and an entry taken back."""
    edition = make_billing_edition()
    first = make_issued(edition, make_buyer("Nubélis\t| SAS"), lines=TWO_RATES)
    second = make_issued(edition)
    credit(second, 10_000)
    pay(first, 100_000)
    take_back_payment(pay(second, 5_000), by=make_actor(), at=NOON)
    return edition


def fec_of(*pieces: Piece) -> list[dict[str, str]]:
    """The rows of the file, read back."""
    rows = [line.split("\t") for line in fec_bytes(in_order(pieces)).decode("iso8859-15").splitlines()]
    assert tuple(rows[0]) == FIELDS
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def balance_of(fec: list[dict[str, str]], *accounts: str) -> int:
    """Debits less credits of accounts that begin so, in cents."""
    rows = [row for row in fec if row["CompteNum"].startswith(accounts)]
    cells = (Decimal(row["Debit"].replace(",", ".")) - Decimal(row["Credit"].replace(",", ".")) for row in rows)
    return int(sum(cells) * 100)


def assert_books_agree(first: date, last: date) -> list[dict[str, str]]:
    """What the papers of these days say, the journal of sales and the FEC say too, to the cent; answers the FEC."""
    sales, money = books.sales_pieces(first, last), books.money_pieces(first, last)
    fec = fec_of(*sales, *money)
    gross = Sum(F("net_cents") + F("vat_cents"), default=0)
    sums = {"net": Sum("net_cents", default=0), "vat": Sum("vat_cents", default=0), "gross": gross}
    papers = Invoice.objects.issued().filter(issued_on__range=(first, last))
    invoiced = papers.aggregate(**sums, prepaid=Sum("prepaid_cents", default=0))
    credited = CreditNote.objects.issued().filter(issued_on__range=(first, last)).aggregate(**sums)
    received = Payment.objects.filter(received_on__range=(first, last)).aggregate(sum=Sum("amount_cents", default=0))
    shares = [share for piece in sales for share in piece.shares]
    billed = [share for piece in sales for share in piece.billed]

    assert len(sales) == papers.count() + CreditNote.objects.issued().filter(issued_on__range=(first, last)).count() > 0
    assert sum(share.base_cents for share in shares) == invoiced["net"] - credited["net"]
    assert sum(share.vat_cents for share in shares) == invoiced["vat"] - credited["vat"]
    assert balance_of(fec, "") == 0
    assert -balance_of(fec, "706", "419") == sum(share.base_cents for share in billed)
    assert -balance_of(fec, "445") == sum(share.vat_cents for share in billed)
    assert balance_of(fec, "512") == received["sum"]
    owed = invoiced["gross"] - invoiced["prepaid"] - credited["gross"]
    assert owed == sum(share.base_cents + share.vat_cents for share in billed)
    assert balance_of(fec, "411") == owed - received["sum"]
    numbers = [int(row["EcritureNum"]) for row in fec]
    assert sorted(set(numbers)) == list(range(1, len(sales) + len(money) + 1))
    assert numbers == sorted(numbers)
    return fec


@db
def test_journal_fec_and_papers_agree_to_the_cent() -> None:
    filled()

    fec = assert_books_agree(*YEAR)

    assert len(FIELDS) == 18
    assert balance_of(fec, "512") == 100_000
    assert {row["CompAuxLib"] for row in fec if row["CompteNum"] == "411000"} >= {"Nubélis SAS"}
    assert all(row["EcritureDate"] == row["ValidDate"] == "20260915" for row in fec)


@db
@pytest.mark.parametrize("credited", [0, 10_000])
def test_a_deposit_and_its_balance_are_one_sale(credited: int) -> None:
    draft = make_draft(make_billing_edition())
    deposit = issue_invoice(draft_deposit(draft, basis_points=3000, by=BY, at=NOON), by=BY, at=NOON)
    if credited:
        credit(deposit, credited)
    pay(deposit, with_amounts(deposit).amounts.due_cents)
    balance = issue_invoice(Invoice.objects.get(pk=draft.pk), by=BY, at=NOON)
    assert balance.prepaid_cents == deposit.total_cents - credited * 120 // 100

    sums: Counter[str] = Counter()
    for piece in books.sales_pieces(*YEAR):
        assert piece.is_balanced
        for one in piece.postings:
            sums[one.account.number] += one.cents

    assert sums == {"411000": 288_000, "706000": -240_000, "419100": 0, "445710": -48_000}


@db
def test_a_period_holds_its_own_days_only() -> None:
    filled()

    assert books.sales_pieces(date(2026, 9, 16), YEAR[1]) == []
    assert books.money_pieces(date(2026, 9, 16), YEAR[1]) == []


def url(name: str, edition: Edition, query: str = "") -> str:
    return reverse(f"treasury:{name}", args=[edition.slug]) + query


@pytest.fixture
def edition() -> Edition:
    return filled()


@pytest.fixture
def nora(edition: Edition) -> Client:
    return client_in(edition, pole="treasury")


@db
def test_the_page_shows_sums_and_files(nora: Client, edition: Edition) -> None:
    period = "?first=2026-01-01&last=2026-12-31"

    page = nora.get(url("accounting", edition, period)).content.decode()
    journal = nora.get(url("sales_journal", edition, period)).content.decode("utf-8-sig").splitlines()
    fec = nora.get(url("fec", edition, period))

    assert "€1,000.00" in page
    assert "do not balance" not in page
    assert len(journal) == 1 + 3 + 1 + 1
    assert journal[0].startswith("Date;Numéro;Texte;Entreprise;SIREN;Taux de TVA")
    assert journal[-1].startswith("2026-09-15;F2026-0002;Facture F2026-0002")
    assert nora.get(url("sales_journal", edition, period + "&as=xlsx")).content.startswith(b"PK")
    assert fec["Content-Disposition"] == 'attachment; filename="732829320FEC20261231.txt"'
    assert fec.content.startswith(b"JournalCode\tJournalLib\tEcritureNum")
    assert b"Facture F2026-0001" in fec.content


ODD = "L’Œuvre “Zoë” – Łódź №1 Ωmega 🎓 €"


def test_the_fec_writes_every_label_in_letters_of_its_charset() -> None:
    buyer = Buyer("C00001", ODD)
    piece = Piece(SALES_JOURNAL, "F’1", YEAR[0], YEAR[0], f"Facture d’acompte F’1 {ODD}", buyer, sale([ONE]))
    nameless = replace(piece, buyer=Buyer("C00002", "אבג"))

    rows = [line.split("\t") for line in fec_bytes([piece, nameless]).decode("iso8859-15").splitlines()[1:]]

    written = 'L\'Œuvre "Zoë" - Lódz No1 mega €'
    assert {row[10] for row in rows[:3]} == {f"Facture d'acompte F'1 {written}"}
    assert [row[7] for row in rows] == [written, "", "", "C00002", "", ""]
    assert {row[8] for row in rows} == {"F'1"}
    assert not any("?" in cell for row in rows for cell in row)


@db
def test_no_label_of_the_books_asks_a_question(nora: Client, edition: Edition) -> None:
    draft = make_draft(edition, make_buyer("L’Atelier “Ω”"))
    issue_invoice(draft_deposit(draft, basis_points=3000, by=BY, at=NOON), by=BY, at=NOON)

    fec = nora.get(url("fec", edition, "?first=2026-01-01&last=2026-12-31")).content

    assert b"Facture d'acompte F2026-0003 L'Atelier" in fec
    assert b"?" not in fec


@db
@pytest.mark.parametrize("name", ["sales_journal", "purchase_journal"])
def test_journals_are_in_french_whoever_reads(nora: Client, edition: Edition, name: str) -> None:
    period = "?first=2026-01-01&last=2026-12-31"

    english = nora.get(url(name, edition, period))
    french = nora.get(url(name, edition, period), headers={"accept-language": "fr"})

    assert english.content == french.content
    assert english["Content-Disposition"] == french["Content-Disposition"]


@db
def test_an_empty_or_impossible_period_and_a_missing_siren_are_said(nora: Client, edition: Edition) -> None:
    empty = nora.get(url("accounting", edition, "?first=2020-01-01&last=2020-12-31"))
    assert "Nothing in this period" in empty.content.decode()
    assert nora.get(url("accounting", edition, "?first=2026-02-01&last=2026-01-01")).status_code == 422
    Association.objects.update(siren="")
    answer = nora.get(url("fec", edition), follow=True)
    assert "association’s SIREN" in answer.content.decode()
