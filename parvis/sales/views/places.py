"""The waiting list of packages: who waits in which order, and the place that is free offered to the first."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.editions.doors import TeamRequest, team_view
from parvis.sales import actions, rules
from parvis.sales.forms.places import StrikeForm
from parvis.sales.line import lines_before
from parvis.sales.models import PlaceRequest
from parvis.sales.place_letters import contact_for
from parvis.sales.queries import quotes_in


@require_safe
@team_view(rules.can_see_sales)
def place_list(request: TeamRequest) -> HttpResponse:
    context = {
        "lines": lines_before(request.edition),
        "can_write": rules.can_write_quotes(request.member) and not request.edition.is_closed,
    }
    return render(request, "sales/place_list.html", context)


@require_POST
@team_view(rules.can_write_quotes)
def place_offer(request: TeamRequest, place_request_id: int) -> HttpResponse:
    wish = actions.offer_place(_place(request, place_request_id), by=request.actor, at=timezone.now())
    contact = contact_for(wish)
    if contact:
        messages.success(request, _("A place is kept; %(email)s has been told.") % {"email": contact.email})
    else:
        messages.warning(request, _("A place is kept. The company has no contact to write to: call them."))
    return redirect("sales:place_list", request.edition.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@team_view(rules.can_write_quotes)
def place_strike_off(request: TeamRequest, place_request_id: int) -> HttpResponse:
    wish = _place(request, place_request_id)
    form = StrikeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.strike_off(wish, **form.cleaned_data, by=request.actor, at=timezone.now())
        messages.success(request, _("%(name)s waits no longer.") % {"name": wish.company_name})
        return redirect("sales:place_list", request.edition.slug)
    context = {"wish": wish, "form": form}
    return render(request, "sales/place_strike_off.html", context, status=422 if form.errors else 200)


@require_POST
@team_view(rules.can_write_quotes)
def quote_wait(request: TeamRequest, quote_id: int) -> HttpResponse:
    """The company of a draft that cannot be sent waits for its packages."""
    quote = get_object_or_404(quotes_in(request.edition), pk=quote_id)
    joined = actions.queue_quote(quote, by=request.actor, at=timezone.now())
    said = ngettext(
        "%(company)s is on the waiting list.", "%(company)s is on the waiting lists of %(n)s packages.", len(joined)
    )
    messages.success(request, said % {"company": quote.exhibitor.company.name, "n": len(joined)})
    return redirect("sales:place_list", request.edition.slug)


def _place(request: TeamRequest, place_request_id: int) -> PlaceRequest:
    places = PlaceRequest.objects.in_edition(request.edition)
    parts = ("package__edition", "exhibitor__company", "interest__company")
    return get_object_or_404(places.select_related(*parts), pk=place_request_id)
