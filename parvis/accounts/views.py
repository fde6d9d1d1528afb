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
from django.views.decorators.http import require_GET, require_http_methods

from parvis.accounts import actions
from parvis.accounts.doors import UserRequest, client_ip, signed_in_view
from parvis.accounts.forms import ProfileForm
from parvis.core.actor import Actor, ActorKind
from parvis.core.doors import demo_view, public_view
from parvis.core.middleware import remember_language

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
    response: HttpResponse = perform_login(request, Login(user=user, redirect_url=reverse(settings.LOGIN_REDIRECT_URL)))
    return response


@require_http_methods(["GET", "POST"])
@signed_in_view
def profile(request: UserRequest) -> HttpResponse:
    """My name, and the language of every page and mail."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "GET" or not form.is_valid():
        return render(request, "accounts/profile.html", {"form": form}, status=200 if request.method == "GET" else 422)
    form.instance.refresh_from_db()
    actions.change_profile(request.user, **form.cleaned_data)
    response = redirect("accounts:profile")
    remember_language(response, form.cleaned_data["language"])
    messages.success(request, _("Saved."))
    return response
