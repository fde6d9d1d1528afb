"""Reads of bank lines, and of what is owed."""

from dataclasses import dataclass

from django.db.models import QuerySet

from parvis.editions.models import Edition
from parvis.treasury.matching import Owed, Proposal, proposals
from parvis.treasury.models import Allocation, BankLine, BankStatement, Invoice
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
    rows = unpaid.select_related("exhibitor__company").order_by("due_on", "number")
    return [
        Owed(
            invoice_id=row.pk,
            number=row.number or "",
            due_cents=row.amounts.due_cents,
            company_id=row.exhibitor.company_id,
            company=row.exhibitor.company.name,
            edition_id=row.exhibitor.edition_id,
        )
        for row in rows
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
