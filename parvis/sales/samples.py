"""An invented contract that shows a template: the edition's own name, dates and terms, no real company."""

from datetime import date

from django.utils.translation import gettext as _

from parvis.core.money import format_cents
from parvis.editions.models import Edition
from parvis.sales.papers import Article, ContractPaper, Fact, PaperLine, Party, Totals, VatGroup
from parvis.sales.printing import day_text, event_facts, seller
from parvis.sales.queries import current_terms
from parvis.sales.terms import articles_of

LONG_NAME = "Compagnie européenne des systèmes embarqués et des réseaux de télécommunications à très haut débit"


def sample_contract(edition: Edition, language: str, *, on: date, is_bare: bool = False) -> ContractPaper:
    """Every field as a contract may have it; bare, the lists are as short as they can be and one name is long."""
    terms = current_terms(edition)
    articles = (
        [Article(heading=a.heading, paragraphs=a.paragraphs) for a in articles_of(terms, language)] if terms else []
    )
    return {
        "number": f"C{edition.fair_on.year}-0000",
        "quote_number": f"Q{edition.fair_on.year}-0000 v1",
        "is_draft": is_bare,
        "issued_on": day_text(on),
        "subject": _("Taking part in %(edition)s") % {"edition": edition.name},
        "event": event_facts(edition),
        "seller": seller(edition.association),
        "buyer": _bare_buyer() if is_bare else _buyer(),
        "lines": _lines(language)[: 1 if is_bare else None],
        "totals": _totals(language, is_bare=is_bare),
        "mentions": [] if is_bare else [_("Amounts in euros.")],
        "entitlements": [] if is_bare else _entitlements(),
        "articles": [] if is_bare else articles or _articles(),
        "terms_version": _("version %(version)s") % {"version": terms.version if terms else 1},
    }


def _buyer() -> Party:
    return Party(
        name="Exemple SAS",
        address=["12 rue de l’Exemple", "75013 Paris"],
        facts=[Fact(label="SIRET", value="732 829 320 00074"), Fact(label=_("VAT number"), value="FR44732829320")],
        contact="Camille Exemple",
    )


def _bare_buyer() -> Party:
    return Party(name=LONG_NAME, address=[], facts=[])


def _lines(language: str) -> list[PaperLine]:
    def amount(cents: int) -> str:
        return format_cents(cents, language)

    return [
        PaperLine(
            label=_("Booth of 9 m², equipped"),
            detail=_("Early booking −10%"),
            quantity="1",
            unit_price=amount(300_000),
            discount="−10%",
            vat_rate="20%",
            net=amount(270_000),
        ),
        PaperLine(
            label=_("Meal"), detail="", quantity="4", unit_price=amount(3_000), vat_rate="10%", net=amount(12_000)
        ),
    ]


def _totals(language: str, *, is_bare: bool) -> Totals:
    groups = [(270_000, "20%", 54_000), (12_000, "10%", 1_200)][: 1 if is_bare else None]
    net, vat = sum(group[0] for group in groups), sum(group[2] for group in groups)
    return Totals(
        net=format_cents(net, language),
        vat=[
            VatGroup(rate=rate, base=format_cents(base, language), amount=format_cents(due, language))
            for base, rate, due in groups
        ],
        gross=format_cents(net + vat, language),
    )


def _entitlements() -> list[Fact]:
    return [Fact(label=_("Booth area"), value="9 m²"), Fact(label=_("Meals"), value="6")]


def _articles() -> list[Article]:
    return [
        Article(heading=_("Object"), paragraphs=[_("Your general terms stand here once they are published.")]),
        Article(heading=_("Payment"), paragraphs=[_("One article after the other."), _("Each with its paragraphs.")]),
    ]
