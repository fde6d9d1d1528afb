"""What people type about their account."""

from hashlib import sha256
from typing import Any

from allauth.account.fields import PasswordField
from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm, SetPasswordForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateByCodeForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext as _

from parvis.accounts.models import User

PASSWORD_MAX = 200
CODE_LIVES_S = 120
# what fido2 raises on an answer that no browser gives
NONSENSE = (AttributeError, IndexError, KeyError, TypeError, ValueError)


class ProfileForm(forms.ModelForm[User]):
    class Meta:
        model = User
        fields = ("first_name", "last_name", "language")


class Capped:
    """Nobody's password is longer than this; hashing a book is work for nothing."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for field in self.fields.values():
            if isinstance(field, PasswordField):
                field.validators.append(MaxLengthValidator(PASSWORD_MAX))
                field.widget.attrs.pop("placeholder", None)


class PasswordSignInForm(Capped, LoginForm):
    pass


class PasswordAgainForm(Capped, ReauthenticateForm):
    pass


class NewPasswordForm(Capped, SetPasswordForm):
    pass


class ChangedPasswordForm(Capped, ChangePasswordForm):
    pass


class SpentOnce:
    """A code of an app opens once, for as long as clocks that go wrong could still take it."""

    user: User

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]
        digest = sha256(code.replace(" ", "").encode()).hexdigest()
        if not cache.add(f"second-factor:{self.user.pk}:{digest}", 1, timeout=CODE_LIVES_S):
            raise get_adapter().validation_error("incorrect_code")
        return code


class CodeForm(SpentOnce, AuthenticateForm):
    pass


class CodeAgainForm(SpentOnce, ReauthenticateByCodeForm):
    pass


def _no_passkey() -> ValidationError:
    return ValidationError(_("The passkey was not accepted."), code="incorrect_code")


class PasskeyAddForm(AddWebAuthnForm):
    """A new passkey, named by its owner; an answer no browser gives is a mistake like another."""

    name = forms.CharField(required=False, max_length=60)

    def clean(self) -> dict[str, Any]:
        try:
            return dict(super().clean())
        except ValidationError:
            raise
        except NONSENSE as error:
            raise _no_passkey() from error


class CheckedAnswer:
    """The browser's answer to a passkey question."""

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except ValidationError:
            raise
        except NONSENSE as error:
            raise _no_passkey() from error


class PasskeyForm(CheckedAnswer, AuthenticateWebAuthnForm):
    pass


class PasskeySignInForm(CheckedAnswer, LoginWebAuthnForm):
    pass


class PasskeyAgainForm(CheckedAnswer, ReauthenticateWebAuthnForm):
    pass
