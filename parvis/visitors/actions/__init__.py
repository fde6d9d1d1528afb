"""What people and the team can do about who comes; one module per noun."""

from parvis.visitors.actions.addresses import confirm_email, resend_badges, resend_confirmation, resend_confirmations
from parvis.visitors.actions.consents import ensure_consent_texts, set_consent
from parvis.visitors.actions.imports import IMPORT_KIND, drop_import, import_visitors, preview_import, run_import
from parvis.visitors.actions.profile import change_registration
from parvis.visitors.actions.register import register_visitors
from parvis.visitors.actions.seats import (
    cancel_registration,
    cancel_registrations,
    change_capacity,
    copy_admission,
    give_seat,
    give_seats,
    release_unconfirmed,
)

__all__ = [
    "IMPORT_KIND",
    "cancel_registration",
    "cancel_registrations",
    "change_capacity",
    "change_registration",
    "confirm_email",
    "copy_admission",
    "drop_import",
    "ensure_consent_texts",
    "give_seat",
    "give_seats",
    "import_visitors",
    "preview_import",
    "register_visitors",
    "release_unconfirmed",
    "resend_badges",
    "resend_confirmation",
    "resend_confirmations",
    "run_import",
    "set_consent",
]
