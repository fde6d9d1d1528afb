"""What the printed papers of a sale take (`core.documents.render`): every amount and date already written out."""

from collections.abc import Sequence
from typing import NotRequired, TypedDict


class Fact(TypedDict):
    """One labelled value, such as an identifier or a right that was bought."""

    label: str
    value: str


class Party(TypedDict):
    """Who sells or buys, as frozen on the document."""

    name: str
    address: Sequence[str]
    facts: Sequence[Fact]
    contact: NotRequired[str]


class PaperLine(TypedDict):
    """One line sold. Amounts are text in the document's language, without VAT."""

    label: str
    detail: NotRequired[str]
    quantity: str
    unit_price: str
    discount: NotRequired[str]
    vat_rate: str
    net: str


class VatGroup(TypedDict):
    """VAT computed once on the sum of one rate."""

    rate: str
    base: str
    amount: str


class Totals(TypedDict):
    """The foot of the lines. `paid` and `due` are for invoices alone."""

    net: str
    discount: NotRequired[str]
    vat: Sequence[VatGroup]
    gross: str
    paid: NotRequired[str]
    due: NotRequired[str]


class QuotePaper(TypedDict):
    """Template `sales/quote.typ`."""

    number: str
    version: int
    is_draft: bool
    issued_on: str
    valid_until: str
    subject: str
    event: Sequence[Fact]
    seller: Party
    buyer: Party
    lines: Sequence[PaperLine]
    totals: Totals
    mentions: Sequence[str]
    conditions: Sequence[str]
    accept_url: NotRequired[str]


class Article(TypedDict):
    """One numbered article of the contract; the number is printed by the template."""

    heading: str
    paragraphs: Sequence[str]


class Acceptance(TypedDict):
    """The proof printed in a signature box."""

    name: str
    role: str
    at: str
    proof: Sequence[Fact]


class ContractPaper(TypedDict):
    """Template `sales/contract.typ`."""

    number: str
    quote_number: str
    is_draft: bool
    issued_on: str
    subject: str
    event: Sequence[Fact]
    seller: Party
    buyer: Party
    lines: Sequence[PaperLine]
    totals: Totals
    mentions: Sequence[str]
    entitlements: Sequence[Fact]
    articles: Sequence[Article]
    terms_version: str
    seller_acceptance: NotRequired[Acceptance]
    buyer_acceptance: NotRequired[Acceptance]


class AmendmentPaper(TypedDict):
    """Template `sales/amendment.typ`: what is added to a signed contract, or taken back of it."""

    number: str
    contract_number: str
    contract_signed_on: str
    issued_on: str
    subject: str
    event: Sequence[Fact]
    seller: Party
    buyer: Party
    lines: Sequence[PaperLine]
    totals: Totals
    mentions: Sequence[str]
    entitlements: Sequence[Fact]
    section: str
    sentences: Sequence[str]
    terms_version: str
