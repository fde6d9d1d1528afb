"""The signed link that proves an address: nothing is stored, it names one registration and when it was written."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core import signing
from django.utils.translation import gettext as _

from parvis.core.errors import Refused
from parvis.visitors.models import Registration

CONFIRM = "visitors.confirm"
THANKS = "visitors.thanks"
INVITED_LIFE = timedelta(days=60)


def unconfirmed_life() -> timedelta:
    """How long a seat is kept for an address nobody has confirmed."""
    return timedelta(hours=getattr(settings, "UNCONFIRMED_SEAT_HOURS", 48))


def confirm_token(registration: Registration, *, at: datetime) -> str:
    return signing.Signer(salt=CONFIRM).sign_object([registration.pk, int(at.timestamp())])


def read_confirm_token(token: str) -> tuple[int, datetime]:
    """Primary key of the registration and when the link was written. Raises Refused for any other text."""
    try:
        pk, written = signing.Signer(salt=CONFIRM).unsign_object(token)
    except (signing.BadSignature, ValueError) as error:
        raise Refused(_("This link is not complete. Open it from the mail again."), code="link", status=404) from error
    return pk, datetime.fromtimestamp(written, tz=UTC)


def is_expired(registration: Registration, written_at: datetime, *, at: datetime) -> bool:
    """Links of people the team brought in live longer: they did not ask for the mail."""
    invited = registration.source in {Registration.Source.IMPORT, Registration.Source.TEAM}
    return at > written_at + (INVITED_LIFE if invited else unconfirmed_life())


def thanks_token(registration: Registration) -> str:
    """Names the registration on the thanks page; the same for each of forty equal posts."""
    return signing.Signer(salt=THANKS).sign_object(registration.pk)


def read_thanks_token(token: str) -> int:
    """Zero for a text we did not write."""
    try:
        return int(signing.Signer(salt=THANKS).unsign_object(token))
    except (signing.BadSignature, ValueError):
        return 0
