"""The exhibitor's shop: tiers with what each gives, options to ask for, and what became of each request."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from parvis.core.dates import local_date
from parvis.exhibitors.doors import ExhibitorRequest, exhibitor_view
from parvis.sales import shelves
from parvis.sales.actions import giving_up as removals
from parvis.sales.actions import shop as actions
from parvis.sales.forms.shop import AskForm
from parvis.sales.models import Option, OptionRequest, QuoteLine


@require_safe
@exhibitor_view
def shop(request: ExhibitorRequest) -> HttpResponse:
    on = local_date(timezone.now())
    context = {
        "is_signed": request.exhibitor.is_confirmed,
        "today": on,
        "tiers": shelves.tiers_of(request.exhibitor, on=on),
        "shelf": shelves.shelf_of(request.exhibitor, on=on),
        "requests": shelves.requests_of(request.exhibitor),
        "owned": shelves.owned_by(request.exhibitor, on=on),
    }
    return render(request, "sales/shop.html", context)


@require_POST
@exhibitor_view
def shop_give_up(request: ExhibitorRequest, sale_id: int) -> HttpResponse:
    sold = get_object_or_404(QuoteLine, pk=sale_id, quote__exhibitor=request.exhibitor)
    quantity = AskForm.quantity_of(request.POST)
    removals.ask_removal(request.exhibitor, sold.pk, quantity=quantity, by=request.actor, at=timezone.now())
    messages.success(request, _("Asked for, in your messages. The team answers you with an amendment to sign."))
    return _back(request)


def _option(request: ExhibitorRequest, option_id: int) -> Option:
    options = Option.objects.filter(edition=request.edition, audience=Option.Audience.ALL, is_active=True)
    return get_object_or_404(options, pk=option_id)


def _mine(request: ExhibitorRequest, wish_id: int) -> OptionRequest:
    return get_object_or_404(OptionRequest, exhibitor=request.exhibitor, pk=wish_id)


def _back(request: ExhibitorRequest) -> HttpResponse:
    return redirect("sales:shop", request.edition.slug)


@require_POST
@exhibitor_view
def shop_ask(request: ExhibitorRequest, option_id: int) -> HttpResponse:
    option = _option(request, option_id)
    quantity = AskForm.quantity_of(request.POST)
    asked = actions.ask_option(request.exhibitor, option, quantity=quantity, by=request.actor, at=timezone.now())
    messages.success(request, _("%(wish)s: asked for. The team answers you.") % {"wish": asked})
    return _back(request)


@require_POST
@exhibitor_view
def shop_wait(request: ExhibitorRequest, option_id: int) -> HttpResponse:
    option = _option(request, option_id)
    quantity = AskForm.quantity_of(request.POST)
    actions.join_line(request.exhibitor, option, quantity=quantity, by=request.actor, at=timezone.now())
    messages.success(request, _("You are on the waiting list; we write to you when a unit comes back."))
    return _back(request)


@require_POST
@exhibitor_view
def shop_confirm(request: ExhibitorRequest, wish_id: int) -> HttpResponse:
    actions.confirm_kept(_mine(request, wish_id), by=request.actor, at=timezone.now())
    messages.success(request, _("Asked for. The team answers you."))
    return _back(request)


@require_POST
@exhibitor_view
def shop_take_back(request: ExhibitorRequest, wish_id: int) -> HttpResponse:
    actions.take_back_request(_mine(request, wish_id), by=request.actor, at=timezone.now())
    messages.success(request, _("Request taken back."))
    return _back(request)
