"""The team's quotes: list, making one with its live total, the quote itself and what can be done with it."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.companies.models import Company
from parvis.core.dates import local_date
from parvis.core.errors import Refused
from parvis.core.tables import Column, Empty, Filter, Status, Table, render_table
from parvis.core.uploads import download_response
from parvis.editions.doors import TeamRequest, team_view
from parvis.editions.queries import is_window_open
from parvis.outbox.queries import messages_for
from parvis.sales import actions, queries, rules
from parvis.sales.forms.quotes import QuoteForm
from parvis.sales.history_words import history_of
from parvis.sales.models import Quote
from parvis.sales.offer import PriceDay, allowance_of, choices_of, offer_lines, offer_totals, refuse_unfit
from parvis.sales.pricing import discounts_for, rate_text
from parvis.sales.stock_words import short_packages, shortages

KINDS = {
    "draft": "neutral",
    "sent": "waiting",
    "accepted": "good",
    "refused": "bad",
    "expired": "warn",
    "superseded": "neutral",
    "withdrawn": "neutral",
}
MOST_FOUND = 20


def quote_status(quote: Quote) -> Status:
    return Status(KINDS[quote.status], quote.get_status_display())


def _link(quote: Quote) -> str:
    return reverse("sales:quote_detail", args=[quote.exhibitor.edition.slug, quote.pk])


QUOTES = Table(
    id="quotes",
    label=gettext_lazy("Quotes"),
    columns=[
        Column("number", gettext_lazy("Number"), str, sort=("number", "version"), link=_link),
        Column("company", gettext_lazy("Company"), "exhibitor.company.name", sort="exhibitor__company__name_folded"),
        Column("contact", gettext_lazy("Contact"), "contact.full_name", sort="contact__name_folded", hidden=True),
        Column("status", gettext_lazy("State"), quote_status, sort="status", kind="status"),
        Column("net", gettext_lazy("Without VAT"), "net_cents", sort="net_cents", kind="money"),
        Column("total", gettext_lazy("With VAT"), "total_cents", kind="money", hidden=True),
        Column("sent", gettext_lazy("Sent"), "sent_at", sort="sent_at", kind="moment"),
        Column("expires", gettext_lazy("Valid until"), "expires_on", sort="expires_on", kind="date"),
    ],
    sort="-number",
    search=["exhibitor__company__name_folded", "contact__name_folded"],
    search_hint=gettext_lazy("Company or contact"),
    filters=[Filter("status", gettext_lazy("State"), Quote.Status.choices, field="status")],
    empty=Empty(
        gettext_lazy("No quote yet"),
        gettext_lazy("A quote offers a company a package and options. It answers by a personal link."),
        "file-text",
    ),
    total=lambda count: ngettext("%(count)s quote", "%(count)s quotes", count) % {"count": count},
)


def _quote(request: TeamRequest, quote_id: int) -> Quote:
    quotes = Quote.objects.in_edition(request.edition).offers()
    parts = ("exhibitor__company__parent", "exhibitor__edition__association", "contact")
    return get_object_or_404(quotes.select_related(*parts), pk=quote_id)


def _back(request: TeamRequest, quote: Quote) -> HttpResponse:
    return redirect("sales:quote_detail", request.edition.slug, quote.pk)


@require_safe
@team_view(rules.can_see_sales)
def quote_list(request: TeamRequest) -> HttpResponse:
    quotes = queries.quotes_in(request.edition).select_related("exhibitor__edition")
    can_write = rules.can_write_quotes(request.member)
    action = (_("New quote"), reverse("sales:quote_new", args=[request.edition.slug])) if can_write else None
    context = {"empty_action": action, "can_write": can_write}
    return render_table(request, "sales/quote_list.html", QUOTES, quotes, context)


@require_http_methods(["GET", "HEAD", "POST"])
@team_view(rules.can_write_quotes)
def quote_new(request: TeamRequest) -> HttpResponse:
    """`?company=` names whom it is for; without it, the company is chosen first."""
    company = _asked_company(request)
    if company is None:
        words = request.GET.get("q", "")[:100]
        found = Company.objects.active().matching(words).order_by("name_folded", "pk")[:MOST_FOUND]
        page = "sales/quote_company.html" + ("#companies" if "HX-Request" in request.headers else "")
        return render(request, page, {"companies": found})
    form = QuoteForm(request.POST or None, company=company, edition=request.edition, on=_today())
    if _is_saved(request) and form.is_valid():
        quote = _written(request, form, company)
        if quote:
            messages.success(request, _("Draft saved. Read it, then send it."))
            return _back(request, quote)
    return _form_page(request, form, company)


@require_http_methods(["GET", "HEAD", "POST"])
@team_view(rules.can_write_quotes)
def quote_edit(request: TeamRequest, quote_id: int) -> HttpResponse:
    quote = _quote(request, quote_id)
    if not quote.is_draft:
        raise Refused(_("This quote was sent: it cannot change any more. Make a new version."))
    company = quote.exhibitor.company
    form = QuoteForm(request.POST or None, company=company, edition=request.edition, on=_today(), quote=quote)
    if _is_saved(request) and form.is_valid() and _written(request, form, company, quote):
        messages.success(request, _("Draft saved. Read it, then send it."))
        return _back(request, quote)
    return _form_page(request, form, company, quote)


@require_POST
@team_view(rules.can_write_quotes)
def quote_preview(request: TeamRequest, company_id: int) -> HttpResponse:
    """The lines and the total of what is being filled in; nothing is saved."""
    company = get_object_or_404(Company.objects.active(), pk=company_id)
    form = QuoteForm(request.POST, company=company, edition=request.edition, on=_today())
    form.is_valid()
    return render(request, "sales/quote_form.html#quote-preview", _preview(request, form, company))


def _today() -> date:
    return local_date(timezone.now())


def _is_saved(request: TeamRequest) -> bool:
    """Whether the form is to be kept; its other button only counts, for browsers without scripts."""
    return request.method == "POST" and "count" not in request.POST


def _asked_company(request: TeamRequest) -> Company | None:
    asked = request.GET.get("company", "")
    if not asked:
        return None
    companies = Company.objects.active().select_related("parent")
    return get_object_or_404(companies, pk=asked if asked.isascii() and asked.isdigit() and len(asked) < 19 else 0)


def _written(request: TeamRequest, form: QuoteForm, company: Company, quote: Quote | None = None) -> Quote | None:
    """The quote as saved by the action; None when it refuses, with its sentence on the form."""
    offer = {
        "contact": form.cleaned_data["contact"],
        "choices": form.choices(),
        "deal": form.deal(),
        "expires_on": form.cleaned_data["expires_on"],
        "by": request.actor,
        "at": timezone.now(),
    }
    try:
        if quote:
            return actions.change_quote(quote, **offer)
        return actions.create_quote(company, request.edition, **offer)
    except Refused as refused:
        form.add_error(None, refused.message)
        return None


def _form_page(request: TeamRequest, form: QuoteForm, company: Company, quote: Quote | None = None) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "company": company, "quote": quote}
    if form.is_bound:
        form.is_valid()  # what is well formed is counted
        context |= _preview(request, form, company)
    elif quote:
        lines = queries.lines_of([quote])
        context |= {"lines": lines, "totals": offer_totals(lines)}
    is_refused = form.errors and _is_saved(request)
    return render(request, "sales/quote_form.html", context, status=422 if is_refused else 200)


def _preview(request: TeamRequest, form: QuoteForm, company: Company) -> dict[str, Any]:
    contact = form.cleaned_data.get("contact")
    choices, deal = form.choices(), form.deal()
    language, today = contact.language if contact else "fr", local_date(timezone.now())
    day = PriceDay(queries.rules_of(request.edition), company.kind, language, today)
    lines = offer_lines(choices, day=day, deal=deal)
    threshold = queries.approval_above(request.edition)
    return {
        "lines": lines,
        "totals": offer_totals(lines),
        "applied": [one.text for one in discounts_for(day.rules, day.company_kind, on=day.on)],
        "allowance": allowance_of(choices, lines, day=day, threshold=threshold),
        "shortages": shortages(choices, company),
        "trouble": _trouble(form, company, request),
    }


def _trouble(form: QuoteForm, company: Company, request: TeamRequest) -> str:
    """What would keep this offer from being saved, in words; nothing for an offer still empty."""
    choices = form.choices()
    try:
        refuse_unfit(choices, company, request.edition, on=local_date(timezone.now()))
    except Refused as refused:
        return refused.message if choices else ""
    return ""


@require_safe
@team_view(rules.can_see_sales)
def quote_detail(request: TeamRequest, quote_id: int) -> HttpResponse:
    quote = _quote(request, quote_id)
    lines = queries.lines_of([quote])
    now = timezone.now()
    context = {
        "quote": quote,
        "status": quote_status(quote),
        "lines": lines,
        "totals": offer_totals(lines),
        "versions": [(version, quote_status(version)) for version in queries.versions_of(quote)],
        "contract": getattr(quote, "contract", None),
        "mails": messages_for(quote),
        "history": history_of(quote),
        "can_write": rules.can_write_quotes(request.member) and not request.edition.is_closed,
        "is_window_open": is_window_open(request.edition, "quotes", at=now, subject=queries.window_subject(quote)),
        "is_past": quote.expires_on < local_date(now),
        **_short(quote),
        **_approval(request, quote),
    }
    return render(request, "sales/quote_detail.html", context)


def _short(quote: Quote) -> dict[str, Any]:
    """What of a draft is sold out or waited for by others, and whether its company may join the line."""
    if not quote.is_draft:
        return {}
    choices, company = choices_of(quote), quote.exhibitor.company
    return {"shortages": shortages(choices, company), "can_wait": bool(short_packages(choices, company))}


def _approval(request: TeamRequest, quote: Quote) -> dict[str, Any]:
    """Whether the draft waits for a second person, and whether the reader may be that one."""
    allowed = queries.approval_above(request.edition)
    needed = quote.is_draft and not quote.is_approved and quote.given_basis_points > allowed
    is_author = needed and queries.wrote_quote(quote, actions.ref_of(request.actor))
    can_approve = rules.can_approve_discounts(request.member) and not request.edition.is_closed
    return {
        "needs_approval": needed,
        "given": rate_text(quote.given_basis_points),
        "allowed": rate_text(allowed),
        "is_author": is_author,
        "can_approve": needed and can_approve and not is_author,
    }


@require_POST
@team_view(rules.can_approve_discounts)
def quote_approve(request: TeamRequest, quote_id: int) -> HttpResponse:
    """`net_cents` is what the approver read: another amount is not approved."""
    quote = _quote(request, quote_id)
    seen = request.POST.get("net_cents", "")
    seen_cents = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 19 else -1
    actions.approve_discount(quote, seen_net_cents=seen_cents, by=request.actor, at=timezone.now())
    messages.success(request, _("Discount approved: the quote can be sent."))
    return _back(request, quote)


@require_safe
@team_view(rules.can_see_sales)
def quote_file(request: TeamRequest, quote_id: int) -> HttpResponseBase:
    quote = _quote(request, quote_id)
    if not quote.pdf_path:
        raise Refused(_("A draft has no PDF: it is made when the quote is sent."))
    return download_response(quote.pdf_path, filename=f"{quote}.pdf")


@require_POST
@team_view(rules.can_write_quotes)
def quote_send(request: TeamRequest, quote_id: int) -> HttpResponse:
    quote = _quote(request, quote_id)
    actions.send_quote(quote, by=request.actor, at=timezone.now())
    messages.success(request, _("Quote sent to %(email)s.") % {"email": quote.contact.email})
    return _back(request, quote)


@require_POST
@team_view(rules.can_write_quotes)
def quote_resend(request: TeamRequest, quote_id: int) -> HttpResponse:
    quote = _quote(request, quote_id)
    actions.resend_quote(quote, by=request.actor, at=timezone.now())
    messages.success(request, _("A new link is on its way to %(email)s.") % {"email": quote.contact.email})
    return _back(request, quote)


@require_POST
@team_view(rules.can_write_quotes)
def quote_version(request: TeamRequest, quote_id: int) -> HttpResponse:
    draft = actions.new_version(_quote(request, quote_id), by=request.actor, at=timezone.now())
    messages.info(request, _("The earlier version stays valid until you send this one."))
    return redirect("sales:quote_edit", request.edition.slug, draft.pk)


@require_POST
@team_view(rules.can_write_quotes)
def quote_discard(request: TeamRequest, quote_id: int) -> HttpResponse:
    actions.discard_quote(_quote(request, quote_id), by=request.actor, at=timezone.now())
    messages.success(request, _("Draft thrown away."))
    return redirect("sales:quote_list", request.edition.slug)
