"""The exhibitor's own order: its papers, and nobody else's."""

import pytest
from django.test import Client
from django.urls import reverse

from parvis.accounts.models import User
from parvis.companies.tests.factories import make_company
from parvis.editions.tests.factories import NOON, client_of, make_actor, make_edition
from parvis.exhibitors.tests.factories import make_exhibitor, make_representative
from parvis.sales import actions
from parvis.sales.models import Contract
from parvis.sales.tests.factories import make_draft, make_sent, make_signed, pdf_of

pytestmark = pytest.mark.django_db


def grace_and_contract() -> tuple[Client, Contract]:
    contract = make_signed(make_edition(), make_company(), email="grace@nubelis.example")
    return client_of(User.objects.get(email="grace@nubelis.example")), contract


def test_the_signer_sees_the_order_the_contract_and_the_proof() -> None:
    grace, contract = grace_and_contract()
    slug = contract.exhibitor.edition.slug

    page = grace.get(reverse("sales:portal_order_list", args=[slug])).content.decode()
    panel = grace.get(reverse("sales:exhibitor_panel", args=[slug])).content.decode()

    assert contract.number in page
    assert contract.pdf_sha256 in page
    assert "192.0.2.7" not in page
    assert contract.number in panel
    assert "<html" not in panel


def test_an_exhibitor_downloads_its_own_papers_only() -> None:
    grace, contract = grace_and_contract()
    edition = contract.exhibitor.edition
    other = make_signed(edition, make_company())

    for name, mine, theirs in (
        ("portal_contract_file", contract.pk, other.pk),
        ("portal_quote_file", contract.quote_id, other.quote_id),
    ):
        response = grace.get(reverse(f"sales:{name}", args=[edition.slug, mine]))
        assert pdf_of(response)
        assert grace.get(reverse(f"sales:{name}", args=[edition.slug, theirs])).status_code == 404


def test_an_exhibitor_sees_no_draft_and_no_contract_that_was_taken_back() -> None:
    grace, contract = grace_and_contract()
    edition = contract.exhibitor.edition
    actions.withdraw_contract(contract, reason="", by=make_actor(), at=NOON)
    draft = make_draft(edition, contract.exhibitor.company)

    page = grace.get(reverse("sales:portal_order_list", args=[edition.slug])).content.decode()

    assert "No contract stands" in page
    assert draft.number not in page
    assert grace.get(reverse("sales:portal_quote_file", args=[edition.slug, draft.pk])).status_code == 404


def test_an_exhibitor_with_a_quote_alone_sees_it_listed() -> None:
    exhibitor = make_exhibitor(status="prospective")
    quote = make_sent(exhibitor.edition, exhibitor.company)
    grace = client_of(make_representative(exhibitor).user)  # type: ignore[arg-type]

    page = grace.get(reverse("sales:portal_order_list", args=[exhibitor.edition.slug])).content.decode()

    assert quote.number in page
