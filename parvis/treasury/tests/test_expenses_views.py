"""The pages of bills, suppliers and transfers, and the e-invoice that fills a form."""

import base64
import io
import json
from typing import Any

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from parvis.accounts.models import User
from parvis.accounts.tests.factories import make_user
from parvis.core.errors import Refused
from parvis.core.uploads import CleanFile, read_image, read_pdf, read_stored, store
from parvis.editions.models import Edition
from parvis.editions.tests.factories import NOON, client_in, client_of, make_member
from parvis.treasury import receiving
from parvis.treasury.einvoice import reader
from parvis.treasury.models import Expense, ExpensePayment, IncomingInvoice, RefundAccount, Supplier
from parvis.treasury.receiving import Received, keep_received, received_by, ticket_of, xml_of
from parvis.treasury.spending import threshold_of
from parvis.treasury.tests.budget_rows import (
    approve,
    make_expense,
    make_item,
    make_refund,
    make_supplier,
    pay_out,
)
from parvis.treasury.tests.factories import IBAN, make_billing_edition, make_issued

pytestmark = pytest.mark.django_db
SIREN = "732829320"


@pytest.fixture
def edition() -> Edition:
    return make_billing_edition()


@pytest.fixture
def nora(edition: Edition) -> User:
    return make_member(edition, pole="treasury").user


@pytest.fixture
def browser(nora: User) -> Client:
    return client_of(nora)


def url(name: str, edition: Edition, *ids: int) -> str:
    return reverse(f"treasury:{name}", args=[edition.slug, *ids])


def photo() -> SimpleUploadedFile:
    made = io.BytesIO()
    Image.new("RGB", (20, 20), "red").save(made, "JPEG")
    return SimpleUploadedFile("receipt.jpg", made.getvalue())


def page(answer: Any) -> str:
    return str(answer.content.decode())


def bill_of(edition: Edition) -> bytes:
    """A Factur-X file, as a supplier would send it: one of our own invoices."""
    return read_stored(make_issued(edition).pdf_path)


def answers(item: int, **over: Any) -> dict[str, Any]:
    values = {
        "kind": "bill",
        "supplier": "",
        "name": "Traiteur Nubelis",
        "number": "T-1",
        "issued_on": "2026-09-01",
        "due_on": "",
        "purpose": "Lunch of the fair",
        "item_1": item,
        "net_1": "100",
        "rate_1": "1000",
        "vat_1": "",
    }
    return {**values, **{f"rate_{number}": "2000" for number in (2, 3, 4)}, **over}


def send_file(browser: Client, edition: Edition, file: SimpleUploadedFile) -> str:
    answer = browser.post(url("expense_new", edition), {"file": file})
    assert answer.status_code == 302, page(answer)
    return str(answer.headers["Location"])


def test_a_bill_without_e_invoice_is_written_by_hand(browser: Client, edition: Edition, nora: User) -> None:
    item = make_item(edition, "Meals")
    assert "two people do" in page(browser.get(url("expense_new", edition)))
    address = send_file(browser, edition, photo())
    assert "There is no e-invoice in it" in page(browser.get(address))

    answer = browser.post(address, answers(item.pk), follow=True)

    assert "Handed in" in page(answer)
    expense = Expense.objects.get()
    assert (expense.total_cents, expense.vat_cents, expense.asked_by) == (11_000, 1_000, nora)
    assert (str(expense.supplier), expense.kind, expense.xml) == ("Traiteur Nubelis", "bill", "")
    shown = page(browser.get(url("expense_detail", edition, expense.pk)))
    assert "You handed this in." in shown
    assert "Agree to it" not in shown
    file = browser.get(url("expense_file", edition, expense.pk))
    assert b"".join(file).startswith(b"RIFF")


@pytest.mark.parametrize(
    ("over", "sentence"),
    [
        ({"name": ""}, "Choose a supplier"),
        ({"siren": "732829321"}, "a digit is mistyped"),
        ({"iban": "FR76"}, "An IBAN is a country"),
        ({"vat_1": "12"}, "not the VAT of this amount"),
        ({"net_1": "-1"}, "A line has a budget line"),
        ({"net_2": "5"}, "A line has a budget line"),
        ({"net_1": "0"}, "more than zero"),
        ({"issued_on": "2199-01-01"}, "still to come"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    browser: Client, edition: Edition, over: dict[str, str], sentence: str
) -> None:
    item = make_item(edition)
    address = send_file(browser, edition, photo())

    answer = browser.post(address, answers(item.pk, **over))

    assert (answer.status_code, sentence in page(answer)) == (422, True)
    assert "Lunch of the fair" in page(answer)
    assert not Expense.objects.exists()


def test_a_bill_answers_a_quote_of_its_supplier(browser: Client, edition: Edition) -> None:
    item, supplier = make_item(edition), make_supplier(siren=SIREN)
    quote = approve(make_expense(edition, item=item, supplier=supplier, kind="quote"))
    address = send_file(browser, edition, photo())

    wrong = browser.post(address, answers(item.pk, supplier=make_supplier().pk, answers=quote.pk))
    browser.post(address, answers(item.pk, supplier=supplier.pk, answers=quote.pk, number="T-2"))
    browser.post(address, answers(item.pk, supplier=supplier.pk, answers=quote.pk, kind="quote", number="T-3"))

    assert "of another supplier" in page(wrong)
    assert {one.number: one.answers for one in Expense.objects.filter(number__startswith="T-")} == {
        "T-2": quote,
        "T-3": None,
    }


def test_a_file_that_is_none_and_a_ticket_that_is_not_ours(browser: Client, edition: Edition) -> None:
    answer = browser.post(url("expense_new", edition), {"file": SimpleUploadedFile("a.pdf", b"hello")})
    assert (answer.status_code, "neither a PDF nor an image" in page(answer)) == (422, True)

    answer = browser.get(url("expense_enter", edition) + "?file=forged", follow=True)
    assert "Send the file again" in page(answer)


@pytest.mark.slow
def test_a_factur_x_file_fills_the_form_and_nothing_is_kept_before_it_is_handed_in(
    browser: Client, edition: Edition
) -> None:
    item = make_item(edition)
    pdf = SimpleUploadedFile("facture.pdf", bill_of(edition))

    address = send_file(browser, edition, pdf)
    shown = browser.get(address)

    form = shown.context["form"]
    assert not Expense.objects.exists()
    assert not Supplier.objects.exists()
    assert "The e-invoice was read" in page(shown)
    assert (form["number"].value(), form["name"].value(), form["siren"].value()) == (
        "F2026-0001",
        "Association Forum Exemple",
        SIREN,
    )
    assert (form["net_1"].value(), form["rate_1"].value(), form["vat_1"].value()) == ("2,400.00", 2000, "480.00")
    typed = {name: form[name].value() or "" for name in ("number", "name", "siren", "vat_number", "iban", "due_on")}
    parts = {"net_1": "2400", "rate_1": "2000", "vat_1": "480"}
    browser.post(address, answers(item.pk, **typed, **parts, issued_on=str(form["issued_on"].value())))
    expense = Expense.objects.get()
    assert (expense.total_cents, str(expense.supplier)) == (288_000, "Association Forum Exemple")
    assert expense.xml.startswith("<?xml")
    assert expense.supplier
    assert expense.supplier.iban == IBAN

    again = browser.get(send_file(browser, edition, SimpleUploadedFile("again.pdf", pdf.open().read())))
    assert again.context["form"]["supplier"].value() == expense.supplier.pk


def one_page() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (20, 20), "red").save(made, "PDF")
    return made.getvalue()


def carrying(xml: str) -> bytes:
    """A page with that e-invoice inside."""
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(one_page())) as document:
        document.attachments["factur-x.xml"] = xml.encode()
        document.save(made)
    return made.getvalue()


def cii(**words: str) -> str:
    """The least of a cross-industry invoice."""
    said = {"type": "380", "currency": "EUR", "day": "20260901", "amount": "100.00", **words}
    spaces = " ".join(f'xmlns:{name}="{uri}"' for name, uri in reader.SPACES.items())
    return (
        f"<rsm:CrossIndustryInvoice {spaces}><rsm:ExchangedDocument><ram:ID>N-1</ram:ID>"
        f"<ram:TypeCode>{said['type']}</ram:TypeCode><ram:IssueDateTime><udt:DateTimeString>{said['day']}"
        "</udt:DateTimeString></ram:IssueDateTime></rsm:ExchangedDocument><rsm:SupplyChainTradeTransaction>"
        f"<ram:ApplicableHeaderTradeSettlement><ram:InvoiceCurrencyCode>{said['currency']}</ram:InvoiceCurrencyCode>"
        f"<ram:ApplicableTradeTax><ram:BasisAmount>{said['amount']}</ram:BasisAmount></ram:ApplicableTradeTax>"
        "</ram:ApplicableHeaderTradeSettlement></rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>"
    )


@pytest.mark.slow
@pytest.mark.parametrize(("words", "sentence"), [({"type": "381"}, "a credit note"), ({"currency": "USD"}, "in USD")])
def test_an_e_invoice_that_is_no_bill_in_euros_is_refused(
    browser: Client, edition: Edition, words: dict[str, str], sentence: str
) -> None:
    pdf = SimpleUploadedFile("facture.pdf", carrying(cii(**words)))

    answer = browser.post(url("expense_new", edition), {"file": pdf})

    assert (answer.status_code, sentence in page(answer)) == (422, True)


def test_the_reader_takes_what_makes_sense_and_leaves_the_rest() -> None:
    found = reader.facts_of(cii(day="20261345", amount="12,x").encode())

    assert (found["number"], found["issued_on"], found["siren"]) == ("N-1", "", "")
    assert found["rates"] == [{"net_cents": 0, "vat_cents": 0, "vat_basis_points": 0}]
    assert reader.facts_of(cii(day="soon", amount="1E+99").encode())["rates"][0]["net_cents"] == 0
    assert reader.facts_of(b"<no") == reader.facts_of(b"<other/>") == {}
    assert reader.xml_inside(carrying("<!DOCTYPE a><a/>")) == reader.xml_inside(one_page()) == b""
    assert json.loads(reader.answer({"pdf": base64.b64encode(one_page()).decode()})) == {}


@pytest.mark.slow
def test_an_invoice_that_came_by_the_platform_is_brought_into_the_expenses(browser: Client, edition: Edition) -> None:
    clean = CleanFile(carrying(cii()), "pdf")
    values = {"path": store(clean), "sha256": clean.sha256, "received_at": NOON, "keep_until": NOON.date()}
    incoming = IncomingInvoice.objects.create(platform="manual", key="1", name="bill.pdf", **values)
    assert "Bring into the expenses" in page(browser.get(url("incoming_list", edition)))

    shown = browser.post(url("incoming_bring", edition, incoming.pk), follow=True)

    assert shown.context["form"]["number"].value() == "N-1"
    assert not Expense.objects.exists()


@pytest.mark.slow
def test_a_pdf_without_e_invoice_or_that_cannot_be_read_has_no_facts() -> None:
    data = one_page()

    received = keep_received(read_pdf(io.BytesIO(data)), data)

    assert (received.is_read, xml_of(received)) == (False, "")
    assert receiving.facts_in(b"%PDF-broken") == {}
    assert received_by(ticket_of(received)) == received


def test_an_image_is_not_asked_for_an_e_invoice() -> None:
    made = io.BytesIO()
    Image.new("RGB", (4, 4)).save(made, "PNG")

    assert keep_received(read_image(made), made.getvalue()).facts == {}
    with pytest.raises(Refused, match="again"):
        received_by(ticket_of(Received("a", "b", "", {})) + "x")


def test_agreeing_refusing_and_paying_on_the_page(browser: Client, edition: Edition, nora: User) -> None:
    expense, other = make_expense(edition), make_expense(edition, net_cents=50_000)
    listed = page(browser.get(url("expense_list", edition)))
    assert "2 expenses wait" in listed

    browser.post(url("expense_approve", edition, expense.pk))
    one_more = browser.post(url("expense_approve", edition, other.pk), follow=True)
    assert "one more person is needed" in page(one_more)
    assert "Refuse it" in page(one_more)
    assert browser.post(url("expense_refuse", edition, other.pk), {"reason": ""}).status_code == 422
    browser.post(url("expense_refuse", edition, other.pk), {"reason": "Too dear"})
    today = timezone.localdate().isoformat()
    paid = {"amount_cents": "120", "paid_on": today, "reference": "VIR", "request_key": "k"}
    assert browser.post(url("expense_pay", edition, expense.pk), {**paid, "amount_cents": ""}).status_code == 422
    too_much = browser.post(url("expense_pay", edition, expense.pk), {**paid, "amount_cents": "121"})
    assert (too_much.status_code, "left to pay" in page(too_much)) == (422, True)
    assert browser.post(url("expense_pay", edition, expense.pk), {**paid, "bank_line": "999999"}).status_code == 404
    browser.post(url("expense_pay", edition, expense.pk), paid)

    states = {one.pk: one.status for one in Expense.objects.all()}
    assert states == {expense.pk: "paid", other.pk: "refused"}
    assert "Too dear" in page(browser.get(url("expense_detail", edition, other.pk)))
    browser.post(url("expense_payment_take_back", edition, ExpensePayment.objects.get().pk))
    assert Expense.objects.get(pk=expense.pk).status == "approved"


def test_transfers_are_listed_taken_as_a_file_and_noted(browser: Client, edition: Edition) -> None:
    assert "Nothing to pay" in page(browser.get(url("transfer_list", edition)))
    bill = approve(make_expense(edition, supplier=make_supplier("Traiteur", iban=IBAN)))
    refund = approve(make_refund(edition, make_user()))
    forgotten = approve(make_refund(edition, make_user()))
    RefundAccount.objects.filter(expense=forgotten).delete()

    shown = page(browser.get(url("transfer_list", edition)))
    file = browser.get(url("transfer_list", edition) + "?export=csv").content.decode()

    assert shown.count(IBAN) == file.count(IBAN) == 2
    values = {"paid_on": timezone.localdate().isoformat(), "ids": [bill.pk, refund.pk], "action": "paid"}
    assert browser.post(url("transfer_list", edition), {**values, "paid_on": ""}).status_code == 422
    answer = browser.post(url("transfer_list", edition), values, follow=True)
    assert "2 expenses are paid" in page(answer)
    assert Expense.objects.filter(status="paid").count() == 2


def test_suppliers_are_written_and_changed(browser: Client, edition: Edition) -> None:
    assert "No supplier yet" in page(browser.get(url("supplier_list", edition)))
    values = {"name": "Traiteur", "siren": "732 829 320", "vat_number": "44732829320", "iban": IBAN}
    assert browser.post(url("supplier_new", edition), {**values, "vat_number": "FR00732829320"}).status_code == 422
    browser.post(url("supplier_new", edition), values)
    supplier = Supplier.objects.get()
    assert (supplier.siren, supplier.vat_number) == (SIREN, "FR44732829320")

    twice = browser.post(url("supplier_new", edition), values)
    assert (twice.status_code, "already" in page(twice)) == (422, True)
    assert "Traiteur" in page(browser.get(url("supplier_edit", edition, supplier.pk)))
    browser.post(url("supplier_edit", edition, supplier.pk), {**values, "name": "Traiteur Roy"})
    assert "Traiteur Roy" in page(browser.get(url("supplier_list", edition)))


def test_the_board_sets_the_threshold(edition: Edition) -> None:
    president = client_in(edition, pole="presidency")

    assert president.post(url("expense_settings", edition), {"two_from_cents": "-1"}).status_code == 422
    president.post(url("expense_settings", edition), {"two_from_cents": "800"})

    assert threshold_of(edition) == 80_000
    assert "800" in page(president.get(url("expense_settings", edition)))


def test_a_member_of_any_pole_hands_in_a_receipt_and_sees_theirs_alone(edition: Edition) -> None:
    item = make_item(edition, "Signs", pole="logistics")
    sam = make_member(edition, pole="logistics").user
    browser = client_of(sam)
    other = make_refund(edition, make_user())
    assert "You paid nothing yet" in page(browser.get(url("refund_list", edition)))
    values = {"amount_cents": "42,50", "issued_on": "2026-09-01", "purpose": "Tape", "item": item.pk, "iban": IBAN}

    assert browser.post(url("refund_new", edition), {**values, "file": photo(), "iban": "FR1"}).status_code == 422
    late = browser.post(url("refund_new", edition), {**values, "file": photo(), "issued_on": "2199-01-01"})
    assert "still to come" in page(late)
    answer = browser.post(url("refund_new", edition), {**values, "file": photo()}, follow=True)

    refund = Expense.objects.get(member=sam)
    assert "the treasury looks at it" in page(answer)
    assert "Tape" in page(answer)
    assert (refund.total_cents, refund.account.iban) == (4_250, IBAN)
    assert b"".join(browser.get(url("refund_file", edition, refund.pk))).startswith(b"RIFF")
    assert browser.get(url("refund_file", edition, other.pk)).status_code == 403
    assert browser.get(url("expense_detail", edition, refund.pk)).status_code == 403
    treasurer = client_in(edition, pole="treasury")
    assert IBAN in page(treasurer.get(url("expense_detail", edition, refund.pk)))


def test_a_reader_sees_no_account_and_no_button(edition: Edition) -> None:
    expense = make_expense(edition, supplier=make_supplier(iban=IBAN))
    reader = client_in(edition, pole="treasury", role="reader")

    shown = page(reader.get(url("expense_detail", edition, expense.pk)))

    assert IBAN not in shown
    assert "Agree to it" not in shown


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_whatever_its_length(
    browser: Client, edition: Edition, count: int, django_assert_max_num_queries: Any
) -> None:
    for _number in range(count):
        pay_out(approve(make_expense(edition)), 100)

    with django_assert_max_num_queries(22):
        browser.get(url("expense_list", edition))
