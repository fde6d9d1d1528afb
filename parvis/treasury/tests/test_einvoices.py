"""Every issued paper carries an e-invoice that passes schema, EN 16931, French rules and exact sums."""

import hashlib
import io
import re
from datetime import date
from typing import Any

import page
import pikepdf
import pytest
from django.db import IntegrityError, connection, transaction

from parvis.core.errors import Refused
from parvis.core.tests.pdf_reading import codes_of, standards_of, text_of
from parvis.editions.models import Edition, LogEntry
from parvis.editions.tests.factories import NOON, make_actor
from parvis.treasury.actions.deposits import choose_regimes, draft_deposit, drop_deposit
from parvis.treasury.actions.invoices import change_draft, draft_invoice, issue_invoice
from parvis.treasury.documents import stored_bytes, ubl_of, xml_of
from parvis.treasury.einvoice.asking import findings_of, left_over
from parvis.treasury.models import Invoice, InvoiceLine, InvoiceSeries, InvoicingTerms, IssuedPaper, VatRegime
from parvis.treasury.regimes import Place
from parvis.treasury.tests.factories import (
    STAND,
    credit,
    make_billing_edition,
    make_buyer,
    make_draft,
    make_issued,
    make_signed_contract,
    pay,
)

pytestmark = pytest.mark.django_db
MEAL = ("Repas", 3, 1_999, 1000)
BY = make_actor()


def term(xml: bytes, name: str) -> str:
    """The text of the first such element."""
    found = re.search(rf"<ram:{name}\b[^>]*>([^<]*)</ram:{name}>".encode(), xml)
    return found[1].decode() if found else ""


def assert_sound(paper: IssuedPaper) -> bytes:
    """The paper's XML, after everything an outsider would check: CII, UBL, PDF/A-3a, PDF/UA-1, one file, the page."""
    xml, pdf = xml_of(paper), stored_bytes(paper)
    assert hashlib.sha256(xml).hexdigest() == paper.xml_sha256
    assert findings_of(xml, remainders=left_over(paper.facts)) == []
    assert findings_of(ubl_of(paper), "ubl") == []
    assert failures(pdf) == []
    assert standards_of(pdf) == {"A-3A", "UA-1"}
    with pikepdf.open(io.BytesIO(pdf)) as document, document.open_metadata() as metadata:
        assert document.check_pdf_syntax() == []  # what `qpdf --check` says
        assert list(document.attachments) == ["factur-x.xml"]
        assert [str(one.AFRelationship) for one in document.Root.AF] == ["/Alternative"]
        assert metadata["{urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#}ConformanceLevel"] == "EN 16931"
    assert str(paper.number) in text_of(pdf)
    return xml


def failures(pdf: bytes) -> list[str]:
    found = []
    for profile in (page.ValidationProfile.PDF_A_3A, page.ValidationProfile.PDF_UA_1):
        found += [f"{one.rule_id}: {one.message}" for one in page.validate_pdf_bytes(pdf, profile=profile).failures]
    return found


def regime_of(edition: Edition, regime: str, **fields: Any) -> VatRegime:
    return VatRegime.objects.create(edition=edition, starts_on=date(2026, 1, 1), regime=regime, **fields)


def test_a_standard_invoice_with_a_discount_is_sound() -> None:
    draft = make_draft(lines=(STAND, MEAL))
    InvoiceLine.objects.filter(invoice=draft, position=1).update(net_cents=216_000, discount_text="Organisme −10 %")
    Invoice.objects.filter(pk=draft.pk).update(net_cents=221_997)

    xml = assert_sound(issue_invoice(draft, by=BY, at=NOON))

    assert (term(xml, "TypeCode"), term(xml, "DuePayableAmount")) == ("380", "2657.97")
    assert xml.count(b"<ram:SubjectCode>PMT<") == xml.count(b"<ram:SubjectCode>PMD<") == 1
    assert xml.count(b'<ram:URIID schemeID="0225">') == 2


def test_franchise_without_vat_number_gives_the_siren_instead() -> None:
    edition = make_billing_edition()
    regime_of(edition, "franchise")
    type(edition.association).objects.update(vat_number="")

    invoice = make_issued(edition)

    xml = assert_sound(invoice)
    assert (invoice.net_cents, invoice.vat_cents) == (240_000, 0)
    assert (term(xml, "ExemptionReasonCode"), term(xml, "CategoryCode")) == ("VATEX-FR-FRANCHISE", "E")
    assert b'<ram:ID schemeID="FC">732829320<' in xml
    assert "TVA non applicable, art. 293 B du CGI" in text_of(stored_bytes(invoice))


def test_non_profit_exemption_is_sound() -> None:
    edition = make_billing_edition()
    regime_of(edition, "non_profit")

    xml = assert_sound(make_issued(edition))

    assert term(xml, "ExemptionReasonCode") == "VATEX-FR-CGI261-7"


def test_a_business_of_another_eu_country_is_invoiced_without_vat() -> None:
    buyer = make_buyer(country="DE", vat_number="DE136695976", siren="", postcode="10115", city="Berlin")

    invoice = make_issued(company=buyer)

    xml = assert_sound(invoice)
    assert (invoice.vat_cents, term(xml, "CategoryCode"), term(xml, "ExemptionReasonCode")) == (0, "AE", "VATEX-EU-AE")
    assert "Autoliquidation" in text_of(stored_bytes(invoice))


def test_a_business_outside_the_eu_is_outside_french_vat() -> None:
    buyer = make_buyer(country="CH", vat_number="CHE123456788", siren="", postcode="1200", city="Genève")

    invoice = make_issued(company=buyer)

    xml = assert_sound(invoice)
    assert (term(xml, "CategoryCode"), b"RateApplicablePercent" in xml, b'schemeID="VA"' in xml) == ("O", False, False)
    assert "CHE123456788" in text_of(stored_bytes(invoice))


def test_an_eu_buyer_without_a_valid_vat_number_pays_french_vat() -> None:
    buyer = make_buyer(country="DE", vat_number="DE1", siren="", postcode="10115", city="Berlin")

    assert make_issued(company=buyer).vat_cents == 48_000


def test_who_is_nowhere_is_not_spared_french_vat() -> None:
    assert (Place("", has_vat_number=False).usual, Place("CH", has_vat_number=False).usual) == ("", "world")


def test_bare_space_is_taxed_in_france_whoever_buys_it() -> None:
    edition = make_billing_edition()
    regime_of(edition, "normal", is_place_of_customer=False)
    buyer = make_buyer(country="CH", siren="", postcode="1200", city="Genève")

    assert make_issued(edition, buyer).vat_cents == 48_000


@pytest.mark.parametrize(
    ("country", "vat_number", "regimes", "sentence"),
    [
        ("FR", "", ("eu", ""), "Reverse charge is for a business of another EU country"),
        ("FR", "", ("world", "world"), "Sales outside French VAT are for businesses outside"),
        ("FR", "", ("franchise", "non_profit"), "One invoice has one reason"),
        ("CH", "", ("world", "normal"), "shares no invoice with a taxed one"),
    ],
)
def test_regimes_that_do_not_fit_are_refused(
    country: str, vat_number: str, regimes: tuple[str, str], sentence: str
) -> None:
    buyer = (
        make_buyer(country=country, vat_number=vat_number) if country == "FR" else make_buyer(country=country, siren="")
    )
    draft = make_draft(company=buyer, lines=(STAND, MEAL))
    for position, regime in enumerate(regimes, start=1):
        InvoiceLine.objects.filter(invoice=draft, position=position).update(regime=regime)

    with pytest.raises(Refused, match=sentence):
        issue_invoice(draft, by=BY, at=NOON)


def test_a_foreign_buyer_is_reached_by_mail() -> None:
    contract = make_signed_contract(company=make_buyer(country="CH", siren=""))
    contract.quote.contact.is_active = False
    contract.quote.contact.save()
    draft = draft_invoice(contract, by=BY, at=NOON)
    assert draft

    with pytest.raises(Refused, match="a foreign buyer is reached by mail"):
        issue_invoice(draft, by=BY, at=NOON)


def test_a_public_body_answers_before_its_invoice_is_issued() -> None:
    buyer = make_buyer(kind="public", siren="732829320", siret="73282932000074")
    draft = make_draft(company=buyer)
    with pytest.raises(Refused, match="service code"):
        issue_invoice(draft, by=BY, at=NOON)
    draft = change_draft(draft, due_on=None, service_code="SRV-9", market_number="M7", by=BY, at=NOON)
    with pytest.raises(Refused, match="engagement number"):
        issue_invoice(draft, by=BY, at=NOON)
    draft = change_draft(draft, due_on=None, purchase_order="ENG-1", by=BY, at=NOON)

    xml = assert_sound(issue_invoice(draft, by=BY, at=NOON))

    assert term(xml, "BuyerReference") == "SRV-9"
    assert b"<ram:IssuerAssignedID>ENG-1<" in xml
    assert b"<ram:IssuerAssignedID>M7<" in xml


def test_a_public_body_may_say_that_it_gives_none() -> None:
    draft = make_draft(company=make_buyer(kind="public", siren="732829320", siret=""))
    draft = change_draft(draft, due_on=None, has_no_service_code=True, has_no_engagement=True, by=BY, at=NOON)

    with pytest.raises(Refused, match="its SIRET says who receives"):
        issue_invoice(draft, by=BY, at=NOON)


def test_a_credit_note_is_sound_and_names_its_invoice() -> None:
    invoice = make_issued(lines=(STAND, MEAL))

    notes = [credit(invoice, 10_001), credit(invoice)]

    for note in notes:
        xml = assert_sound(note)
        assert term(xml, "TypeCode") == "381"
        assert b"<ram:IssuerAssignedID>F2026-0001<" in xml
    assert codes_of(stored_bytes(notes[0])) == []


def test_the_last_cents_of_vat_are_credited_with_the_last_part() -> None:
    invoice = make_issued(lines=(("Stylo", 9, 1, 2000),))

    notes = [credit(invoice, 3) for _ in range(3)]

    assert [left_over(note.facts) for note in notes] == [{}, {}, {"20.00": -1}]
    assert findings_of(xml_of(notes[-1])) == [("STRICT-VAT", "BT-117 of S 20.00: 0.00, not 0.01")]


def test_deposit_then_balance_are_sound() -> None:
    draft = make_draft(lines=(STAND, MEAL))

    deposit = issue_invoice(draft_deposit(draft, basis_points=3000, by=BY, at=NOON), by=BY, at=NOON)

    xml = assert_sound(deposit)
    assert (term(xml, "TypeCode"), deposit.net_cents, deposit.vat_cents) == ("386", 73_799, 14_400 + 180)
    with pytest.raises(Refused, match="Deposit F2026-0001 is not paid"):
        issue_invoice(draft, by=BY, at=NOON)
    pay(deposit, deposit.total_cents)

    balance = issue_invoice(draft, by=BY, at=NOON)

    xml = assert_sound(balance)
    assert balance.kind == "balance"
    assert (term(xml, "TotalPrepaidAmount"), term(xml, "DuePayableAmount")) == ("883.79", "2062.18")
    assert b"<ram:ID>S4<" in xml
    assert b"<ram:IssuerAssignedID>F2026-0001<" in xml
    text = text_of(stored_bytes(balance))
    assert "Acompte facturé : F2026-0001" in text
    assert "Déjà réglé 883,79 €" in text
    assert codes_of(stored_bytes(balance))[0].split("\n")[7] == "EUR2062.18"


def test_the_payment_code_is_read_back_from_the_issued_page() -> None:
    invoice = make_issued()

    (code,) = codes_of(stored_bytes(invoice), dpi=150)

    assert code.split("\n") == [
        "BCD", "002", "1", "SCT", "AGRIFRPP", "Association Forum Exemple", "FR7630006000011234567890189",
        "EUR2880.00", "", "", "F2026-0001",
    ]  # fmt: skip


def test_a_broken_invoice_keeps_its_draft_and_burns_no_number(caplog: pytest.LogCaptureFixture) -> None:
    edition = make_billing_edition()
    type(edition.association).objects.update(siret="55208131766522")
    draft = make_draft(edition)

    with pytest.raises(Refused, match="no number is used: the e-invoice breaks BR-FR-09"):
        issue_invoice(draft, by=BY, at=NOON)

    draft.refresh_from_db()
    assert (draft.status, draft.number, draft.pdf_path) == ("draft", None, "")
    assert not InvoiceSeries.objects.filter(last_number__gt=0).exists()
    assert "invoice.broken" in caplog.messages


def test_terms_without_a_word_on_discount_are_refused() -> None:
    InvoicingTerms.objects.create(starts_on=date(2026, 1, 1), discount="")

    with pytest.raises(Refused, match="a word on discount"):
        make_issued()


def test_another_share_replaces_the_deposit_and_it_can_be_dropped() -> None:
    draft = make_draft()
    first = draft_deposit(draft, basis_points=3000, by=BY, at=NOON)
    second = draft_deposit(draft, basis_points=5000, by=BY, at=NOON)
    assert (first.pk, second.net_cents) == (second.pk, 120_000)
    assert draft_invoice(second.contract, by=BY, at=NOON) == draft  # type: ignore[arg-type]

    whole = drop_deposit(second, by=BY, at=NOON)

    assert (whole.pk, whole.kind) == (draft.pk, "full")
    assert Invoice.objects.count() == 1


@pytest.mark.parametrize("basis_points", [0, 10_000])
def test_a_deposit_is_a_part_of_the_price(basis_points: int) -> None:
    with pytest.raises(Refused, match="1 to 99 %"):
        draft_deposit(make_draft(), basis_points=basis_points, by=BY, at=NOON)


def test_a_deposit_is_asked_once_and_before_the_rest() -> None:
    draft = make_draft()
    deposit = draft_deposit(draft, basis_points=3000, by=BY, at=NOON)
    issue_invoice(deposit, by=BY, at=NOON)

    with pytest.raises(Refused, match="a contract has one"):
        draft_deposit(draft, basis_points=3000, by=BY, at=NOON)
    with pytest.raises(Refused, match="before that is issued"):
        draft_deposit(deposit, basis_points=3000, by=BY, at=NOON)
    with pytest.raises(Refused, match="Only the draft"):
        drop_deposit(deposit, by=BY, at=NOON)


def test_a_credited_deposit_is_not_deducted() -> None:
    draft = make_draft()
    deposit = issue_invoice(draft_deposit(draft, basis_points=3000, by=BY, at=NOON), by=BY, at=NOON)
    credit(deposit)

    balance = issue_invoice(draft, by=BY, at=NOON)

    assert (balance.prepaid_cents, term(xml_of(balance), "DuePayableAmount")) == (0, "2880.00")


def test_deposits_beyond_the_whole_are_refused() -> None:
    edition = make_billing_edition()
    draft = make_draft(edition)
    deposit = issue_invoice(draft_deposit(draft, basis_points=9_900, by=BY, at=NOON), by=BY, at=NOON)
    pay(deposit, deposit.total_cents)
    regime_of(edition, "franchise")

    with pytest.raises(Refused, match="more than the whole"):
        issue_invoice(draft, by=BY, at=NOON)


def test_a_balance_wholly_paid_by_its_deposit_is_paid() -> None:
    paid = Invoice(status="issued", kind="balance", prepaid_cents=1)
    vars(paid).update(paid_cents=0, credited_cents=0, due_cents=0)

    assert paid.standing(NOON.date()).key == "paid"


def test_the_database_deducts_no_deposit_that_was_not_paid() -> None:
    draft = make_draft()
    issue_invoice(draft_deposit(draft, basis_points=3000, by=BY, at=NOON), by=BY, at=NOON)
    make_issued()  # a number for the forger
    if connection.vendor == "postgresql":  # which asks its triggers by name: that of the number comes first
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE treasury_invoice DISABLE TRIGGER parvis_guard_treasury_invoice_number_update")
    values = {"status": "issued", "number": "X", "sequence": 9, "issued_on": NOON.date(), "pdf_sha256": "a"}

    with pytest.raises(IntegrityError, match="deposits that were paid"), transaction.atomic():
        Invoice.objects.filter(pk=draft.pk).update(
            **values, xml_sha256="b", keep_until=NOON.date(), prepaid_cents=100, series=InvoiceSeries.objects.get()
        )


@pytest.mark.parametrize("job", ["<broken", "<a/>"])
def test_an_xml_that_is_no_invoice_is_told_as_such(job: str) -> None:
    (finding, *_more) = findings_of(job.encode())

    assert finding.rule in {"XML", "XSD"}


def test_a_check_that_cannot_be_done_issues_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    draft = make_draft()
    monkeypatch.setattr("parvis.treasury.einvoice.asking.SLOWEST_S", 0.0)

    with pytest.raises(Refused, match="could not be checked"):
        issue_invoice(draft, by=BY, at=NOON)


def test_facts_that_make_no_ubl_are_told() -> None:
    invoice = make_issued()
    invoice.facts = {**invoice.facts, "BT-5": ""}

    with pytest.raises(Refused, match="could not be written as UBL"):
        ubl_of(invoice)


def test_only_the_lines_chosen_change_and_the_same_choice_is_no_event() -> None:
    draft = make_draft(lines=(STAND, MEAL))
    first = InvoiceLine.objects.get(invoice=draft, position=1)

    for _time in range(2):
        choose_regimes(draft, {first.pk: "non_profit"}, by=BY, at=NOON)

    draft.refresh_from_db()
    assert draft.vat_cents == 600
    assert LogEntry.objects.filter(verb="invoice.changed").count() == 1


def test_a_regime_is_named_by_its_edition_and_day() -> None:
    edition = make_billing_edition()

    assert str(regime_of(edition, "normal")) == f"{edition} 2026-01-01"
