"""`parvis init` and `parvis check`."""

from argparse import Namespace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core import checks
from django.db import transaction
from django.utils import timezone

from parvis.accounts.models import normal_email
from parvis.checkin.token import host_fits
from parvis.cli.lock import hold
from parvis.cli.prepare import prepare_installation
from parvis.cli.schema import refuse_unready
from parvis.cli.words import WrongUse
from parvis.core import media
from parvis.core.actor import Actor
from parvis.core.backup import Installation
from parvis.core.dates import local_zone
from parvis.core.errors import Refused
from parvis.editions.actions import set_day, set_up
from parvis.editions.models import Edition
from parvis.treasury.keeping import verify_store

HALF_A_YEAR = timedelta(days=180)
SHELL = Actor.system("parvis init")


def init(options: Namespace) -> dict[str, Any]:
    """Make database and static files; with --mail also a first edition that this person presides. Safe to run again."""
    _refuse_half_a_day(options)
    with hold(settings.DATA):
        prepare_installation()
    if options.mail and not Edition.objects.exists():
        _set_up(options)
    return {"data": str(settings.DATA), "editions": list(Edition.objects.values_list("slug", flat=True))}


def _refuse_half_a_day(options: Namespace) -> None:
    if (options.opens is None) != (options.closes is None):
        raise WrongUse("say both --opens and --closes")
    if (options.opens or options.day) and not options.mail:
        raise WrongUse("hours are those of the first edition: --mail says who presides it")


@transaction.atomic
def _set_up(options: Namespace) -> None:
    now = timezone.now()
    fair_on = options.fair_on or (now + HALF_A_YEAR).astimezone(local_zone()).date()
    edition = set_up(
        association=options.association,
        edition=options.name or f"Forum {fair_on.year}",
        slug=options.slug or f"forum-{fair_on.year}",
        fair_on=fair_on,
        email=normal_email(options.mail),
        first_name="",
        last_name="",
        by=SHELL,
        at=now,
    )
    doors = [(fair_on, options.opens, options.closes), *options.day] if options.opens else options.day
    for on, opens, closes in doors:
        opens_at, closes_at = (datetime.combine(on, hour, local_zone()) for hour in (opens, closes))
        set_day(edition, on=on, opens_at=opens_at, closes_at=closes_at, by=SHELL, at=now)


def check(options: Namespace) -> dict[str, Any]:
    """What would go wrong: errors refuse, warnings are told."""
    refuse_unready()
    asked = checks.run_checks(include_deployment_checks=options.deploy, databases=["default"])
    found = [message for message in asked if not message.is_silenced()]
    errors = [str(message.msg) for message in found if message.is_serious()]
    unkept = "" if media.is_local() else media.problem()
    errors += [unkept] if unkept else verify_store()[1]
    warnings = [str(message.msg) for message in found if not message.is_serious()]
    if not host_fits(settings.BADGE_HOST):
        warnings.append(f"PARVIS_BADGE_HOST “{settings.BADGE_HOST}” is longer than 21 characters: larger QR codes.")
    if options.deploy:
        warnings += _public_server()
    if errors:
        raise Refused(" ".join(errors), code="check_failed")
    return {"errors": [], "warnings": warnings}


def _public_server() -> list[str]:
    found = []
    if settings.MODE != "production":
        found.append("This is a demo: set PARVIS_MODE=production for a real fair.")
    if not settings.PARVIS_URL.startswith("https://"):
        found.append("PARVIS_URL is not https: phone cameras and safe cookies need it.")
    if "Folder" in settings.MAILERS["default"]["BACKEND"]:
        found.append("No mail leaves this machine: set PARVIS_MAIL_URL.")
    if Installation.current().are_keys_open:
        found.append("Backups hold their keys in the clear: set PARVIS_BACKUP_PASSPHRASE.")
    return found
