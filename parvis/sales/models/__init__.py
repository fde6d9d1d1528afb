"""The price list, quotes and contracts."""

from parvis.sales.models.catalogue import DiscountPolicy, Inclusion, Option, Package, Price, PriceRule
from parvis.sales.models.contract import Contract, Signature
from parvis.sales.models.invoicing import InvoicingDetails
from parvis.sales.models.places import PlaceRequest
from parvis.sales.models.quote import PaperSeries, Quote, QuoteLine
from parvis.sales.models.shop import Cancellation, OptionRequest
from parvis.sales.models.signing import EvidenceEvent, ExternalCopy, Restamp, Seal, Signatory, SigningCode
from parvis.sales.models.wording import ContractTemplate, GeneralTerms

__all__ = [
    "Cancellation",
    "Contract",
    "ContractTemplate",
    "DiscountPolicy",
    "EvidenceEvent",
    "ExternalCopy",
    "GeneralTerms",
    "Inclusion",
    "InvoicingDetails",
    "Option",
    "OptionRequest",
    "Package",
    "PaperSeries",
    "PlaceRequest",
    "Price",
    "PriceRule",
    "Quote",
    "QuoteLine",
    "Restamp",
    "Seal",
    "Signatory",
    "Signature",
    "SigningCode",
]
