"""One's own account: name and language, password, and the sessions that are open."""

import time
from dataclasses import dataclass
from datetime import datetime

from allauth.account import views as account
from allauth.account.decorators import reauthentication_required
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parvis.accounts import actions
from parvis.accounts.browsers import browser_of
from parvis.accounts.doors import UserRequest, signed_in_view
from parvis.accounts.forms import ChangedPasswordForm, NewPasswordForm, PasswordAgainForm, ProfileForm
from parvis.accounts.second_factor import has_one, records_of
from parvis.accounts.views.answers import Answers422
from parvis.core.middleware import remember_language

CODE_PROVES_FOR_S = 10 * 60


class PasswordSet(Answers422, account.PasswordSetView):
    template_name = "accounts/password.html"
    form_class = NewPasswordForm


class PasswordChange(Answers422, account.PasswordChangeView):
    """Asks for the older password, but from somebody who has just signed in by a code: they may have forgotten it."""

    template_name = "accounts/password.html"

    def get_form_class(self) -> type:
        return NewPasswordForm if came_by_code(self.request) else ChangedPasswordForm


class PasswordAgain(Answers422, account.ReauthenticateView):
    template_name = "accounts/password_again.html"
    form_class = PasswordAgainForm


password_set = signed_in_view(reauthentication_required(app="allauth.mfa")(PasswordSet.as_view()))
password_change = signed_in_view(PasswordChange.as_view())
reauthenticate = signed_in_view(PasswordAgain.as_view())


def came_by_code(request: HttpRequest) -> bool:
    """This session began with a mailed code, minutes ago."""
    since = time.time() - CODE_PROVES_FOR_S
    return any(record["method"] == "code" and record["at"] > since for record in records_of(request))


@require_http_methods(["GET", "POST"])
@signed_in_view
def profile(request: UserRequest) -> HttpResponse:
    """My name, the language of every page and mail, and the ways I sign in."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "GET" or not form.is_valid():
        context = {"form": form, "has_second_factor": has_one(request.user)}
        return render(request, "accounts/profile.html", context, status=200 if request.method == "GET" else 422)
    form.instance.refresh_from_db()
    actions.change_profile(request.user, **form.cleaned_data)
    response = redirect("accounts:profile")
    remember_language(response, form.cleaned_data["language"])
    messages.success(request, _("Saved."))
    return response


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session as its owner sees it."""

    id: int
    browser: str
    ip: str
    since: datetime
    is_this: bool


@require_GET
@signed_in_view
def sessions(request: UserRequest) -> HttpResponse:
    """Where I am signed in, this browser first."""
    found = [
        OpenSession(row.pk, browser_of(row.user_agent), row.ip, row.created_at, row.is_current())
        for row in UserSession.objects.purge_and_list(request.user)
    ]
    found.sort(key=lambda row: (not row.is_this, -row.since.timestamp()))
    return render(request, "accounts/sessions.html", {"sessions": found})


@require_POST
@signed_in_view
def session_end(request: UserRequest, session_id: int) -> HttpResponse:
    """Signs one of my other browsers out."""
    get_object_or_404(UserSession, pk=session_id, user=request.user).end()
    messages.success(request, _("Signed out there."))
    return redirect("accounts:sessions")


@require_POST
@signed_in_view
def sessions_end_others(request: UserRequest) -> HttpResponse:
    """Signs me out everywhere but here."""
    actions.end_sessions(request.user, but=request.session.session_key or "")
    messages.success(request, _("Signed out everywhere but here."))
    return redirect("accounts:sessions")
