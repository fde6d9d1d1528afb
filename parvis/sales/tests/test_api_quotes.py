"""The API of quotes: what was offered, a draft by the codes of the price list, and sending it as a person does."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from parvis.accounts.actions import create_token
from parvis.companies.models import Contact
from parvis.companies.tests.factories import make_company, make_contact
from parvis.core.dates import local_date
from parvis.editions.models import Edition, LogEntry
from parvis.editions.tests.factories import NOON, make_actor, make_edition
from parvis.outbox.models import Message
from parvis.sales.actions import set_discount_policy
from parvis.sales.models import Contract, Quote
from parvis.sales.tests.factories import (
    make_contract,
    make_draft,
    make_opportunity,
    make_option,
    make_package,
    make_terms,
)

pytestmark = pytest.mark.django_db
URL = "/api/v1/quotes"
JSON = "application/json"


def client(*scopes: str, edition_slug: str = "") -> Client:
    granted = scopes or ("quotes:read", "quotes:write")
    _row, plain = create_token("CRM", scopes=granted, edition_slug=edition_slug, by=make_actor(), at=NOON)
    return Client(headers={"authorization": f"Bearer {plain}"})


def edition_on_sale() -> Edition:
    """An edition to come with one package, one option and general terms."""
    edition = make_edition("here", fair_on=local_date(timezone.now()) + timedelta(days=60))
    make_package(edition, "B9", name_en="Booth 9", price_cents=240_000)
    make_option(edition, "MEAL", price_cents=3_000)
    make_terms(edition)
    return edition


def new(contact: Contact, *lines: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """The body of a draft for this contact's company."""
    wanted = list(lines) or [{"code": "B9"}]
    return {"edition": "here", "company": contact.company_id, "contact": contact.pk, "lines": wanted, **fields}


def post(browser: Client, body: dict[str, Any], **headers: str) -> Any:
    return browser.post(URL, body, content_type=JSON, headers=headers)


def send(browser: Client, quote: Quote, **headers: str) -> Any:
    return browser.generic("POST", f"{URL}/{quote.pk}/send", headers=headers)


def test_a_quote_is_told_with_its_lines_and_its_contract_and_never_with_its_link(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    contract, browser = make_contract(make_edition("here")), client()

    with django_assert_num_queries(3):
        (body,) = browser.get(URL).json()["items"]

    quote = contract.quote
    assert (body["number"], body["status"], body["edition"]) == (quote.number, "accepted", "here")
    assert (body["contract"], body["contact"], body["company"]) == (
        contract.pk,
        quote.contact_id,
        contract.exhibitor.company_id,
    )
    assert body["total_cents"] == 288_000 == body["net_cents"] + body["vat_cents"]
    assert [line["net_cents"] for line in body["lines"]] == [240_000]
    assert not {"token_hash", "pdf_path", "discount_reason"} & set(body)
    assert browser.get(f"{URL}/{quote.pk}").json() == body
    told = client("contracts:read").get(f"/api/v1/contracts/{contract.pk}").json()
    assert told["quote"] == quote.pk


def test_a_draft_is_made_once_at_the_prices_of_the_day() -> None:
    edition = edition_on_sale()
    contact = make_contact(make_company("Nova"))
    make_opportunity(edition, contact.company)
    lines: list[dict[str, Any]] = [{"code": "MEAL", "quantity": 3}, {"code": "B9", "is_gift": False}]
    words = {"discount_basis_points": 1250, "discount_reason": "Third year", "edition": ""}
    browser, body = client(edition_slug="here"), new(contact, *lines, **words)

    answers = [post(browser, body, **{"idempotency-key": "1"}) for _ in range(2)]

    quote = Quote.objects.get()
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].content == answers[1].content
    told = answers[0].json()
    assert [(line["code"], line["quantity"], line["net_cents"]) for line in told["lines"]] == [
        ("B9", 1, 210_000),
        ("MEAL", 3, 9_000),
    ]
    assert (told["status"], told["net_cents"], told["discount_basis_points"]) == ("draft", 219_000, 1250)
    assert (quote.discount_reason, quote.contact, quote.author_ref[:6]) == ("Third year", contact, "token:")
    assert LogEntry.objects.get(verb="quote.created").actor.label == "CRM"
    assert browser.get(f"{URL}/{quote.pk}").headers["ETag"] == answers[0].headers["ETag"]


def test_a_gift_costs_nothing() -> None:
    edition_on_sale()
    lines: list[dict[str, Any]] = [{"code": "B9"}, {"code": "MEAL", "quantity": 2, "is_gift": True}]

    told = post(client(), new(make_contact(), *lines)).json()

    assert [(line["net_cents"], line["is_gift"]) for line in told["lines"]] == [(240_000, False), (0, True)]


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"lines": []}, ["lines"]),
        ({"lines": [{"code": "B9"}, {"code": "XX"}]}, ["lines.1.code"]),
        ({"lines": [{"code": "B9", "quantity": 2}]}, ["lines.0"]),
        ({"lines": [{"code": "B9"}, {"code": "B9"}]}, ["lines.1"]),
        ({"lines": [{"code": "MEAL"}, {"code": "MEAL"}]}, ["lines.1"]),
        ({"lines": [{"code": "MEAL", "quantity": 0}]}, ["lines.0.quantity"]),
        ({"contact": 999}, ["contact"]),
        ({"discount_basis_points": 100}, ["discount_reason"]),
        ({"discount_basis_points": 10_001}, ["discount_basis_points"]),
        ({"expires_on": "soon"}, ["expires_on"]),
        ({"edition": ""}, ["edition"]),
    ],
)
def test_each_wrong_field_is_named(fields: dict[str, Any], wrong: list[str]) -> None:
    edition_on_sale()

    answer = post(client(), {**new(make_contact()), **fields})

    assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (422, wrong)
    assert not Quote.objects.exists()


def test_what_the_action_refuses_is_refused() -> None:
    edition_on_sale()
    body = new(make_contact(), expires_on="2020-01-01")

    assert post(client(), body).status_code == 409
    Edition.objects.update(state="closed", closed_at=NOON)
    assert post(client(), new(make_contact())).json()["code"] == "edition_closed"
    assert not Quote.objects.exists()


def test_a_token_of_an_edition_reaches_its_own_quotes_and_companies() -> None:
    edition_on_sale()
    there = make_edition("there", fair_on=local_date(timezone.now()) + timedelta(days=60))
    foreign, stranger = make_draft(there), make_contact(make_company("Stranger"))
    browser = client(edition_slug="here")

    assert browser.get(URL).json()["items"] == []
    assert browser.get(f"{URL}/{foreign.pk}").status_code == 404
    assert send(browser, foreign).status_code == 404
    assert post(browser, new(stranger)).status_code == 404
    assert post(browser, {**new(stranger), "edition": "there"}).status_code == 404
    assert Quote.objects.get() == foreign


def test_a_draft_is_sent_once_with_its_link_mailed() -> None:
    edition_on_sale()
    browser = client()
    tag = post(browser, new(make_contact(email="grace@nova.example"))).headers["ETag"]
    quote = Quote.objects.get()

    first, again = (send(browser, quote, **{"idempotency-key": "s", "if-match": tag}) for _ in range(2))
    later = send(browser, quote)

    assert [answer.status_code for answer in (first, again, later)] == [200, 200, 409]
    assert first.content == again.content
    assert (first.json()["status"], len(first.json()["pdf_sha256"])) == ("sent", 64)
    assert browser.get(f"{URL}/{quote.pk}").headers["ETag"] == first.headers["ETag"]
    assert Message.objects.get(kind="quote_sent").to_address == "grace@nova.example"
    assert LogEntry.objects.get(verb="quote.sent").actor.label == "CRM"
    assert not Contract.objects.exists()


def test_a_draft_changed_since_it_was_read_is_not_sent() -> None:
    edition_on_sale()
    browser = client()
    tag = post(browser, new(make_contact())).headers["ETag"]
    quote = Quote.objects.get()
    Quote.objects.update(net_cents=1)

    lost = send(browser, quote, **{"if-match": tag})

    assert (lost.status_code, lost.json()["code"], Quote.objects.get().status) == (412, "changed", "draft")


def change(browser: Client, quote: Quote, body: dict[str, Any], **headers: str) -> Any:
    return browser.patch(f"{URL}/{quote.pk}", body, content_type=JSON, headers=headers)


def test_a_draft_is_changed_by_what_is_named_and_only_as_it_was_read() -> None:
    edition_on_sale()
    browser, contact = client(), make_contact(make_company("Nova"))
    words = {"discount_basis_points": 1000, "discount_reason": "Friends"}
    tag = post(browser, new(contact, {"code": "B9"}, {"code": "MEAL", "quantity": 2}, **words)).headers["ETag"]
    quote = Quote.objects.get()

    told = change(browser, quote, {"lines": [{"code": "B9"}], "contact": None}, **{"if-match": tag})
    late = change(browser, quote, {"discount_basis_points": 0}, **{"if-match": tag})

    assert (told.status_code, told.json()["net_cents"], told.json()["contact"]) == (200, 216_000, contact.pk)
    assert (late.status_code, late.json()["code"]) == (412, "changed")
    assert told.headers["ETag"] == browser.get(f"{URL}/{quote.pk}").headers["ETag"] != tag
    quote.refresh_from_db()
    assert (quote.discount_reason, quote.expires_on.isoformat()) == ("Friends", told.json()["expires_on"])
    assert LogEntry.objects.get(verb="quote.changed").actor.label == "CRM"


def test_a_change_is_held_to_what_a_draft_is_held_to() -> None:
    edition_on_sale()
    browser = client()
    post(browser, new(make_contact(make_company("Nova"))))
    quote, stranger = Quote.objects.get(), make_contact(make_company("Stranger"))

    wrong = change(browser, quote, {"lines": [{"code": "XX"}], "contact": stranger.pk}).json()["errors"]

    assert [error["field"] for error in wrong] == ["lines.0.code", "contact"]
    assert change(browser, quote, {"expires_on": None}).status_code == 200
    assert send(browser, quote).status_code == 200
    assert change(browser, quote, {"lines": [{"code": "XX"}]}).status_code == 409
    assert change(client("quotes:read"), quote, {}).status_code == 403
    Edition.objects.update(state="closed", closed_at=NOON)
    assert change(browser, quote, {}).json()["code"] == "edition_closed"


def test_a_program_approves_no_discount_and_a_closed_edition_sends_nothing() -> None:
    edition = edition_on_sale()
    set_discount_policy(edition, approval_above=500, by=make_actor(), at=NOON)
    browser = client()
    post(browser, new(make_contact(), discount_basis_points=1000, discount_reason="Friends"))
    quote = Quote.objects.get()

    assert send(browser, quote).json()["code"] == "approval"
    Edition.objects.update(state="closed", closed_at=NOON)
    assert send(browser, quote).json()["code"] == "edition_closed"
    assert Quote.objects.get().is_draft


def test_reading_is_not_writing() -> None:
    quote = make_draft()

    assert post(client("quotes:read"), {}).status_code == 403
    assert send(client("quotes:read"), quote).status_code == 403
    assert client("quotes:write").get(URL).status_code == 403
