"""What a company and its divisions bought, were invoiced and paid, summed on the company's page."""

import pytest
from django.urls import reverse

from parvis.companies.past import over_the_years, past_of
from parvis.companies.tests.factories import make_company
from parvis.editions.rules import Member
from parvis.editions.tests.factories import client_in
from parvis.treasury.tests.factories import make_billing_edition, make_buyer, make_issued, make_signed_contract, pay

pytestmark = pytest.mark.django_db
BOARD = Member({"presidency": "lead"})


def test_divisions_are_summed_on_the_page_of_their_company_edition_by_edition() -> None:
    edition = make_billing_edition()
    group = make_buyer("Nubelis")
    lyon, paris = make_buyer("Nubelis Lyon", parent=group), make_buyer("Nubelis Paris", parent=group)
    make_company("Nubelis Quiet", parent=group)
    own, theirs = make_issued(edition, group), make_issued(edition, lyon)
    pay(own, 100_000)
    pay(theirs, 288_000)
    make_signed_contract(edition, paris)

    (past,) = past_of(group, BOARD)

    assert [(line.name, line.cents) for line in past.family] == [
        ("Nubelis", [240_000, 288_000, 100_000]),
        ("Nubelis Lyon", [240_000, 288_000, 288_000]),
        ("Nubelis Paris", [240_000, None, None]),
        ("Together", [720_000, 576_000, 388_000]),
    ]
    assert all(fact.company_id in {0, group.pk} for fact in past.facts)
    total = over_the_years([past, past])
    assert total is not None
    assert total.cents == [1_440_000, 1_152_000, 776_000]
    page = client_in(edition).get(reverse("companies:company_past", args=[edition.slug, group.pk])).content.decode()
    assert "With its divisions" in page
    assert "€5,760.00" in page


def test_a_company_alone_and_who_may_not_see_money_get_no_sums() -> None:
    edition = make_billing_edition()
    group = make_buyer("Nubelis")
    invoice = make_issued(edition, make_buyer("Nubelis Lyon", parent=group))

    (alone,) = past_of(invoice.exhibitor.company, BOARD)
    (blind,) = past_of(group, Member())

    assert [fact.words for fact in dict(alone.groups)["Paid"]] == [f"Invoice {invoice.number}"]
    assert (alone.family, blind.family) == ([], [])
    assert over_the_years([alone, blind]) is None
