"""A fair with few seats, made in an installation by a process of its own."""

import subprocess
import sys

from tests.installation import Installation

FAIR = """
import sys
import django
django.setup()
from datetime import timedelta
from django.utils import timezone
from parvis.accounts.tests.factories import make_school
from parvis.editions.tests.factories import make_edition
from parvis.visitors.tests.factories import make_admission
edition = make_edition("forum", fair_on=timezone.now().date() + timedelta(days=30))
make_admission(edition, capacity=int(sys.argv[1]))
make_school()
"""


def open_fair(installation: Installation, *, seats: int) -> None:
    """The edition `forum`, open, with so many seats and one school."""
    subprocess.run([sys.executable, "-c", FAIR, str(seats)], env=installation.environment, check=True, timeout=60)


def assert_seats_add_up(installation: Installation, *, members: int = 0) -> None:
    """Each person once, seats as counted, waiting numbers without a hole: no half state.

    `members` have an account and are no visitors.
    """
    assert installation.rows("PRAGMA integrity_check") == [("ok",)]
    assert installation.rows("PRAGMA foreign_key_check") == []
    ((taken, last),) = installation.rows("SELECT taken_count, waiting_number FROM visitors_admission")
    assert taken == installation.count("visitors_registration", "status = 'confirmed'")
    waiting = installation.rows("SELECT waiting_number FROM visitors_registration WHERE status = 'waiting' ORDER BY 1")
    assert [number for (number,) in waiting] == list(range(1, last + 1))
    registrations = installation.count("visitors_registration")
    assert registrations == installation.count("visitors_visitor") == installation.count("accounts_user") - members
