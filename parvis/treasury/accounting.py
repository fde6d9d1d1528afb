"""What issued papers and payments say in the books: balanced pieces, the sales journal, the FEC. Sums to the cent.

Source of the FEC's form: livre des procédures fiscales, A47 A-1 (18 fields in order, amounts with a comma, numbers
without a break). The product keeps a journal of sales and of money received, not a ledger: whoever keeps the accounts
takes it from here. Account numbers are those of the general chart of accounts.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from parvis.core.text import clean_line, in_charset
from parvis.sales.pricing import VatShare

FIELDS = (
    "JournalCode", "JournalLib", "EcritureNum", "EcritureDate", "CompteNum", "CompteLib", "CompAuxNum", "CompAuxLib",
    "PieceRef", "PieceDate", "EcritureLib", "Debit", "Credit", "EcritureLet", "DateLet", "ValidDate", "Montantdevise",
    "Idevise",
)  # fmt: skip
FEC_ENCODING = "iso8859-15"


class Account(NamedTuple):
    number: str
    label: str


CUSTOMERS = Account("411000", "Clients")
DEPOSITS = Account("419100", "Clients, avances et acomptes reçus")
VAT = Account("445710", "TVA collectée")
SALES = Account("706000", "Prestations de services")
BANK = Account("512000", "Banque")
SUPPLIERS = Account("401000", "Fournisseurs")
MEMBERS = Account("467000", "Autres comptes débiteurs ou créditeurs")
BANK_FEES = Account("627000", "Services bancaires et assimilés")
VAT_PAID = Account("445660", "TVA déductible sur autres biens et services")
AUXILIARY = (CUSTOMERS, SUPPLIERS, MEMBERS)


class Journal(NamedTuple):
    code: str
    label: str


SALES_JOURNAL = Journal("VE", "Ventes")
PURCHASE_JOURNAL = Journal("AC", "Achats")
BANK_JOURNAL = Journal("BQ", "Banque")
OTHER_JOURNAL = Journal("OD", "Opérations diverses")


@dataclass(frozen=True, slots=True)
class Posting:
    """One line of a piece; positive is a debit, negative a credit."""

    account: Account
    cents: int


@dataclass(frozen=True, slots=True)
class Buyer:
    """The other side: who the paper is for, as it was frozen on it; or who sent it."""

    key: str
    name: str
    siren: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """An entry: the same sum on both sides. `valid_on` is the day it could no longer change.

    `shares` is what the paper sells by rate; `deducted` what deposits sold before and it takes up again.
    """

    journal: Journal
    ref: str
    on: date
    valid_on: date
    text: str
    buyer: Buyer
    postings: tuple[Posting, ...]
    shares: tuple[VatShare, ...] = field(default=())
    deducted: tuple[VatShare, ...] = field(default=())

    @property
    def billed(self) -> tuple[VatShare, ...]:
        """What the journal of sales counts: a deposit once, not again in its balance."""
        return (*self.shares, *(VatShare(one.basis_points, -one.base_cents, -one.vat_cents) for one in self.deducted))

    @property
    def debit_cents(self) -> int:
        return sum(one.cents for one in self.postings if one.cents > 0)

    @property
    def is_balanced(self) -> bool:
        return sum(one.cents for one in self.postings) == 0


def sale(
    shares: Sequence[VatShare], *, into: Account = SALES, deducted: Sequence[VatShare] = ()
) -> tuple[Posting, ...]:
    """What the customer owes, against what is sold and its VAT; deposits taken up again make it less."""
    sold = [Posting(into, -share.base_cents) for share in shares]
    taken = [Posting(DEPOSITS, share.base_cents) for share in deducted]
    vat = sum(share.vat_cents for share in deducted) - sum(share.vat_cents for share in shares)
    rest = [*sold, *taken, Posting(VAT, vat)]
    owed = Posting(CUSTOMERS, -sum(one.cents for one in rest))
    return _moving((owed, *rest))


def reversed_sale(shares: Sequence[VatShare], *, into: Account = SALES) -> tuple[Posting, ...]:
    """A credit note: a sale the other way round."""
    return tuple(Posting(one.account, -one.cents) for one in sale(shares, into=into))


def receipt(cents: int, *, into: Account = BANK) -> tuple[Posting, ...]:
    """Money in; out when negative: an entry taken back, or money given back. A fee never came in: it is a cost."""
    return (Posting(into, cents), Posting(CUSTOMERS, -cents))


def _moving(postings: Iterable[Posting]) -> tuple[Posting, ...]:
    return tuple(one for one in postings if one.cents)


def in_order(pieces: Iterable[Piece]) -> list[Piece]:
    """As they became valid: later pieces never change the numbers of those before."""
    return sorted(pieces, key=lambda piece: (piece.valid_on, piece.journal.code, piece.ref))


def fec_bytes(pieces: Sequence[Piece]) -> bytes:
    """The file, tab between fields; `pieces` are in order."""
    lines = ["\t".join(FIELDS), *("\t".join(row) for row in fec_rows(pieces))]
    return ("\r\n".join(lines) + "\r\n").encode(FEC_ENCODING)


def fec_rows(pieces: Sequence[Piece]) -> Iterator[list[str]]:
    for number, piece in enumerate(pieces, start=1):
        for one in piece.postings:
            is_auxiliary = one.account in AUXILIARY
            yield [
                *piece.journal,
                str(number),
                f"{piece.on:%Y%m%d}",
                *one.account,
                piece.buyer.key if is_auxiliary else "",
                (_text(piece.buyer.name) or piece.buyer.key) if is_auxiliary else "",
                _text(piece.ref),
                f"{piece.on:%Y%m%d}",
                _text(piece.text),
                _amount(max(one.cents, 0)),
                _amount(max(-one.cents, 0)),
                "",
                "",
                f"{piece.valid_on:%Y%m%d}",
                "",
                "",
            ]


def fec_name(siren: str, closes_on: date) -> str:
    return f"{siren}FEC{closes_on:%Y%m%d}.txt"


def _amount(cents: int) -> str:
    return f"{cents // 100},{cents % 100:02d}"


def _text(text: str) -> str:
    """Without what separates fields, and in letters of the file's charset."""
    return clean_line(in_charset(text.replace("\t", " ").replace("|", " "), FEC_ENCODING))[:200]
