"""The form by which a company says it wants to come."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from parvis.accounts.doors import client_ip
from parvis.companies.actions import Wish
from parvis.core.actor import Actor, ActorKind
from parvis.core.doors import public_view
from parvis.core.rates import Rate, buckets
from parvis.editions.models import Edition
from parvis.editions.queries import current_edition
from parvis.sales.actions import take_wish
from parvis.website import queries
from parvis.website.forms import InterestForm

WRITING = Rate("interest", burst=10, per_second=1)


@require_http_methods(["GET", "POST"])
@public_view
def interest(request: HttpRequest, edition: str = "") -> HttpResponse:
    """What we learn goes into the pipeline; for a package that is full, into its waiting list."""
    here = _edition(request, edition)
    offer = queries.packages_on_sale(here)
    if here.is_closed:
        return render(request, "website/interest_closed.html", {"edition": here}, status=_status(request))
    form = InterestForm(request.POST if request.method == "POST" else None, offer=offer)
    if request.method == "GET" or not form.is_valid():
        context = {"form": form, "edition": here, "offer": offer}
        return render(request, "website/interest.html", context, status=422 if form.is_bound else 200)
    ip = client_ip(request)
    buckets.take(str(ip), WRITING)
    if not form.is_by_a_program:
        said = form.cleaned_data
        wish = Wish(said["package"], said["message"], offer.is_full, str(request.LANGUAGE_CODE)[:2])
        package = offer.named(said["package"])
        by = Actor(ActorKind.SYSTEM, "interest", "Interest form", ip)
        take_wish(here, form.given(), wish, package=package, by=by, at=timezone.now())
    return redirect("website:interest_thanks", here.slug)


@require_http_methods(["GET"])
@public_view
def interest_thanks(request: HttpRequest, edition: str) -> HttpResponse:
    """The same words whoever wrote; the mail says the rest."""
    here = _edition(request, edition)
    return render(request, "website/interest_thanks.html", {"edition": here})


def _edition(request: HttpRequest, slug: str) -> Edition:
    """Interest opens a year ahead: also for an edition in preparation, by its own address."""
    editions = Edition.objects.select_related("association")
    here = get_object_or_404(editions, slug=slug) if slug else current_edition(at=timezone.now())
    if here is None:
        raise Http404
    request.edition = here  # type: ignore[attr-defined]
    return here


def _status(request: HttpRequest) -> int:
    return 409 if request.method == "POST" else 200
