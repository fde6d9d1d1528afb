"""What needs no account: the edition's stylesheet, and the first set-up of an empty installation."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from parvis.accounts.doors import client_ip
from parvis.core.actor import Actor, ActorKind
from parvis.core.doors import public_view
from parvis.core.uploads import image_response
from parvis.editions import actions
from parvis.editions.forms import SetUpForm
from parvis.editions.models import Edition

YEAR = 365 * 24 * 3600


@require_GET
@public_view
def theme(request: HttpRequest, slug: str) -> HttpResponse:
    """Hue and chroma of the edition as a stylesheet; its address carries them, so it can be kept for a year."""
    edition = get_object_or_404(Edition, slug=slug)
    chroma = edition.chroma_percent / 100
    css = f"@layer theme {{ :root {{ --hue: {edition.hue}; --chroma: {chroma:.2f}; }} }}\n"
    return HttpResponse(css, content_type="text/css", headers={"Cache-Control": f"public, max-age={YEAR}"})


@require_safe
@public_view
def logo(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The edition's logo; `?v=` changes with the picture, so it may be kept for a day."""
    edition = get_object_or_404(Edition.objects.exclude(logo_path=""), slug=slug)
    response = image_response(edition.logo_path)
    response["Cache-Control"] = "public, max-age=86400"
    return response


@require_http_methods(["GET", "POST"])
@public_view
def setup(request: HttpRequest) -> HttpResponse:
    """Association, edition and first member of an empty installation; gone as soon as an edition exists."""
    if Edition.objects.exists():
        raise Http404
    form = SetUpForm(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        context = {"form": form, "needs_key": not settings.DEMO_OPEN}
        return render(request, "editions/setup.html", context, status=422 if form.is_bound else 200)
    if not settings.DEMO_OPEN:
        messages.error(
            request, _("On a public address the first member is made on the machine itself: run parvis init.")
        )
        return redirect("editions:setup")
    email = form.cleaned_data["email"]
    by = Actor(ActorKind.MEMBER, email[:60], email, client_ip(request))
    edition = actions.set_up(**form.cleaned_data, by=by, at=timezone.now())
    messages.success(request, _("Sign in with your address: the list of what is left to do waits for you."))
    page = reverse("editions:todo_list", args=[edition.slug])
    return redirect(f"{reverse('account_login')}?next={page}")
