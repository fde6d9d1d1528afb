"""The team's invoices: list with batch, the invoice with everything about it, issue, send, PDF."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Sum
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.core.dates import local_date
from parvis.core.errors import Refused
from parvis.core.money import format_cents
from parvis.core.tables import Table, chosen_rows, render_table
from parvis.core.uploads import download_response
from parvis.editions.doors import TeamRequest, team_view
from parvis.outbox.models import Message
from parvis.outbox.queries import messages_for
from parvis.sales.pricing import totals_of
from parvis.treasury import queries, rules
from parvis.treasury.actions import invoices as actions
from parvis.treasury.actions.paying_back import fee_allowed
from parvis.treasury.bank_lines import lines_that_gave_back
from parvis.treasury.chasing import dispute_of
from parvis.treasury.delivering import Delivery, with_delivery
from parvis.treasury.forms import DisputeForm, DraftForm, FeeForm, PayBackForm, PaymentForm
from parvis.treasury.lists import DUE, delivery_of, invoice_table, number_or_draft, status_of
from parvis.treasury.models import Invoice
from parvis.treasury.regimes import taxation_of
from parvis.treasury.scale import credit_of, invoices_to_credit
from parvis.treasury.snapshots import buyer_of, gaps_of, seller_of
from parvis.treasury.views.ways import Bound, ways_of

MOST_NAMES = 5


def can_write(request: TeamRequest) -> bool:
    return rules.can_write_invoices(request.member) and not request.edition.is_closed


def invoice_of(request: TeamRequest, invoice_id: int) -> Invoice:
    parts = ("exhibitor__company__parent", "exhibitor__edition__association", "contract__quote__contact")
    return get_object_or_404(with_delivery(queries.invoices_in(request.edition)).select_related(*parts), pk=invoice_id)


@require_http_methods(["GET", "HEAD", "POST"])
@team_view(rules.can_see_invoices)
def invoice_list(request: TeamRequest) -> HttpResponseBase:
    if request.method == "POST":
        return invoice_batch(request, edition=request.edition.slug)
    table = invoice_table(request.edition, local_date(timezone.now()), can_write=can_write(request))
    rows = with_delivery(queries.invoices_in(request.edition))
    context = {"to_credit": invoices_to_credit(request.edition).count()}
    return render_table(request, "treasury/invoice_list.html", _with_sums(request, table), rows, context)


def _with_sums(request: TeamRequest, table: Table) -> Table:
    """The line over the list says how many, how much, and how much of it is still due."""
    found = table.listing(with_delivery(queries.invoices_in(request.edition)), request.GET).queryset.order_by()
    sums = found.aggregate(total=Sum(queries.ASKED, default=0), due=Sum("due_cents", filter=DUE, default=0))
    words = {name: format_cents(cents, get_language() or "fr") for name, cents in sums.items()}

    def total(count: int) -> str:
        sentence = ngettext(
            "%(count)s invoice: %(total)s, of which %(due)s to be paid",
            "%(count)s invoices: %(total)s, of which %(due)s to be paid",
            count,
        )
        return sentence % {"count": count, **words}

    return replace(table, total=total)


@require_POST
@team_view(rules.can_write_invoices)
def invoice_batch(request: TeamRequest) -> HttpResponse:
    """What was ticked is issued or sent one by one; each that cannot be says why."""
    table = invoice_table(request.edition, local_date(timezone.now()), can_write=True)
    rows = chosen_rows(request, table, with_delivery(queries.invoices_in(request.edition)))
    batch = {"issue": actions.issue_each, "send": actions.send_each}.get(request.POST.get("action", ""))
    if batch is None:
        raise Refused(_("Choose what to do with these rows."))
    ordered = rows.order_by("created_at", "pk")
    _tell(request, batch(ordered, by=request.actor, at=timezone.now()))
    return redirect(request.get_full_path())


def _tell(request: TeamRequest, result: actions.BatchResult) -> None:
    if result.done:
        count = len(result.done)
        words = {"n": count, "numbers": ", ".join(number_or_draft(row) for row in result.done)}
        sentence = ngettext("%(n)s invoice done: %(numbers)s.", "%(n)s invoices done: %(numbers)s.", count)
        messages.success(request, sentence % words)
    for sentence, rows in result.refused.items():
        names = ", ".join(str(row.exhibitor) for row in rows[:MOST_NAMES]) + (" …" if len(rows) > MOST_NAMES else "")
        messages.warning(request, f"{names}: {sentence}")


@require_safe
@team_view(rules.can_see_invoices)
def invoice_detail(request: TeamRequest, invoice_id: int) -> HttpResponse:
    return detail_page(request, invoice_of(request, invoice_id))


def detail_page(
    request: TeamRequest,
    invoice: Invoice,
    payment_form: PaymentForm | None = None,
    *,
    status_form: Bound | None = None,
    dispute_form: DisputeForm | None = None,
    back_form: PayBackForm | None = None,
    fee_form: FeeForm | None = None,
) -> HttpResponse:
    """The page of an invoice; with a form that was not accepted, status 422."""
    today = local_date(timezone.now())
    due = max(invoice.amounts.due_cents, 0)
    initial = {"amount_cents": due or None, "received_on": today}
    context = {
        "invoice": invoice,
        "title": number_or_draft(invoice),
        "standing": status_of(invoice.standing(today)),
        "delivery": delivery_of(invoice),
        "payments": queries.payments_of(invoice),
        "notes": invoice.credit_notes.order_by("number"),
        "owed": queries.owed_credits_of(invoice),
        "scale_cents": sum(credit_of(invoice).values()),
        "mails": queries.mails_about(invoice),
        "is_sent": messages_for(invoice).exists() and vars(invoice)["delivery"] != Delivery.BOUNCED,
        "entries": queries.history_of(invoice),
        "form": payment_form or PaymentForm(initial=initial),
        "can_write": can_write(request),
        "recipients": queries.recipients_of(invoice),
        "dispute": dispute_of(invoice),
        "dispute_form": dispute_form or DisputeForm(),
        "ways": ways_of(invoice, status_form, today=today) if invoice.is_issued else [],
        **_settling(invoice, back_form, fee_form, today=today),
        **_paper(invoice),
    }
    is_refused = payment_form or status_form or dispute_form or back_form or fee_form
    return render(request, "treasury/invoice_detail.html", context, status=422 if is_refused else 200)


def _settling(
    invoice: Invoice, back_form: PayBackForm | None, fee_form: FeeForm | None, *, today: date
) -> dict[str, Any]:
    """What is owed back and the lines of the bank that may have given it; what may be closed as a bank's fee."""
    over = max(-invoice.amounts.due_cents, 0) if invoice.is_issued else 0
    fee = fee_allowed(invoice, on=today)
    return {
        "over_cents": over,
        "back_lines": lines_that_gave_back(invoice) if over else [],
        "back_form": back_form or PayBackForm(initial={"amount_cents": over, "paid_on": today}),
        "fee_cents": fee,
        "fee_form": fee_form or FeeForm(initial={"amount_cents": fee}),
    }


def _paper(invoice: Invoice) -> dict[str, Any]:
    """What is printed, or would be if the draft were issued now; and what is missing for that."""
    lines = queries.lines_of(invoice)
    if invoice.is_issued:
        totals = totals_of((line.net_cents, line.vat_basis_points) for line in lines)
        return {"lines": lines, "totals": totals, "seller": invoice.seller, "buyer": invoice.buyer, "gaps": []}
    taxation = taxation_of(invoice, local_date(timezone.now()))
    lines, terms, exhibitor = [taxation.taxed(line) for line in lines], taxation.terms, invoice.exhibitor
    mail = queries.mail_of(invoice)
    return {
        "lines": lines,
        "totals": totals_of((line.net_cents, line.vat_basis_points) for line in lines),
        "seller": seller_of(exhibitor.edition.association, terms, due_on=invoice.due_on, lines=lines),
        "buyer": buyer_of(exhibitor.company, email=mail),
        "gaps": gaps_of(invoice, lines, terms, taxation.place, has_contact=bool(mail)),
        "terms": terms,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@team_view(rules.can_write_invoices)
def invoice_edit(request: TeamRequest, invoice_id: int) -> HttpResponse:
    """Order number and due date of a draft."""
    invoice = invoice_of(request, invoice_id)
    form = DraftForm(request.POST or None, invoice=invoice)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_draft(invoice, **form.cleaned_data, by=request.actor, at=timezone.now())
        except Refused as refused:
            form.add_error("due_on" if refused.code == "due_on" else None, refused.message)
        else:
            messages.success(request, _("Saved."))
            return redirect("treasury:invoice_detail", request.edition.slug, invoice.pk)
    context = {"form": form, "invoice": invoice}
    return render(request, "treasury/invoice_edit.html", context, status=422 if form.errors else 200)


@require_POST
@team_view(rules.can_write_invoices)
def invoice_issue(request: TeamRequest, invoice_id: int) -> HttpResponse:
    """Issue; and, when the box is ticked, mail it at once."""
    invoice, now = invoice_of(request, invoice_id), timezone.now()
    issued = actions.issue_invoice(invoice, by=request.actor, at=now)
    messages.success(request, _("%(number)s is issued.") % {"number": issued})
    if "send" in request.POST:
        _send(request, issued)
    return redirect("treasury:invoice_detail", request.edition.slug, invoice.pk)


@require_POST
@team_view(rules.can_write_invoices)
def invoice_send(request: TeamRequest, invoice_id: int) -> HttpResponse:
    invoice = invoice_of(request, invoice_id)
    _send(request, invoice)
    return redirect("treasury:invoice_detail", request.edition.slug, invoice.pk)


def _send(request: TeamRequest, invoice: Invoice) -> None:
    mails = actions.send_invoice(invoice, by=request.actor, at=timezone.now())
    blocked = [mail.to_address for mail in mails if mail.state == Message.State.SUPPRESSED]
    if goes := [mail.to_address for mail in mails if mail.to_address not in blocked]:
        words = {"number": invoice, "addresses": ", ".join(goes)}
        messages.success(request, _("%(number)s goes to %(addresses)s.") % words)
    if blocked:
        sentence = _("Nothing goes to %(addresses)s: blocked. Correct the address on the company’s page.")
        messages.warning(request, sentence % {"addresses": ", ".join(blocked)})


@require_safe
@team_view(rules.can_see_invoices)
def invoice_pdf(request: TeamRequest, invoice_id: int) -> HttpResponseBase:
    invoice = get_object_or_404(Invoice.objects.in_edition(request.edition).issued(), pk=invoice_id)
    return download_response(invoice.pdf_path, filename=f"{invoice.number}.pdf")
