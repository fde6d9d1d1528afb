"""What a PDF that somebody brings proves: is it ours, whole, and does the evidence inside still hold?"""

import base64
import hashlib
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from parvis.core.apart import ChildFailed
from parvis.core.errors import Refused
from parvis.sales.evidence import body_of, events_of, first_fault, read_evidence, stored_fault
from parvis.sales.models import Contract, Seal
from parvis.sales.seal_child import verified
from parvis.sales.seal_keys import read_keys

MOST_BYTES = 10_000_000


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the file is good, in which words, and what may be shown to whoever holds the file."""

    is_good: bool
    title: str
    sentences: list[str]
    facts: list[tuple[str, str]] = field(default_factory=list)
    seals: list[dict[str, Any]] = field(default_factory=list)
    number: str = ""


def verify(data: bytes) -> Verdict:
    """Judge one file. Nothing is kept; nothing of a contract is told to who does not hold its signed file."""
    if not data.startswith(b"%PDF-"):
        return _bad(_("This file is not a PDF."))
    sha256 = hashlib.sha256(data).hexdigest()
    if Contract.objects.filter(pdf_sha256=sha256).exists():
        return _bad(_("This is a contract as it was sent, without a signature. Bring the file mailed after signing."))
    keys = read_keys()
    roots = keys.roots if keys else []
    try:
        said = verified(pdf=base64.b64encode(data).decode(), roots=roots)
    except ChildFailed as error:
        raise Refused(_("The check could not be made. Please try again in a minute."), status=503) from error
    problem = _problem_of_file(said)
    if problem:
        return _bad(problem, said)
    evidence = read_evidence(said["evidence"])
    if evidence is None or first_fault(evidence[2]):
        return _bad(_("The evidence inside this file was changed: its chain of events is broken."), said)
    return _judged(said, evidence, sha256)


def _problem_of_file(said: dict[str, Any]) -> str:
    """The first thing that is wrong with the seals, as a sentence; empty when nothing is."""
    seals = said["signatures"]
    if not said["readable"]:
        return _("This file is damaged: it cannot be read as a PDF.")
    if not seals:
        return _("There is no seal in this file.")
    if not all(seal["intact"] for seal in seals):
        return _("The content was changed after it was sealed: the seal no longer fits.")
    if not all(seal["trusted"] for seal in seals):
        return _("The seal was not made by us: its certificate comes from somebody else.")
    if any(seal["changed"] for seal in seals) or not said["is_covered"]:
        return _("Something was added to the file after it was sealed.")
    return ""


def _judged(said: dict[str, Any], evidence: tuple[str, str, list[dict[str, Any]]], sha256: str) -> Verdict:
    number, document, events = evidence
    contract = Contract.objects.filter(number=number, pdf_sha256=document).select_related("exhibitor__edition").first()
    if contract is None:
        return _bad(_("The seals hold, but this installation does not know the contract."), said)
    if stored_fault(contract) or not _is_start_of_chain(contract, events):
        return _bad(_("The evidence kept here and the evidence in the file differ: one of them was edited."), said)
    seal = _issued(contract, sha256)
    if seal is None:
        return _bad(_("The seals hold, but this is not, byte for byte, a file that we issued."), said)
    file = seal.file if seal.file.pdf_sha256 == sha256 else seal
    sentences = [_("The content is what was signed, and every event of the evidence follows from the one before.")]
    if seal.step == 1:
        sentences.append(_("The company has signed; this file is older than the association's signature."))
    if contract.status == Contract.Status.WITHDRAWN:
        sentences.append(_("The contract was withdrawn afterwards."))
    facts = [
        (_("Contract"), contract.number),
        (_("Edition"), contract.exhibitor.edition.name),
        (_("Level"), file.get_level_display()),
        ("SHA-256", sha256),
    ]
    return Verdict(
        is_good=True,
        title=_("This file is genuine"),
        sentences=sentences,
        facts=facts,
        seals=said["signatures"],
        number=contract.number,
    )


def _issued(contract: Contract, sha256: str) -> Seal | None:
    """The seal whose file this is, as it was first made or with the time stamp added later."""
    ours = Q(pdf_sha256=sha256) | Q(restamp__pdf_sha256=sha256)
    return Seal.objects.filter(ours, contract=contract).select_related("restamp").first()


def _is_start_of_chain(contract: Contract, events: list[dict[str, Any]]) -> bool:
    """The events in the file are the first ones of those kept here."""
    kept = [{**body_of(event), "hash": event.hash} for event in events_of(contract)]
    return bool(events) and kept[: len(events)] == events


def _bad(sentence: str, said: dict[str, Any] | None = None) -> Verdict:
    seals = said["signatures"] if said else []
    return Verdict(is_good=False, title=_("This file proves nothing"), sentences=[sentence], seals=seals)
