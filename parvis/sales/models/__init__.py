"""The price list, quotes and contracts."""

from parvis.sales.models.catalogue import Inclusion, Option, Package, PriceRule
from parvis.sales.models.contract import Contract, GeneralTerms, Signature
from parvis.sales.models.quote import PaperSeries, Quote, QuoteLine

__all__ = [
    "Contract",
    "GeneralTerms",
    "Inclusion",
    "Option",
    "Package",
    "PaperSeries",
    "PriceRule",
    "Quote",
    "QuoteLine",
    "Signature",
]
