"""How each line of an invoice is taxed: the regime of the seller, the place of the buyer, the choice of the treasurer.

Codes are those of EN 16931 (BT-118 category, BT-121 reason); mentions come from the dated settings.
"""

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _
from stdnum.eu import vat

from parvis.companies.identifiers import BadNumber, check_vat
from parvis.companies.models import Company
from parvis.treasury.models import Invoice, InvoiceLine, InvoicingTerms, Regime, VatRegime

FRANCE = "FR"
NOT_MEMBERS = {"XI"}
EUROPEAN_UNION = frozenset(code.upper() for code in vat.MEMBER_STATES) - NOT_MEMBERS
STANDARD = "S"
CATEGORIES: dict[str, str] = {
    Regime.NORMAL: STANDARD,
    Regime.FRANCHISE: "E",
    Regime.NON_PROFIT: "E",
    Regime.EXEMPT: "E",
    Regime.EU: "AE",
    Regime.WORLD: "O",
}
REASONS: dict[str, str] = {
    Regime.FRANCHISE: "VATEX-FR-FRANCHISE",
    Regime.NON_PROFIT: "VATEX-FR-CGI261-7",
    Regime.EU: "VATEX-EU-AE",
    Regime.WORLD: "VATEX-EU-O",
}


class Place(NamedTuple):
    """What of the buyer decides about VAT."""

    country: str
    has_vat_number: bool

    @property
    def usual(self) -> str:
        """The regime of a foreign business; nothing when the buyer is taxed as in France, or its place is not known."""
        if self.country in {FRANCE, ""}:
            return ""
        if self.country in EUROPEAN_UNION:
            return Regime.EU if self.has_vat_number else ""
        return Regime.WORLD


@dataclass(frozen=True, slots=True)
class Taxation:
    """The settings that hold for one invoice."""

    rule: VatRegime
    terms: InvoicingTerms
    place: Place

    def regime_of(self, line: InvoiceLine) -> str:
        if line.regime:
            return line.regime
        if self.rule.regime != Regime.NORMAL:
            return self.rule.regime
        if self.rule.is_place_of_customer and self.place.usual:
            return self.place.usual
        return Regime.EXEMPT if line.net_cents and not line.vat_basis_points else Regime.NORMAL

    def taxed(self, line: InvoiceLine) -> InvoiceLine:
        """The line with its regime, rate, code and mention, as it will be frozen; the one given stays as sold."""
        regime = self.regime_of(line)
        line = copy(line)
        line.regime = regime
        taxed = line.vat_basis_points or self.rule.standard_basis_points
        line.vat_basis_points = taxed if line.regime == Regime.NORMAL else 0
        line.vat_reason_code = REASONS.get(line.regime, "")
        is_terms = line.regime == Regime.EXEMPT
        line.vat_mention = self.terms.exemption if is_terms else self.rule.mention_of(line.regime)
        return line


def taxation_of(invoice: Invoice, on: date) -> Taxation:
    """The settings of that day, and where the buyer is."""
    exhibitor = invoice.exhibitor
    rule = VatRegime.objects.on(exhibitor.edition, on)
    return Taxation(rule, InvoicingTerms.objects.on(on), place_of(exhibitor.company))


def place_of(company: Company) -> Place:
    """Where the buyer is; a VAT number counts when its key is right."""
    try:
        has_number = bool(check_vat(company.vat_number, country=company.country)) if company.vat_number else False
    except BadNumber:
        has_number = False
    return Place(company.country, has_number)


def mentions_of(lines: Iterable[InvoiceLine]) -> list[str]:
    """Each mention once, in the order of the lines."""
    return list(dict.fromkeys(line.vat_mention for line in lines if line.vat_mention))


def clashes(lines: Sequence[InvoiceLine], place: Place) -> list[str]:
    """Why these lines, as taxed, cannot stand on one invoice to that buyer; in sentences."""
    regimes = {line.regime for line in lines}
    untaxed = regimes - {Regime.NORMAL}
    found = []
    if Regime.EU in regimes and place.usual != Regime.EU:
        found.append(_("Reverse charge is for a business of another EU country with a valid VAT number."))
    if Regime.WORLD in regimes and place.usual != Regime.WORLD:
        found.append(_("Sales outside French VAT are for businesses outside the European Union."))
    if len(untaxed) > 1:
        found.append(_("One invoice has one reason for bearing no VAT: choose the same for its lines."))
    if Regime.WORLD in regimes and Regime.NORMAL in regimes:
        found.append(_("A sale outside French VAT shares no invoice with a taxed one: choose the same for all lines."))
    return found
