"""Files in and out: imports, invoices, backups."""

from argparse import Namespace
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from parvis.accounts.actions import import_schools
from parvis.cli.editions import edition_named
from parvis.companies.actions import import_companies
from parvis.core.actor import Actor
from parvis.core.backup import read_backup, write_backup
from parvis.core.errors import Refused
from parvis.sales.actions import import_catalogue
from parvis.treasury.documents import export_invoices as write_invoices
from parvis.visitors.actions import import_visitors

SHELL = Actor.system("shell")


def import_file(options: Namespace) -> dict[str, Any]:
    """Bring a file in; refused only when nothing of it could go in."""
    data, words = _read(options.file), {"dry_run": options.dry_run, "by": SHELL, "at": timezone.now()}
    name = options.file.name
    if options.kind == "schools":
        result = import_schools(data, name, **words)
    else:
        edition = edition_named(options.edition)
        if options.kind == "visitors":
            result = import_visitors(data, name, edition=edition, invite=options.invite, **words)
        else:
            action = {"companies": import_companies, "catalogue": import_catalogue}[options.kind]
            result = action(data, name, edition=edition, **words)
    if options.rejects and result.rejects:
        options.rejects.write_bytes(result.rejects)
    answer: dict[str, Any] = result.as_dict()
    if answer["read"] and len(answer["refused"]) >= answer["read"]:
        raise Refused(f"Nothing of {name} can go in: {answer['refused'][0]['reason']}", code="nothing_in")
    return answer


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror}.", code="unreadable") from error


def export_invoices(options: Namespace) -> dict[str, Any]:
    """The stored bytes of every issued invoice and credit note of the edition."""
    options.out.mkdir(parents=True, exist_ok=True)
    return {"files": write_invoices(edition_named(options.edition), options.out)}


def backup(options: Namespace) -> dict[str, Any]:
    """One consistent file of database, media and keys, while people work."""
    stamp = timezone.localtime().strftime("%Y%m%d-%H%M%S")
    path = options.out or settings.DATA / "backups" / f"parvis-{stamp}.zip"
    path.parent.mkdir(parents=True, exist_ok=True)
    return asdict(write_backup(path))


def restore(options: Namespace) -> dict[str, Any]:
    """Prove the file, then put it in the place of what is here."""
    if not options.file.exists():
        raise Refused(f"There is no file {options.file}.", code="unreadable")
    return asdict(read_backup(options.file))
