"""Invoices and credit notes as printed: all that the law wants on the page, and a code that a bank can read."""

from datetime import UTC, datetime
from typing import Literal

import pytest

from parvis.core import qr
from parvis.core.documents import Look, render
from parvis.core.tests.pdf_reading import codes_of, standards_of, text_of
from parvis.treasury.papers import InvoicePaper

LOOK = Look(name="Forum Horizon", language="fr", at=datetime(2026, 5, 4, tzinfo=UTC), hue=30)
EPC = "BCD\n002\n1\nSCT\nAGRIFRPP\nASSOCIATION HORIZON\nFR7630006000011234567890189\nEUR4088.00\n\n\nF2026-0007"


def _invoice(kind: Literal["invoice", "deposit", "credit_note"] = "invoice") -> InvoicePaper:
    return {
        "kind": kind,
        "number": "F2026-0007",
        "issued_on": "4 mai 2026",
        "service_on": "12 novembre 2026",
        "due_on": "3 juin 2026",
        "order_number": "PO-778",
        "nature": "services",
        "vat_on_debits": True,
        "subject": "Participation au forum",
        "facts": [{"label": "Code service", "value": "SRV-9"}],
        "seller": {
            "name": "Association Horizon, association loi 1901",
            "address": ["75005 Paris"],
            "facts": [{"label": "SIREN", "value": "732 829 320"}, {"label": "RNA", "value": "W751234567"}],
        },
        "buyer": {"name": "Lumière SA", "address": ["Lyon"], "facts": [{"label": "SIREN", "value": "552 100 554"}]},
        "lines": [
            {"label": "Stand", "quantity": "1", "unit_price": "4 240,00 €", "vat_rate": "20 %", "net": "4 240,00 €"}
        ],
        "totals": {
            "net": "4 240,00 €",
            "vat": [{"rate": "20 %", "base": "4 240,00 €", "amount": "848,00 €"}],
            "gross": "5 088,00 €",
            "paid": "1 000,00 €",
            "due": "4 088,00 €",
        },
        "mentions": ["Autoliquidation"],
        "conditions": ["Pas d’escompte.", "Indemnité forfaitaire de recouvrement : 40 €."],
    }


def test_invoice_prints_what_the_law_wants() -> None:
    pdf = render("treasury/invoice.typ", _invoice(), look=LOOK)

    text = text_of(pdf)
    for words in (
        "Facture F2026-0007",
        "4 mai 2026",
        "12 novembre 2026",
        "3 juin 2026",
        "PO-778",
        "SRV-9",
        "association loi 1901",
        "SIREN : 732 829 320",
        "RNA : W751234567",
        "SIREN : 552 100 554",
        "TVA 20 % sur 4 240,00 € 848,00 €",
        "Déjà réglé 1 000,00 €",
        "Net à payer 4 088,00 €",
        "Prestations de services",
        "Option pour le paiement de la taxe d’après les débits",
        "Autoliquidation",
        "Pas d’escompte.",
        "40 €",
    ):
        assert words in text
    assert standards_of(pdf) == {"A-3A", "UA-1"}


@pytest.mark.parametrize("dpi", [100, 150, 300])
def test_payment_code_is_read_from_the_printed_page(dpi: int) -> None:
    paper: InvoicePaper = {
        **_invoice(),
        "payment": {
            "holder": "ASSOCIATION HORIZON",
            "iban": "FR76 3000 6000 0112 3456 7890 189",
            "bic": "AGRIFRPP",
            "reference": "F2026-0007",
            "qr": qr.matrix(EPC),
        },
    }

    pdf = render("treasury/invoice.typ", paper, look=LOOK)

    assert codes_of(pdf, dpi=dpi) == [EPC]
    assert "FR76 3000 6000 0112 3456 7890 189" in text_of(pdf)


def test_credit_note_names_its_invoice_and_asks_for_no_payment() -> None:
    paper: InvoicePaper = {
        **_invoice("credit_note"),
        "number": "A2026-0001",
        "corrects": [{"number": "F2026-0007", "issued_on": "4 mai 2026"}],
    }

    pdf = render("treasury/invoice.typ", paper, look=LOOK)

    text = text_of(pdf)
    assert "Avoir A2026-0001" in text
    assert "Annule tout ou partie de la facture F2026-0007 du 4 mai 2026." in text
    assert "Total de l’avoir TTC 5 088,00 €" in text
    assert "Net à payer" not in text
    assert codes_of(pdf) == []


def test_deposit_invoice_says_so() -> None:
    assert "Facture d’acompte" in text_of(render("treasury/invoice.typ", _invoice("deposit"), look=LOOK))
