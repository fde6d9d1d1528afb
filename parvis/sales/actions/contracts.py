"""A contract once it is made: sent again, taken back, ended by silence, signed by the association."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from parvis.core.actor import Actor
from parvis.core.dates import local_date
from parvis.core.errors import Refused
from parvis.core.links import new_token
from parvis.core.locks import lock_row
from parvis.editions.history import record
from parvis.editions.models import Edition
from parvis.exhibitors.actions.standing import revoke_entitlements, withdraw_exhibitor
from parvis.exhibitors.models import Exhibitor
from parvis.sales import signals, tasks
from parvis.sales.actions.stock import release_stock
from parvis.sales.actions.waiting import keep_for_next
from parvis.sales.evidence import add_event
from parvis.sales.letters import mail_contract, mail_withdrawal
from parvis.sales.models import Contract, EvidenceEvent, Quote, QuoteLine, SigningCode
from parvis.sales.queries import lines_of
from parvis.sales.signatories import signatory_of

TIME_TO_SIGN = timedelta(days=30)
Kind = EvidenceEvent.Kind
Status = Contract.Status


def fresh_contract(contract: Contract) -> Contract:
    """The contract as it is now, with its exhibitor's row locked until our transaction ends."""
    lock_row(Exhibitor.objects.filter(pk=contract.exhibitor_id))
    parts = ("exhibitor__company", "exhibitor__edition__association", "quote__contact", "terms", "amends")
    return Contract.objects.select_related(*parts).get(pk=contract.pk)


def last_day_to_sign(edition: Edition, *, at: datetime) -> date:
    """Thirty days, and never later than the eve of the fair; what is made on the eve or later is signed that day."""
    today = local_date(at)
    return max(today, min(today + TIME_TO_SIGN, edition.fair_on - timedelta(days=1)))


def refuse_unsignable(contract: Contract, *, at: datetime) -> None:
    if not contract.is_open or contract.expires_on < local_date(at) or contract.exhibitor.edition.is_closed:
        raise Refused(_("This contract can no longer be signed. Ask us for a new one."), code="expired")


def send_frozen(contract: Contract, *, token: str, by: Actor, at: datetime) -> None:
    """A contract just made: its chain begins with the bytes it froze, then its link is mailed."""
    facts: dict[str, Any] = {"document_sha256": contract.pdf_sha256, "expires_on": contract.expires_on.isoformat()}
    add_event(contract, Kind.FROZEN, by=by, at=at, **facts)
    contract.status = Status.SENT
    contract.save(update_fields=["status"])
    _send_link(contract, token=token, by=by, at=at)


ENDED = {Status.DECLINED: "contract.declined", Status.EXPIRED: "contract.expired"}


@transaction.atomic
def resend_contract(contract: Contract, *, by: Actor, at: datetime) -> Contract:
    """Mail the contract again with a new link; the older link and its codes are dead from now on."""
    contract = fresh_contract(contract)
    refuse_unsignable(contract, at=at)
    SigningCode.objects.filter(contract=contract, used_at=None).update(used_at=at)
    plain, contract.token_hash = new_token()
    contract.save(update_fields=["token_hash"])
    _send_link(contract, token=plain, by=by, at=at)
    record("contract.resent", contract, by=by, at=at, edition=contract.exhibitor.edition)
    return contract


@transaction.atomic
def countersign_contract(contract: Contract, *, user_agent: str = "", by: Actor, at: datetime) -> Contract:
    """The association signs after the company, never before. A second click gets the first signature."""
    contract = fresh_contract(contract)
    if contract.status == Status.COUNTERSIGNED:
        return contract
    if contract.status != Status.SIGNED:
        raise Refused(_("The company signs first."), code="not_signed")
    contract.status, contract.countersigned_at = Status.COUNTERSIGNED, at
    contract.save(update_fields=["status", "countersigned_at"])
    add_event(contract, Kind.COUNTERSIGNED, by=by, at=at, agent=user_agent, document_sha256=contract.pdf_sha256)
    changes: dict[str, list[Any]] = {"status": ["signed", "countersigned"]}
    record("contract.countersigned", contract, by=by, at=at, edition=contract.exhibitor.edition, changes=changes)
    transaction.on_commit(tasks.seal_contracts.enqueue)
    tasks.mail_signed_copy.enqueue(contract.pk)
    return contract


@transaction.atomic
def withdraw_contract(contract: Contract, *, reason: str, by: Actor, at: datetime) -> Contract:
    """Take the contract back: stock and entitlements return, a confirmed exhibitor leaves. Twice is once.

    What amends it goes first; an amendment alone goes without the exhibitor.
    """
    contract = fresh_contract(contract)
    if contract.status == Status.WITHDRAWN:
        return contract
    if contract.status in Contract.ENDED:
        raise Refused(_("This contract has already ended."), code="ended")
    _refuse_entangled(contract)
    amending = Contract.objects.filter(amends=contract).standing().order_by("pk")
    going = [*(fresh_contract(amendment) for amendment in amending), contract]
    taken = [line for one in going for line in _taken_by(one)]
    for one in going:
        _withdraw(one, reason=reason, by=by, at=at)
    _give_back(taken, by=by, at=at)
    mail_withdrawal(contract, by=by, at=at)
    return contract


def _withdraw(contract: Contract, *, reason: str, by: Actor, at: datetime) -> None:
    was_signed, before, exhibitor = contract.is_signed, contract.status, contract.exhibitor
    contract.status, contract.withdrawn_at = Status.WITHDRAWN, at
    contract.save(update_fields=["status", "withdrawn_at"])
    Quote.objects.filter(pk=contract.quote_id).update(status=Quote.Status.WITHDRAWN)
    add_event(contract, Kind.WITHDRAWN, by=by, at=at, reason=reason)
    changes: dict[str, list[Any]] = {"status": [before, "withdrawn"], "reason": [None, reason]}
    record("contract.withdrawn", contract, by=by, at=at, edition=exhibitor.edition, changes=changes)
    if was_signed:
        revoke_entitlements(exhibitor, source=contract.number, by=by, at=at)
        if contract.amends_id is None:
            withdraw_exhibitor(exhibitor, by=by, at=at)
        signals.contract_withdrawn.send(sender=Contract, contract=contract, by=by, at=at)


def _refuse_entangled(contract: Contract) -> None:
    """What an amendment took back may be sold again by now, and what it took back of another is not given twice."""
    if contract.amends_id is None:
        return
    lines = lines_of([contract.quote])
    if contract.is_signed and any(line.removes_id for line in lines):
        raise Refused(_("What this amendment took back is on sale again: add it anew instead."), code="returned")
    standing = QuoteLine.objects.filter(removes__in=lines).exclude(quote__contract__status__in=Contract.ENDED)
    if other := standing.select_related("quote").first():
        raise Refused(_("%(number)s takes some of it back already.") % {"number": other.quote}, code="returned")


def _taken_by(contract: Contract) -> list[QuoteLine]:
    """The lines that moved the stock: what is to be taken back moves it only once it is signed."""
    return [line for line in lines_of([contract.quote]) if contract.is_signed or not line.removes_id]


def _give_back(lines: Sequence[QuoteLine], *, by: Actor, at: datetime) -> None:
    """What was ordered returns to the stock, and who waits for it is told."""
    release_stock(lines)
    options = {line.option for line in lines if line.option}
    for option in sorted(options, key=lambda option: option.pk):
        keep_for_next(option, by=by, at=at)


@transaction.atomic
def expire_contracts(edition: Edition, *, by: Actor, at: datetime) -> int:
    """Close the contracts nobody signed until their last day; returns how many."""
    past = Contract.objects.in_edition(edition).past(local_date(at)).order_by("pk")
    silent = [fresh for contract in past if (fresh := fresh_contract(contract)).is_open]
    for contract in silent:
        add_event(contract, Kind.EXPIRED, by=by, at=at)
        end_unsigned(contract, Status.EXPIRED, reason="", by=by, at=at)
    return len(silent)


def end_unsigned(contract: Contract, status: Contract.Status, *, reason: str, by: Actor, at: datetime) -> Contract:
    """Declined or expired: the stock returns and the company can be quoted again. Inside a transaction."""
    before, contract.status = contract.status, status
    contract.save(update_fields=["status"])
    SigningCode.objects.filter(contract=contract, used_at=None).update(used_at=at)
    Quote.objects.filter(pk=contract.quote_id).update(status=Quote.Status.WITHDRAWN)
    _give_back(_taken_by(contract), by=by, at=at)
    changes: dict[str, list[Any]] = {"status": [before, status.value], "reason": [None, reason]}
    record(ENDED[status], contract, by=by, at=at, edition=contract.exhibitor.edition, changes=changes)
    return contract


def _send_link(contract: Contract, *, token: str, by: Actor, at: datetime) -> None:
    message = mail_contract(contract, token=token, by=by, at=at)
    facts = {"email": signatory_of(contract).email, "message_id": message.message_id}
    add_event(contract, Kind.SENT, by=by, at=at, **facts)
