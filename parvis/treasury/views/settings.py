"""Numbers and terms of invoices."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from parvis.core.dates import local_date
from parvis.core.errors import Refused
from parvis.editions.doors import TeamRequest, team_view
from parvis.editions.models import LogEntry
from parvis.editions.trails import tell_trails
from parvis.treasury import rules
from parvis.treasury.actions.numbering import start_series, write_regime, write_terms
from parvis.treasury.forms import SeriesForm, TermsForm, VatRegimeForm
from parvis.treasury.models import InvoiceSeries, InvoicingTerms, VatRegime

DATED = {"starts_on": ""}


@require_http_methods(["GET", "HEAD", "POST"])
@team_view(rules.can_write_invoices)
def invoicing(request: TeamRequest) -> HttpResponse:
    """The terms printed from a day on; the series of numbers beside them."""
    form = TermsForm(request.POST or None, initial=_terms_now())
    if request.method == "POST" and form.is_valid():
        starts_on = form.cleaned_data["starts_on"]
        write_terms(starts_on, values=form.values, edition=request.edition, by=request.actor, at=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("treasury:invoicing", request.edition.slug)
    return _page(request, form, SeriesForm(initial={"year": local_date(timezone.now()).year, "first_number": 1}))


def _terms_now() -> dict[str, object]:
    """Today's terms, as a start for those that follow."""
    today = local_date(timezone.now())
    terms = InvoicingTerms.objects.on(today)
    return {name: getattr(terms, name) for name in TermsForm.Meta.fields} | {"starts_on": today}


def _page(request: TeamRequest, form: TermsForm, series_form: SeriesForm) -> HttpResponse:
    tell_trails(form, InvoicingTerms, LogEntry.objects.of_kind(InvoicingTerms).newest_first(), called=DATED)
    context = {
        "form": form,
        "series_form": series_form,
        "series": InvoiceSeries.objects.order_by("-prefix"),
        "all_terms": InvoicingTerms.objects.order_by("-starts_on"),
    }
    return render(request, "treasury/invoicing.html", context, status=422 if form.errors or series_form.errors else 200)


@require_POST
@team_view(rules.can_write_invoices)
def series_start(request: TeamRequest) -> HttpResponse:
    """From which number a year's series begins."""
    form = SeriesForm(request.POST)
    if not form.is_valid():
        return _page(request, TermsForm(initial=_terms_now()), form)
    try:
        series = start_series(**form.cleaned_data, edition=request.edition, by=request.actor, at=timezone.now())
    except Refused as refused:
        form.add_error("first_number", refused.message)
        return _page(request, TermsForm(initial=_terms_now()), form)
    messages.success(request, _("The next number is %(number)s.") % {"number": series.next_number})
    return redirect("treasury:invoicing", request.edition.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@team_view(rules.can_write_invoices)
def vat_regimes(request: TeamRequest) -> HttpResponse:
    """How this edition’s invoices are taxed from a day on, and before."""
    today = local_date(timezone.now())
    now = VatRegime.objects.on(request.edition, today)
    initial = {name: getattr(now, name) for name in VatRegimeForm.Meta.fields} | {"starts_on": today}
    form = VatRegimeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        starts_on = form.cleaned_data["starts_on"]
        write_regime(request.edition, starts_on, values=form.values, by=request.actor, at=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("treasury:vat_regimes", request.edition.slug)
    entries = LogEntry.objects.of_kind(VatRegime).filter(edition=request.edition).newest_first()
    tell_trails(form, VatRegime, entries, called=DATED)
    past = VatRegime.objects.in_edition(request.edition).order_by("-starts_on")
    context = {"form": form, "regimes": past}
    return render(request, "treasury/vat_regimes.html", context, status=422 if form.errors else 200)
