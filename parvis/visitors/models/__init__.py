"""Visitors, their sign-ups, the seats, and what they agreed to."""

from parvis.visitors.models.consent import Consent, ConsentText
from parvis.visitors.models.registration import Admission, Registration, Visitor

__all__ = ["Admission", "Consent", "ConsentText", "Registration", "Visitor"]
