"""Files in and out: imports, invoices, backups."""

import logging
from argparse import Namespace
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.utils import timezone

from parvis.accounts.actions import import_schools
from parvis.cli.editions import edition_named
from parvis.cli.lock import hold
from parvis.cli.words import WrongUse
from parvis.companies.actions import import_companies
from parvis.core.actor import Actor
from parvis.core.backup import Installation, read_backup, write_backup
from parvis.core.dates import local_zone
from parvis.core.errors import Refused
from parvis.core.imports import ImportResult
from parvis.editions.models import Edition
from parvis.sales.actions import import_catalogue
from parvis.treasury.documents import export_invoices as write_invoices
from parvis.visitors.actions import import_visitors

log = logging.getLogger(__name__)
KEYS_ARE_OPEN = "Whoever holds this backup can open every key in it."
WHAT_TO_DO = "Set PARVIS_BACKUP_PASSPHRASE, or say --keys-in-clear."
SHELL = Actor.system("shell")


def import_file(options: Namespace) -> dict[str, Any]:
    """Bring a file in; refused when nothing of it could go in. The rows to correct go to --rejects."""
    if options.invite and options.kind != "visitors":
        raise WrongUse("--invite writes to visitors; no other import sends mails")
    result = _import(options, options.file.read_bytes())
    if options.rejects and result.rejects:
        options.rejects.write_bytes(result.rejects)
    if result.read and len(result.refused) >= result.read:
        reason = result.refused[0]["reason"]
        raise Refused(f"Nothing of {options.file.name} can go in: {reason}", code="nothing_in")
    return result.as_dict()


def _import(options: Namespace, data: bytes) -> ImportResult:
    name, words = options.file.name, {"dry_run": options.dry_run, "by": SHELL, "at": timezone.now()}
    match options.kind:
        case "schools":
            return import_schools(data, name, **words)
        case "visitors":
            return import_visitors(data, name, edition=edition_named(options.edition), invite=options.invite, **words)
        case "catalogue":
            return import_catalogue(data, name, edition=edition_named(options.edition), **words)
    has_none = not options.edition and not Edition.objects.exists()
    return import_companies(data, name, edition=None if has_none else edition_named(options.edition), **words)


def export_invoices(options: Namespace) -> dict[str, Any]:
    """The stored bytes of every issued invoice and credit note of the edition."""
    return {"files": write_invoices(edition_named(options.edition), options.out)}


def backup(options: Namespace) -> dict[str, Any]:
    """One consistent file of database, media and keys, while people work."""
    stamp = timezone.now().astimezone(local_zone()).strftime("%Y%m%d-%H%M%S")
    if Installation.current().are_keys_open:
        if not options.keys_in_clear:
            raise Refused(f"{KEYS_ARE_OPEN} {WHAT_TO_DO}", code="keys_in_clear")
        log.warning(KEYS_ARE_OPEN)
    return asdict(write_backup(options.out or settings.DATA / "backups" / f"parvis-{stamp}.zip"))


def restore(options: Namespace) -> dict[str, Any]:
    """Prove the file, then put it in the place of what is here; nothing may run on it meanwhile."""
    with hold(settings.DATA, is_alone=True):
        return asdict(read_backup(options.file))
