"""Seals made while the time stamp service was silent get their time stamp later: a new file, nothing mailed again."""

import base64
import logging
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from parvis.core.actor import Actor
from parvis.core.apart import ChildFailed
from parvis.core.locks import lock_row
from parvis.core.uploads import CleanFile, read_stored, store
from parvis.editions.history import record
from parvis.exhibitors.models import Exhibitor
from parvis.sales.evidence import add_event, kept_until
from parvis.sales.models import EvidenceEvent, Restamp, Seal
from parvis.sales.seal_child import restamped, time_service_problem
from parvis.sales.seal_keys import read_keys
from parvis.sales.signatories import degraded_seals

log = logging.getLogger(__name__)
BY = Actor.system("seal")


def restamp_waiting(*, at: datetime) -> list[str]:
    """Stamp every seal that lacks its time; the numbers of the contracts whose seal goes on without."""
    seals = degraded_seals() if settings.TSA_URL else []
    if not seals:
        return []
    problem = _silence()
    if problem:
        log.warning("%s seals wait for the time stamp service: %s", len(seals), problem)
        return [seal.contract.number for seal in seals]
    return [seal.contract.number for seal in seals if not _restamp(seal, at=at)]


def _silence() -> str:
    """Why the service cannot be asked; nothing when it answers."""
    try:
        return time_service_problem(settings.TSA_URL)
    except ChildFailed as error:
        return str(error)


def _restamp(seal: Seal, *, at: datetime) -> bool:
    keys = read_keys()
    try:
        before = read_stored(seal.pdf_path)
        answer = restamped(
            pdf=base64.b64encode(before).decode(), roots=keys.roots if keys else [], tsa=settings.TSA_URL
        )
    except (ChildFailed, OSError) as error:
        log.warning("contract %s: its seal could not be stamped: %s", seal.contract.number, error)
        return False
    stamped = base64.b64decode(answer["pdf"])
    if not stamped.startswith(before):
        log.error("contract %s: the stamped file does not begin with the sealed one", seal.contract.number)
        return False
    _keep(seal, stamped, at=at)
    return True


@transaction.atomic
def _keep(seal: Seal, stamped: bytes, *, at: datetime) -> None:
    """The new file on record, once; what another worker made meanwhile stays."""
    contract = seal.contract
    lock_row(Exhibitor.objects.filter(pk=contract.exhibitor_id))
    if Restamp.objects.filter(seal=seal).exists():
        return
    clean = CleanFile(stamped, "pdf")
    made = Restamp.objects.create(
        seal=seal, made_at=at, pdf_path=store(clean), pdf_sha256=clean.sha256, keep_until=kept_until(contract)
    )
    facts: dict[str, Any] = {"step": seal.step, "level": made.level, "sealed_sha256": clean.sha256}
    add_event(contract, EvidenceEvent.Kind.RESTAMPED, by=BY, at=at, **facts)
    changes: dict[str, list[object]] = {"level": [seal.level, made.level]}
    record("contract.restamped", contract, by=BY, at=at, edition=contract.exhibitor.edition, changes=changes)
