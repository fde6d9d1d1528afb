"""The visitor's own space of one edition."""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parvis.visitors import actions
from parvis.visitors.consent_texts import SHARE_PROFILE, shown_text
from parvis.visitors.doors import VisitorRequest, visitor_view, visitor_view_also_closed
from parvis.visitors.forms import ProfileForm, initial_of
from parvis.visitors.queries import consent_of, stored_data, waiting_position
from parvis.visitors.vocabulary import load_vocabulary


@require_GET
@visitor_view
def space_home(request: VisitorRequest) -> HttpResponse:
    """Where I stand: seat or place in the list, badge, what is left to do."""
    consent = consent_of(request.registration, SHARE_PROFILE)
    context = {
        "registration": request.registration,
        "position": waiting_position(request.registration),
        "terms": request.registration.terms.order_by("kind", "position"),
        "shares_profile": bool(consent and consent.is_given),
    }
    return render(request, "visitors/space_home.html", context)


@require_POST
@visitor_view
def space_confirm(request: VisitorRequest) -> HttpResponse:
    """Who signed in by a mailed code has proven the address as well as by the link."""
    actions.confirm_email(request.registration, by=request.actor, at=timezone.now())
    messages.success(request, _("Your address is confirmed."))
    return redirect("visitors:space_home", request.edition.slug)


@require_http_methods(["GET", "POST"])
@visitor_view
def space_profile(request: VisitorRequest) -> HttpResponse:
    """Correct what I told."""
    posted = request.POST if request.method == "POST" else None
    form = ProfileForm(posted, words=load_vocabulary(), initial=initial_of(request.registration))
    if posted is None or not form.is_valid():
        context = {"form": form, "registration": request.registration}
        return render(request, "visitors/space_profile.html", context, status=200 if posted is None else 422)
    entry = form.entry(email=request.visitor.email)
    actions.change_registration(request.registration, entry, by=request.actor, at=timezone.now(), words=form.words)
    messages.success(request, _("Saved."))
    return redirect("visitors:space_home", request.edition.slug)


@require_http_methods(["GET", "POST"])
@visitor_view
def space_cancel(request: VisitorRequest) -> HttpResponse:
    """Give my seat to the next one."""
    if request.method == "GET":
        return render(request, "visitors/space_cancel.html", {"registration": request.registration})
    actions.cancel_registration(request.registration, by=request.actor, at=timezone.now())
    messages.success(request, _("Your registration is cancelled."))
    return redirect("visitors:space_home", request.edition.slug)


@require_http_methods(["GET", "POST"])
@visitor_view_also_closed
def space_consents(request: VisitorRequest) -> HttpResponse:
    """Share my profile with exhibitors, or stop; also after the fair."""
    consent = consent_of(request.registration, SHARE_PROFILE)
    if request.method == "GET":
        context = {"consent": consent, "text": shown_text(SHARE_PROFILE, get_language() or "fr")}
        return render(request, "visitors/space_consents.html", context)
    is_given = request.POST.get("decision") == "give"
    language = get_language() or "fr"
    actions.set_consent(
        request.registration, SHARE_PROFILE, is_given=is_given, language=language, by=request.actor, at=timezone.now()
    )
    messages.success(request, _("Your profile is shared.") if is_given else _("Your profile is no longer shared."))
    return redirect("visitors:space_consents", request.edition.slug)


@require_GET
@visitor_view
def space_data(request: VisitorRequest) -> HttpResponse:
    """Everything kept about me here; `?format=json` takes it away."""
    data = stored_data(request.registration)
    if request.GET.get("format") == "json":
        name = f"parvis-{request.edition.slug}.json"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return JsonResponse(data, headers=headers, json_dumps_params={"ensure_ascii": False, "indent": 2})
    return render(request, "visitors/space_data.html", {"data": data})
