"""The team's pages of sales and their doors."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from parvis.companies.tests.factories import make_company, make_contact
from parvis.editions.models import Edition
from parvis.editions.tests.factories import client_in, make_edition
from parvis.outbox.models import Message
from parvis.sales.actions import accept_quote
from parvis.sales.models import GeneralTerms, Option, Package, PriceRule, Quote
from parvis.sales.offer import Choice
from parvis.sales.tests.factories import (
    make_contract,
    make_draft,
    make_option,
    make_package,
    make_rule,
    make_sent,
    make_signed,
    make_terms,
    pdf_of,
    signer,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> Edition:
    return make_edition(fair_on=(timezone.now() + timedelta(days=90)).date())


def url(name: str, edition: Edition, *args: object) -> str:
    return reverse(f"sales:{name}", args=[edition.slug, *args])


def text_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_quote_list_shows_quotes_of_this_edition_only(edition: Edition) -> None:
    mine = make_sent(edition, make_company(name="Nubelis"))
    make_sent(make_edition(), make_company(name="Elsewhere"))

    page = text_of(client_in(edition), url("quote_list", edition))

    assert "Nubelis" in page
    assert mine.number in page
    assert "Elsewhere" not in page


@pytest.mark.parametrize("name", ["quote_list", "contract_list"])
def test_lists_ask_as_often_for_three_rows_as_for_one(edition: Edition, name: str) -> None:
    client = client_in(edition)
    make_contract(edition, make_company())
    client.get(url(name, edition))
    with CaptureQueriesContext(connection) as one:
        client.get(url(name, edition))
    for _time in range(2):
        make_contract(edition, make_company())

    with CaptureQueriesContext(connection) as three:
        client.get(url(name, edition))

    assert len(three) == len(one)


def test_quote_new_asks_for_the_company_then_for_the_offer(edition: Edition) -> None:
    company = make_company(name="Nubelis")
    make_package(edition, name_en="Booth 9 m²", stock=3)
    client = client_in(edition)

    assert f"?company={company.pk}" in text_of(client, url("quote_new", edition) + "?q=nub")
    assert "No company found" in text_of(client, url("quote_new", edition) + "?q=zzz")
    page = text_of(client, url("quote_new", edition) + f"?company={company.pk}")
    assert "Booth 9 m²" in page
    assert "3 left" in page
    assert client.get(url("quote_new", edition) + "?company=x").status_code == 404


def test_quote_new_filters_companies_as_one_types(edition: Edition) -> None:
    make_company(name="Nubelis")

    response = client_in(edition).get(url("quote_new", edition) + "?q=nub", headers={"HX-Request": "true"})

    assert response.content.decode().strip().startswith('<div id="companies"')


def test_quote_new_saves_a_draft_with_package_options_and_gift(edition: Edition) -> None:
    company = make_company()
    contact, package, option = make_contact(company), make_package(edition), make_option(edition)
    fields = {"contact": contact.pk, "package": package.pk, f"option_{option.pk}": "2", f"gift_{option.pk}": "on"}

    response = client_in(edition).post(url("quote_new", edition) + f"?company={company.pk}", fields)

    quote = Quote.objects.get()
    assert response.headers["Location"] == url("quote_detail", edition, quote.pk)
    assert list(quote.lines.order_by("position").values_list("quantity", "net_cents")) == [(1, 240_000), (2, 0)]


def test_quote_new_keeps_what_was_typed_when_it_is_refused(edition: Edition) -> None:
    company = make_company()
    contact, option = make_contact(company), make_option(edition)
    client, address = client_in(edition), url("quote_new", edition) + f"?company={company.pk}"

    empty = client.post(address, {"contact": contact.pk})
    wrong = client.post(address, {"contact": "", f"option_{option.pk}": "-1"})

    assert (empty.status_code, wrong.status_code) == (422, 422)
    assert "A quote offers at least one thing." in empty.content.decode()
    assert 'value="-1"' in wrong.content.decode()


def test_quote_preview_shows_the_total_and_saves_nothing(edition: Edition) -> None:
    company = make_company()
    package = make_package(edition)

    response = client_in(edition).post(url("quote_preview", edition, company.pk), {"package": package.pk})

    page = response.content.decode()
    assert "€2,880.00" in page
    assert "<html" not in page
    assert not Quote.objects.exists()


def test_quote_edit_changes_a_draft_and_refuses_a_sent_one(edition: Edition) -> None:
    draft, sent = make_draft(edition, make_company()), make_sent(edition, make_company())
    other = make_package(edition, price_cents=100)
    client = client_in(edition)

    assert "€2,400.00" in text_of(client, url("quote_edit", edition, draft.pk))
    client.post(url("quote_edit", edition, draft.pk), {"contact": draft.contact_id, "package": other.pk})
    refused = client.get(url("quote_edit", edition, sent.pk))

    draft.refresh_from_db()
    assert draft.net_cents == 100
    assert refused.status_code == 409


def test_quote_detail_leads_from_draft_to_sent_to_a_new_version(edition: Edition) -> None:
    quote = make_draft(edition, make_company(), email="grace@nubelis.example")
    quote.expires_on = edition.fair_on
    quote.save()
    client, address = client_in(edition), url("quote_detail", edition, quote.pk)

    assert client.get(url("quote_file", edition, quote.pk)).status_code == 409
    assert url("quote_send", edition, quote.pk) in text_of(client, address)
    assert client.post(url("quote_send", edition, quote.pk)).headers["Location"] == address
    page = text_of(client, address)
    assert "grace@nubelis.example" in page
    assert "sent the quote" in page
    client.post(url("quote_resend", edition, quote.pk))
    response = client.get(url("quote_file", edition, quote.pk))
    assert pdf_of(response)
    client.post(url("quote_version", edition, quote.pk))
    draft = Quote.objects.get(version=2)
    assert "v2" in text_of(client, address)
    client.post(url("quote_discard", edition, draft.pk))
    assert Quote.objects.count() == 1


def test_contract_pages_show_the_proof_and_take_the_contract_back(edition: Edition) -> None:
    contract = make_signed(edition, make_company(name="Nubelis"))
    make_rule(edition, "cancel", 30, days_before=100)
    client = client_in(edition, role="lead")

    assert "Nubelis" in text_of(client, url("contract_list", edition))
    assert "Grace Martin, DRH" in text_of(client, url("contract_detail", edition, contract.pk))
    page = text_of(client, url("contract_withdraw", edition, contract.pk))
    assert "× 30%" in page
    assert "€720.00" in page
    assert client.post(url("contract_withdraw", edition, contract.pk), {"reason": ""}).status_code == 422
    client.post(url("contract_withdraw", edition, contract.pk), {"reason": "Budget", "seen_owed_cents": "72000"})
    contract.refresh_from_db()
    assert contract.status == "withdrawn"
    assert "Reason: Budget" in text_of(client, url("contract_detail", edition, contract.pk))
    response = client.get(url("contract_file", edition, contract.pk))
    assert f'filename="{contract.number}.pdf"' in response.headers["Content-Disposition"]
    assert pdf_of(response)


def test_contract_resend_mails_a_new_link(edition: Edition) -> None:
    quote = make_sent(edition, make_company(), at=timezone.now(), expires_on=edition.fair_on)
    contract = accept_quote(quote, by=signer(), at=timezone.now())

    client_in(edition).post(url("contract_resend", edition, contract.pk))

    assert Message.objects.filter(kind="contract_sent").count() == 2


def test_catalogue_shows_packages_options_rules_and_terms(edition: Edition) -> None:
    client = client_in(edition, pole="treasury")
    assert "No quote can be sent before" in text_of(client, url("catalogue", edition))
    make_package(edition, name_en="Booth 4.5 m²", includes={"area_dm2": 450})
    make_option(edition, name_en="Meal")
    make_rule(edition, "class", -20, company_kind="public")
    make_rule(edition, "early_bird", -10, until_on=edition.fair_on)
    make_rule(edition, "cancel", 30, days_before=60)
    make_terms(edition)

    page = text_of(client, url("catalogue", edition))

    for words in ("Booth 4.5 m²", "4.5 m²", "Meal", "Public body", "−20%", "30%", "Version 1"):
        assert words in page


PACKAGE = {
    "code": "b9",
    "name_fr": "Stand 9 m²",
    "price_cents": "2 400,50",
    "vat_percent": "20",
    "stock": "60",
    "position": "1",
    "is_active": "on",
    "only_kinds": ["startup"],
    "include_area_dm2": "4.5",
    "include_meal": "2",
}


def test_package_pages_add_and_change_a_package(edition: Edition) -> None:
    client = client_in(edition, pole="treasury")

    assert client.get(url("package_new", edition)).status_code == 200
    client.post(url("package_new", edition), PACKAGE)
    package = Package.objects.get()
    assert (package.code, package.price_cents, package.stock, package.only_kinds) == ("B9", 240_050, 60, ["startup"])
    assert package.gives == {"area_dm2": 450, "meal": 2}
    page = text_of(client, url("package_edit", edition, package.pk))
    assert 'value="2,400.50"' in page
    client.post(url("package_edit", edition, package.pk), PACKAGE | {"stock": "", "include_meal": ""})
    package.refresh_from_db()
    assert (package.stock, Package.objects.get().gives) == (None, {"area_dm2": 450})


def test_a_package_page_leads_to_the_history_of_that_package(edition: Edition) -> None:
    client = client_in(edition, pole="treasury")
    client.post(url("package_new", edition), PACKAGE)
    client.post(url("package_new", edition), PACKAGE | {"code": "B10"})
    package = Package.objects.get(code="B9")

    page = text_of(client, url("package_edit", edition, package.pk))
    address = f"{reverse('editions:history', args=[edition.slug])}?type=sales.package&amp;id={package.pk}"
    assert address in page
    lines: Any = client.get(address.replace("&amp;", "&")).context["page"].object_list

    assert [(line.verb, line.object_id) for line in lines] == [("package.saved", str(package.pk))]


def test_package_pages_say_what_is_wrong_next_to_the_field(edition: Edition) -> None:
    make_package(edition, "B9")
    client = client_in(edition, pole="treasury")

    twice = client.post(url("package_new", edition), PACKAGE)
    wrong = client.post(url("package_new", edition), PACKAGE | {"price_cents": "1,234", "vat_percent": "x"})
    minus = client.post(url("package_new", edition), PACKAGE | {"price_cents": "-3"})

    assert {twice.status_code, wrong.status_code, minus.status_code} == {422}
    assert "“B9” is already in the price list" in twice.content.decode()
    assert "is not an amount" in wrong.content.decode()
    assert "A price is not negative." in minus.content.decode()
    assert Package.objects.count() == 1


def test_option_pages_add_and_change_an_option(edition: Edition) -> None:
    client = client_in(edition, pole="treasury")
    fields = {**PACKAGE, "code": "MEAL", "name_fr": "Repas", "gives_kind": "meal", "gives_quantity": "1"}

    assert client.get(url("option_new", edition)).status_code == 200
    client.post(url("option_new", edition), fields)
    option = Option.objects.get()
    client.post(url("option_edit", edition, option.pk), fields | {"price_cents": "30"})

    option.refresh_from_db()
    assert (option.price_cents, option.gives) == (3_000, {"meal": 1})
    assert client.post(url("option_new", edition), fields).status_code == 422


def test_rule_pages_ask_what_the_kind_needs(edition: Edition) -> None:
    client = client_in(edition, pole="treasury")

    assert client.get(url("rule_new", edition)).status_code == 200
    assert client.post(url("rule_new", edition), {"kind": "class", "percent": "-10"}).status_code == 422
    bad = {"kind": "cancel", "percent": "-10", "days_before": "60"}
    assert client.post(url("rule_new", edition), bad).status_code == 422
    assert client.post(url("rule_new", edition), {"kind": "x", "percent": "1"}).status_code == 422
    fields = {"kind": "early_bird", "percent": "-10,5", "until_on": "2026-06-15", "days_before": "3"}
    client.post(url("rule_new", edition), {**fields, "percent": "-10.5"})
    rule = PriceRule.objects.get()
    assert (rule.basis_points, rule.days_before) == (-1_050, None)
    assert "-10.5" in text_of(client, url("rule_edit", edition, rule.pk))
    client.post(url("rule_delete", edition, rule.pk))
    assert not PriceRule.objects.exists()


def test_catalogue_import_checks_first_then_brings_in(edition: Edition) -> None:
    client = client_in(edition, pole="treasury")
    entry = b'{"code": "B9", "name": "Stand", "price": "10.00"}'
    data = b'{"packages": [' + entry + b"," + entry + b"]}"
    address = url("catalogue_import", edition)

    checked = client.post(address, {"file": SimpleUploadedFile("prices.json", data), "only_check": "on"})
    assert "nothing has changed yet" in checked.content.decode()
    assert not Package.objects.exists()
    done = client.post(address, {"file": SimpleUploadedFile("prices.json", data)}).content.decode()
    assert "Entry 2 says B9 a second time" in done
    assert Package.objects.get().price_cents == 1_000
    broken = client.post(address, {"file": SimpleUploadedFile("prices.json", b"PK")})
    assert broken.status_code == 422
    assert "not JSON" in broken.content.decode()


def test_terms_pages_publish_versions_and_show_them(edition: Edition) -> None:
    client = client_in(edition, pole="treasury")
    address = url("terms_publish", edition)

    assert client.get(address).status_code == 200
    assert client.post(address, {"text_fr": ""}).status_code == 422
    client.post(address, {"text_fr": "## Objet\n\nUn forum.", "text_en": "## Purpose\n\nA fair."})
    client.post(address, {"text_fr": "## Objet\n\nUn grand forum.", "text_en": ""})

    assert list(GeneralTerms.objects.order_by("version").values_list("version", flat=True)) == [1, 2]
    assert "A fair." in text_of(client, url("terms_detail", edition, 1))
    assert "Un grand forum." in text_of(client, url("terms_detail", edition, 2))


def test_company_panel_and_exhibitor_panel_show_its_papers(edition: Edition) -> None:
    contract = make_signed(edition, make_company())
    exhibitor = contract.exhibitor
    client = client_in(edition)

    for address in (
        url("company_panel", edition, exhibitor.company_id),
        url("exhibitor_sales", edition, exhibitor.pk),
    ):
        page = text_of(client, address)
        assert contract.number in page
        assert contract.quote.number in page
    assert "No quote in this edition yet." in text_of(client, url("company_panel", edition, make_company().pk))


def test_panels_show_no_price_to_other_poles(edition: Edition) -> None:
    contract = make_signed(edition, make_company())

    page = text_of(client_in(edition, pole="logistics"), url("exhibitor_sales", edition, contract.exhibitor_id))

    assert page == ""


@pytest.mark.parametrize(
    ("pole", "role", "name", "status"),
    [
        ("treasury", "reader", "quote_list", 200),
        ("treasury", "member", "quote_new", 403),
        ("logistics", "lead", "quote_list", 403),
        ("company_relations", "member", "package_new", 403),
        ("company_relations", "lead", "package_new", 200),
        ("presidency", "lead", "terms_publish", 200),
        ("company_relations", "reader", "quote_new", 403),
    ],
)
def test_pages_open_by_pole_and_role(edition: Edition, pole: str, role: str, name: str, status: int) -> None:
    assert client_in(edition, pole=pole, role=role).get(url(name, edition)).status_code == status


def test_rows_of_another_edition_do_not_exist_here(edition: Edition) -> None:
    other = make_edition()
    contract = make_signed(other, make_company())
    package, option, rule = make_package(other), make_option(other), make_rule(other, "cancel", 30, days_before=1)
    client = client_in(edition, pole="presidency", role="lead")

    rows = [("quote_detail", contract.quote_id), ("quote_file", contract.quote_id), ("contract_detail", contract.pk)]
    rows += [("contract_file", contract.pk), ("contract_withdraw", contract.pk), ("package_edit", package.pk)]
    rows += [("option_edit", option.pk), ("rule_edit", rule.pk), ("exhibitor_sales", contract.exhibitor_id)]
    rows += [("terms_detail", 1)]
    for name, key in rows:
        assert client.get(url(name, edition, key)).status_code == 404, name
    for name in ("quote_send", "quote_resend", "quote_version", "quote_discard"):
        assert client.post(url(name, edition, contract.quote_id)).status_code == 404, name


def test_a_gift_of_a_whole_package_is_seen_again_on_the_form(edition: Edition) -> None:
    choices = [Choice(make_package(edition), is_gift=True), Choice(make_option(edition), 7)]
    draft = make_draft(edition, make_company(), choices=choices)

    page = text_of(client_in(edition), url("quote_edit", edition, draft.pk))

    assert 'value="7"' in page
    assert "free of charge" in page
