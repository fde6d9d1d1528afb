"""Seals on signed contracts: the evidence goes into the file, then the association's seal closes it.

Seal 1 follows the company's signature, seal 2 the association's; never the other way round. A seal that cannot be made
leaves everything as it was, is written down, and is tried again.
"""

import base64
import logging
from datetime import datetime
from typing import Any, TypedDict

from django.conf import settings
from django.db import transaction
from django.utils import dateformat, translation
from django.utils.translation import gettext as _

from parvis.core.actor import Actor
from parvis.core.apart import ChildFailed
from parvis.core.dates import local_zone
from parvis.core.documents import PLAIN, Look, render
from parvis.core.locks import lock_row
from parvis.core.uploads import CleanFile, read_stored, store
from parvis.editions.history import record
from parvis.editions.looks import edition_look
from parvis.exhibitors.models import Exhibitor
from parvis.sales.evidence import FILE_NAME, add_event, evidence_file, kept_until
from parvis.sales.letters import mail_sealed
from parvis.sales.models import Contract, EvidenceEvent, ExternalCopy, Seal
from parvis.sales.proof_papers import evidence_clean
from parvis.sales.seal_child import sealed as sealed_apart
from parvis.sales.seal_keys import SealKeys, keys_for
from parvis.sales.seal_place import places_of
from parvis.sales.signatories import seals_of, signed_unsealed

log = logging.getLogger(__name__)
Kind = EvidenceEvent.Kind
BY = Actor.system("seal")
MOST_FAILURES = 5  # in one chain; the log has them all


class StampPaper(TypedDict):
    """Template `sales/stamp.typ`."""

    caption: str
    name: str
    lines: list[str]


def seal_waiting(*, at: datetime) -> list[str]:
    """Seal every signed contract that is not yet; the numbers of those that could not be."""
    failed: list[str] = []
    for contract in signed_unsealed():
        try:
            keys = keys_for(contract.exhibitor.edition.association.name, at=at)
            _seal_steps(contract, keys, at=at)
        except Exception as error:
            is_told = isinstance(error, ChildFailed)  # stopped or late: it says so itself
            log.warning("contract %s could not be sealed: %s", contract.number, error, exc_info=not is_told)
            _note_failure(contract, f"{type(error).__name__}: {error}"[:300], at=at)
            failed.append(contract.number)
    return failed


def _seal_steps(contract: Contract, keys: SealKeys, *, at: datetime) -> None:
    """Seal 1, then seal 2 once the association has signed; each is kept before the next begins."""
    seals = {seal.step: seal for seal in seals_of(contract)}
    if 1 not in seals:
        seals[1] = _keep(contract, 1, *_made(contract, 1, contract.pdf_path, keys), at=at)
    if contract.status == Contract.Status.COUNTERSIGNED and 2 not in seals:
        made = _made(contract, 2, seals[1].file.pdf_path, keys)
        _keep(contract, 2, *made, evidence=evidence_clean(contract), at=at)


def _made(contract: Contract, step: int, path: str, keys: SealKeys) -> tuple[bytes, str, str]:
    """The sealed bytes, their level, and why the level is not a better one."""
    before = read_stored(path)
    look = edition_look(contract.exhibitor.edition, language=contract.language, at=contract.created_at)
    page, boxes = places_of(read_stored(contract.pdf_path))
    carried = {"name": FILE_NAME, "type": "application/json", "description": "Preuve de signature / evidence"}
    answer = sealed_apart(
        step=step,
        pdf=_text(before),
        carried=[{**carried, "data": _text(evidence_file(contract))}] if step == 1 else [],
        stamp=_text(_stamp(contract, step, look)),
        page=page,
        boxes=boxes,
        key=keys.private_key().decode(),
        certificate=keys.certificate,
        roots=keys.roots,
        tsa=settings.TSA_URL,
        reason=_reason(contract, step),
        name=contract.exhibitor.edition.association.name,
    )
    sealed = base64.b64decode(answer["pdf"])
    if not sealed.startswith(before):
        raise ChildFailed("the sealed file does not begin with the bytes that were signed")
    return sealed, answer["level"], answer["problem"]


@transaction.atomic
def _keep(
    contract: Contract,
    step: int,
    sealed: bytes,
    level: str,
    problem: str,
    *,
    evidence: CleanFile | None = None,
    at: datetime,
) -> Seal:
    """The seal on file, once; what another worker made meanwhile stays. With `evidence` both sides are mailed."""
    lock_row(Exhibitor.objects.filter(pk=contract.exhibitor_id))
    there = Seal.objects.filter(contract=contract, step=step).first()
    if there is not None:
        return there
    clean = CleanFile(sealed, "pdf")
    seal = Seal.objects.create(
        contract=contract,
        step=step,
        level=level,
        made_at=at,
        pdf_path=store(clean),
        pdf_sha256=clean.sha256,
        keep_until=kept_until(contract),
    )
    if problem:
        log.warning("contract %s: seal %s is %s: %s", contract.number, step, level, problem)
    facts: dict[str, Any] = {"step": step, "level": level, "sealed_sha256": clean.sha256, "problem": problem}
    add_event(contract, Kind.SEALED, by=BY, at=at, **facts)
    changes: dict[str, list[object]] = {"level": [None, level]}
    record("contract.sealed", contract, by=BY, at=at, edition=contract.exhibitor.edition, changes=changes)
    if evidence:
        mail_sealed(contract, seal, evidence, by=BY, at=at)
    return seal


def mail_copy_signed_elsewhere(contract_id: int, *, at: datetime) -> None:
    """A copy from elsewhere is never sealed: both sides get it as it is, with the evidence. Safe to repeat."""
    parts = ("exhibitor__company", "exhibitor__edition__association", "quote__contact")
    contract = Contract.objects.select_related(*parts).get(pk=contract_id)
    copy = ExternalCopy.objects.filter(contract=contract, state=ExternalCopy.State.ACCEPTED).first()
    if copy and contract.status == Contract.Status.COUNTERSIGNED:
        mail_sealed(contract, copy, evidence_clean(contract), by=BY, at=at)


@transaction.atomic
def _note_failure(contract: Contract, reason: str, *, at: datetime) -> None:
    lock_row(Exhibitor.objects.filter(pk=contract.exhibitor_id))
    failures = EvidenceEvent.objects.filter(contract=contract, kind=Kind.SEAL_FAILED)
    if failures.count() < MOST_FAILURES:
        add_event(contract, Kind.SEAL_FAILED, by=BY, at=at, problem=reason)
        changes: dict[str, list[object]] = {"reason": [None, reason]}
        record("contract.seal_failed", contract, by=BY, at=at, edition=contract.exhibitor.edition, changes=changes)


def _stamp(contract: Contract, step: int, look: Look) -> bytes:
    with translation.override(contract.language):
        return render("sales/stamp.typ", stamp_paper(contract, step), look=look, standard=PLAIN)


def stamp_paper(contract: Contract, step: int) -> StampPaper:
    """What the printed block shows, in the language now active."""
    association = contract.exhibitor.edition.association
    if step == 1:
        signature = contract.signature
        who, role, moment = signature.signer_name, signature.signer_role, signature.signed_at
    else:
        event = EvidenceEvent.objects.filter(contract=contract, kind=Kind.COUNTERSIGNED).latest("sequence")
        _kind, _space, who = event.actor.partition(" ")
        role, moment = association.name, event.at
    local = moment.astimezone(local_zone())
    words = {"at": dateformat.format(local, "j F Y, H:i:s"), "zone": local.tzname()}
    return {
        "caption": _("Simple electronic signature"),
        "name": who,
        "lines": [
            role,
            _("on %(at)s (%(zone)s)") % words,
            _("Proof in this file; SHA-256 %(start)s…") % {"start": contract.pdf_sha256[:16]},
        ],
    }


def _reason(contract: Contract, step: int) -> str:
    who = "by the company" if step == 1 else "by the association"
    return f"Contract {contract.number} signed {who}; association seal for integrity and time"


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
