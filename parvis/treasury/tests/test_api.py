"""The API of money: as the pages show it, and a payment that is entered once however often it is sent."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from parvis.accounts.actions import create_token
from parvis.accounts.models import StoredAnswer
from parvis.editions.models import Edition, LogEntry
from parvis.editions.tests.factories import NOON, make_actor, make_edition
from parvis.treasury.models import Invoice, Payment
from parvis.treasury.tests.factories import make_draft, make_issued, pay

pytestmark = pytest.mark.django_db
URL = "/api/v1/payments"


def token(*scopes: str, edition_slug: str = "") -> dict[str, str]:
    """The headers of a program."""
    _row, plain = create_token("Bank", scopes=scopes, edition_slug=edition_slug, by=make_actor(), at=NOON)
    return {"authorization": f"Bearer {plain}"}


def send(invoice: Invoice, headers: dict[str, str], *, key: str = "", **fields: Any) -> Any:
    body = {"invoice": invoice.pk, "amount_cents": 10_000, "received_on": "2026-11-02", **fields}
    keyed = {"idempotency-key": key} if key else {}
    return Client().post(URL, body, content_type="application/json", headers={**headers, **keyed})


def test_invoices_stand_as_the_pages_show_them() -> None:
    invoice = make_issued()
    pay(invoice, 10_000)
    make_draft(edition=invoice.exhibitor.edition)

    body = Client().get("/api/v1/invoices", headers=token("invoices:read")).json()

    issued, draft = body["items"]
    assert issued == Client().get(f"/api/v1/invoices/{invoice.pk}", headers=token("invoices:read")).json()
    assert issued == {
        "id": invoice.pk,
        "edition": invoice.exhibitor.edition.slug,
        "exhibitor": invoice.exhibitor_id,
        "company_name": invoice.exhibitor.company.name,
        "contract": invoice.contract_id,
        "kind": "full",
        "number": invoice.number,
        "standing": issued["standing"],
        "issued_on": str(invoice.issued_on),
        "due_on": str(invoice.due_on),
        "net_cents": invoice.net_cents,
        "vat_cents": invoice.vat_cents,
        "total_cents": invoice.total_cents,
        "paid_cents": 10_000,
        "credited_cents": 0,
        "due_cents": invoice.total_cents - 10_000,
    }
    assert issued["standing"] in {"part", "late"}
    assert (draft["standing"], draft["number"], draft["issued_on"]) == ("draft", None, None)


def test_a_payment_is_entered_and_read_back() -> None:
    invoice = make_issued()
    headers = token("payments:write", "payments:read")

    answer = send(invoice, headers, method="cheque", reference=" VIR\u200b 12 ")

    payment = Payment.objects.get()
    assert (answer.status_code, answer.json()) == (
        201,
        {
            "id": payment.pk,
            "edition": invoice.exhibitor.edition.slug,
            "invoice": invoice.pk,
            "amount_cents": 10_000,
            "received_on": "2026-11-02",
            "method": "cheque",
            "reference": "VIR 12",
            "is_paid_back": False,
            "corrects": None,
            "entered_at": answer.json()["entered_at"],
        },
    )
    assert Client().get(f"{URL}/{payment.pk}", headers=headers).json() == answer.json()
    assert Client().get(URL, headers=headers).json() == {"items": [answer.json()], "next": None}
    assert LogEntry.objects.get(verb="payment.entered").actor.label == "Bank"


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"amount_cents": 0}, "amount_cents"),
        ({"amount_cents": -1}, "amount_cents"),
        ({"amount_cents": 10**12 + 1}, "amount_cents"),
        ({"amount_cents": "100"}, "amount_cents"),
        ({"amount_cents": 1.5}, "amount_cents"),
        ({"received_on": 0}, "received_on"),
        ({"received_on": "2026-02-29"}, "received_on"),
        ({"received_on": "20261102"}, "received_on"),
        ({"method": "barter"}, "method"),
        ({"reference": "r" * 141}, "reference"),
    ],
)
def test_each_wrong_field_is_named(fields: dict[str, Any], wrong: str) -> None:
    answer = send(make_issued(), token("payments:write"), **fields)

    assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (422, [wrong])
    assert not Payment.objects.exists()


def test_what_the_action_refuses_is_refused() -> None:
    headers = token("payments:write")

    assert send(make_draft(), headers).status_code == 409
    assert send(make_issued(), headers, received_on="2999-01-01").json()["code"] == "received_on"
    invoice = make_issued()
    Edition.objects.update(state="closed", closed_at=NOON)
    assert send(invoice, headers).json()["code"] == "edition_closed"
    assert not Payment.objects.exists()


def test_more_than_what_is_due_is_taken_when_the_program_says_so() -> None:
    invoice, headers = make_issued(), token("payments:write")

    refused = send(invoice, headers, amount_cents=288_001)

    assert (refused.status_code, refused.json()["code"]) == (409, "overpayment")
    assert not Payment.objects.exists()
    assert send(invoice, headers, amount_cents=288_001, accept_overpayment=True).status_code == 201


def test_an_invoice_of_another_edition_takes_no_money() -> None:
    invoice = make_issued()
    make_edition("elsewhere")

    assert send(invoice, token("payments:write", edition_slug="elsewhere")).status_code == 404
    assert send(invoice, token("payments:read")).status_code == 403
    assert not Payment.objects.exists()


def test_the_same_key_gives_the_same_answer_and_one_payment() -> None:
    invoice, headers = make_issued(), token("payments:write")

    answers = [send(invoice, headers, key="wire-7") for _ in range(3)]

    assert {(answer.status_code, answer.content) for answer in answers} == {(201, answers[0].content)}
    assert [answer.headers.get("Idempotent-Replay") for answer in answers] == [None, "true", "true"]
    assert Payment.objects.count() == 1


def test_the_same_key_for_another_call_is_refused() -> None:
    invoice, headers = make_issued(), token("payments:write")
    send(invoice, headers, key="wire-7")

    answer = send(invoice, headers, key="wire-7", amount_cents=10_001)

    assert (answer.status_code, answer.json()["code"]) == (422, "key_reused")
    assert Payment.objects.count() == 1


def test_keys_of_two_programs_do_not_meet() -> None:
    invoice = make_issued()

    assert [send(invoice, token("payments:write"), key="1").status_code for _ in range(2)] == [201, 201]
    assert Payment.objects.count() == 2


def test_a_refusal_is_not_kept_so_the_key_may_be_tried_again() -> None:
    invoice, headers = make_draft(), token("payments:write")
    assert send(invoice, headers, key="1").status_code == 409

    Invoice.objects.filter(pk=invoice.pk).delete()
    assert send(make_issued(), headers, key="1").status_code == 201
    assert StoredAnswer.objects.count() == 1


def test_what_fails_half_way_leaves_neither_the_effect_nor_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    invoice, headers = make_issued(), token("payments:write")

    def crash(*args: object, **options: object) -> None:
        raise RuntimeError("the machine dies here")

    with monkeypatch.context() as patch:
        patch.setattr("parvis.accounts.doors.keep_answer", crash)
        with pytest.raises(RuntimeError):
            send(invoice, headers, key="1")

    assert (Payment.objects.count(), StoredAnswer.objects.count()) == (0, 0)
    assert send(invoice, headers, key="1").status_code == 201


@pytest.mark.parametrize("key", ["k" * 101, "a b", "é", "１", "a\tb", ""])
def test_a_key_that_is_none_is_refused(key: str) -> None:
    headers = {**token("payments:write"), "idempotency-key": key}
    invoice = make_issued()
    body = {"invoice": invoice.pk, "amount_cents": 1, "received_on": "2026-11-02"}

    answer = Client().post(URL, body, content_type="application/json", headers=headers)

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "Idempotency-Key")


def test_answers_are_forgotten_after_a_week() -> None:
    invoice, headers = make_issued(), token("payments:write")
    send(invoice, headers, key="old")
    send(invoice, headers, key="new")
    StoredAnswer.objects.filter(key="old").update(created_at=timezone.now() - timedelta(days=7, minutes=1))
    StoredAnswer.objects.filter(key="new").update(created_at=timezone.now() - timedelta(days=6, hours=23))

    call_command("forget_answers")

    assert [answer.key for answer in StoredAnswer.objects.all()] == ["new"]


@pytest.mark.django_db(transaction=True)
def test_the_same_call_from_eight_places_at_once_is_done_once() -> None:
    invoice, headers = make_issued(), token("payments:write")

    answers = at_once(lambda _place: send(invoice, headers, key="wire-7"))

    assert {(answer.status_code, answer.content) for answer in answers} == {(201, answers[0].content)}
    assert [answer.headers.get("Idempotent-Replay") for answer in answers].count(None) == 1
    assert Payment.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_a_key_the_same_call_is_done_each_time() -> None:
    """The control of the test above: it is the key that makes them one."""
    invoice, headers = make_issued(), token("payments:write")

    answers = at_once(lambda _place: send(invoice, headers))

    assert [answer.status_code for answer in answers] == [201] * 8
    assert Payment.objects.count() == 8


def at_once(call: Any) -> list[Any]:
    def one(place: int) -> Any:
        try:
            return call(place)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(one, range(8)))
