"""What people type about their account."""

from typing import Any

from allauth.account.fields import PasswordField
from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm, SetPasswordForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext as _

from parvis.accounts.models import User

PASSWORD_MAX = 200
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
