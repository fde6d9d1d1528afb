"""The demo, and the year's opening and closing."""

import shutil
from argparse import Namespace
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from parvis.cli.editions import edition_named
from parvis.cli.prepare import prepare_database
from parvis.core.actor import Actor
from parvis.core.errors import Refused
from parvis.editions.actions import close_edition, copy_edition, hand_over, open_edition
from parvis.editions.models import Edition
from parvis.reports.demo import load_demo

SHELL = Actor.system("shell")


def demo(options: Namespace) -> dict[str, Any]:
    """Load the three editions of the demo; `--reset` empties the data folder of a demo first."""
    if options.reset:
        if settings.MODE != "demo":
            raise Refused("Only a demo is thrown away: PARVIS_MODE is not demo.", code="not_a_demo")
        _throw_away()
    prepare_database()
    if Edition.objects.exists():
        raise Refused("There is data here already. `make reset-demo` throws it away and starts again.", code="not_empty")
    on = options.on or timezone.localdate()
    return load_demo(seed=options.seed, scale=options.scale, today=on)


def _throw_away() -> None:
    if connection.vendor == "sqlite":
        connection.close()
        for path in settings.DATA.glob("parvis.sqlite3*"):
            path.unlink()
    else:
        prepare_database()
        call_command("flush", verbosity=0, interactive=False)
    for folder in (settings.MEDIA_ROOT, settings.MAIL_ROOT):
        shutil.rmtree(folder, ignore_errors=True)


def edition_open(options: Namespace) -> dict[str, Any]:
    """Open an edition in preparation; with --from, make it first as a copy of another."""
    now = timezone.now()
    if options.source:
        if not options.fair_on:
            raise Refused("Say the new fair day with --fair-on YYYY-MM-DD.", code="wrong_use")
        words = {"slug": options.slug, "name": options.name or options.slug, "fair_on": options.fair_on}
        source = edition_named(options.source)
        if options.president:
            edition = hand_over(source, **words, president=options.president, by=SHELL, at=now)
        else:
            edition = copy_edition(source, **words, by=SHELL, at=now)
        return {"slug": edition.slug, "state": edition.state, "copied_from": source.slug}
    edition = edition_named(options.slug)
    open_edition(edition, by=SHELL, at=now)
    return {"slug": edition.slug, "state": Edition.State.OPEN.value}


def edition_close(options: Namespace) -> dict[str, Any]:
    """Close it for good: read-only from now on."""
    edition = edition_named(options.slug)
    close_edition(edition, by=SHELL, at=timezone.now())
    return {"slug": edition.slug, "state": Edition.State.CLOSED.value}
