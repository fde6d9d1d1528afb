"""What a company's signatory does behind the personal link, each time with a mailed code: sign, decline, hand over."""

import hashlib
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from parvis.companies.models import Company
from parvis.core.actor import Actor
from parvis.core.errors import Refused
from parvis.core.links import new_token
from parvis.core.text import clean_line
from parvis.core.uploads import read_stored
from parvis.editions.history import PERSONAL, record
from parvis.exhibitors.actions.standing import confirm_exhibitor, ensure_representative, grant_entitlements
from parvis.sales import signals, tasks
from parvis.sales.actions.codes import use_code, wrong_code
from parvis.sales.actions.contracts import end_unsigned, fresh_contract, refuse_unsignable
from parvis.sales.actions.invoicing import refuse_undetailed
from parvis.sales.actions.pipeline import mark_won
from parvis.sales.actions.removals import take_out
from parvis.sales.evidence import add_event, kept_until
from parvis.sales.letters import mail_contract, mail_handed_over, mail_thanks
from parvis.sales.models import Contract, EvidenceEvent, Signatory, Signature
from parvis.sales.offer import entitlements_of
from parvis.sales.queries import lines_of, signed_cents, takes_out
from parvis.sales.signatories import Signer, signatory_of

Kind = EvidenceEvent.Kind
Status = Contract.Status
MOST_OPENINGS = 50


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


@transaction.atomic
def note_opening(contract: Contract, *, agent: str, by: Actor, at: datetime) -> None:
    """Somebody, or a mail scanner, opened the link: written down, nothing else. A flood is not kept whole."""
    openings = EvidenceEvent.objects.filter(contract=contract, kind=Kind.LINK_OPENED)
    if contract.is_open and openings.count() < MOST_OPENINGS:
        add_event(contract, Kind.LINK_OPENED, by=by, at=at, agent=agent)


class SignerWords(NamedTuple):
    """What is kept of who signs: name, role, user agent, and a mobile for who gave one."""

    name: str
    role: str
    user_agent: str
    mobile: str = ""


def sign_contract(
    contract: Contract, *, name: str, role: str, code: str, user_agent: str, mobile: str = "", by: Actor, at: datetime
) -> Signature:
    """The company signs: proof kept, exhibitor confirmed, entitlements given. Twice gives the first signature.

    A wrong code is counted even though it is refused: that is why this is two transactions at most.
    """
    signature = _sign(contract, values=SignerWords(name, role, user_agent, mobile), code=code, by=by, at=at)
    if signature is None:
        raise wrong_code()
    return signature


@transaction.atomic
def _sign(contract: Contract, *, values: SignerWords, code: str, by: Actor, at: datetime) -> Signature | None:
    contract = fresh_contract(contract)
    if contract.is_signed:
        return Signature.objects.get(contract=contract)
    refuse_unsignable(contract, at=at)
    refuse_undetailed(contract)
    found = _hash_of_file(contract)
    used = use_code(contract, code, agent=values.user_agent, by=by, at=at)
    if used is None:
        return None
    consent = f"{empowered_text(contract.exhibitor.company)} {consent_text(contract)}"
    proof: dict[str, Any] = {"by": by, "at": at, "agent": values.user_agent}
    add_event(
        contract, Kind.DOCUMENT_READ, **proof, document_sha256=found, way="whole document on the page, box ticked"
    )
    add_event(contract, Kind.CONSENT_GIVEN, **proof, consent_sha256=hashlib.sha256(consent.encode()).hexdigest())
    facts = {"document_sha256": found, "signer_name": values.name, "signer_role": values.role, "email": used.email}
    if values.mobile:
        facts["mobile"] = values.mobile
    add_event(contract, Kind.SIGNED, **(proof | facts))
    return keep_signature(contract, values=values, email=used.email, consent=consent, by=by, at=at)


def keep_signature(
    contract: Contract, *, values: SignerWords, email: str, consent: str, by: Actor, at: datetime
) -> Signature:
    """The signature and all that follows from it. Inside a transaction."""
    exhibitor, before = contract.exhibitor, contract.status
    signature = Signature.objects.create(
        contract=contract,
        signer_name=values.name,
        signer_role=values.role,
        signer_email=email,
        signer_mobile=values.mobile,
        consent_text=consent,
        document_sha256=contract.pdf_sha256,
        ip=by.ip,
        user_agent=values.user_agent[:300],
        signed_at=at,
        keep_until=kept_until(contract),
    )
    contract.status, contract.signed_at = Status.SIGNED, at
    contract.save(update_fields=["status", "signed_at"])
    confirm_exhibitor(exhibitor, by=by, at=at)
    if takes_out(contract):
        take_out(contract, by=by, at=at)
    else:
        given = entitlements_of(lines_of([contract.quote]))
        grant_entitlements(exhibitor, given, source=contract.number, by=by, at=at)
    ensure_representative(exhibitor, contract.quote.contact, by=by, at=at)
    mark_won(exhibitor, net_cents=signed_cents(exhibitor), by=by, at=at)
    mail_thanks(contract, by=by, at=at)
    changes: dict[str, list[Any]] = {"status": [before, "signed"], "signer": PERSONAL}
    record("contract.signed", contract, by=by, at=at, edition=exhibitor.edition, changes=changes)
    signals.contract_signed.send(sender=Contract, contract=contract, by=by, at=at)
    transaction.on_commit(tasks.seal_contracts.enqueue)
    return signature


def decline_contract(
    contract: Contract, *, reason: str, code: str, agent: str = "", by: Actor, at: datetime
) -> Contract:
    """The company does not sign: what it ordered goes back on sale. Twice is once. A wrong code is counted."""
    declined = _decline(contract, reason=reason, code=code, agent=agent, by=by, at=at)
    if declined is None:
        raise wrong_code()
    return declined


@transaction.atomic
def _decline(contract: Contract, *, reason: str, code: str, agent: str, by: Actor, at: datetime) -> Contract | None:
    contract = fresh_contract(contract)
    if contract.status == Status.DECLINED:
        return contract
    refuse_unsignable(contract, at=at)
    used = use_code(contract, code, agent=agent, by=by, at=at)
    if used is None:
        return None
    add_event(contract, Kind.DECLINED, by=by, at=at, agent=agent, reason=reason, email=used.email)
    return end_unsigned(contract, Status.DECLINED, reason=reason, by=by, at=at)


def delegate_contract(
    contract: Contract, *, name: str, email: str, mobile: str = "", code: str, agent: str = "", by: Actor, at: datetime
) -> Signatory:
    """Somebody else signs for the company: a new link goes to them, the one in hand is dead, both are told.

    Who hands over proves by a code who they are: whoever else got hold of the link cannot. A wrong code is counted.
    """
    signatory = _delegate(contract, who=Signer(clean_line(name), email, mobile), code=code, agent=agent, by=by, at=at)
    if signatory is None:
        raise wrong_code()
    return signatory


@transaction.atomic
def _delegate(contract: Contract, *, who: Signer, code: str, agent: str, by: Actor, at: datetime) -> Signatory | None:
    contract = fresh_contract(contract)
    refuse_unsignable(contract, at=at)
    before = signatory_of(contract)
    if use_code(contract, code, agent=agent, by=by, at=at) is None:
        return None
    named = {"named_by": by.label[:160], "named_at": at, "keep_until": kept_until(contract)}
    person = {"name": who.name, "email": who.email, "mobile": who.mobile}
    signatory = Signatory.objects.create(contract=contract, **person, **named)
    plain, contract.token_hash = new_token()
    contract.status = Status.SENT
    contract.save(update_fields=["token_hash", "status"])
    facts = {"from_email": before.email, "email": who.email, "name": who.name}
    add_event(contract, Kind.DELEGATED, by=by, at=at, agent=agent, **facts)
    message = mail_contract(contract, token=plain, by=by, at=at)
    add_event(contract, Kind.SENT, by=by, at=at, email=who.email, message_id=message.message_id)
    mail_handed_over(contract, before, who, by=by, at=at)
    changes: dict[str, list[Any]] = {"signer": PERSONAL}
    record("contract.delegated", contract, by=by, at=at, edition=contract.exhibitor.edition, changes=changes)
    return signatory


def _hash_of_file(contract: Contract) -> str:
    """The hash of the bytes that were shown; they are the ones the contract was made with, or nothing is signed."""
    found = hashlib.sha256(read_stored(contract.pdf_path)).hexdigest()
    if found != contract.pdf_sha256:
        raise Refused(_("The document on file is damaged. Nothing was signed; please write to us."), code="damaged")
    return found
