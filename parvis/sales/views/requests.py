"""What exhibitors ask for beyond their contracts: the team's list, and saying no with a reason."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.core.errors import Refused
from parvis.core.tables import Column, Empty, Filter, Status, Table, render_table
from parvis.editions.doors import TeamRequest, team_view
from parvis.sales import rules
from parvis.sales.actions.amendments import amend_contract
from parvis.sales.actions.shop import refuse_request
from parvis.sales.forms.shop import AcceptForm, RefusalForm
from parvis.sales.models import OptionRequest
from parvis.sales.queries import live_contract, open_wishes

KINDS = {
    "asked": "waiting",
    "waiting": "neutral",
    "offered": "info",
    "accepted": "good",
    "refused": "bad",
    "taken_back": "neutral",
    "lapsed": "warn",
}


def request_status(wish: OptionRequest) -> Status:
    return Status(KINDS[wish.state], wish.get_state_display())


def _link(wish: OptionRequest) -> str:
    return reverse("sales:request_refuse", args=[wish.exhibitor.edition.slug, wish.pk])


REQUESTS = Table(
    id="requests",
    label=gettext_lazy("Requests"),
    columns=[
        Column("company", gettext_lazy("Company"), "exhibitor.company.name", sort="exhibitor__company__name_folded"),
        Column("option", gettext_lazy("Option"), "option.name", sort="option__position", link=_link),
        Column("quantity", gettext_lazy("Quantity"), "quantity", sort="quantity", kind="number"),
        Column("net", gettext_lazy("Without VAT"), "net_cents", kind="money"),
        Column("state", gettext_lazy("State"), request_status, sort="state", kind="status"),
        Column("asked", gettext_lazy("Asked"), "asked_at", sort="asked_at", kind="moment"),
        Column("by", gettext_lazy("By"), "asked_by", hidden=True),
        Column("held", gettext_lazy("Kept until"), "held_until", sort="held_until", kind="date", hidden=True),
    ],
    sort="-asked",
    search=["exhibitor__company__name_folded"],
    search_hint=gettext_lazy("Company"),
    filters=[Filter("state", gettext_lazy("State"), OptionRequest.State.choices, field="state")],
    empty=Empty(
        gettext_lazy("No request yet"),
        gettext_lazy("Signed exhibitors ask for options in the shop of their space."),
        "package",
    ),
    total=lambda count: ngettext("%(count)s request", "%(count)s requests", count) % {"count": count},
)


@require_safe
@team_view(rules.can_see_sales)
def request_list(request: TeamRequest) -> HttpResponse:
    wishes = OptionRequest.objects.in_edition(request.edition)
    wishes = wishes.select_related("exhibitor__company", "exhibitor__edition", "option")
    return render_table(request, "sales/request_list.html", REQUESTS, wishes)


@require_http_methods(["GET", "HEAD", "POST"])
@team_view(rules.can_write_quotes)
def request_refuse(request: TeamRequest, wish_id: int) -> HttpResponse:
    wish = _wish(request, wish_id)
    form = RefusalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        refuse_request(wish, **form.cleaned_data, by=request.actor, at=timezone.now())
        messages.success(request, _("Request refused; the company has been told."))
        return redirect("sales:request_list", request.edition.slug)
    return _request_page(request, wish, form)


@require_POST
@team_view(rules.can_write_quotes)
def request_accept(request: TeamRequest, wish_id: int) -> HttpResponse:
    """This request, with the others of the same exhibitor that are ticked, as an amendment to sign."""
    wish = _wish(request, wish_id)
    form = AcceptForm(request.POST, wishes=open_wishes(wish.exhibitor))
    contract = live_contract(wish.exhibitor)
    if contract is None:
        raise Refused(_("This exhibitor has no contract that stands."), code="unsigned")
    if not form.is_valid():
        return _request_page(request, wish, RefusalForm(), accept=form)
    wishes = list(form.cleaned_data["wishes"])
    amendment = amend_contract(contract, wishes, by=request.actor, at=timezone.now())
    messages.success(request, _("%(number)s is on its way to be signed.") % {"number": amendment})
    return redirect("sales:contract_detail", request.edition.slug, amendment.pk)


def _wish(request: TeamRequest, wish_id: int) -> OptionRequest:
    wishes = OptionRequest.objects.in_edition(request.edition)
    parts = ("exhibitor__company", "exhibitor__edition", "option", "amendment")
    return get_object_or_404(wishes.select_related(*parts), pk=wish_id)


def _request_page(
    request: TeamRequest, wish: OptionRequest, form: RefusalForm, *, accept: AcceptForm | None = None
) -> HttpResponse:
    wishes = open_wishes(wish.exhibitor)
    accept = accept or AcceptForm(wishes=wishes)
    context = {"wish": wish, "status": request_status(wish), "form": form, "accept": accept}
    is_wrong = bool(form.errors or accept.errors)
    return render(request, "sales/request_refuse.html", context, status=422 if is_wrong else 200)
