"""How issued papers reach their buyers: what waits, what became of each, what a person notes, through whom."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.core.dates import local_date
from parvis.core.errors import Refused
from parvis.core.tables import chosen_rows, render_table
from parvis.core.uploads import download_response
from parvis.editions.doors import TeamRequest, team_view
from parvis.editions.models import LogEntry
from parvis.editions.trails import tell_trails
from parvis.treasury import rules
from parvis.treasury.actions import transmissions as actions
from parvis.treasury.forms.transmissions import StatusForm, TransmissionTermsForm
from parvis.treasury.models import Code, IncomingInvoice, Payment, Transmission, TransmissionTerms
from parvis.treasury.transmission import ledger
from parvis.treasury.transmission.platform import is_automatic, label_of
from parvis.treasury.transmission.tables import transmission_table
from parvis.treasury.views.team import can_write, detail_page, invoice_of
from parvis.treasury.views.ways import Bound

SHOWN_INCOMING = 50


@require_http_methods(["GET", "HEAD", "POST"])
@team_view(rules.can_see_invoices)
def transmission_list(request: TeamRequest) -> HttpResponseBase:
    if request.method == "POST":
        return transmission_batch(request, edition=request.edition.slug)
    here, terms = request.edition, TransmissionTerms.objects.current()
    may_write = can_write(request)
    context = {
        "terms": terms,
        "platform": label_of(terms.platform),
        "is_automatic": is_automatic(terms.platform),
        "can_write": may_write,
        "by_hand": sum(1 for one in ledger.to_do_by_hand(here) if not is_automatic(one.platform)),
        "trouble": ledger.in_trouble(here).count(),
        "payments": [one for one in ledger.unreported_payments(here) if not _is_told_by_worker(one)],
        "incoming_count": IncomingInvoice.objects.count(),
    }
    table = transmission_table(here, can_write=may_write)
    return render_table(request, "treasury/transmission_list.html", table, ledger.transmissions_in(here), context)


def _is_told_by_worker(payment: Payment) -> bool:
    return is_automatic(payment.invoice.transmission.platform)


@require_POST
@team_view(rules.can_write_invoices)
def transmission_batch(request: TeamRequest) -> HttpResponse:
    """The ticked papers were deposited today on the platform's site; each that cannot be noted says why."""
    table = transmission_table(request.edition, can_write=True)
    if request.POST.get("action") != "deposited":
        raise Refused(_("Choose what to do with these rows."))
    done, now = 0, timezone.now()
    for row in chosen_rows(request, table, ledger.transmissions_in(request.edition)):
        try:
            actions.note_status(row, code=Code.DEPOSITED, on=local_date(now), by=request.actor, at=now)
        except Refused as refused:
            messages.warning(request, refused.message)
        else:
            done += 1
    if done:
        messages.success(request, ngettext("%(n)s paper noted.", "%(n)s papers noted.", done) % {"n": done})
    return redirect(request.get_full_path())


def _transmission(request: TeamRequest, transmission_id: int) -> Transmission:
    return get_object_or_404(ledger.transmissions_in(request.edition), pk=transmission_id)


@require_POST
@team_view(rules.can_write_invoices)
def transmission_status(request: TeamRequest, transmission_id: int) -> HttpResponse:
    """A status read on the platform's site; what cannot be is said beside the form."""
    row, now = _transmission(request, transmission_id), timezone.now()
    form = StatusForm(request.POST, is_deposited=row.is_deposited, today=local_date(now))
    if form.is_valid():
        try:
            actions.note_status(row, **form.cleaned_data, by=request.actor, at=now)
        except Refused as refused:
            form.add_error(refused.code if refused.code in form.fields else None, refused.message)
        else:
            messages.success(request, _("Saved."))
            return _back(request, row)
    return detail_page(request, invoice_of(request, row.owner.pk), status_form=Bound(row.pk, form))


def _back(request: TeamRequest, row: Transmission) -> HttpResponse:
    return redirect("treasury:invoice_detail", request.edition.slug, row.owner.pk)


@require_POST
@team_view(rules.can_write_invoices)
def transmission_take_over(request: TeamRequest, transmission_id: int) -> HttpResponse:
    row = _transmission(request, transmission_id)
    actions.take_over(row, by=request.actor, at=timezone.now())
    messages.success(request, _("%(number)s is yours to deposit: note it here once it is done.") % {"number": row})
    return _back(request, row)


@require_POST
@team_view(rules.can_write_invoices)
def transmission_retry(request: TeamRequest, transmission_id: int) -> HttpResponse:
    row = _transmission(request, transmission_id)
    actions.try_again(row, at=timezone.now())
    messages.success(request, _("It is tried again within a minute."))
    return _back(request, row)


@require_POST
@team_view(rules.can_write_invoices)
def payments_told(request: TeamRequest, transmission_id: int) -> HttpResponse:
    """The money of this invoice was told to the platform by hand."""
    row = _transmission(request, transmission_id)
    count = actions.note_payments_told(row, by=request.actor, at=timezone.now())
    messages.success(request, ngettext("%(n)s payment noted.", "%(n)s payments noted.", count) % {"n": count})
    return _back(request, row)


@require_POST
@team_view(rules.can_write_invoices)
def platform_ask(request: TeamRequest) -> HttpResponse:
    """Not tonight, but now."""
    actions.ask_platform()
    messages.success(request, _("The platform is asked within a minute: open this page again then."))
    return redirect("treasury:transmission_list", request.edition.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@team_view(rules.can_write_invoices)
def transmission_terms(request: TeamRequest) -> HttpResponse:
    """Through which platform, and from which days."""
    terms = TransmissionTerms.objects.current()
    form = TransmissionTermsForm(request.POST or None, instance=terms)
    if request.method == "POST" and form.is_valid():
        usual: dict[str, Any] = {"by": request.actor, "at": timezone.now(), "edition": request.edition}
        actions.write_transmission_terms(request.edition.association, values=form.cleaned_data, **usual)
        messages.success(request, _("Saved."))
        return redirect("treasury:transmission_list", request.edition.slug)
    tell_trails(form, TransmissionTerms, LogEntry.objects.of_kind(TransmissionTerms).newest_first())
    return render(request, "treasury/transmission_terms.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@team_view(rules.can_see_bank)
def incoming_list(request: TeamRequest) -> HttpResponse:
    """Invoices of suppliers that came by the platform, the latest first."""
    rows = IncomingInvoice.objects.order_by("-received_at", "-pk")[:SHOWN_INCOMING]
    return render(request, "treasury/incoming_list.html", {"rows": rows})


@require_safe
@team_view(rules.can_see_bank)
def incoming_file(request: TeamRequest, incoming_id: int) -> HttpResponseBase:
    incoming = get_object_or_404(IncomingInvoice, pk=incoming_id)
    return download_response(incoming.path, filename=incoming.name)
