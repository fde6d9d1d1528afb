"""A copy signed on paper or with the company's own tool: received, compared by a person, accepted or refused."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from parvis.core.actor import Actor
from parvis.core.dates import local_date
from parvis.core.errors import Refused
from parvis.core.locks import lock_row
from parvis.core.uploads import CleanFile, store
from parvis.editions.history import record
from parvis.sales.actions.contracts import fresh_contract, refuse_unsignable
from parvis.sales.actions.signing import SignerWords, keep_signature
from parvis.sales.evidence import add_event
from parvis.sales.models import Contract, EvidenceEvent, ExternalCopy
from parvis.sales.signatories import signatory_of

Kind = EvidenceEvent.Kind
State = ExternalCopy.State


@transaction.atomic
def receive_copy(
    contract: Contract, *, data: bytes, values: dict[str, Any], signed_on: date, by: Actor, at: datetime
) -> ExternalCopy:
    """Keep a signed copy as it came, to be compared. `values`: kind, signer_name, signer_role."""
    contract = fresh_contract(contract)
    refuse_unsignable(contract, at=at)
    if ExternalCopy.objects.filter(contract=contract, state=State.WAITING).exists():
        raise Refused(_("A signed copy already waits to be compared."), code="copy_waits")
    if not local_date(contract.created_at) <= signed_on <= local_date(at):
        raise Refused(_("The date of signature lies between the day the contract was made and today."))
    clean = CleanFile(data, "pdf")
    if clean.sha256 == contract.pdf_sha256:
        raise Refused(_("This is the contract as we sent it: there is no signature on it."), code="copy_unsigned")
    copy = ExternalCopy.objects.create(
        contract=contract,
        **values,
        signed_on=signed_on,
        pdf_path=store(clean),
        pdf_sha256=clean.sha256,
        received_at=at,
    )
    add_event(contract, Kind.EXTERNAL_RECEIVED, by=by, at=at, copy_sha256=clean.sha256, way=copy.kind)
    record("contract.copy_received", contract, by=by, at=at, edition=contract.exhibitor.edition)
    return copy


@transaction.atomic
def accept_copy(copy: ExternalCopy, *, remark: str = "", by: Actor, at: datetime) -> ExternalCopy:
    """A person compared the copy with what was sent, page by page: same text, signed. The contract is signed."""
    contract = fresh_contract(copy.contract)
    copy = lock_row(ExternalCopy.objects.filter(pk=copy.pk))
    if copy.state == State.ACCEPTED:
        return copy
    _refuse_decided(copy)
    refuse_unsignable(contract, at=at)
    _decide(copy, State.ACCEPTED, remark=remark, by=by, at=at)
    facts = {"copy_sha256": copy.pdf_sha256, "document_sha256": contract.pdf_sha256}
    add_event(contract, Kind.EXTERNAL_ACCEPTED, by=by, at=at, **facts)
    words = {"kind": copy.get_kind_display(), "sha256": copy.pdf_sha256, "by": by.label}
    consent = _("%(kind)s (SHA-256 of the copy: %(sha256)s); compared with what was sent by %(by)s.") % words
    values = SignerWords(copy.signer_name, copy.signer_role, "")
    keep_signature(contract, values=values, email=signatory_of(contract).email, consent=consent, by=by, at=at)
    return copy


@transaction.atomic
def refuse_copy(copy: ExternalCopy, *, remark: str, by: Actor, at: datetime) -> ExternalCopy:
    """The copy does not say what was sent, or is not signed: the contract waits as before."""
    contract = fresh_contract(copy.contract)
    copy = lock_row(ExternalCopy.objects.filter(pk=copy.pk))
    if copy.state == State.REFUSED:
        return copy
    _refuse_decided(copy)
    _decide(copy, State.REFUSED, remark=remark, by=by, at=at)
    add_event(contract, Kind.EXTERNAL_REFUSED, by=by, at=at, copy_sha256=copy.pdf_sha256, reason=remark)
    changes: dict[str, list[Any]] = {"reason": [None, remark]}
    record("contract.copy_refused", contract, by=by, at=at, edition=contract.exhibitor.edition, changes=changes)
    return copy


def _refuse_decided(copy: ExternalCopy) -> None:
    if copy.state != State.WAITING:
        raise Refused(_("This copy was already compared."), code="copy_decided")


def _decide(copy: ExternalCopy, state: ExternalCopy.State, *, remark: str, by: Actor, at: datetime) -> None:
    copy.state, copy.remark, copy.compared_by, copy.compared_at = state, remark, by.label[:160], at
    copy.save(update_fields=["state", "remark", "compared_by", "compared_at"])
