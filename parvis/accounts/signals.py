"""What accounts announces, past tense; `editions.receivers` writes it into the history."""

from django.dispatch import Signal

user_invited = Signal()  # user, by, at
invitation_used = Signal()  # user, by, at
token_created = Signal()  # token, by, at
token_revoked = Signal()  # token, by, at
second_factor_forgotten = Signal()  # user, by, at
school_saved = Signal()  # school, is_new, by, at
user_erased = Signal()  # user, by, at
