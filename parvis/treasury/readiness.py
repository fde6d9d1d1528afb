"""Whether a draft could be issued now: its sums as they would be, and everything that keeps it."""

from dataclasses import dataclass
from datetime import date

from parvis.sales.pricing import totals_of
from parvis.treasury.models import Invoice
from parvis.treasury.queries import deposits_of, lines_of, mail_of
from parvis.treasury.regimes import taxation_of
from parvis.treasury.snapshots import gaps_of


@dataclass(frozen=True, slots=True)
class Readiness:
    """One draft of a batch: the whole, the deposits it deducts, what is asked, and why not yet."""

    invoice: Invoice
    total_cents: int
    deposit_cents: int
    unpaid: list[Invoice]
    reasons: list[str]

    @property
    def asked_cents(self) -> int:
        return self.total_cents - self.deposit_cents

    @property
    def is_ready(self) -> bool:
        return not self.reasons and not self.unpaid


def readiness_of(invoice: Invoice, *, on: date) -> Readiness:
    taxation = taxation_of(invoice, on)
    lines = [taxation.taxed(line) for line in lines_of(invoice)]
    gaps = gaps_of(invoice, lines, taxation.terms, taxation.place, has_contact=bool(mail_of(invoice)))
    deposits = deposits_of(invoice)
    return Readiness(
        invoice=invoice,
        total_cents=totals_of((line.net_cents, line.vat_basis_points) for line in lines).total_cents,
        deposit_cents=sum(one.total_cents - one.amounts.credited_cents for one in deposits),
        unpaid=[one for one in deposits if one.amounts.due_cents > 0],
        reasons=[gap.sentence for gap in gaps],
    )
