"""The first lines a new user reads: the address, and a sign-in link for each role of the demo."""

import sys
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from parvis.accounts.actions import make_login_link
from parvis.accounts.models import User
from parvis.core.links import absolute
from parvis.editions.models import Edition
from parvis.reports.demo import LOGINS, load_demo


def greet(*, is_empty: bool, at: datetime) -> None:
    """Load the demo the first time, then say where to go."""
    if settings.MODE == "demo" and not is_empty and not Edition.objects.exists():
        print("Building the demo edition, once (about half a minute) …", file=sys.stderr, flush=True)
        load_demo(today=at.date())
    print(f"\nParvis is at {settings.PARVIS_URL}/", flush=True)
    if not Edition.objects.exists():
        print(f"Set it up at {absolute(reverse('editions:setup'))}\n", flush=True)
    elif settings.DEMO_OPEN:
        print("\nSign in as (each link works once, within the hour):")
        for email, role in LOGINS:
            user = User.objects.filter(email=email).first()
            if user:
                print(f"  {role:<20} {login_url(user, at=at)}")
        print(f"Mails of the demo: {absolute('/dev/mail/')}\n", flush=True)


def login_url(user: User, *, at: datetime) -> str:
    """A new one-time link for this user."""
    plain, _expires_at = make_login_link(user, at=at)
    return absolute(reverse("accounts:login_link", args=[plain]))
