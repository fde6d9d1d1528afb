"""Every paper of the demo is what an outsider would accept and what the books say, and names its record's amounts."""

from collections.abc import Iterable
from datetime import date

import pytest

from parvis.core.money import format_cents
from parvis.core.tests.pdf_reading import text_of
from parvis.core.uploads import read_stored
from parvis.reports.demo import load_demo
from parvis.sales.models import Contract, Quote, Seal
from parvis.treasury.documents import issued_papers
from parvis.treasury.models import Invoice, IssuedPaper
from parvis.treasury.snapshots import LANGUAGE
from parvis.treasury.tests.test_accounting import assert_books_agree
from parvis.treasury.tests.test_einvoices import assert_sound

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def assert_says(path: str, words: Iterable[str], amounts: Iterable[int], *, language: str) -> None:
    """The printed page holds these words and amounts, blanks of any width apart."""
    text = "".join(text_of(read_stored(path)).split())
    wanted = [*words, *(format_cents(cents, language) for cents in amounts)]
    assert [one for one in wanted if "".join(one.split()) not in text] == [], path


def sums_of(paper: IssuedPaper | Quote | Contract) -> list[int]:
    return [paper.net_cents, paper.vat_cents, paper.net_cents + paper.vat_cents]


def assert_invoice_says(paper: IssuedPaper) -> None:
    words, amounts = [str(paper.number), paper.buyer["name"]], sums_of(paper)
    if isinstance(paper, Invoice):
        amounts += [paper.asked_cents, *paper.lines.values_list("net_cents", flat=True)]
    else:
        amounts += [net for _rate, net, _vat in vars(paper)["shares"]]
    assert_says(paper.pdf_path, words, amounts, language=LANGUAGE)


def assert_sale_says(paper: Quote | Contract, quote: Quote) -> None:
    words = [paper.number, quote.exhibitor.company.billing_name]
    lines = quote.lines.values_list("name", "net_cents")
    amounts = [*sums_of(paper), *(cents for _name, cents in lines)]
    assert_says(paper.pdf_path, [*words, *(name for name, _cents in lines)], amounts, language=quote.language)


def test_every_paper_of_the_demo_is_sound_and_in_the_books() -> None:
    load_demo(seed=1, scale=0.1, today=date(2026, 7, 15))

    papers = issued_papers()
    for paper in papers:
        assert_sound(paper)
        assert_invoice_says(paper)

    assert {str(paper.number)[0] for paper in papers} == {"A", "F"}
    assert len({group["BT-118"] for paper in papers for group in paper.facts["BG-23"]}) >= 2
    assert_books_agree(date(2024, 1, 1), date(2027, 12, 31))
    quotes = Quote.objects.exclude(pdf_path="").select_related("exhibitor__company")
    contracts = Contract.objects.select_related("quote__exhibitor__company")
    assert (quotes.exists(), contracts.exists()) == (True, True)
    for quote in quotes:
        assert_sale_says(quote, quote)
    for contract in contracts:
        assert_sale_says(contract, contract.quote)
    for seal in Seal.objects.select_related("contract__quote"):
        contract = seal.contract
        assert_says(seal.pdf_path, [contract.number], sums_of(contract), language=contract.language)
