"""Before serving: the database is up to date, static files are in place, a demo has its editions.

A process of its own, so that the one that watches server and worker stays small. Each step looks first whether
there is anything to do: the second start takes no longer than the look.
"""

import logging
import sys
from argparse import Namespace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from parvis.accounts.actions import make_login_link
from parvis.accounts.models import User
from parvis.cli import marks, schema
from parvis.cli.demo import build_demo, demo_logins, has_editions
from parvis.core.checks import refuse_unsafe_start
from parvis.core.links import absolute
from parvis.core.messages import compile_all

log = logging.getLogger(__name__)


def prepare(options: Namespace) -> dict[str, Any]:
    """Make the installation ready to serve; what the first lines of `parvis run` say."""
    prepare_installation()
    for warning in refuse_unsafe_start():
        log.warning(warning)
    if settings.MODE == "demo" and not options.empty:
        _build_demo_once()
    marks.note_ready(settings.DATA)
    return _first_lines(at=timezone.now())


def _build_demo_once() -> None:
    if not has_editions():
        print("Building the demo, once: about a minute …", file=sys.stderr, flush=True)
        build_demo()


def prepare_installation() -> None:
    """Translations, tables and static files, as far as they are not there yet."""
    prepare_messages()
    schema.bring_up_to_date()
    prepare_static()


def prepare_messages() -> None:
    """Compile the translations where setup has not."""
    sources = Path(settings.BASE_DIR, "parvis").glob("*/locale/*/LC_MESSAGES/django.po")
    if any(not path.with_suffix(".mo").exists() for path in sources):
        compile_all()


def prepare_static() -> None:
    """Collect the static files under hashed names, if any of them changed."""
    if not marks.is_static_ready(settings.DATA):
        call_command("collectstatic", verbosity=0, interactive=False)


def _first_lines(*, at: datetime) -> dict[str, Any]:
    answer: dict[str, Any] = {"url": absolute("/")}
    if not has_editions():
        answer["setup_url"] = absolute(reverse("editions:setup"))
    elif settings.DEMO_OPEN:
        answer["mail_url"] = absolute(reverse("outbox:mail_list"))
        answer["logins"] = [
            {"mail": user.email, "role": role, "url": login_url(user, at=at)} for user, role in demo_users()
        ]
    return answer


def demo_users() -> list[tuple[User, str]]:
    """The people of the demo who have an account, in the order of the published list."""
    logins = demo_logins()
    users = {user.email: user for user in User.objects.filter(email__in=[mail for mail, _role in logins])}
    return [(users[mail], role) for mail, role in logins if mail in users]


def login_url(user: User, *, at: datetime) -> str:
    """A new one-time link for this user."""
    plain, _expires_at = make_login_link(user, at=at)
    return absolute(reverse("accounts:login_link", args=[plain]))
