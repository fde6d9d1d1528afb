"""What the company fills in before it signs: only what is missing, what Chorus Pro wants of a public body."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import Error, transaction
from django.test import Client
from django.utils import timezone

from parvis.companies.models import Company
from parvis.companies.tests.factories import make_company
from parvis.core.errors import Refused
from parvis.editions.models import LogEntry
from parvis.editions.tests.factories import NOON, client_in, make_actor, make_edition
from parvis.sales import actions
from parvis.sales.actions.amendments import amend_contract
from parvis.sales.actions.shop import ask_option
from parvis.sales.forms.invoicing import DetailsForm
from parvis.sales.invoicing import is_billable
from parvis.sales.models import Contract, InvoicingDetails
from parvis.sales.queries import invoicing_of
from parvis.sales.tests.factories import link_token, make_contract, make_option, make_sent, sign, signer

pytestmark = pytest.mark.django_db
PLACE = {"address": "12 rue de l’Exemple", "postcode": "75013", "city": "Paris"}
SIREN, SIRET = "732829320", "73282932000074"
ENGAGED: dict[str, Any] = {"purchase_order": "ENG-7", "service_code": "SG-COMM"}
NONE: dict[str, Any] = {"has_no_engagement": True, "has_no_service_code": True}


def public_contract(**fields: Any) -> Contract:
    return make_contract(make_edition(), make_company(kind="public", siren=SIREN, **{**PLACE, **fields}))


def fill(contract: Contract, place: dict[str, str] | None = None, **references: Any) -> InvoicingDetails:
    return actions.fill_details(contract, place=place or {}, **references, by=signer(), at=NOON)


def form_of(company: Company, **data: str) -> DetailsForm:
    form = DetailsForm(data, company=company)
    form.is_valid()
    return form


def test_only_what_is_missing_is_asked() -> None:
    assert set(DetailsForm(company=make_company(siren=SIREN, **PLACE)).fields) == {"purchase_order"}
    assert set(DetailsForm(company=make_company(country="DE")).fields) == {"purchase_order", *PLACE}
    assert set(DetailsForm(company=make_company(**PLACE)).fields) == {"purchase_order", "siret"}
    public = set(DetailsForm(company=make_company(kind="public", **PLACE)).fields)
    assert public == {"siret", "purchase_order", "service_code", "market_number", *NONE}


def test_a_public_body_gives_each_number_or_says_that_there_is_none() -> None:
    company = make_company(kind="public", siren=SIREN, **PLACE)

    neither, both = form_of(company, siret=SIRET), form_of(company, siret=SIRET, **ENGAGED, has_no_engagement="on")
    one = form_of(company, siret=SIRET, purchase_order="ENG-7", has_no_service_code="on")

    assert set(neither.errors) == {"purchase_order", "service_code"}
    assert set(both.errors) == {"purchase_order"}
    assert one.is_valid()
    assert one.values()["purchase_order"] == "ENG-7"


def test_a_wrong_siret_and_blanks_are_told() -> None:
    company = make_company(kind="public", siren=SIREN)

    form = form_of(company, siret="123", **dict.fromkeys(PLACE, " \u200b "), **NONE)

    assert set(form.errors) == {"siret", *PLACE}


def test_what_was_missing_reaches_the_company_and_nothing_else_does() -> None:
    contract = make_contract(make_edition(), make_company(name="Nubelis", address="1 rue Haute", country="FR"))

    fill(contract, {**PLACE, "siret": SIRET, "name": "Other"}, purchase_order="PO-1")

    company = Company.objects.get(pk=contract.exhibitor.company_id)
    assert (company.name, company.address, company.city) == ("Nubelis", "1 rue Haute", "Paris")
    assert (company.siren, company.siret) == (SIREN, SIRET)
    said = invoicing_of(contract)
    assert said is not None
    assert (said.purchase_order, said.filled_by, str(said)) == ("PO-1", "Grace Martin", f"{contract} PO-1")
    assert "contract.details_filled" in [entry.verb for entry in LogEntry.objects.about(contract)]


def test_another_companys_number_names_nobody() -> None:
    make_company(name="Secret client", siren=SIREN)
    contract = make_contract(make_edition(), make_company(**PLACE))

    with pytest.raises(Refused) as refusal:
        fill(contract, {"siret": SIRET})

    assert refusal.value.code == "siret"
    assert "Secret" not in refusal.value.message


def test_a_number_that_cannot_be_is_refused_in_the_companys_words() -> None:
    contract = make_contract(make_edition(), make_company(**PLACE))

    with pytest.raises(Refused) as refusal:
        fill(contract, {"siret": "12345678901234"})

    assert refusal.value.code == "bad_number"


def test_a_public_body_signs_once_it_has_given_its_references() -> None:
    contract = public_contract()

    with pytest.raises(Refused, match="Fill in first"):
        sign(contract)
    with pytest.raises(Refused, match="public body"):
        fill(contract, purchase_order="ENG-7")
    fill(contract, **NONE)
    fill(contract, purchase_order="ENG-7", has_no_engagement=False, service_code="S1", has_no_service_code=False)
    sign(contract)

    said = InvoicingDetails.objects.get()
    assert (said.purchase_order, said.service_code, said.is_whole_for_public_body) == ("ENG-7", "S1", True)
    contract.refresh_from_db()
    assert contract.is_signed


@pytest.mark.parametrize(
    ("fields", "is_ready"),
    [
        ({}, False),
        (PLACE, False),
        ({"siren": SIREN}, False),
        ({**PLACE, "siren": SIREN}, True),
        ({**PLACE, "country": "DE"}, True),
        ({"country": "DE"}, False),
    ],
)
def test_who_cannot_be_invoiced_does_not_sign_yet(fields: dict[str, str], is_ready: bool) -> None:
    contract = make_contract(make_edition(), make_company(**fields))
    code = actions.send_code(contract, by=signer(), at=NOON)
    words = {"name": "G", "role": "D", "user_agent": ""}

    if is_ready:
        assert actions.sign_contract(contract, **words, code=code, by=signer(), at=NOON).pk
    else:
        with pytest.raises(Refused, match="Fill in first"):
            actions.sign_contract(contract, **words, code=code, by=signer(), at=NOON)


def test_a_division_is_invoiced_under_the_number_of_its_parent() -> None:
    division = make_company(parent=make_company(siren=SIREN), **PLACE)

    assert is_billable(division)


def test_what_was_said_stays_once_it_is_signed() -> None:
    contract = public_contract()
    fill(contract, **ENGAGED)
    sign(contract)
    rows = InvoicingDetails.objects.all()

    with pytest.raises(Refused):
        fill(contract, **NONE)
    for act in (lambda: rows.update(service_code="X"), rows.delete):
        with pytest.raises(Error), transaction.atomic():
            act()


def test_an_amendment_uses_what_was_said_for_its_contract() -> None:
    contract = public_contract()
    fill(contract, **ENGAGED)
    sign(contract)
    contract.refresh_from_db()
    contract.exhibitor.refresh_from_db()
    wish = ask_option(contract.exhibitor, make_option(contract.exhibitor.edition), quantity=1, by=signer(), at=NOON)
    amendment = amend_contract(contract, [wish], by=make_actor(), at=NOON)

    assert invoicing_of(amendment) == InvoicingDetails.objects.get()
    sign(amendment)
    assert Contract.objects.signed().count() == 2


def page_of(company: Company) -> tuple[Contract, str]:
    """A contract that can be signed now, and the address of its page."""
    edition = make_edition(fair_on=(timezone.now() + timedelta(days=90)).date())
    sent = make_sent(edition, company, at=timezone.now(), expires_on=edition.fair_on)
    contract = actions.accept_quote(sent, by=signer(), at=timezone.now())
    return contract, f"/c/{link_token('contract_sent')}/"


def test_contract_sign_asks_a_public_body_and_keeps_what_was_typed(client: Client) -> None:
    _contract, address = page_of(make_company(kind="public", siren=SIREN, **PLACE))

    first = client.get(address).content.decode()
    wrong = client.post(address, {"step": "details", "siret": "123", "service_code": "SG-COMM"})
    done = client.post(address, {"step": "details", "siret": SIRET, **ENGAGED}, follow=True).content.decode()

    assert "send me the code" not in first
    assert wrong.status_code == 422
    assert 'value="SG-COMM"' in wrong.content.decode()
    assert "send me the code" in done
    assert "ENG-7" in done


def test_contract_sign_asks_for_the_address_before_the_code(client: Client) -> None:
    _contract, address = page_of(make_company(siren=SIREN, address="1 rue Haute"))

    first = client.get(address).content.decode()
    client.post(address, {"step": "details", "postcode": "75013", "city": "Paris"})

    assert "where your invoices go" in first
    assert "send me the code" not in first
    assert "send me the code" in client.get(address).content.decode()


def test_contract_sign_offers_a_purchase_order_to_everybody(client: Client) -> None:
    contract, address = page_of(make_company(siren=SIREN, **PLACE))

    first = client.get(address).content.decode()
    client.post(address, {"step": "details", "purchase_order": " PO  9 "})

    assert "send me the code" in first
    said = invoicing_of(contract)
    assert said is not None
    assert said.purchase_order == "PO 9"


def test_contract_detail_shows_what_was_said_for_the_invoices() -> None:
    contract = public_contract()
    fill(contract, purchase_order="ENG-7", has_no_service_code=True)
    edition = contract.exhibitor.edition

    page = client_in(edition).get(f"/team/{edition.slug}/contracts/{contract.pk}/").content.decode()

    assert "ENG-7" in page
    assert "Said by" in page


def test_contract_sign_says_when_a_number_cannot_be_kept(client: Client) -> None:
    make_company(name="Secret client", siren=SIREN)
    _contract, address = page_of(make_company(**PLACE))

    answer = client.post(address, {"step": "details", "siret": SIRET, "purchase_order": "PO"})

    assert answer.status_code == 422
    assert "write to us" in answer.content.decode()
    assert 'value="PO"' in answer.content.decode()
