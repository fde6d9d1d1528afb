"""An exhibitor's own space: where it stands, its company page and its logo."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from parvis.core.links import safe_next
from parvis.core.navigation import find_url
from parvis.core.uploads import image_response
from parvis.exhibitors import queries
from parvis.exhibitors.actions.profile import save_profile, set_logo
from parvis.exhibitors.doors import ChoiceRequest, ExhibitorRequest, choice_view, chosen_key, exhibitor_view
from parvis.exhibitors.forms import LogoForm, ProfileForm
from parvis.exhibitors.models import ExhibitorProfile

PANELS = ("sales:exhibitor_panel", "treasury:exhibitor_panel", "logistics:exhibitor_panel")
LATEST = 3


@require_http_methods(["GET", "POST"])
@choice_view
def portal_choose(request: ChoiceRequest) -> HttpResponse:
    """Somebody who represents two exhibitors says for which one they work now."""
    next_path = safe_next(request.GET.get("next"), default="")
    if request.method == "GET":
        return render(request, "exhibitors/portal_choose.html", {"places": request.places, "next_path": next_path})
    mine = {str(place.exhibitor_id): place.exhibitor_id for place in request.places}
    if request.POST.get("exhibitor") not in mine:
        raise Http404
    request.session[chosen_key(request.edition)] = mine[request.POST["exhibitor"]]
    return redirect(next_path or "exhibitors:portal_home", *([] if next_path else [request.edition.slug]))


@require_GET
@exhibitor_view
def portal_home(request: ExhibitorRequest) -> HttpResponse:
    """Where the exhibitor stands: its progress, what is due and when, the last messages."""
    items = queries.due_items(request.exhibitor, at=timezone.now())
    slug = request.edition.slug
    due = [(item, find_url(item.page, slug)) for item in items]
    context = {
        "steps": _steps(request, items),
        "due": [pair for pair in due if pair[0].is_open],
        "done": [pair for pair in due if not pair[0].is_open],
        "panels": [url for url in (find_url(name, slug) for name in PANELS) if url],
        "included": queries.entitlement_lines(queries.entitlement_totals(request.exhibitor)),
        "latest": list(queries.thread_of(request.exhibitor).reverse()[:LATEST]),
    }
    return render(request, "exhibitors/portal_home.html", context)


def _steps(request: ExhibitorRequest, items: list[queries.DueItem]) -> list[dict[str, str]]:
    """The steps as the page draws them: the first that is not done is the current one."""
    steps = queries.progress_steps(request.exhibitor, items)
    current = next((step.key for step in steps if not step.is_done), "")
    return [
        {
            "label": step.label,
            "state": "done" if step.is_done else "current" if step.key == current else "todo",
            "href": find_url(step.page, request.edition.slug),
            "note": step.note,
        }
        for step in steps
    ]


@require_http_methods(["GET", "POST"])
@exhibitor_view
def portal_profile(request: ExhibitorRequest) -> HttpResponse:
    """The public page: its words, with the card visitors will see beside them."""
    profile = queries.profile_of(request.exhibitor)
    form = ProfileForm(request.POST or None, instance=profile)
    if request.method == "GET" or not form.is_valid():
        return _profile_page(request, form, LogoForm())
    fields = form.cleaned_data["fields"]
    save_profile(request.exhibitor, words=form.words, fields=fields, by=request.actor, at=timezone.now())
    messages.success(request, _("Company page saved."))
    return redirect("exhibitors:portal_profile", request.edition.slug)


@require_POST
@exhibitor_view
def portal_logo_set(request: ExhibitorRequest) -> HttpResponse:
    form = LogoForm(request.POST, request.FILES)
    if not form.is_valid():
        profile = queries.profile_of(request.exhibitor)
        return _profile_page(request, ProfileForm(instance=profile), form)
    set_logo(request.exhibitor, form.cleaned_data["logo"], by=request.actor, at=timezone.now())
    messages.success(request, _("Logo saved."))
    return redirect("exhibitors:portal_profile", request.edition.slug)


def _profile_page(request: ExhibitorRequest, form: ProfileForm, logo_form: LogoForm) -> HttpResponse:
    context = {
        "form": form,
        "logo_form": logo_form,
        "section": queries.sections_of(request.exhibitor, at=timezone.now())["profile"],
        "card": _card(queries.profile_of(request.exhibitor)),
    }
    status = 422 if form.errors or logo_form.errors else 200
    return render(request, "exhibitors/portal_profile.html", context, status=status)


def _card(profile: ExhibitorProfile) -> dict[str, Any]:
    """What the public card shows."""
    return {
        "name": profile.public_name,
        "tagline": profile.tagline,
        "sector": profile.sector,
        "size": profile.get_size_display() if profile.size else "",
        "logo_version": profile.logo_version,
    }


@require_GET
@exhibitor_view
def portal_profile_preview(request: ExhibitorRequest) -> HttpResponse:
    """The card for what is being typed; nothing is kept."""
    profile = queries.profile_of(request.exhibitor)
    for name, longest in (("public_name", 160), ("tagline", 140), ("sector", 80), ("size", 6)):
        setattr(profile, name, request.GET.get(name, "")[:longest])
    return render(request, "exhibitors/portal_profile.html#card", {"card": _card(profile)})


@require_safe
@exhibitor_view
def portal_logo(request: ExhibitorRequest) -> HttpResponseBase:
    """The exhibitor's own logo, also before it is confirmed."""
    path = queries.profile_of(request.exhibitor).logo_path
    if not path:
        raise Http404
    return image_response(path)
