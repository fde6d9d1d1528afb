"""Generated invoices: whatever is sold, to whomever, what is issued passes every check; what is broken is refused.

The facts and the entries in the books are made as issuing makes them, without database, so that thousands take minutes
(`make bench-long`). Printing takes longer than all the rest: one paper in PRINTED is printed too, its PDF checked as
those of the demo are.
"""

from binascii import crc32
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from parvis.companies.models import Company
from parvis.core.documents import render
from parvis.editions.looks import edition_look
from parvis.editions.models import Association, Edition
from parvis.exhibitors.models import Exhibitor
from parvis.sales.models import Contract
from parvis.sales.pricing import VatShare, totals_of
from parvis.treasury.accounting import Piece
from parvis.treasury.actions.deposits import LEAST, MOST, _shares
from parvis.treasury.books import invoice_piece, note_piece
from parvis.treasury.crediting import spread
from parvis.treasury.einvoice.asking import BrokenInvoice, checked_xml, findings_of, left_over
from parvis.treasury.einvoice.container import carried, marked, xml_in
from parvis.treasury.einvoice.facts import Facts, credit_note_facts, invoice_facts
from parvis.treasury.models import CreditNote, Invoice, InvoiceLine, InvoicingTerms, VatRegime
from parvis.treasury.papers import InvoicePaper
from parvis.treasury.printing import credit_note_data, invoice_data
from parvis.treasury.regimes import Taxation, clashes, place_of
from parvis.treasury.snapshots import LANGUAGE, buyer_of, seller_of
from parvis.treasury.tests.factories import IBAN
from parvis.treasury.tests.test_accounting import balance_of, fec_of
from parvis.treasury.tests.test_einvoices import failures

DAY = date(2026, 9, 15)
NOON = datetime(2026, 9, 15, 12, tzinfo=UTC)
PRINTED = 30
COMMON = settings(deadline=None, suppress_health_check=list(HealthCheck))
ABROAD = [("DE", "DE136695976"), ("BE", "BE0000000196"), ("CH", ""), ("GB", "GB123"), ("DE", "")]
TEXT = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), min_size=1, max_size=60).map(str.strip)
NAMES = TEXT.filter(bool)
RATES = st.sampled_from([2000, 1000, 550, 210])


@st.composite
def lines(draw: st.DrawFn) -> InvoiceLine:
    quantity, price = draw(st.integers(1, 9_999)), draw(st.integers(1, 1_000_000))
    gross = quantity * price
    net = draw(st.sampled_from([gross, gross * 9 // 10, gross * 7 // 13, 0, gross + gross // 5]))
    return InvoiceLine(
        name=draw(NAMES), quantity=quantity, unit_price_cents=price, net_cents=net, vat_basis_points=draw(RATES),
        discount_text="" if net == gross else draw(NAMES),
    )  # fmt: skip


@st.composite
def buyers(draw: st.DrawFn) -> Company:
    place = {"name": draw(NAMES), "address": draw(NAMES), "postcode": "75012", "city": draw(NAMES)}
    if draw(st.booleans()):
        kind = draw(st.sampled_from([Company.Kind.LARGE, Company.Kind.PUBLIC]))
        return Company(pk=1, **place, kind=kind, country="FR", siren="552081317", siret="55208131766522")
    country, vat_number = draw(st.sampled_from(ABROAD))
    return Company(pk=1, **place, country=country, vat_number=vat_number)


@st.composite
def invoices(draw: st.DrawFn) -> tuple[Invoice, list[InvoiceLine]]:
    """A numbered invoice as it stands before its paper is made."""
    association = Association(name="Forum", siren="732829320", vat_number="FR44732829320", iban=IBAN, bic="AGRIFRPP")
    association.address = "19 place Marguerite Perey\n91120 Palaiseau"
    edition = Edition(association=association, name="Forum", fair_on=date(2026, 11, 12))
    buyer = draw(buyers())
    terms = InvoicingTerms(starts_on=DAY, is_vat_on_debits=draw(st.booleans()))
    regime = draw(st.sampled_from(["normal", "normal", "franchise", "non_profit"]))
    taxation = Taxation(VatRegime(edition=edition, regime=regime), terms, place_of(buyer))
    sold = draw(st.lists(lines(), min_size=1, max_size=6).filter(lambda found: any(line.net_cents for line in found)))
    for line in sold if regime == "normal" and place_of(buyer).usual == "" else []:
        line.regime = draw(st.sampled_from(["", "", "non_profit"]))  # where the treasurer knows better
    taxed = [taxation.taxed(line) for line in sold]
    for position, line in enumerate(taxed, start=1):
        line.position = position
    assert clashes(taxed, taxation.place) == []
    totals = totals_of((line.net_cents, line.vat_basis_points) for line in taxed)
    invoice = Invoice(exhibitor=Exhibitor(company=buyer, edition=edition), number="F2026-0009", issued_on=DAY)
    invoice.due_on, invoice.net_cents, invoice.vat_cents = date(2026, 10, 15), totals.net_cents, totals.vat_cents
    invoice.seller = seller_of(association, terms, due_on=invoice.due_on, lines=taxed)
    invoice.buyer = buyer_of(buyer, email="compta@example.org")
    invoice.purchase_order = draw(st.sampled_from(["", "PO-778"]))
    return invoice, taxed


@dataclass(frozen=True)
class Paper:
    """What an e-invoice says, what the books say of the same paper, and what is printed of it."""

    facts: Facts
    piece: Piece
    edition: Edition
    printed: Callable[[], InvoicePaper]


@st.composite
def papers(draw: st.DrawFn) -> Paper:
    """A whole invoice, a deposit of some percent, the balance after that deposit, or a credit note of a part."""
    invoice, taxed = draw(invoices())
    kind = draw(st.sampled_from(["full", "deposit", "balance", "credit"]))
    if kind == "credit":
        return _credited(draw, invoice, taxed)
    if kind == "full":
        return _paper(invoice, taxed)
    deposit, asked = _deposit(draw, invoice, taxed)
    if not deposit.net_cents or kind == "deposit":
        assume(deposit.net_cents)
        return _paper(deposit, asked)
    invoice.kind, invoice.prepaid_cents = "balance", deposit.total_cents
    taken = totals_of((line.net_cents, line.vat_basis_points) for line in asked).shares
    return _paper(invoice, taxed, [deposit], {1: taken})


def _paper(
    invoice: Invoice,
    taxed: list[InvoiceLine],
    deposits: Sequence[Invoice] = (),
    taken: dict[int, tuple[VatShare, ...]] | None = None,
) -> Paper:
    facts, piece = invoice_facts(invoice, taxed, deposits), _piece(invoice, taxed, taken)
    return Paper(facts, piece, invoice.exhibitor.edition, lambda: invoice_data(invoice, taxed, deposits))


def _piece(
    invoice: Invoice, taxed: list[InvoiceLine], deposits: dict[int, tuple[VatShare, ...]] | None = None
) -> Piece:
    """As the books make it; the lines are given instead of fetched."""
    invoice.pk, invoice.contract = 9, Contract(pk=1, number="C2026-0001")
    vars(invoice)["_prefetched_objects_cache"] = {"lines": FoundLines(taxed)}
    return invoice_piece(invoice, deposits or {})


class FoundLines(list[InvoiceLine]):
    """Lines as a relation that was fetched gives them."""

    def all(self) -> "FoundLines":
        return self


def _deposit(draw: st.DrawFn, invoice: Invoice, taxed: list[InvoiceLine]) -> tuple[Invoice, list[InvoiceLine]]:
    """The deposit of a share of the whole: a line for each way of being taxed, as asking for one makes it."""
    whole = Invoice(exhibitor=invoice.exhibitor)
    asked = _shares(whole, taxed, draw(st.integers(LEAST, MOST)))
    by_regime = {(line.vat_basis_points, line.regime): line for line in taxed}
    for line in asked:
        alike = by_regime[line.vat_basis_points, line.regime]
        line.vat_reason_code, line.vat_mention = alike.vat_reason_code, alike.vat_mention
    totals = totals_of((line.net_cents, line.vat_basis_points) for line in asked)
    deposit = Invoice(exhibitor=invoice.exhibitor, kind="deposit", number="F2026-0001", issued_on=DAY)
    deposit.due_on, deposit.seller, deposit.buyer = invoice.due_on, invoice.seller, invoice.buyer
    deposit.net_cents, deposit.vat_cents = totals.net_cents, totals.vat_cents
    return deposit, asked


def _credited(draw: st.DrawFn, invoice: Invoice, taxed: list[InvoiceLine]) -> Paper:
    shares = totals_of((line.net_cents, line.vat_basis_points) for line in taxed).shares
    left = [share for share in shares if share.base_cents > 0]
    net = draw(st.integers(1, sum(share.base_cents for share in left)))
    parts: list[VatShare] = spread(left, net)
    note = CreditNote(invoice=invoice, number="A2026-0001", issued_on=DAY, reason=draw(NAMES))
    note.seller, note.buyer = invoice.seller, invoice.buyer
    note.shares = [[part.basis_points, part.base_cents, part.vat_cents] for part in parts]
    facts, piece = credit_note_facts(note, taxed), note_piece(note)
    return Paper(facts, piece, invoice.exhibitor.edition, lambda: credit_note_data(note))


def assert_passes(facts: Facts) -> bytes:
    xml = checked_xml(facts)
    assert findings_of(xml, remainders=left_over(facts)) == []
    return xml


def assert_prints(paper: Paper, xml: bytes) -> None:
    """PDF/A-3a and PDF/UA-1, with the XML inside; made as issuing makes it."""
    look = edition_look(paper.edition, language=LANGUAGE, at=NOON)
    pdf = marked(render("treasury/invoice.typ", paper.printed(), look=look, attachments=[carried(xml)]))
    assert failures(pdf) == []
    assert xml_in(pdf) == xml


def assert_agrees(paper: Paper) -> None:
    """It passes every check, and journal and FEC hold the sums that its XML names; one in PRINTED prints soundly."""
    facts, piece = paper.facts, paper.piece
    xml = assert_passes(facts)
    if crc32(xml) % PRINTED == 0:  # by its content, so that one that fails fails again
        assert_prints(paper, xml)
    sign = -1 if facts["BT-3"] == "381" else 1
    fec = fec_of(piece)
    said = {term: sign * round(Decimal(facts[term]) * 100) for term in ("BT-109", "BT-110", "BT-115")}
    assert sum(share.base_cents for share in piece.shares) == said["BT-109"]
    assert sum(share.vat_cents for share in piece.shares) == said["BT-110"]
    assert sum(share.base_cents + share.vat_cents for share in piece.billed) == said["BT-115"]
    assert balance_of(fec, "411") == said["BT-115"]
    assert -balance_of(fec, "706", "419") == sum(share.base_cents for share in piece.billed)
    assert -balance_of(fec, "445") == sum(share.vat_cents for share in piece.billed)
    assert balance_of(fec, "") == 0


@pytest.mark.slow
@settings(COMMON, max_examples=300)
@given(papers())
def test_whatever_is_sold_passes_every_check_and_is_so_in_the_books(paper: Paper) -> None:
    assert_agrees(paper)
    assert checked_xml(paper.facts, "ubl")


def _sound() -> Facts:
    """One sound invoice of two rates, from fixed choices."""
    terms = InvoicingTerms(starts_on=DAY)
    association = Association(name="Forum", siren="732829320", vat_number="FR44732829320", address="91120 Palaiseau")
    association.iban = IBAN
    edition = Edition(association=association, name="Forum", fair_on=date(2026, 11, 12))
    buyer = Company(name="Nubelis", country="FR", siren="552081317", siret="55208131766522", city="Paris")
    taxation = Taxation(VatRegime(edition=edition), terms, place_of(buyer))
    sold = [
        InvoiceLine(position=1, name="Stand", quantity=1, unit_price_cents=240_000, net_cents=216_000,
                    vat_basis_points=2000, discount_text="−10 %"),
        InvoiceLine(position=2, name="Repas", quantity=3, unit_price_cents=1_999, net_cents=5_997,
                    vat_basis_points=1000),
    ]  # fmt: skip
    taxed = [taxation.taxed(line) for line in sold]
    invoice = Invoice(exhibitor=Exhibitor(company=buyer, edition=edition), number="F2026-0009", issued_on=DAY)
    invoice.due_on, invoice.net_cents, invoice.vat_cents = date(2026, 10, 15), 221_997, 43_800
    invoice.seller = seller_of(association, terms, due_on=invoice.due_on, lines=taxed)
    invoice.buyer = buyer_of(buyer)
    return invoice_facts(invoice, taxed)


def _without_note(code: str) -> Callable[[Facts], Any]:
    return lambda facts: facts.update({"BG-1": [note for note in facts["BG-1"] if note["BT-21"] != code]})


BROKEN: list[tuple[str, Callable[[Facts], Any]]] = [
    ("BR-FR-01", lambda facts: facts.update({"BT-1": "F" * 36})),
    ("BR-FR-02", lambda facts: facts.update({"BT-1": "F2026 0009"})),
    ("BR-FR-03", lambda facts: facts.update({"BT-2": "1999-01-01"})),
    ("BR-FR-04", lambda facts: facts.update({"BT-3": "326"})),
    ("BR-FR-05", _without_note("PMT")),
    ("BR-FR-05", _without_note("PMD")),
    ("BR-FR-05", _without_note("AAB")),
    ("BR-FR-06", lambda facts: facts["BG-1"].append(facts["BG-1"][0])),
    ("BR-FR-08", lambda facts: facts.update({"BT-23": "X1"})),
    ("BR-FR-09", lambda facts: facts["BG-7"].update({"identifiers": {"0009": "73282932000074"}})),
    ("BR-FR-10", lambda facts: facts["BG-4"].update({"legal_identifier": "12"})),
    ("BR-FR-11", lambda facts: facts["BG-7"].update({"legal_identifier": ""})),
    ("BR-FR-12", lambda facts: facts["BG-7"].update({"einvoicing_addr": ""})),
    ("BR-FR-13", lambda facts: facts["BG-4"].update({"einvoicing_addr": ""})),
    ("BR-FR-15", lambda facts: facts["BG-25"][0].update({"BT-151": "L"})),
    ("BR-FR-16", lambda facts: facts["BG-25"][0].update({"BT-152": "17.00"})),
    ("BR-FR-20", lambda facts: facts["BG-1"][-1].update({"BT-22": "B2X"})),
    ("BR-FR-21", lambda facts: facts["BG-7"].update({"einvoicing_addr": "999999999"})),
    ("BR-FR-DEC-03", lambda facts: facts["BG-25"][1].update({"BT-146": "-19.99"})),
    ("BR-CO-15", lambda facts: facts.update({"BT-112": "9999.00", "BT-115": "9999.00"})),
    ("STRICT-LINE", lambda facts: facts["BG-25"][1].update({"BT-129": "4"})),
    ("STRICT-VAT", lambda facts: facts["BG-23"][0].update({"BT-117": "5.99"})),
    ("STRICT-BASE", lambda facts: facts["BG-23"][0].update({"BT-116": "59.96"})),
    ("STRICT-LINES", lambda facts: facts.update({"BT-106": "2219.96"})),
    ("STRICT-NET", lambda facts: facts.update({"BT-109": "2219.96"})),
    ("STRICT-TAX", lambda facts: facts.update({"BT-110": "437.99"})),
    ("STRICT-GROSS", lambda facts: facts.update({"BT-112": "2657.98"})),
    ("STRICT-DUE", lambda facts: facts.update({"BT-115": "0.01"})),
    ("STRICT-GROUP", lambda facts: facts["BG-23"].pop()),
    ("STRICT-GROUP", lambda facts: facts["BG-23"].append(facts["BG-23"][0])),
    ("STRICT-DEPOSIT", lambda facts: facts.update({"BT-23": "S4"})),
    ("STRICT-FRAME", lambda facts: facts.update({"BG-3": [{"BT-25": "F2026-0001", "BT-26": "2026-09-01"}]})),
    ("STRICT-CREDIT", lambda facts: facts.update({"BT-3": "381"})),
]


@pytest.mark.parametrize(("rule", "break_it"), BROKEN, ids=[f"{n}-{rule}" for n, (rule, _) in enumerate(BROKEN)])
def test_a_broken_invoice_is_refused_by_its_rule(rule: str, break_it: Callable[[Facts], Any]) -> None:
    facts = _sound()
    break_it(facts)

    with pytest.raises(BrokenInvoice) as refused:
        checked_xml(facts)

    assert rule in {found.partition("_")[0] for found in refused.value.rules}


def test_the_sound_one_passes() -> None:
    assert_passes(_sound())
