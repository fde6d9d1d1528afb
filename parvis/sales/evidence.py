"""The chain of events behind a signature: each event carries the hash of the one before.

The hash is SHA-256 over canonical JSON (keys sorted, no blanks, UTF-8). Whoever changes, adds or takes out an event
breaks every hash after it.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from parvis import __version__
from parvis.core.actor import Actor
from parvis.core.locks import lock_row
from parvis.exhibitors.models import Exhibitor
from parvis.sales.models import Contract, EvidenceEvent

GENESIS = "0" * 64
FILE_NAME = "evidence.json"
FORMAT = "parvis-evidence-1"
KEPT = timedelta(days=10 * 366)  # the invoice rests on the signature, the signature on its evidence and seals
LONGEST_AGENT, LONGEST_ACTOR = 300, 220
FIELDS = ("contract", "sequence", "at", "kind", "actor", "ip", "user_agent", "details", "previous")


def kept_until(contract: Contract) -> date:
    """Ten years after the fair: signature, who was named to sign, evidence and seals, none shorter than another."""
    return contract.exhibitor.edition.fair_on + KEPT


def add_event(
    contract: Contract, kind: EvidenceEvent.Kind, *, by: Actor, at: datetime, agent: str = "", **details: Any
) -> EvidenceEvent:
    """Append one event; the exhibitor's row is the lock that keeps the chain in one line."""
    lock_row(Exhibitor.objects.filter(pk=contract.exhibitor_id))
    last = EvidenceEvent.objects.filter(contract=contract).order_by("-sequence").first()
    event = EvidenceEvent(
        contract=contract,
        sequence=last.sequence + 1 if last else 1,
        at=at,
        kind=kind,
        actor=f"{by.kind.value}:{by.id} {by.label}"[:LONGEST_ACTOR],
        ip=by.ip or "",
        user_agent=agent[:LONGEST_AGENT],
        details={**details, "application": f"Parvis {__version__}"},
        previous_hash=last.hash if last else GENESIS,
        keep_until=kept_until(contract),
    )
    event.hash = hash_of(body_of(event))
    event.save(force_insert=True)
    return event


def body_of(event: EvidenceEvent) -> dict[str, Any]:
    """What the hash of an event covers."""
    return {
        "contract": event.contract.number,
        "sequence": event.sequence,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "kind": str(event.kind),
        "actor": event.actor,
        "ip": event.ip,
        "user_agent": event.user_agent,
        "details": event.details,
        "previous": event.previous_hash,
    }


def hash_of(body: Mapping[str, Any]) -> str:
    """SHA-256 over the canonical JSON of an event, as 64 hex digits."""
    return hashlib.sha256(canonical(body)).hexdigest()


def canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def events_of(contract: Contract) -> list[EvidenceEvent]:
    return list(EvidenceEvent.objects.filter(contract=contract).select_related("contract").order_by("sequence"))


def evidence_file(contract: Contract) -> bytes:
    """The evidence as the JSON that travels inside the sealed PDF."""
    events = [{**body_of(event), "hash": event.hash} for event in events_of(contract)]
    content = {
        "format": FORMAT,
        "contract": contract.number,
        "document_sha256": contract.pdf_sha256,
        "last_hash": events[-1]["hash"] if events else GENESIS,
        "events": events,
    }
    return json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False).encode()


def first_fault(events: Iterable[Mapping[str, Any]]) -> int:
    """The place (from 1) of the first event that does not follow from the one before; 0 when all do."""
    previous = GENESIS
    for place, event in enumerate(events, start=1):
        body = {name: event.get(name) for name in FIELDS}
        if body["sequence"] != place or body["previous"] != previous or hash_of(body) != event.get("hash"):
            return place
        previous = str(event["hash"])
    return 0


def stored_fault(contract: Contract) -> int:
    """The same for the events as the database has them now."""
    return first_fault({**body_of(event), "hash": event.hash} for event in events_of(contract))


def read_evidence(content: str) -> tuple[str, str, list[dict[str, Any]]] | None:
    """Contract number, hash of the document and events of an evidence file; None when it is not one."""
    try:
        read = json.loads(content)
        events = [dict(event) for event in read["events"]]
        return str(read["contract"]), str(read["document_sha256"]), events
    except (ValueError, KeyError, TypeError):
        return None
