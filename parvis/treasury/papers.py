"""What a printed invoice or credit note takes (`core.documents.render`): amounts and dates already written out."""

from collections.abc import Sequence
from typing import Literal, NotRequired, TypedDict

from parvis.sales.papers import Fact, PaperLine, Party, Totals


class Corrected(TypedDict):
    """The invoice that a credit note takes back, or a deposit that a final invoice deducts."""

    number: str
    issued_on: str
    amount: NotRequired[str]


class PaymentDetails(TypedDict):
    """Where to pay. `qr` is the EPC code (`core.qr.matrix`), absent on credit notes and when nothing is due."""

    holder: str
    iban: str
    bic: str
    reference: str
    qr: NotRequired[Sequence[str]]


class InvoicePaper(TypedDict):
    """Template `treasury/invoice.typ`, for the three kinds.

    `mentions` are the sentences of the VAT regime, `conditions` those of payment (term, discount, penalties, 40 EUR).
    `facts` are further references: service code, engagement number, market.
    """

    kind: Literal["invoice", "deposit", "credit_note"]
    number: str
    issued_on: str
    service_on: str
    due_on: NotRequired[str]
    order_number: NotRequired[str]
    nature: Literal["services", "goods", "both"]
    vat_on_debits: bool
    subject: str
    facts: Sequence[Fact]
    seller: Party
    buyer: Party
    delivery: NotRequired[Sequence[str]]
    lines: Sequence[PaperLine]
    totals: Totals
    mentions: Sequence[str]
    conditions: Sequence[str]
    corrects: NotRequired[Sequence[Corrected]]
    payment: NotRequired[PaymentDetails]
