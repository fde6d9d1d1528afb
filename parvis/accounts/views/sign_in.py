"""Signing in: a code by mail, a password or a passkey, then the second factor of those who have one."""

from typing import Any

from allauth.account import views as account
from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.base import views as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import views as webauthn
from allauth.mfa.webauthn.internal.flows import perform_passwordless_login
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from parvis.accounts import actions
from parvis.accounts.doors import client_ip
from parvis.accounts.forms import CodeForm, PasskeyForm, PasskeySignInForm, PasswordSignInForm
from parvis.accounts.views.answers import Answers422, as_json
from parvis.core.actor import Actor, ActorKind
from parvis.core.doors import demo_view, public_view


class CodeRequest(Answers422, account.RequestLoginCodeView):
    template_name = "accounts/login.html"

    def get_initial(self) -> dict[str, Any]:
        return {"email": self.request.GET.get("email", "")}


class CodeConfirm(Answers422, account.ConfirmLoginCodeView):
    template_name = "accounts/confirm_code.html"


class PasswordSignIn(Answers422, account.LoginView):
    template_name = "accounts/password_sign_in.html"
    form_class = PasswordSignInForm


class PasskeySignIn(webauthn.LoginWebAuthnView):
    """Asked by a page's script for its options, then given the browser's answer; goes on to where one wanted to go."""

    form_class = PasskeySignInForm

    def form_valid(self, form: Any) -> HttpResponse:
        authenticator = form.cleaned_data["credential"]
        login = Login(user=authenticator.user, redirect_url=get_next_redirect_url(self.request))
        response: HttpResponse = perform_passwordless_login(self.request, authenticator, login)
        return response


class SecondFactor(mfa.AuthenticateView):
    """The second step of whoever has a second factor, whatever the first step was."""

    template_name = "accounts/second_factor_ask.html"
    form_class = CodeForm
    webauthn_form_class = PasskeyForm

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)
        response.status_code = 422
        return response

    def get_context_data(self, **words: Any) -> dict[str, Any]:
        user = self.stage.login.user
        kinds = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
        context: dict[str, Any] = super().get_context_data(**words)
        options = context["js_data"]["request_options"]
        context["passkey_options"] = as_json(options) if Authenticator.Type.WEBAUTHN in kinds else ""
        return context


login_by_code = public_view(CodeRequest.as_view())
confirm_code = public_view(CodeConfirm.as_view())
password_sign_in = public_view(PasswordSignIn.as_view())
passkey_sign_in = public_view(PasskeySignIn.as_view())
second_factor_ask = public_view(SecondFactor.as_view())
logout = public_view(account.LogoutView.as_view(template_name="accounts/logout.html"))


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
