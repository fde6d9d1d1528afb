"""The prices of one package or option by date: what it cost, costs and will cost."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from parvis.core.dates import local_date
from parvis.core.errors import Refused
from parvis.editions.doors import TeamRequest, team_view
from parvis.sales import actions, queries, rules
from parvis.sales.forms.catalogue import PriceForm
from parvis.sales.models import Option, Package

PAGES = ["GET", "HEAD", "POST"]


@require_http_methods(PAGES)
@team_view(rules.can_write_catalogue)
def package_prices(request: TeamRequest, package_id: int) -> HttpResponse:
    return _price_page(request, get_object_or_404(queries.packages_of(request.edition), pk=package_id))


@require_http_methods(PAGES)
@team_view(rules.can_write_catalogue)
def option_prices(request: TeamRequest, option_id: int) -> HttpResponse:
    return _price_page(request, get_object_or_404(queries.options_of(request.edition), pk=option_id))


def _price_page(request: TeamRequest, item: Package | Option) -> HttpResponse:
    """The history of prices, and another price from a day on."""
    form, today = PriceForm(request.POST or None), local_date(timezone.now())
    queries.at_prices_of([item], today)
    name = "package" if isinstance(item, Package) else "option"
    if request.method == "POST" and form.is_valid():
        try:
            actions.plan_price(item, **form.cleaned_data, by=request.actor, at=timezone.now())
            messages.success(request, _("Price written. What was sold keeps its own."))
            return redirect(f"sales:{name}_prices", request.edition.slug, item.pk)
        except Refused as refused:
            form.add_error(refused.code if refused.code in form.fields else None, refused.message)
    prices = list(queries.prices_of(item))
    begun = [price.pk for price in prices if price.starts_on is None or price.starts_on <= today]
    current = begun[-1] if begun else None
    context = {"form": form, "item": item, "name": name, "prices": prices, "current": current, "today": today}
    return render(request, "sales/price_list.html", context, status=422 if form.errors else 200)
