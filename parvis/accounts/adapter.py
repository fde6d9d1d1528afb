"""How allauth sends and decides, in Parvis's way: mails by the outbox, no open sign-up, codes of six digits."""

import logging
import secrets
from base64 import b64decode, b64encode
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from parvis.accounts.models import User, normal_email
from parvis.core import qr
from parvis.core.actor import Actor
from parvis.core.secrets import seal, unseal
from parvis.core.views.errors import too_many
from parvis.outbox.actions import send_later
from parvis.outbox.layout import compose

log = logging.getLogger(__name__)
TOO_MANY = {"too_many_login_attempts", "rate_limited"}
SEALED_FOR = "second factor"


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by invitations, registrations and imports; every mail goes to the stored address."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def generate_login_code(self) -> str:
        """Six digits: typed once on a phone; three tries and ten minutes make guessing hopeless."""
        return f"{secrets.randbelow(1_000_000):06d}"

    def clean_email(self, email: str) -> str:
        return normal_email(super().clean_email(email))

    def validation_error(self, code: str, *words: Any) -> ValidationError:
        """Too many tries is no mistake in a field: it is a page of its own, with the status and header for it."""
        if code in TOO_MANY:
            raise ImmediateHttpResponse(too_many(allauth_context.request))
        error: ValidationError = super().validation_error(code, *words)
        return error

    def reauthenticate(self, user: User, password: str) -> bool:
        found = self.authenticate(allauth_context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue the mail of a sign-in, to the stored address only; an open demo also shows the code on the page."""
        user = User.objects.filter(email=normal_email(email)).first()
        code = context.get("code", "") if user else ""
        if code and settings.DEMO_OPEN:
            self.request.session["demo_code"] = code
            log.info("Sign-in code for %s: %s", email, code)
        language = user.language if user else translation.get_language() or "fr"
        template = "accounts/mail/login_code" if code else "accounts/mail/unknown_account"
        _send(template, user.email if user else email, {"code": code}, language)

    def send_notification_mail(self, template_prefix: str, user: User, *words: Any, **more: Any) -> None:
        """Tell the person what changed in how they sign in: who did not ask for it must know at once."""
        with translation.override(user.language):
            what = _changes().get(template_prefix.rsplit("/", 1)[-1], "")
        if what:
            _send("accounts/mail/security_change", user.email, {"what": what}, user.language)

    def add_message(self, request: HttpRequest, *words: Any, **more: Any) -> None:
        """Who has just signed in reads on in their own language: so does the sentence that says it."""
        user = request.user
        with translation.override(user.language if user.is_authenticated else translation.get_language()):
            super().add_message(request, *words, **more)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        request.session.pop("demo_code", None)
        return reverse("website:my_home")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:profile")


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors: secrets sealed at rest, one name for this site in every app and browser."""

    def encrypt(self, text: str) -> str:
        return b64encode(seal(text.encode(), purpose=SEALED_FOR)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(b64decode(encrypted_text), purpose=SEALED_FOR).decode()

    def build_totp_svg(self, url: str) -> str:
        return str(qr.svg(url, title=_("Code for your app")))

    def get_totp_issuer(self) -> str:
        return _site()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": _site(), "name": f"Parvis {_site()}"}

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return _("Passkey") if number == 1 else _("Passkey %(number)s") % {"number": number}


def _site() -> str:
    return urlsplit(settings.PARVIS_URL).hostname or "localhost"


def _changes() -> dict[str, str]:
    return {
        "password_set": _("A password was set: it signs in beside the codes by mail."),
        "password_changed": _("The password was changed; every other session was signed out."),
        "totp_activated": _("An app for codes was added as a second factor."),
        "totp_deactivated": _("The app for codes was removed."),
        "webauthn_added": _("A passkey was added."),
        "webauthn_removed": _("A passkey was removed."),
        "recovery_codes_generated": _("New recovery codes were made; the older ones no longer work."),
    }


def _send(template: str, to: str, words: dict[str, str], language: str) -> None:
    cause = f"{template.rsplit('/', 1)[-1]}:{secrets.token_hex(8)}"
    draft = compose(template, words, language)
    send_later(kind="sign_in", cause=cause, to=to, draft=draft, by=Actor.system("sign-in"), at=timezone.now())
