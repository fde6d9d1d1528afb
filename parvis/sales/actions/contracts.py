"""Signing a contract by its personal link, sending it again, taking it back."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from parvis.companies.models import Company
from parvis.core.actor import Actor
from parvis.core.dates import local_date
from parvis.core.errors import Refused
from parvis.core.links import new_token
from parvis.core.locks import lock_row
from parvis.core.uploads import read_stored
from parvis.editions.history import PERSONAL, record
from parvis.exhibitors.actions.standing import (
    confirm_exhibitor,
    ensure_representative,
    grant_entitlements,
    revoke_entitlements,
    withdraw_exhibitor,
)
from parvis.exhibitors.models import Exhibitor
from parvis.sales import signals
from parvis.sales.actions.pipeline import mark_won
from parvis.sales.actions.stock import release_stock
from parvis.sales.letters import mail_contract, mail_thanks, mail_withdrawal
from parvis.sales.models import Contract, Quote, Signature
from parvis.sales.offer import entitlements_of
from parvis.sales.queries import lines_of

Status = Contract.Status
KEPT = timedelta(days=10 * 366)  # ten years after the fair: the invoice rests on it
LONGEST_AGENT = 300


def empowered_text(company: Company) -> str:
    """The box a signer ticks first."""
    siren = f" (SIREN {company.siren})" if company.siren else ""
    return _("I am empowered to bind %(company)s%(siren)s.") % {"company": company.billing_name, "siren": siren}


def consent_text(contract: Contract) -> str:
    """The sentence a signer agrees to: the document, its hash, the method as proof."""
    words = {"number": contract.number, "sha256": contract.pdf_sha256, "version": contract.terms.version}
    return (
        _(
            "I have read contract %(number)s (SHA-256 %(sha256)s) and the general terms version %(version)s; I accept "
            "them. I sign by simple electronic signature, and both parties accept this method as proof."
        )
        % words
    )


def _fresh_contract(contract: Contract) -> Contract:
    """The contract as it is now, with its exhibitor's row locked until our transaction ends."""
    lock_row(Exhibitor.objects.filter(pk=contract.exhibitor_id))
    parts = ("exhibitor__company", "exhibitor__edition__association", "quote__contact", "terms")
    return Contract.objects.select_related(*parts).get(pk=contract.pk)


@transaction.atomic
def sign_contract(contract: Contract, *, name: str, role: str, user_agent: str, by: Actor, at: datetime) -> Signature:
    """The company signs: proof kept, exhibitor confirmed, entitlements given. Twice gives the first signature."""
    contract = _fresh_contract(contract)
    if contract.status == Status.SIGNED:
        return contract.signature
    _refuse_unsignable(contract, at=at)
    exhibitor = contract.exhibitor
    signature = Signature.objects.create(
        contract=contract,
        signer_name=name,
        signer_role=role,
        signer_email=contract.quote.contact.email,
        consent_text=f"{empowered_text(exhibitor.company)} {consent_text(contract)}",
        document_sha256=_hash_of_file(contract),
        ip=by.ip,
        user_agent=user_agent[:LONGEST_AGENT],
        signed_at=at,
        keep_until=exhibitor.edition.fair_on + KEPT,
    )
    contract.status, contract.signed_at = Status.SIGNED, at
    contract.save(update_fields=["status", "signed_at"])
    confirm_exhibitor(exhibitor, by=by, at=at)
    given = entitlements_of(lines_of([contract.quote]))
    grant_entitlements(exhibitor, given, source=contract.number, by=by, at=at)
    ensure_representative(exhibitor, contract.quote.contact, by=by, at=at)
    mark_won(exhibitor, by=by, at=at)
    mail_thanks(contract, by=by, at=at)
    changes: dict[str, list[Any]] = {"status": ["sent", "signed"], "signer": PERSONAL}
    record("contract.signed", contract, by=by, at=at, edition=exhibitor.edition, changes=changes)
    signals.contract_signed.send(sender=Contract, contract=contract, by=by, at=at)
    return signature


@transaction.atomic
def resend_contract(contract: Contract, *, by: Actor, at: datetime) -> Contract:
    """Mail the contract again with a new link; the older link is dead from now on."""
    contract = _fresh_contract(contract)
    _refuse_unsignable(contract, at=at)
    plain, contract.token_hash = new_token()
    contract.save(update_fields=["token_hash"])
    mail_contract(contract, token=plain, by=by, at=at)
    record("contract.resent", contract, by=by, at=at, edition=contract.exhibitor.edition)
    return contract


@transaction.atomic
def withdraw_contract(contract: Contract, *, reason: str, by: Actor, at: datetime) -> Contract:
    """Take the contract back: stock and entitlements return, a confirmed exhibitor leaves. Twice is once."""
    contract = _fresh_contract(contract)
    if contract.status == Status.WITHDRAWN:
        return contract
    before, exhibitor = contract.status, contract.exhibitor
    contract.status, contract.withdrawn_at = Status.WITHDRAWN, at
    contract.save(update_fields=["status", "withdrawn_at"])
    Quote.objects.filter(pk=contract.quote_id).update(status=Quote.Status.WITHDRAWN)
    release_stock(lines_of([contract.quote]))
    mail_withdrawal(contract, by=by, at=at)
    changes: dict[str, list[Any]] = {"status": [before, "withdrawn"], "reason": [None, reason]}
    record("contract.withdrawn", contract, by=by, at=at, edition=exhibitor.edition, changes=changes)
    if before == Status.SIGNED:
        revoke_entitlements(exhibitor, source=contract.number, by=by, at=at)
        withdraw_exhibitor(exhibitor, by=by, at=at)
        signals.contract_withdrawn.send(sender=Contract, contract=contract, by=by, at=at)
    return contract


def _refuse_unsignable(contract: Contract, *, at: datetime) -> None:
    if contract.status != Status.SENT or contract.expires_on < local_date(at) or contract.exhibitor.edition.is_closed:
        raise Refused(_("This contract can no longer be signed. Ask us for a new one."), code="expired")


def _hash_of_file(contract: Contract) -> str:
    """The hash of the bytes that were shown; they are the ones the contract was made with, or nothing is signed."""
    found = hashlib.sha256(read_stored(contract.pdf_path)).hexdigest()
    if found != contract.pdf_sha256:
        raise Refused(_("The document on file is damaged. Nothing was signed; please write to us."), code="damaged")
    return found
