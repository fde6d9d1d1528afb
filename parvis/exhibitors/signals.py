"""What exhibitors announces, past tense."""

from django.dispatch import Signal

exhibitor_confirmed = Signal()  # exhibitor, by, at
exhibitor_withdrawn = Signal()  # exhibitor, by, at
