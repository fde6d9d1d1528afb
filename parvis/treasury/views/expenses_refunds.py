"""What a member paid for the association: handing the receipt in, and following one's own."""

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from parvis.core.errors import Refused
from parvis.core.uploads import download_response, store
from parvis.editions.doors import TeamRequest, team_view
from parvis.treasury import rules, spending
from parvis.treasury.actions.expenses import ask_refund
from parvis.treasury.expense_tables import state_of
from parvis.treasury.forms.expenses import RefundForm
from parvis.treasury.models import Expense
from parvis.treasury.receiving import Received


@require_safe
@team_view(rules.can_ask_refund)
def refund_list(request: TeamRequest) -> HttpResponse:
    rows = spending.refunds_of(request.user, request.edition)
    return render(request, "treasury/refund_list.html", {"rows": [(one, state_of(one)) for one in rows]})


@require_safe
@team_view(rules.can_ask_refund)
def refund_file(request: TeamRequest, refund_id: int) -> HttpResponseBase:
    """One's own receipt."""
    refunds = spending.expenses_in(request.edition).filter(kind=Expense.Kind.REFUND)
    expense = get_object_or_404(refunds, pk=refund_id)
    if expense.member != request.user:
        raise Refused(_("Only who handed a receipt in opens it here."), code="forbidden", status=403)
    return download_response(expense.file_path, filename=f"{expense.purpose} {expense.issued_on}")


@require_http_methods(["GET", "HEAD", "POST"])
@team_view(rules.can_ask_refund)
def refund_new(request: TeamRequest) -> HttpResponse:
    is_post = request.method == "POST"
    form = RefundForm(request.POST if is_post else None, request.FILES if is_post else None, edition=request.edition)
    if form.is_valid():
        try:
            _asked(request, form)
        except Refused as refused:
            form.add_error(refused.code if refused.code in form.fields else None, refused.message)
        else:
            messages.success(request, _("Handed in: the treasury looks at it."))
            return redirect("treasury:refund_list", request.edition.slug)
    return render(request, "treasury/refund_new.html", {"form": form}, status=422 if is_post else 200)


def _asked(request: TeamRequest, form: RefundForm) -> Expense:
    clean, _original = form.cleaned_data["file"]
    return ask_refund(
        request.edition,
        form.paper(),
        part=form.part(),
        file=Received(store(clean), clean.sha256, "", {}),
        iban=form.cleaned_data["iban"],
        user=request.user,
        by=request.actor,
        at=timezone.now(),
    )
