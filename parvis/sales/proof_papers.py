"""Two papers about proof: the evidence of a contract, for a judge, and the record of a key ceremony."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TypedDict

from django.urls import reverse
from django.utils import dateformat, translation
from django.utils.translation import gettext as _

from parvis.core.dates import local_zone
from parvis.core.documents import Attachment, Look, render
from parvis.core.links import absolute
from parvis.core.uploads import CleanFile
from parvis.editions.looks import edition_look
from parvis.editions.models import Association
from parvis.sales.evidence import FILE_NAME, events_of, evidence_file, stored_fault
from parvis.sales.models import Contract, EvidenceEvent
from parvis.sales.papers import Fact, Party
from parvis.sales.printing import buyer, seller
from parvis.sales.seal_keys import SealKeys
from parvis.sales.signatories import seals_of

OWN_WORDS = {"application"}  # shown once, at the end


class PrintedEvent(TypedDict):
    """One step: what happened, when, by whom, from where, and the two hashes that hold the chain."""

    sequence: str
    name: str
    at: str
    utc: str
    facts: list[Fact]
    hash: str


class EvidencePaper(TypedDict):
    """Template `sales/evidence.typ`."""

    number: str
    state: str
    is_whole: bool
    verdict: str
    seller: Party
    buyer: Party
    document: list[Fact]
    consent: str
    events: list[PrintedEvent]
    how: list[str]


class CeremonyPaper(TypedDict):
    """Template `sales/seal.typ`."""

    number: str
    seller: Party
    facts: list[Fact]
    fingerprint: list[str]
    meaning: list[str]
    signers: list[str]


def print_evidence(contract: Contract, *, language: str) -> bytes:
    """The evidence as a paper in the language now active, with the JSON inside; same events, same bytes."""
    events = events_of(contract)
    look = edition_look(contract.exhibitor.edition, language=language, at=events[-1].at)
    carried = Attachment(
        name=FILE_NAME,
        data=evidence_file(contract),
        media_type="application/json",
        relationship="source",
        description=_("The same evidence, as JSON"),
    )
    return render("sales/evidence.typ", evidence_paper(contract, events), look=look, attachments=[carried])


def evidence_clean(contract: Contract) -> CleanFile:
    """The evidence as it is mailed: in the language of the contract, ready to be stored."""
    with translation.override(contract.language):
        return CleanFile(print_evidence(contract, language=contract.language), "pdf")


def evidence_paper(contract: Contract, events: list[EvidenceEvent]) -> EvidencePaper:
    """What `sales/evidence.typ` prints, in the language now active."""
    fault = stored_fault(contract)
    signature = getattr(contract, "signature", None)
    broken = _("Event %(n)s does not follow from the one before: this evidence was edited.") % {"n": fault}
    return {
        "number": contract.number,
        "state": str(contract.get_status_display()),
        "is_whole": not fault,
        "verdict": broken if fault else _("Each event carries the hash of the one before; the chain is whole."),
        "seller": seller(contract.exhibitor.edition.association),
        "buyer": buyer(contract.exhibitor.company),
        "document": _document_facts(contract),
        "consent": signature.consent_text if signature else "",
        "events": [printed_event(event) for event in events],
        "how": [
            _("The hash of an event is SHA-256 over its canonical JSON: keys in order, no blanks, UTF-8. It covers the "
              "hash of the event before; the first one carries 64 zeros."),
            _("The same evidence is in the file evidence.json inside this PDF. What was known at the signature is also "
              "inside the sealed contract, where the seal protects it."),
            _("Anybody may check the sealed contract at %(link)s.") % {"link": absolute(reverse("sales:verify"))},
        ],
    }  # fmt: skip


def _document_facts(contract: Contract) -> list[Fact]:
    facts = [(_("Contract as it was read, SHA-256"), contract.pdf_sha256)]
    for seal in seals_of(contract):
        who = _("Sealed after the company") if seal.step == 1 else _("Sealed after the association")
        facts.append((f"{who}, {seal.level}, SHA-256", seal.pdf_sha256))
        if seal.file is not seal:
            facts.append((f"{_('Time stamp added')}, {seal.file.level}, SHA-256", seal.file.pdf_sha256))
    return [Fact(label=str(label), value=value) for label, value in facts]


def printed_event(event: EvidenceEvent) -> PrintedEvent:
    """One event with everything its hash covers."""
    facts = [(_("By"), event.actor), (_("From"), event.ip), (_("Browser"), event.user_agent)]
    facts += [(name, _plain(value)) for name, value in sorted(event.details.items())]
    facts.append((_("Hash before"), event.previous_hash))
    return {
        "sequence": str(event.sequence),
        "name": str(event.get_kind_display()),
        "at": _moment(event.at),
        "utc": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "facts": [Fact(label=str(label), value=value) for label, value in facts if value],
        "hash": event.hash,
    }


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {inner}" for key, inner in value.items())
    return "" if value is None else str(value)


def _moment(moment: datetime) -> str:
    local = moment.astimezone(local_zone())
    return f"{dateformat.format(local, 'j F Y, H:i:s')} ({local.tzname()})"


def print_ceremony(keys: SealKeys, association: Association, *, look: Look) -> bytes:
    """The record of a key ceremony, to sign by hand and to keep; the language is the one now active."""
    return render("sales/seal.typ", ceremony_paper(keys, association), look=look)


def ceremony_paper(keys: SealKeys, association: Association) -> CeremonyPaper:
    pairs = keys.fingerprint.split(":")
    return {
        "number": "",
        "seller": seller(association),
        "facts": [
            Fact(label=_("Made on"), value=_moment(keys.leaf.not_valid_before_utc)),
            *([Fact(label=_("Issued by"), value=keys.issuer)] if keys.is_brought else []),
            Fact(label=_("Seals until"), value=_moment(keys.leaf.not_valid_after_utc)),
            Fact(label=_("Kind of key"), value=f"{keys.kind}, SHA-256"),
        ],
        "fingerprint": [" ".join(pairs[start : start + 8]) for start in range(0, len(pairs), 8)],
        "meaning": [
            _("The association closes each contract signed in Parvis with this seal: it shows that the file was not "
              "changed since, and when it was closed. It is no signature of a person."),
            _("Whoever wants to check a contract compares the fingerprint above with the one their PDF reader or the "
              "public page shows. Give it by another way than the contract: on paper, by telephone."),
            _("The key is kept in the installation, encrypted, and in its backups. A renewal makes another one; "
              "contracts sealed before stay valid."),
        ],
        "signers": [_("For the board: name, date, signature"), _("Witness: name, date, signature")],
    }  # fmt: skip
