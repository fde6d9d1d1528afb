"""What visitors announce, past tense. A badge is due when `registration.is_badge_due`."""

from django.dispatch import Signal

email_confirmed = Signal()  # registration, by, at: the address was proven, whoever proved it
registration_promoted = Signal()  # registration, by, at: from the waiting list to a seat
badge_wanted = Signal()  # registration, by, at: somebody whose badge is due is sent it once more
registration_cancelled = Signal()  # registration, by, at: given back, or released unconfirmed
