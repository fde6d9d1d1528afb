"""`parvis init` and `parvis check`."""

from argparse import Namespace
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.management import call_command
from django.utils import timezone

from parvis.accounts.actions import ensure_user
from parvis.checkin.token import host_fits
from parvis.cli.prepare import prepare_database, prepare_static
from parvis.core.actor import Actor
from parvis.core.errors import Refused
from parvis.editions.actions import add_member, create_edition, set_up_association
from parvis.editions.models import Edition


def init(options: Namespace) -> dict[str, Any]:
    """Make database and static files; with --mail also a first edition that this person presides. Safe to run again."""
    prepare_database()
    prepare_static()
    if options.mail and not Edition.objects.exists():
        by, now = Actor.system("parvis init"), timezone.now()
        association = set_up_association(name="Association", by=by, at=now)
        slug = f"forum-{now.year}"
        edition = create_edition(association, slug=slug, name=f"Forum {now.year}", fair_on=now.date(), by=by, at=now)
        add_member(edition, user=ensure_user(options.mail), pole="presidency", role="lead", by=by, at=now)
    return {"data": str(settings.DATA), "editions": list(Edition.objects.values_list("slug", flat=True))}


def check(options: Namespace) -> dict[str, Any]:
    """What would go wrong: errors refuse, warnings are told."""
    call_command("migrate", check_unapplied=True, verbosity=0)
    found = checks.run_checks(include_deployment_checks=options.deploy, databases=["default"])
    errors = [str(message.msg) for message in found if message.is_serious()]
    warnings = [str(message.msg) for message in found if not message.is_serious()]
    if not host_fits(settings.BADGE_HOST):
        warnings.append(f"PARVIS_BADGE_HOST “{settings.BADGE_HOST}” is longer than 21 characters: badges print version 7.")
    if errors:
        raise Refused(" ".join(errors), code="check_failed")
    return {"errors": [], "warnings": warnings}
