"""Second factors: the page that lists them, an app for codes, passkeys, recovery codes, proving one again."""

from typing import Any

from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.http import HttpResponse
from django.urls import reverse_lazy

from parvis.accounts import actions
from parvis.accounts.doors import signed_in_view
from parvis.accounts.forms import CodeAgainForm, PasskeyAddForm, PasskeyAgainForm
from parvis.accounts.second_factor import GO_ON_KEY, forget_proof, has_one, has_proved, note_proof
from parvis.accounts.views.answers import Answers422, as_json

INDEX = reverse_lazy("mfa_index")


class GoesOn:
    """Pages that lead back to where a second factor was asked for."""

    def get_context_data(self, **words: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**words)  # type: ignore[misc]
        request = self.request  # type: ignore[attr-defined]
        context |= {"go_on": request.session.get(GO_ON_KEY, ""), "has_proved": has_proved(request)}
        return context


class Adds(Answers422):
    """A page that sets a factor up: whoever did has proved it."""

    kind = ""

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        request = self.request  # type: ignore[attr-defined]
        note_proof(request, request.user, self.kind)
        return response


class Removes(Answers422):
    """A page that takes a factor away: with the last one, other sessions end and this one has proved nothing."""

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        request = self.request  # type: ignore[attr-defined]
        if not has_one(request.user):
            forget_proof(request)
            actions.end_sessions(request.user, but=request.session.session_key or "")
        return response


class Index(GoesOn, mfa.IndexView):
    template_name = "accounts/second_factor.html"


class Again(Answers422, mfa.ReauthenticateView):
    template_name = "accounts/second_factor_again.html"
    form_class = CodeAgainForm


class TotpActivate(Adds, totp.ActivateTOTPView):
    template_name = "accounts/totp_activate.html"
    kind = "totp"


class TotpDeactivate(Removes, totp.DeactivateTOTPView):
    template_name = "accounts/factor_remove.html"


class RecoveryCodes(GoesOn, recovery.ViewRecoveryCodesView):
    template_name = "accounts/recovery_codes.html"


class RecoveryCodesNew(Answers422, recovery.GenerateRecoveryCodesView):
    template_name = "accounts/recovery_codes_new.html"


class PasskeyAdd(Adds, webauthn.AddWebAuthnView):
    """A passkey where the device makes one, which also signs in by itself; else a key that only seconds a code."""

    template_name = "accounts/passkey_add.html"
    form_class = PasskeyAddForm
    kind = "webauthn"

    def get_context_data(self, **words: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**words)
        options = dict(context["js_data"]["creation_options"])
        wanted = {"residentKey": "preferred", "requireResidentKey": False, "userVerification": "preferred"}
        options["publicKey"] = {**options["publicKey"], "authenticatorSelection": wanted}
        context["passkey_options"] = as_json(options)
        return context


class PasskeyAgain(Answers422, webauthn.ReauthenticateWebAuthnView):
    template_name = "accounts/passkey_again.html"
    form_class = PasskeyAgainForm

    def get_context_data(self, **words: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**words)
        context["passkey_options"] = as_json(context["js_data"]["request_options"])
        return context


index = signed_in_view(Index.as_view())
again = signed_in_view(Again.as_view())
totp_activate = signed_in_view(TotpActivate.as_view())
totp_deactivate = signed_in_view(TotpDeactivate.as_view())
recovery_codes = signed_in_view(RecoveryCodes.as_view())
recovery_codes_new = signed_in_view(RecoveryCodesNew.as_view())
recovery_codes_file = signed_in_view(
    recovery.DownloadRecoveryCodesView.as_view(template_name="accounts/recovery_codes.txt")
)
passkey_add = signed_in_view(PasskeyAdd.as_view())
passkey_again = signed_in_view(PasskeyAgain.as_view())
passkey_rename = signed_in_view(
    webauthn.EditWebAuthnView.as_view(template_name="accounts/passkey_rename.html", success_url=INDEX)
)


class PasskeyRemove(Removes, webauthn.RemoveWebAuthnView):
    template_name = "accounts/factor_remove.html"
    success_url = INDEX


passkey_remove = signed_in_view(PasskeyRemove.as_view())
