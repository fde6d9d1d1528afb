"""The code that proves who holds a contract's link: mailed to the signatory, used for one act, ended by wrong tries."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import dateformat
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from parvis.core.actor import Actor
from parvis.core.dates import local_zone
from parvis.core.errors import Refused
from parvis.editions.history import record
from parvis.sales.actions.contracts import fresh_contract, refuse_unsignable
from parvis.sales.evidence import add_event
from parvis.sales.letters import mail_code
from parvis.sales.models import Contract, EvidenceEvent, SigningCode
from parvis.sales.signatories import MOST_CODES, MOST_TRIES, code_pause, codes_of_a_day, live_code, signatory_of

Kind = EvidenceEvent.Kind
Status = Contract.Status
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # without those that look alike
CODE_LENGTH = 8
CODE_LIVES = timedelta(minutes=10)


@transaction.atomic
def send_code(contract: Contract, *, agent: str = "", by: Actor, at: datetime) -> str:
    """Mail a new code to the signatory; the ones before are dead. The answer is for programs, never for a page."""
    contract = fresh_contract(contract)
    refuse_unsignable(contract, at=at)
    who = signatory_of(contract)
    _refuse_paused(contract, at=at)
    SigningCode.objects.filter(contract=contract, used_at=None).update(used_at=at)
    plain = "".join(secrets.choice(LETTERS) for _letter in range(CODE_LENGTH))
    code = SigningCode.objects.create(
        contract=contract, code_hash=_hash(contract, plain), email=who.email, sent_at=at, expires_at=at + CODE_LIVES
    )
    if contract.status == Status.SENT:
        contract.status = Status.VIEWED
        contract.save(update_fields=["status"])
    message = mail_code(contract, code, plain=plain, by=by, at=at)
    facts = {"otp_id": code.pk, "otp_sha256": code.code_hash, "email": who.email, "message_id": message.message_id}
    add_event(contract, Kind.CODE_SENT, by=by, at=at, agent=agent, **facts)
    if len(codes_of_a_day(contract, at=at)) == MOST_CODES:
        record("contract.codes_spent", contract, by=by, at=at, edition=contract.exhibitor.edition)
    return plain


def use_code(contract: Contract, typed: str, *, agent: str, by: Actor, at: datetime) -> SigningCode | None:
    """The live code, used up, when what was typed is right; a wrong try is counted and the third ends the code.

    Inside a transaction that is kept even when the answer is None: see `wrong_code`.
    """
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


def wrong_code() -> Refused:
    return Refused(_("This code is not right, or no longer. Ask for a new one."), code="wrong_code", status=422)


def _refuse_paused(contract: Contract, *, at: datetime) -> None:
    """After wrong tries the next code waits, each time longer; after five in a day until the first is a day old."""
    pause = code_pause(contract, at=at)
    if pause is None:
        return
    seconds = int((pause.until - at).total_seconds()) + 1
    if pause.is_spent:
        sentence = _("Five codes were sent within a day. Please try again tomorrow.")
        raise Refused(sentence, code="too_many_codes", retry_after=seconds)
    clock = dateformat.format(pause.until.astimezone(local_zone()), "H:i")
    sentence = _("A code was typed wrong three times. The next one can be asked for at %(clock)s.") % {"clock": clock}
    raise Refused(sentence, code="code_paused", retry_after=seconds)


def _hash(contract: Contract, plain: str) -> str:
    """Keyed, so that a copied database does not let the few billions of codes be tried."""
    return salted_hmac("contract code", f"{contract.pk}:{plain}", algorithm="sha256").hexdigest()


def _count_wrong(contract: Contract, code: SigningCode, *, agent: str, by: Actor, at: datetime) -> None:
    code.attempts += 1
    if code.attempts >= MOST_TRIES:
        code.used_at = at  # from here the next one waits
    code.save(update_fields=["attempts", "used_at"])
    add_event(contract, Kind.CODE_REFUSED, by=by, at=at, agent=agent, otp_id=code.pk, attempts=code.attempts)
    if code.attempts >= MOST_TRIES:
        record("contract.code_closed", contract, by=by, at=at, edition=contract.exhibitor.edition)
