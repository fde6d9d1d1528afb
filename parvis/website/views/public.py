"""The public pages: fast, indexable, without an account."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from parvis.accounts.doors import UserRequest, signed_in_view
from parvis.core.doors import public_view
from parvis.core.links import absolute
from parvis.core.middleware import remember_language
from parvis.core.navigation import row_url
from parvis.editions.models import Edition
from parvis.exhibitors.models import ExhibitorProfile
from parvis.logistics.models import Booth
from parvis.logistics.queries import plan
from parvis.website import queries
from parvis.website.doors import PublicRequest, public_edition_view
from parvis.website.models import Page

SPACES = {
    "team": "reports:home",
    "exhibitor": "exhibitors:portal_home",
    "visitor": "visitors:space_home",
}
ON_THE_HOME_PAGE = 12  # exhibitors
INDEXED = (
    "home",
    "exhibitor_list",
    "floor_plan",
    "programme",
    "practical",
    "press",
    "legal",
    "privacy",
    "contact",
    "accessibility",
)


@require_safe
@public_edition_view
def home(request: PublicRequest) -> HttpResponse:
    context = {
        "figures": queries.figures(request.edition),
        "days": queries.days_of(request.edition),
        "shown": queries.cards(request.edition, queries.Facets(), on=timezone.localdate(), most=ON_THE_HOME_PAGE),
    }
    return render(request, "website/home.html", context)


@require_safe
@public_edition_view
def exhibitor_list(request: PublicRequest) -> HttpResponse:
    asked = queries.Facets(
        words=request.GET.get("q", "")[:80],
        **{name: request.GET.get(name, "")[:80] for name in ("sector", "field", "seek", "size")},
    )
    context = {
        "exhibitors": queries.cards(request.edition, asked, on=timezone.localdate()),
        "asked": asked,
        "choices": {**queries.facet_choices(request.edition), "size": ExhibitorProfile.Size.choices},
    }
    page = "website/exhibitor_list.html" + ("#exhibitor-cards" if "HX-Request" in request.headers else "")
    return render(request, page, context)


@require_safe
@public_edition_view
def exhibitor_detail(request: PublicRequest, exhibitor_id: int) -> HttpResponse:
    exhibitor = queries.public_exhibitor(request.edition, exhibitor_id)
    if exhibitor is None:
        raise Http404
    offers = queries.offers_of(exhibitor, on=timezone.localdate())
    return render(request, "website/exhibitor_detail.html", {"exhibitor": exhibitor, "offers": offers})


@require_safe
@public_edition_view
def floor_plan(request: PublicRequest) -> HttpResponse:
    """Each hall drawn to scale, a booth leading to its exhibitor, with the same as a list beside it."""

    def link(booth: Booth) -> str:
        is_public = booth.exhibitor is not None and booth.exhibitor.is_confirmed
        return row_url("website:exhibitor_detail", request.edition.slug, booth.exhibitor_id or 0) if is_public else ""

    return render(request, "website/floor_plan.html", {"plans": plan(request.edition, link=link)})


@require_safe
@public_edition_view
def programme(request: PublicRequest) -> HttpResponse:
    return render(request, "website/programme.html", {"slots": queries.public_programme(request.edition)})


def _page(request: PublicRequest, slug: str) -> HttpResponse:
    context = {"page": queries.page_of(request.edition, slug), "slug": slug, "name": Page.Slug(slug).label}
    return render(request, "website/page.html", context)


@require_safe
@public_edition_view
def practical(request: PublicRequest) -> HttpResponse:
    return _page(request, "practical")


@require_safe
@public_edition_view
def legal(request: PublicRequest) -> HttpResponse:
    return _page(request, "legal")


@require_safe
@public_edition_view
def privacy(request: PublicRequest) -> HttpResponse:
    return _page(request, "privacy")


@require_safe
@public_edition_view
def press(request: PublicRequest) -> HttpResponse:
    return _page(request, "press")


@require_safe
@public_edition_view
def contact(request: PublicRequest) -> HttpResponse:
    """Whom to write to, by what the question is about."""
    return render(request, "website/contact.html")


@require_safe
@public_edition_view
def accessibility(request: PublicRequest) -> HttpResponse:
    """The statement the law asks for: what was checked, what is missing, whom to tell."""
    return render(request, "website/accessibility.html")


@require_safe
@signed_in_view
def my_home(request: UserRequest) -> HttpResponse:
    """Where a person lands after signing in: their one space, or the choice between several."""
    homes = [
        (kind, edition, reverse(SPACES[kind], args=[edition.slug])) for kind, edition in queries.homes_of(request.user)
    ]
    if len(homes) == 1 or (homes and "choose" not in request.GET):
        response: HttpResponse = redirect(homes[0][2])
    else:
        response = render(request, "website/my_home.html", {"homes": homes})
    remember_language(response, request.user.language)
    return response


@require_safe
@cache_control(public=True, max_age=3600)
@public_view
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", "Disallow: /team/", "Disallow: /me/", "Disallow: /exhibitor/", "Disallow: /accounts/"]
    lines += ["Disallow: /api/", f"Sitemap: {absolute(reverse('website:sitemap'))}"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


@require_safe
@public_view
def sitemap(request: HttpRequest) -> HttpResponse:
    """The pages of the current edition, and each confirmed exhibitor's."""
    edition = Edition.objects.open().order_by("fair_on").first()
    paths = [reverse(f"website:{name}") for name in INDEXED] if edition else []
    if edition:
        shown = queries.public_exhibitors(edition, queries.Facets(), on=timezone.localdate())
        paths += [reverse("website:exhibitor_detail", kwargs={"exhibitor_id": exhibitor.pk}) for exhibitor in shown]
    context = {"addresses": [absolute(path) for path in paths]}
    return render(request, "website/sitemap.xml", context, content_type="application/xml")
