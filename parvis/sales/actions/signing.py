"""What a company's signatory does behind the personal link: ask for a code, sign, decline, hand over to a colleague."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac
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
from parvis.sales.actions.contracts import end_unsigned, fresh_contract, refuse_unsignable
from parvis.sales.actions.invoicing import refuse_undetailed
from parvis.sales.actions.pipeline import mark_won
from parvis.sales.evidence import add_event
from parvis.sales.letters import mail_code, mail_contract, mail_thanks
from parvis.sales.models import Contract, EvidenceEvent, Signatory, Signature, SigningCode
from parvis.sales.offer import entitlements_of
from parvis.sales.queries import lines_of, signed_cents
from parvis.sales.signatories import MOST_TRIES, live_code, signatory_of

Kind = EvidenceEvent.Kind
Status = Contract.Status
KEPT = timedelta(days=10 * 366)  # ten years after the fair: the invoice rests on it
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # without those that look alike
CODE_LENGTH = 8
CODE_LIVES = timedelta(minutes=10)
MOST_CODES, MOST_OPENINGS = 5, 50
DAY = timedelta(days=1)


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


@transaction.atomic
def send_code(contract: Contract, *, agent: str = "", by: Actor, at: datetime) -> str:
    """Mail a new code to the signatory; the ones before are dead. The answer is for programs, never for a page."""
    contract = fresh_contract(contract)
    refuse_unsignable(contract, at=at)
    refuse_undetailed(contract)
    codes = SigningCode.objects.filter(contract=contract)
    if codes.filter(sent_at__gt=at - DAY).count() >= MOST_CODES:
        raise Refused(_("Five codes were sent within a day. Please try again tomorrow."), code="too_many_codes")
    codes.filter(used_at=None).update(used_at=at)
    plain = "".join(secrets.choice(LETTERS) for _letter in range(CODE_LENGTH))
    who = signatory_of(contract)
    code = SigningCode.objects.create(
        contract=contract, code_hash=_hash(contract, plain), email=who.email, sent_at=at, expires_at=at + CODE_LIVES
    )
    if contract.status == Status.SENT:
        contract.status = Status.VIEWED
        contract.save(update_fields=["status"])
    message = mail_code(contract, code, plain=plain, by=by, at=at)
    facts = {"otp_id": code.pk, "otp_sha256": code.code_hash, "email": who.email, "message_id": message.message_id}
    add_event(contract, Kind.CODE_SENT, by=by, at=at, agent=agent, **facts)
    return plain


def sign_contract(
    contract: Contract, *, name: str, role: str, code: str, user_agent: str, by: Actor, at: datetime
) -> Signature:
    """The company signs: proof kept, exhibitor confirmed, entitlements given. Twice gives the first signature.

    A wrong code is counted even though it is refused: that is why this is two transactions at most.
    """
    signature = _sign(contract, values=(name, role, user_agent), code=code, by=by, at=at)
    if signature is None:
        raise Refused(_("This code is not right, or no longer. Ask for a new one."), code="wrong_code", status=422)
    return signature


@transaction.atomic
def _sign(contract: Contract, *, values: tuple[str, str, str], code: str, by: Actor, at: datetime) -> Signature | None:
    contract = fresh_contract(contract)
    if contract.is_signed:
        return Signature.objects.get(contract=contract)
    refuse_unsignable(contract, at=at)
    refuse_undetailed(contract)
    found = _hash_of_file(contract)
    used = _use_code(contract, code, agent=values[2], by=by, at=at)
    if used is None:
        return None
    consent = f"{empowered_text(contract.exhibitor.company)} {consent_text(contract)}"
    proof: dict[str, Any] = {"by": by, "at": at, "agent": values[2]}
    add_event(
        contract, Kind.DOCUMENT_READ, **proof, document_sha256=found, way="whole document on the page, box ticked"
    )
    add_event(contract, Kind.CONSENT_GIVEN, **proof, consent_sha256=hashlib.sha256(consent.encode()).hexdigest())
    facts = {"document_sha256": found, "signer_name": values[0], "signer_role": values[1], "email": used.email}
    add_event(contract, Kind.SIGNED, **(proof | facts))
    return keep_signature(contract, values=values, email=used.email, consent=consent, by=by, at=at)


def keep_signature(
    contract: Contract, *, values: tuple[str, str, str], email: str, consent: str, by: Actor, at: datetime
) -> Signature:
    """The signature and all that follows from it. `values`: name, role, user agent. Inside a transaction."""
    exhibitor, before = contract.exhibitor, contract.status
    signature = Signature.objects.create(
        contract=contract,
        signer_name=values[0],
        signer_role=values[1],
        signer_email=email,
        consent_text=consent,
        document_sha256=contract.pdf_sha256,
        ip=by.ip,
        user_agent=values[2][:300],
        signed_at=at,
        keep_until=exhibitor.edition.fair_on + KEPT,
    )
    contract.status, contract.signed_at = Status.SIGNED, at
    contract.save(update_fields=["status", "signed_at"])
    confirm_exhibitor(exhibitor, by=by, at=at)
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


@transaction.atomic
def decline_contract(contract: Contract, *, reason: str, agent: str = "", by: Actor, at: datetime) -> Contract:
    """The company does not sign: what it ordered goes back on sale. Twice is once."""
    contract = fresh_contract(contract)
    if contract.status == Status.DECLINED:
        return contract
    refuse_unsignable(contract, at=at)
    add_event(contract, Kind.DECLINED, by=by, at=at, agent=agent, reason=reason)
    return end_unsigned(contract, Status.DECLINED, reason=reason, by=by, at=at)


@transaction.atomic
def delegate_contract(
    contract: Contract, *, name: str, email: str, agent: str = "", by: Actor, at: datetime
) -> Signatory:
    """Somebody else signs for the company: a new link goes to them, the one in hand is dead."""
    contract = fresh_contract(contract)
    refuse_unsignable(contract, at=at)
    SigningCode.objects.filter(contract=contract, used_at=None).update(used_at=at)
    before = signatory_of(contract)
    signatory = Signatory.objects.create(
        contract=contract,
        name=clean_line(name),
        email=email,
        named_by=by.label[:160],
        named_at=at,
        keep_until=contract.exhibitor.edition.fair_on + KEPT,
    )
    plain, contract.token_hash = new_token()
    contract.status = Status.SENT
    contract.save(update_fields=["token_hash", "status"])
    facts = {"from_email": before.email, "email": email, "name": signatory.name}
    add_event(contract, Kind.DELEGATED, by=by, at=at, agent=agent, **facts)
    message = mail_contract(contract, token=plain, by=by, at=at)
    add_event(contract, Kind.SENT, by=by, at=at, email=email, message_id=message.message_id)
    changes: dict[str, list[Any]] = {"signer": PERSONAL}
    record("contract.delegated", contract, by=by, at=at, edition=contract.exhibitor.edition, changes=changes)
    return signatory


def _hash(contract: Contract, plain: str) -> str:
    """Keyed, so that a copied database does not let the few billions of codes be tried."""
    return salted_hmac("contract code", f"{contract.pk}:{plain}", algorithm="sha256").hexdigest()


def _use_code(contract: Contract, typed: str, *, agent: str, by: Actor, at: datetime) -> SigningCode | None:
    """The live code, used up, when what was typed is right; a wrong try is counted and the third ends the code."""
    code = live_code(contract, at=at)
    wanted = _hash(contract, "".join(typed.split()).upper().replace("-", ""))
    is_right = constant_time_compare(wanted, code.code_hash if code else "")
    if code is None:
        return None
    if not is_right:
        _count_wrong(contract, code, agent=agent, by=by, at=at)
        return None
    code.used_at = at
    code.save(update_fields=["used_at"])
    facts = {"otp_id": code.pk, "attempts": code.attempts + 1, "email": code.email}
    add_event(contract, Kind.CODE_VERIFIED, by=by, at=at, agent=agent, **facts)
    return code


def _count_wrong(contract: Contract, code: SigningCode, *, agent: str, by: Actor, at: datetime) -> None:
    code.attempts += 1
    code.save(update_fields=["attempts"])
    add_event(contract, Kind.CODE_REFUSED, by=by, at=at, agent=agent, otp_id=code.pk, attempts=code.attempts)
    if code.attempts >= MOST_TRIES:
        record("contract.code_closed", contract, by=by, at=at, edition=contract.exhibitor.edition)


def _hash_of_file(contract: Contract) -> str:
    """The hash of the bytes that were shown; they are the ones the contract was made with, or nothing is signed."""
    found = hashlib.sha256(read_stored(contract.pdf_path)).hexdigest()
    if found != contract.pdf_sha256:
        raise Refused(_("The document on file is damaged. Nothing was signed; please write to us."), code="damaged")
    return found
