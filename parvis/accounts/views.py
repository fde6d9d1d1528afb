"""Signing in: a code by mail, an invitation, and in a demo one-time links. allauth does the rest."""

from allauth.account import views as allauth_views
from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parvis.accounts import actions
from parvis.accounts.doors import client_ip
from parvis.accounts.forms import LanguageForm
from parvis.core.actor import Actor, ActorKind
from parvis.core.doors import demo_view, public_view
from parvis.core.links import safe_next

login_by_code = public_view(allauth_views.RequestLoginCodeView.as_view(template_name="accounts/login.html"))
confirm_code = public_view(allauth_views.ConfirmLoginCodeView.as_view(template_name="accounts/confirm_code.html"))
logout = public_view(allauth_views.LogoutView.as_view(template_name="accounts/logout.html"))
reauthenticate = public_view(allauth_views.ReauthenticateView.as_view(template_name="accounts/login.html"))


@require_GET
@public_view
def account_closed(request: HttpRequest) -> HttpResponse:
    """Where allauth sends an account that may not sign in, or a sign-up that is not open."""
    return render(request, "accounts/closed.html", status=403)


@require_http_methods(["GET", "POST"])
@public_view
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Shows who is invited; the button spends the link and goes on to the code sent to that address."""
    now = timezone.now()
    found = actions.find_invitation(token, at=now)
    if request.method == "GET":
        return render(request, "accounts/invitation.html", {"invited": found.user})
    by = Actor(ActorKind.MEMBER, str(found.user.pk), str(found.user), client_ip(request))
    user = actions.use_invitation(token, by=by, at=now)
    messages.info(request, _("Ask for a code with the address that was invited."))
    return redirect(f"{reverse('account_login')}?email={user.email}")


@require_GET
@demo_view
def login_link(request: HttpRequest, token: str) -> HttpResponse:
    """Signs in at once: such links exist only in a demo on the machine itself."""
    user = actions.use_login_link(token, at=timezone.now())
    if not settings.DEMO_OPEN:
        raise Http404
    return perform_login(request, Login(user=user, redirect_url=reverse(settings.LOGIN_REDIRECT_URL)))


@require_POST
@public_view
def language(request: HttpRequest) -> HttpResponse:
    """Choose the interface's language: kept in a cookie, and with the account of whoever is signed in."""
    form = LanguageForm(request.POST)
    response = redirect(safe_next(request.POST.get("next"), default="/"))
    if form.is_valid():
        chosen = form.cleaned_data["language"]
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, max_age=365 * 24 * 3600, samesite="Lax")
        if request.user.is_authenticated:
            actions.choose_language(request.user, language=chosen)
    return response
