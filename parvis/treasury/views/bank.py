"""Bank statements: bringing one in, its lines, and the queue of what a person matches."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.core.errors import Refused
from parvis.core.tables import render_table
from parvis.editions.doors import TeamRequest, team_view
from parvis.treasury import bank_lines, rules
from parvis.treasury.actions.matching import allocate_line, free_allocation, set_aside
from parvis.treasury.actions.statements import Brought, bring_in_statement
from parvis.treasury.bank_tables import line_table, statement_table
from parvis.treasury.forms import AllocateForm, SetAsideForm, StatementForm
from parvis.treasury.models import BankLine, Invoice
from parvis.treasury.views.team import can_write

PAGE = 25


@require_safe
@team_view(rules.can_see_bank)
def statement_list(request: TeamRequest) -> HttpResponse:
    context = {"can_write": can_write(request), "waiting_count": bank_lines.lines_to_match(request.edition).count()}
    rows = bank_lines.statements_in(request.edition)
    return render_table(request, "treasury/statement_list.html", statement_table(request.edition), rows, context)


@require_http_methods(["GET", "HEAD", "POST"])
@team_view(rules.can_write_invoices)
def statement_import(request: TeamRequest) -> HttpResponse:
    form = StatementForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data, name = form.content()
        words: dict[str, Any] = {"account": form.cleaned_data["account"], "by": request.actor, "at": timezone.now()}
        try:
            brought = bring_in_statement(data, name, edition=request.edition, **words)
        except Refused as refused:
            form.add_error("account" if refused.code == "account" else "file", refused.message)
        else:
            return _after(request, brought)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "accounts": bank_lines.accounts_of(request.edition)}
    return render(request, "treasury/statement_import.html", context, status=status)


def _after(request: TeamRequest, brought: Brought) -> HttpResponse:
    """What came, in a sentence; then what waits for a person."""
    words = {"n": brought.new_count, "known": brought.known_count, "matched": brought.matched_count}
    sentence = ngettext(
        "%(n)s new line (%(known)s known already), %(matched)s matched by number and amount.",
        "%(n)s new lines (%(known)s known already), %(matched)s matched by number and amount.",
        brought.new_count,
    )
    tell = messages.success if brought.new_count else messages.info
    tell(request, sentence % words)
    return redirect("treasury:line_list" if brought.new_count else "treasury:statement_list", request.edition.slug)


@require_safe
@team_view(rules.can_see_bank)
def statement_detail(request: TeamRequest, statement_id: int) -> HttpResponse:
    statement = get_object_or_404(bank_lines.statements_in(request.edition), pk=statement_id)
    lines = bank_lines.lines_of_statement(statement)
    context = {
        "statement": statement,
        "can_write": can_write(request),
        "allocated": bank_lines.explained(list(lines)),
    }
    return render_table(request, "treasury/statement_detail.html", line_table(), lines, context)


@require_safe
@team_view(rules.can_see_bank)
def line_list(request: TeamRequest) -> HttpResponse:
    return _queue(request)


def _queue(
    request: TeamRequest, line_id: int = 0, form: AllocateForm | None = None, aside: SetAsideForm | None = None
) -> HttpResponse:
    """The lines that wait; with the form of one that was not accepted, status 422."""
    page = Paginator(bank_lines.lines_to_match(request.edition), PAGE).get_page(request.GET.get("page"))
    rows = [
        (
            one,
            form if form and one.line.pk == line_id else AllocateForm(initial={"amount_cents": one.left_cents}),
            aside if aside and one.line.pk == line_id else SetAsideForm(),
        )
        for one in bank_lines.waiting(list(page.object_list), request.edition)
    ]
    context = {
        "rows": rows,
        "page": page,
        "can_write": can_write(request),
        "open_id": line_id,
        "given_back": bank_lines.given_back(request.edition),
    }
    return render(request, "treasury/line_list.html", context, status=422 if line_id else 200)


def _line_of(request: TeamRequest, line_id: int) -> BankLine:
    return get_object_or_404(BankLine.objects.in_edition(request.edition).with_left(), pk=line_id)


@require_POST
@team_view(rules.can_write_invoices)
def line_confirm(request: TeamRequest, line_id: int) -> HttpResponse:
    """A proposal is right: its shares come back as `12:288000 13:1000`."""
    line = _line_of(request, line_id)
    shares = _shares(request.POST.get("shares", ""))
    key = request.POST.get("request_key", "")[:40]
    allocate_line(line, shares, request_key=f"{line.pk}:{key}", by=request.actor, at=timezone.now())
    numbers = ", ".join(invoice.number or "" for invoice in shares)
    messages.success(request, _("The line pays %(numbers)s.") % {"numbers": numbers})
    return redirect("treasury:line_list", request.edition.slug)


def _shares(text: str) -> dict[Invoice, int]:
    """Raises Refused for what no button of ours sends."""
    parts = [part.partition(":") for part in text.split()]
    if not parts or not all(pk.isdecimal() and cents.isdecimal() for pk, _colon, cents in parts):
        raise Refused(_("Choose a proposal."))
    cents_of = {int(pk): int(cents) for pk, _colon, cents in parts}
    known = {owed.invoice_id for owed in bank_lines.money_owed()}
    if not known >= cents_of.keys():
        raise Refused(_("Somebody settled one of these invoices a moment ago: look at the line again."))
    return {invoice: cents_of[pk] for pk, invoice in Invoice.objects.in_bulk(list(cents_of)).items()}


@require_POST
@team_view(rules.can_write_invoices)
def line_allocate(request: TeamRequest, line_id: int) -> HttpResponse:
    """An invoice typed by a person."""
    line, form = _line_of(request, line_id), AllocateForm(request.POST)
    if not form.is_valid():
        return _queue(request, line.pk, form=form)
    values = form.cleaned_data
    invoice = bank_lines.invoice_named(values["number"])
    if invoice is None:
        form.add_error("number", _("No issued invoice has this number."))
        return _queue(request, line.pk, form=form)
    try:
        allocate_line(
            line,
            {invoice: values["amount_cents"]},
            request_key=f"{line.pk}:{values['request_key']}",
            accept_overpayment=values["accept_overpayment"],
            by=request.actor,
            at=timezone.now(),
        )
    except Refused as refused:
        form.add_error("accept_overpayment" if refused.code == "overpayment" else "amount_cents", refused.message)
        return _queue(request, line.pk, form=form)
    messages.success(request, _("The line pays %(numbers)s.") % {"numbers": invoice.number})
    return redirect("treasury:line_list", request.edition.slug)


@require_POST
@team_view(rules.can_write_invoices)
def line_set_aside(request: TeamRequest, line_id: int) -> HttpResponse:
    line, form = _line_of(request, line_id), SetAsideForm(request.POST)
    if not form.is_valid():
        return _queue(request, line.pk, aside=form)
    set_aside(line, reason=form.cleaned_data["reason"], by=request.actor, at=timezone.now())
    messages.success(request, _("Set aside."))
    return redirect("treasury:line_list", request.edition.slug)


@require_POST
@team_view(rules.can_write_invoices)
def allocation_free(request: TeamRequest, allocation_id: int) -> HttpResponse:
    allocation = get_object_or_404(bank_lines.allocations_in(request.edition), pk=allocation_id)
    free_allocation(allocation, by=request.actor, at=timezone.now())
    messages.success(request, _("The line waits again; what it paid is taken back."))
    return redirect("treasury:statement_detail", request.edition.slug, allocation.line.statement_id)
