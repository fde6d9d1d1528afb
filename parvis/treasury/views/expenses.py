"""Expenses of the edition: the list, one with everything about it, agreeing, refusing, noting what was paid."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from parvis.core.dates import local_date
from parvis.core.errors import Refused
from parvis.core.tables import render_table
from parvis.core.uploads import download_response
from parvis.editions.doors import TeamRequest, team_view
from parvis.treasury import rules, spending
from parvis.treasury.actions import expenses as actions
from parvis.treasury.actions import expenses_paid
from parvis.treasury.expense_tables import account_of, expense_table, state_of
from parvis.treasury.forms.expenses import RefusalForm, SpentForm
from parvis.treasury.models import BankLine, Expense, ExpensePayment


def can_write(request: TeamRequest) -> bool:
    return rules.can_write_spending(request.member) and not request.edition.is_closed


def _expense_of(request: TeamRequest, expense_id: int) -> Expense:
    return get_object_or_404(spending.expenses_in(request.edition), pk=expense_id)


@require_safe
@team_view(rules.can_see_spending)
def expense_list(request: TeamRequest) -> HttpResponse:
    rows = spending.expenses_in(request.edition)
    context = {
        "can_write": can_write(request),
        "waiting_count": rows.filter(status=Expense.Status.TO_APPROVE).count(),
        "to_pay_count": spending.expenses_to_pay(request.edition).count(),
    }
    return render_table(request, "treasury/expense_list.html", expense_table(request.edition), rows, context)


@require_safe
@team_view(rules.can_see_spending)
def expense_detail(request: TeamRequest, expense_id: int) -> HttpResponse:
    return _detail(request, _expense_of(request, expense_id))


def _detail(request: TeamRequest, expense: Expense, **forms: Any) -> HttpResponse:
    """With a form that was not accepted, status 422."""
    left: int = vars(expense)["left_cents"]
    approvals = list(spending.approvals_of(expense))
    is_payable = expense.status == Expense.Status.APPROVED and not expense.is_quote
    today = {"amount_cents": left, "paid_on": local_date(timezone.now())}
    context = {
        "expense": expense,
        "state": state_of(expense),
        "left_cents": left,
        "lines": spending.lines_of_expense(expense),
        "approvals": approvals,
        "payments": spending.payments_of_expense(expense),
        "is_payable": is_payable,
        "account": account_of(expense),
        "bank_lines": spending.lines_that_paid(expense) if is_payable else [],
        "can_write": can_write(request),
        "is_own": request.user.pk in {expense.asked_by_id, expense.member_id},
        "has_agreed": request.user.pk in {approval.user_id for approval in approvals},
        "refusal": RefusalForm(),
        "spent": SpentForm(initial=today),
        **forms,
    }
    return render(request, "treasury/expense_detail.html", context, status=422 if forms else 200)


@require_safe
@team_view(rules.can_see_spending)
def expense_file(request: TeamRequest, expense_id: int) -> HttpResponseBase:
    expense = _expense_of(request, expense_id)
    return download_response(expense.file_path, filename=f"{expense.party} {expense.number or expense.issued_on}")


@require_POST
@team_view(rules.can_write_spending)
def expense_approve(request: TeamRequest, expense_id: int) -> HttpResponse:
    expense = _expense_of(request, expense_id)
    done = actions.approve_expense(expense, user=request.user, by=request.actor, at=timezone.now())
    if done.is_open:
        messages.success(request, _("You agreed; one more person is needed."))
    else:
        messages.success(request, _("Approved."))
    return redirect("treasury:expense_detail", request.edition.slug, expense.pk)


@require_POST
@team_view(rules.can_write_spending)
def expense_refuse(request: TeamRequest, expense_id: int) -> HttpResponse:
    expense, form = _expense_of(request, expense_id), RefusalForm(request.POST)
    if not form.is_valid():
        return _detail(request, expense, refusal=form)
    reason = form.cleaned_data["reason"]
    actions.refuse_expense(expense, reason=reason, by=request.actor, at=timezone.now())
    messages.success(request, _("Refused."))
    return redirect("treasury:expense_detail", request.edition.slug, expense.pk)


@require_POST
@team_view(rules.can_write_spending)
def expense_pay(request: TeamRequest, expense_id: int) -> HttpResponse:
    expense, form = _expense_of(request, expense_id), SpentForm(request.POST)
    if not form.is_valid():
        return _detail(request, expense, spent=form)
    try:
        values = {**form.cleaned_data, "bank_line": _bank_line(request)}
        expenses_paid.pay_expense(expense, **values, by=request.actor, at=timezone.now())
    except Refused as refused:
        form.add_error(refused.code if refused.code in form.fields else None, refused.message)
        return _detail(request, expense, spent=form)
    messages.success(request, _("The payment is noted."))
    return redirect("treasury:expense_detail", request.edition.slug, expense.pk)


def _bank_line(request: TeamRequest) -> BankLine | None:
    """The line of the bank that a button named."""
    named = request.POST.get("bank_line", "")
    if not named.isdecimal():
        return None
    return get_object_or_404(BankLine.objects.in_edition(request.edition), pk=named)


@require_POST
@team_view(rules.can_write_spending)
def expense_payment_take_back(request: TeamRequest, expense_payment_id: int) -> HttpResponse:
    rows = ExpensePayment.objects.filter(expense__edition=request.edition).select_related("expense")
    payment = get_object_or_404(rows, pk=expense_payment_id)
    expenses_paid.take_back_expense_payment(payment, by=request.actor, at=timezone.now())
    messages.success(request, _("The entry is taken back; it is to be paid again."))
    return redirect("treasury:expense_detail", request.edition.slug, payment.expense_id)
