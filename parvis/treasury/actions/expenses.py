"""Bills and receipts handed in, agreed to by other people, or refused with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from parvis.accounts.models import User
from parvis.core import waiting_files
from parvis.core.actor import Actor
from parvis.core.dates import local_date
from parvis.core.errors import Refused
from parvis.core.locks import lock_row
from parvis.core.text import fold
from parvis.editions.history import record
from parvis.editions.models import Edition
from parvis.treasury.models import (
    Approval,
    BudgetItem,
    Expense,
    ExpenseLine,
    RefundAccount,
    Regime,
    Supplier,
    VatRegime,
    kept_until,
)
from parvis.treasury.receiving import Received, xml_of
from parvis.treasury.spending import threshold_of

ACCOUNT_KEPT = timedelta(days=365)
Kind, Status = Expense.Kind, Expense.Status


class Part(NamedTuple):
    """A share of an expense for one item, at one rate."""

    item: BudgetItem
    net_cents: int
    vat_basis_points: int
    vat_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What a bill, a quote or a receipt says."""

    kind: str
    purpose: str
    issued_on: date
    number: str = ""
    due_on: date | None = None
    supplier: Supplier | None = None
    answers: Expense | None = None


@transaction.atomic
def hand_in_paper(
    edition: Edition, paper: Paper, *, parts: Sequence[Part], file: Received, user: User, by: Actor, at: datetime
) -> Expense:
    """A supplier's quote or bill waits to be agreed to. The same number of the same supplier comes once."""
    if paper.supplier is None:
        raise Refused(_("Say who sent it."), code="supplier")
    _refuse_known(paper)
    expense = _add(edition, paper, parts=parts, file=file, user=user, member=None, at=at)
    waiting_files.drop(file.xml)
    changes: dict[str, list[Any]] = {"number": [None, paper.number], "total_cents": [None, expense.total_cents]}
    record("expense.handed_in", expense, by=by, at=at, edition=edition, changes=changes)
    return expense


@transaction.atomic
def ask_refund(
    edition: Edition, paper: Paper, *, part: Part, file: Received, iban: str, user: User, by: Actor, at: datetime
) -> Expense:
    """A member paid for the association and asks for the money; the account is kept apart, and not for long."""
    expense = _add(edition, paper, parts=[part], file=file, user=user, member=user, at=at)
    RefundAccount.objects.create(expense=expense, iban=iban, keep_until=local_date(at) + ACCOUNT_KEPT)
    changes: dict[str, list[Any]] = {"total_cents": [None, expense.total_cents]}
    record("refund.asked", expense, by=by, at=at, edition=edition, changes=changes)
    return expense


def _add(
    edition: Edition,
    paper: Paper,
    *,
    parts: Sequence[Part],
    file: Received,
    user: User,
    member: User | None,
    at: datetime,
) -> Expense:
    net, vat = sum(part.net_cents for part in parts), sum(part.vat_cents for part in parts)
    _refuse_odd(paper, net + vat, today=local_date(at))
    regime = VatRegime.objects.on(edition, paper.issued_on).regime
    expense = Expense.objects.create(
        edition=edition,
        kind=paper.kind,
        supplier=paper.supplier,
        member=member,
        number=paper.number,
        issued_on=paper.issued_on,
        due_on=paper.due_on,
        purpose=paper.purpose,
        answers=paper.answers,
        approvals_needed=2 if net + vat >= threshold_of(edition) else 1,
        net_cents=net,
        vat_cents=vat,
        is_vat_recovered=regime == Regime.NORMAL,
        file_path=file.path,
        file_sha256=file.sha256,
        xml=xml_of(file),
        asked_by=user,
        asked_at=at,
        keep_until=kept_until(local_date(at)),
    )
    ExpenseLine.objects.bulk_create(ExpenseLine(expense=expense, **part._asdict()) for part in parts)
    return expense


def _refuse_odd(paper: Paper, total_cents: int, *, today: date) -> None:
    if total_cents <= 0:
        raise Refused(_("The amount is more than zero."), code="amount_cents")
    if paper.issued_on > today:
        raise Refused(_("This day is still to come."), code="issued_on")


def _refuse_known(paper: Paper) -> None:
    same = Expense.objects.filter(supplier=paper.supplier, kind=paper.kind, number_folded=fold(paper.number))
    if found := same.exclude(status=Status.REFUSED).first():
        words = {"number": found.number, "day": found.asked_at.date().isoformat()}
        raise Refused(_("%(number)s of this supplier is here since %(day)s.") % words, code="number")


def fresh_expense(expense: Expense) -> Expense:
    """As it is now, and nobody else's to change before our transaction ends."""
    return lock_row(Expense.objects.filter(pk=expense.pk).select_related("edition"))


@transaction.atomic
def approve_expense(expense: Expense, *, user: User, by: Actor, at: datetime) -> Expense:
    """Agree to it; with the last person who is needed it is approved. Asked twice, one agrees once."""
    expense = fresh_expense(expense)
    if Approval.objects.filter(expense=expense, user=user).exists():
        return expense
    if not expense.is_open:
        raise Refused(_("This is decided already."), code="decided")
    if user.pk in {expense.asked_by_id, expense.member_id}:
        raise Refused(_("You handed this in: somebody else agrees to it."), code="own")
    Approval.objects.create(expense=expense, user=user, at=at, keep_until=expense.keep_until)
    if Approval.objects.filter(expense=expense).count() < expense.approvals_needed:
        record("expense.agreed", expense, by=by, at=at, edition=expense.edition)
        return expense
    _decide(expense, Status.APPROVED, at=at)
    changes: dict[str, list[Any]] = {"total_cents": [None, expense.total_cents]}
    record("expense.approved", expense, by=by, at=at, edition=expense.edition, changes=changes)
    return expense


@transaction.atomic
def refuse_expense(expense: Expense, *, reason: str, by: Actor, at: datetime) -> Expense:
    """It is not paid, and a mistake may be handed in again. Nothing that money left for is refused."""
    expense = fresh_expense(expense)
    if expense.status == Status.REFUSED:
        return expense
    if expense.payments.exists():
        raise Refused(_("Money left for it: take the payment back first, then speak with the supplier."))
    RefundAccount.objects.filter(expense=expense).delete()
    _decide(expense, Status.REFUSED, at=at, reason=reason)
    changes: dict[str, list[Any]] = {"reason": [None, reason]}
    record("expense.refused", expense, by=by, at=at, edition=expense.edition, changes=changes)
    return expense


def _decide(expense: Expense, status: str, *, at: datetime, reason: str = "") -> None:
    expense.status, expense.decided_at, expense.reason = status, at, reason
    expense.save(update_fields=["status", "decided_at", "reason"])
