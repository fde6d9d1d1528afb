"""How allauth sends and decides, in Parvis's way: mails by the outbox, no open sign-up, codes of six digits."""

import logging
import secrets
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone, translation

from parvis.accounts.models import User, normal_email
from parvis.core.actor import Actor
from parvis.outbox.actions import send_later
from parvis.outbox.layout import compose

log = logging.getLogger(__name__)
TEMPLATES = {
    "account/email/login_code": "accounts/mail/login_code",
    "account/email/unknown_account": "accounts/mail/unknown_account",
}


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in by code only; accounts are made by invitations, registrations and imports."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def generate_login_code(self) -> str:
        """Six digits: typed once on a phone; three tries and ten minutes make guessing hopeless."""
        return f"{secrets.randbelow(1_000_000):06d}"

    def clean_email(self, email: str) -> str:
        return normal_email(super().clean_email(email))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue allauth's mail in the outbox; a demo also shows the code on the page and in the log."""
        code = context.get("code", "")
        if code and settings.DEMO_OPEN:
            self.request.session["demo_code"] = code
            log.info("Sign-in code for %s: %s", email, code)
        user = User.objects.filter(email=normal_email(email)).first()
        language = user.language if user else translation.get_language() or "fr"
        draft = compose(TEMPLATES.get(template_prefix, "accounts/mail/unknown_account"), {"code": code}, language)
        send_later(
            kind="sign_in",
            cause=f"{template_prefix.rsplit('/', 1)[-1]}:{secrets.token_hex(8)}",
            to=email,
            draft=draft,
            by=Actor.system("sign-in"),
            at=timezone.now(),
        )

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        request.session.pop("demo_code", None)
        return reverse("website:my_home")
