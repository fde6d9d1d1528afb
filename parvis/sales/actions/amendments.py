"""What the team accepts of an exhibitor's requests becomes an amendment to its contract, signed as the contract was.

An amendment is a contract that amends another: the same link, code, evidence and seals. The units were taken when they
were asked for, under the lock of their option; from here on the amendment's lines hold them.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from parvis.core.actor import Actor
from parvis.core.errors import Refused
from parvis.core.links import new_token
from parvis.editions.history import record
from parvis.sales.actions.contracts import fresh_contract, last_day_to_sign, send_frozen
from parvis.sales.actions.waiting import fresh_request
from parvis.sales.amending import added_lines, print_amendment
from parvis.sales.models import Contract, OptionRequest, Quote, QuoteLine
from parvis.sales.offer import offer_totals
from parvis.sales.pricing import Totals
from parvis.sales.printing import Printed

State = OptionRequest.State


def amend_contract(contract: Contract, wishes: Sequence[OptionRequest], *, by: Actor, at: datetime) -> Contract:
    """The requests as an amendment to sign, mailed to the signatory. A second click gets the amendment of the first.

    Its PDF is made before any lock is taken; who is overtaken meanwhile is told to look again.
    """
    done = _amendment_of(contract, wishes)
    if done is not None:
        return done
    lines = added_lines(wishes, contract.language)
    number = next_number(contract)
    printed = print_amendment(contract, lines, number=number, at=at)
    return _amend(contract, wishes, lines, number=number, printed=printed, by=by, at=at)


@transaction.atomic
def _amend(
    contract: Contract,
    wishes: Sequence[OptionRequest],
    lines: Sequence[QuoteLine],
    *,
    number: str,
    printed: Printed,
    by: Actor,
    at: datetime,
) -> Contract:
    contract = fresh_contract(contract)
    wishes = [fresh_request(wish) for wish in sorted(wishes, key=lambda wish: wish.option_id)]
    done = _amendment_of(contract, wishes)
    if done is not None:
        return done
    if number != next_number(contract):
        raise Refused(_("Somebody has just amended this contract. Look at it again."), code="changed")
    totals = offer_totals(lines)
    amendment = add_amendment(contract, lines, totals=totals, number=number, printed=printed, by=by, at=at)
    for wish in wishes:
        _accept(wish, amendment, by=by, at=at)
    return amendment


def add_amendment(
    contract: Contract,
    lines: Sequence[QuoteLine],
    *,
    totals: Totals,
    number: str,
    printed: Printed,
    by: Actor,
    at: datetime,
) -> Contract:
    """The lines and their paper as an amendment, its link mailed to the signatory. Inside a transaction."""
    quote = _written(contract, lines, totals=totals, number=number, printed=printed, by=by, at=at)
    plain, hashed = new_token()
    amendment = Contract.objects.create(
        exhibitor=contract.exhibitor,
        amends=contract,
        quote=quote,
        terms=contract.terms,
        number=number,
        created_at=at,
        expires_on=last_day_to_sign(contract.exhibitor.edition, at=at),
        token_hash=hashed,
        net_cents=quote.net_cents,
        vat_cents=quote.vat_cents,
        pdf_path=printed.path,
        pdf_sha256=printed.sha256,
    )
    send_frozen(amendment, token=plain, by=by, at=at)
    edition = contract.exhibitor.edition
    changes: dict[str, list[Any]] = {"number": [None, number], "net_cents": [0, amendment.net_cents]}
    record("contract.amended", contract, by=by, at=at, edition=edition, changes=changes)
    created: dict[str, list[Any]] = {"pdf_sha256": ["", printed.sha256]}
    record("contract.created", amendment, by=by, at=at, edition=edition, changes=created)
    return amendment


def _written(
    contract: Contract,
    lines: Sequence[QuoteLine],
    *,
    totals: Totals,
    number: str,
    printed: Printed,
    by: Actor,
    at: datetime,
) -> Quote:
    """The lines under the amendment's own number; nobody answers them but by signing."""
    quote = Quote.objects.create(
        exhibitor=contract.exhibitor,
        contact=contract.quote.contact,
        is_amendment=True,
        number=number,
        status=Quote.Status.ACCEPTED,
        language=contract.language,
        created_at=at,
        sent_at=at,
        expires_on=last_day_to_sign(contract.exhibitor.edition, at=at),
        answered_at=at,
        answered_by=by.label[:160],
        net_cents=totals.net_cents,
        vat_cents=totals.vat_cents,
        pdf_path=printed.path,
        pdf_sha256=printed.sha256,
    )
    for line in lines:
        line.quote = quote
    QuoteLine.objects.bulk_create(lines)
    return quote


def _accept(wish: OptionRequest, amendment: Contract, *, by: Actor, at: datetime) -> None:
    wish.state, wish.amendment = State.ACCEPTED, amendment
    wish.answered_at, wish.answered_by = at, by.label[:160]
    wish.save(update_fields=["state", "amendment", "answered_at", "answered_by"])
    changes: dict[str, list[Any]] = {"state": ["asked", "accepted"], "number": [None, amendment.number]}
    record("option_request.accepted", wish, by=by, at=at, edition=amendment.exhibitor.edition, changes=changes)


def _amendment_of(contract: Contract, wishes: Sequence[OptionRequest]) -> Contract | None:
    """The amendment that these requests have become; refused when they cannot become one."""
    if not wishes:
        raise Refused(_("Choose at least one request."), code="none")
    if any(wish.exhibitor_id != contract.exhibitor_id for wish in wishes):
        raise Refused(_("These requests are not of this exhibitor."), code="stranger")
    held = {wish.amendment for wish in wishes}
    if len(held) == 1 and None not in held:
        return held.pop()
    if any(wish.state != State.ASKED for wish in wishes):
        raise Refused(_("This request is already answered."), code="answered")
    if contract.amends_id or not contract.is_signed:
        raise Refused(_("Only a signed contract is amended."), code="unsigned")
    if contract.exhibitor.edition.is_closed:
        raise Refused(_("This edition is closed."), code="closed")
    return None


def next_number(contract: Contract) -> str:
    return f"{contract.number}-A{Contract.objects.filter(amends=contract).count() + 1}"
