"""Reads of bank lines, of what is owed, and of what is owed back."""

from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from parvis.editions.models import Edition
from parvis.treasury.matching import Owed, Proposal, proposals
from parvis.treasury.models import CURRENCY, Allocation, BankLine, BankStatement, Invoice
from parvis.treasury.spending import lines_of_expenses
from parvis.treasury.statements.parsed import account_name


@dataclass(frozen=True, slots=True)
class Waiting:
    """A line that waits for a person, and what may be meant."""

    line: BankLine
    left_cents: int
    proposals: list[Proposal]


def money_owed() -> list[Owed]:
    """Every issued invoice that is not settled, of editions that may still be written in; the oldest due first."""
    unpaid = Invoice.objects.unpaid().exclude(exhibitor__edition__state=Edition.State.CLOSED)
    return _owed(unpaid.order_by("due_on", "number"))


def money_owed_back() -> list[Owed]:
    """Every invoice that was paid too much, of editions that may still be written in, with what is too much."""
    overpaid = Invoice.objects.overpaid().exclude(exhibitor__edition__state=Edition.State.CLOSED)
    return _owed(overpaid.order_by("number"))


def _owed(rows: QuerySet[Invoice]) -> list[Owed]:
    return [
        Owed(
            invoice_id=row.pk,
            number=row.number or "",
            due_cents=abs(row.amounts.due_cents),
            company_id=row.exhibitor.company_id,
            company=row.exhibitor.company.name,
            edition_id=row.exhibitor.edition_id,
        )
        for row in rows.select_related("exhibitor__company")
    ]


def accounts_of(edition: Edition) -> list[str]:
    """What a treasurer may mean: the account printed on invoices, then those of the edition's statements."""
    known = statements_in(edition).exclude(account="").order_by("account").values_list("account", flat=True)
    return list(dict.fromkeys(filter(None, [account_name(edition.association.iban), *known])))


def statements_in(edition: Edition) -> QuerySet[BankStatement]:
    return BankStatement.objects.filter(edition=edition)


def lines_to_match(edition: Edition) -> QuerySet[BankLine]:
    """Money that came in and nobody has explained yet, the oldest first."""
    lines = BankLine.objects.in_edition(edition).to_match().select_related("statement")
    return lines.order_by("booked_on", "statement_id", "position")


def waiting(lines: list[BankLine], edition: Edition) -> list[Waiting]:
    """Each line with its proposals; one reading of what is owed serves them all."""
    owed = money_owed()
    found = []
    for line in lines:
        left: int = vars(line)["left_cents"]
        guesses = proposals(line.label, line.payer, left, owed, edition_id=edition.pk)
        found.append(Waiting(line, left, guesses))
    return found


def given_back(edition: Edition) -> list[Waiting]:
    """Money that went out and may be what is owed back, the oldest first: the whole of one invoice, to the cent."""
    owed = money_owed_back()
    if not owed:
        return []
    lines = _going_out(edition, {one.due_cents for one in owed})
    found = []
    for line in lines:
        guesses = proposals(line.label, line.payer, -line.amount_cents, owed, edition_id=edition.pk)
        whole = [one for one in guesses if [share.owed.due_cents for share in one.shares] == [-line.amount_cents]]
        if whole:
            found.append(Waiting(line, line.amount_cents, whole))
    return found


def lines_that_gave_back(invoice: Invoice) -> list[BankLine]:
    """Money that went out, as much as was paid too much of this invoice; the latest first."""
    lines = _going_out(invoice.exhibitor.edition, {-invoice.amounts.due_cents})
    return list(lines.order_by("-booked_on", "-pk")[:3])


def _going_out(edition: Edition, amounts: set[int]) -> QuerySet[BankLine]:
    """Lines of these amounts, of which nothing is explained yet."""
    lines = BankLine.objects.in_edition(edition).with_left().filter(amount_cents__in=[-cents for cents in amounts])
    free = lines.filter(Q(("left_cents", F("amount_cents"))), statement__currency=CURRENCY).select_related("statement")
    return free.exclude(pk__in=lines_of_expenses(edition)).order_by("booked_on", "statement_id", "position")


def lines_of_statement(statement: BankStatement) -> QuerySet[BankLine]:
    return BankLine.objects.filter(statement=statement).with_left().order_by("position")


def allocations_in(edition: Edition) -> QuerySet[Allocation]:
    rows = Allocation.objects.filter(line__statement__edition=edition)
    return rows.select_related("line__statement__edition", "payment__invoice__exhibitor__edition")


def explained(lines: list[BankLine]) -> list[Allocation]:
    """What stands of these lines' allocations: neither taken back nor taking back."""
    rows = Allocation.objects.filter(line__in=lines, corrects=None, corrected_by=None)
    return list(rows.select_related("line", "payment__invoice__exhibitor__company").order_by("line__position", "pk"))


def invoice_named(number: str) -> Invoice | None:
    """An issued invoice by the number that a person typed; whichever the edition, as money knows none."""
    return Invoice.objects.issued().filter(number__iexact=number.strip()).first()
