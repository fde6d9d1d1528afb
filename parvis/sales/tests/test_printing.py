"""What the papers of a sale say."""

import pytest
from django.utils import translation

from parvis.companies.tests.factories import make_company
from parvis.editions.tests.factories import NOON, make_edition
from parvis.sales.models import QuoteLine
from parvis.sales.offer import Choice
from parvis.sales.printing import contract_paper, entitlement_facts, paper_lines, quote_paper
from parvis.sales.queries import lines_of
from parvis.sales.tests.factories import make_draft, make_package, make_rule, make_terms

pytestmark = pytest.mark.django_db


def line(net_cents: int, discount_text: str = "x") -> QuoteLine:
    return QuoteLine(
        name="Stand",
        quantity=1,
        unit_price_cents=300,
        net_cents=net_cents,
        discount_text=discount_text,
        vat_basis_points=2_000,
    )


def test_the_narrow_column_shows_all_percentages_as_one() -> None:
    with translation.override("en"):
        shown = [one["discount"] for one in paper_lines([line(216), line(200), line(300, ""), line(330)], "en")]

    assert shown == ["−28%", "−33.33%", "", "+10%"]


def test_quote_and_contract_name_both_parties_what_is_sold_and_what_it_gives() -> None:
    edition = make_edition(name="Forum 2026", place_name="Grande Halle")
    make_rule(edition, "class", -20, company_kind="foreign")
    company = make_company(
        name="Nubelis", kind="foreign", legal_name="Nubelis GmbH", city="Bonn", country="DE", vat_number="DE1"
    )
    package = make_package(edition, name_en="Booth 4.5 m²", includes={"area_dm2": 450, "meal": 2})
    quote = make_draft(edition, company, choices=[Choice(package)])
    terms, lines = make_terms(edition), lines_of([quote])

    with translation.override("en"):
        offer = quote_paper(quote, lines, terms, on=NOON.date())
        contract = contract_paper(quote, lines, number="C2026-0001", terms=terms, on=NOON.date())

    assert offer["buyer"]["name"] == "Nubelis GmbH"
    assert offer["buyer"]["address"] == ["Bonn", "DE"]
    assert offer["seller"]["facts"][0] == {"label": "SIREN", "value": "732829320"}
    assert offer["lines"][0]["detail"] == "Foreign company −20%"
    assert offer["totals"] == {
        "net": "€1,920.00",
        "vat": [{"rate": "20%", "base": "€1,920.00", "amount": "€384.00"}],
        "gross": "€2,304.00",
    }
    assert [fact["value"] for fact in contract["entitlements"]] == ["4.5 m²", "2"]
    assert [article["heading"] for article in contract["articles"]] == ["Objet", "Annulation"]
    assert contract["quote_number"] == "Q2026-0001"


def test_entitlements_stand_in_one_order() -> None:
    given = {"meal": 1, "area_dm2": 900, "badge": 0}

    assert [fact["value"] for fact in entitlement_facts(given)] == ["9 m²", "1"]
