"""The year's opening and closing."""

from argparse import Namespace
from typing import Any

from django.utils import timezone

from parvis.cli.editions import edition_named
from parvis.cli.words import WrongUse
from parvis.core.actor import Actor
from parvis.editions.actions import close_edition, copy_edition, hand_over, open_edition
from parvis.editions.models import Edition

SHELL = Actor.system("shell")


def edition_open(options: Namespace) -> dict[str, Any]:
    """Open an edition in preparation; with --from, make it as a copy of another, which is then to be opened."""
    if options.source:
        return _copy(options)
    edition = edition_named(options.slug)
    open_edition(edition, by=SHELL, at=timezone.now())
    return {"slug": edition.slug, "state": Edition.State.OPEN.value}


def _copy(options: Namespace) -> dict[str, Any]:
    if not options.fair_on:
        raise WrongUse("say the new fair day: --fair-on YYYY-MM-DD")
    source, now = edition_named(options.source), timezone.now()
    words = {"slug": options.slug, "name": options.name or options.slug, "fair_on": options.fair_on}
    if options.president:
        edition = hand_over(source, **words, president=options.president, by=SHELL, at=now)
    else:
        edition = copy_edition(source, **words, by=SHELL, at=now)
    return {"slug": edition.slug, "state": edition.state, "copied_from": source.slug}


def edition_close(options: Namespace) -> dict[str, Any]:
    """Close it for good: read-only from now on."""
    edition = edition_named(options.slug)
    close_edition(edition, by=SHELL, at=timezone.now())
    return {"slug": edition.slug, "state": Edition.State.CLOSED.value}
