"""Quotes and contracts as printed: every word is there, none is evaluated, the file can be archived."""

from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from parvis.core.documents import Attachment, Look, render
from parvis.core.tests.pdf_reading import page_count, standards_of, text_of
from parvis.core.typeset import TypesettingFailed
from parvis.sales.papers import ContractPaper, PaperLine, Party, QuotePaper, Totals

AT = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
FRENCH = Look(name="Forum Horizon 2026", language="fr", at=AT, footer=("Association Horizon · SIREN 732 829 320",))
ENGLISH = Look(name="Forum Horizon 2026", language="en", at=AT)
SELLER: Party = {
    "name": "Association Horizon",
    "address": ["12 rue des Écoles", "75005 Paris"],
    "facts": [{"label": "SIRET", "value": "732 829 320 00074"}],
}
LINE: PaperLine = {
    "label": "Formule Premium",
    "detail": "Stand de 18 m²",
    "quantity": "1",
    "unit_price": "4 200,00 €",
    "discount": "10 %",
    "vat_rate": "20 %",
    "net": "3 780,00 €",
}
TOTALS: Totals = {
    "net": "3 780,00 €",
    "vat": [{"rate": "20 %", "base": "3 780,00 €", "amount": "756,00 €"}],
    "gross": "4 536,00 €",
}


def _quote(buyer: str = "Lumière & Fils", lines: int = 1) -> QuotePaper:
    return {
        "number": "D2026-0012",
        "version": 2,
        "is_draft": False,
        "issued_on": "4 mai 2026",
        "valid_until": "3 juin 2026",
        "subject": "Participation au Forum Horizon 2026",
        "event": [{"label": "Lieu", "value": "Palais des Congrès"}],
        "seller": SELLER,
        "buyer": {"name": buyer, "address": ["Lyon"], "facts": []},
        "lines": [LINE] * lines,
        "totals": TOTALS,
        "mentions": ["Montants en euros."],
        "conditions": ["Acompte de 30 %."],
        "accept_url": "https://parvis.example/q/abc/",
    }


def _contract() -> ContractPaper:
    return {
        "number": "C2026-0031",
        "quote_number": "D2026-0012",
        "is_draft": False,
        "issued_on": "4 mai 2026",
        "subject": "Participation au Forum Horizon 2026",
        "event": [],
        "seller": SELLER,
        "buyer": {"name": "Lumière & Fils", "address": ["Lyon"], "facts": []},
        "lines": [LINE],
        "totals": TOTALS,
        "mentions": [],
        "entitlements": [{"label": "Repas", "value": "4"}],
        "articles": [{"heading": "Objet", "paragraphs": ["Le présent contrat."]}],
        "terms_version": "CGV 2026-1",
    }


def test_quote_prints_every_figure_and_says_its_standards() -> None:
    pdf = render("sales/quote.typ", _quote(), look=FRENCH)

    text = text_of(pdf)
    for words in ("Devis", "D2026-0012", "Valable jusqu’au 3 juin 2026", "Lumière & Fils", "SIRET : 732 829 320 00074"):
        assert words in text
    for figure in ("4 200,00 €", "10 %", "756,00 €", "Total TTC", "4 536,00 €", "SIREN 732 829 320", "1 / 1"):
        assert figure in text
    assert standards_of(pdf) == {"A-3A", "UA-1"}


def test_quote_speaks_english_when_asked() -> None:
    text = text_of(render("sales/quote.typ", _quote(), look=ENGLISH))

    assert "Quote" in text
    assert "Valid until" in text
    assert "Devis" not in text


def test_draft_quote_says_so_on_the_page() -> None:
    assert "Projet" in text_of(render("sales/quote.typ", {**_quote(), "is_draft": True}, look=FRENCH))


def test_same_data_gives_the_same_bytes() -> None:
    assert render("sales/quote.typ", _quote(), look=FRENCH) == render("sales/quote.typ", _quote(), look=FRENCH)


@pytest.mark.parametrize(
    "name",
    [
        '#read("/logo") *bold* _x_ $x^2$ @ref <label> [x] \\ // comment',
        '#import "@preview/x:1.0.0": y',
        "<img src=file:///etc/passwd> http://127.0.0.1 @import <link rel=attachment>",
        "{{7*7}} ${x} %(x)s",
    ],
)
def test_text_of_users_is_printed_never_evaluated(name: str) -> None:
    assert name in text_of(render("sales/quote.typ", _quote(name), look=FRENCH))


@pytest.mark.parametrize(
    "name", ["العربية", "小明株式会社", "🎉 Café", "z\u0335\u0336a", "नमस्ते", "한국", "a\x00b\u202ec", "\ud800"]
)
def test_any_script_is_printed_or_replaced(name: str) -> None:
    assert page_count(render("sales/quote.typ", _quote(name), look=FRENCH)) == 1


def test_a_long_quote_runs_over_pages_and_repeats_its_heads() -> None:
    pdf = render("sales/quote.typ", _quote(lines=60), look=FRENCH)

    assert page_count(pdf) == 4
    assert text_of(pdf).count("Désignation") == 4


def test_a_paper_that_takes_too_long_is_ended() -> None:
    with pytest.raises(TypesettingFailed, match="not done"):
        render("sales/quote.typ", _quote(lines=20_000), look=FRENCH, timeout=0.5)


def test_a_template_that_is_not_there_is_our_error() -> None:
    with pytest.raises(TypesettingFailed, match="no template"):
        render("sales/missing.typ", {}, look=FRENCH)
    with pytest.raises(TypesettingFailed, match="no template"):
        render("sales/../models.py", {}, look=FRENCH)


def test_logo_and_attachments_travel_with_the_paper(tmp_path: Path) -> None:
    Image.new("RGBA", (60, 20), (200, 0, 0, 128)).save(tmp_path / "logo.png")
    look = Look(name="Forum", language="fr", at=AT, logo=(tmp_path / "logo.png").read_bytes())
    carried = Attachment(
        name="data.xml", data=b"<a/>", media_type="text/xml", relationship="alternative", description="Données"
    )

    (tmp_path / "q.pdf").write_bytes(render("sales/quote.typ", _quote(), look=look, attachments=[carried]))

    with pikepdf.open(tmp_path / "q.pdf") as pdf:
        assert pdf.attachments["data.xml"].get_file().read_bytes() == b"<a/>"
        assert str(pdf.Root.AF[0].AFRelationship) == "/Alternative"
        assert str(pdf.Root.Lang) == "fr"
        assert any(str(image.get("/Subtype")) == "/Image" for image in pdf.objects if hasattr(image, "get"))


def test_contract_prints_articles_rights_and_empty_signature_boxes() -> None:
    text = text_of(render("sales/contract.typ", _contract(), look=FRENCH))

    for words in (
        "Contrat d’exposant",
        "Article 1 – Objet",
        "Repas 4",
        "CGV 2026-1",
        "Nom, qualité, date et signature",
    ):
        assert words in text


def test_accepted_contract_prints_the_proof() -> None:
    paper: ContractPaper = {
        **_contract(),
        "buyer_acceptance": {
            "name": "Grâce Hopper",
            "role": "Directrice",
            "at": "le 6 mai 2026 à 14:32",
            "proof": [{"label": "Adresse IP", "value": "192.0.2.14"}],
        },
    }

    text = text_of(render("sales/contract.typ", paper, look=FRENCH))

    assert "Grâce Hopper Directrice le 6 mai 2026 à 14:32 Adresse IP : 192.0.2.14" in text
