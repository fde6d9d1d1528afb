"""What a company answers to a quote by its personal link, and what silence does."""

from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from parvis.core.actor import Actor
from parvis.core.dates import local_date
from parvis.core.errors import Refused
from parvis.core.links import new_token
from parvis.editions.history import record
from parvis.editions.models import Edition
from parvis.sales import signals
from parvis.sales.actions.contracts import last_day_to_sign, send_frozen
from parvis.sales.actions.line import claim_places
from parvis.sales.actions.numbers import CONTRACTS, draw_number
from parvis.sales.actions.quotes import fresh_quote
from parvis.sales.actions.stock import refuse_short, take_stock
from parvis.sales.actions.templates import templates_for
from parvis.sales.models import Contract, ContractTemplate, GeneralTerms, Quote
from parvis.sales.printing import Printed, print_contract
from parvis.sales.queries import lines_of, live_contract

Status = Quote.Status


class Paper(NamedTuple):
    """A contract's PDF and what it was made of."""

    number: str
    terms: GeneralTerms
    template: ContractTemplate
    printed: Printed


def accept_quote(quote: Quote, *, by: Actor, at: datetime) -> Contract:
    """The offer is taken: stock counted, contract printed and mailed. A second click gets the contract of the first.

    The contract's PDF is made before any lock is taken; a number drawn for nothing stays unused.
    """
    accepted = _contract_of(quote)
    if accepted:
        return accepted
    terms = _refuse_unanswerable(quote, at=at)
    lines = lines_of([quote])
    for line in lines:
        refuse_short(line.item, line.quantity, of=quote.exhibitor.company)
    number = draw_number(quote.exhibitor.edition, CONTRACTS)
    templates = templates_for(quote.exhibitor.edition, quote.language, at=at)
    template, printed = print_contract(quote, lines, number=number, terms=terms, templates=templates, at=at)
    paper = Paper(number, terms, template, printed)
    return _accept(quote, paper, by=by, at=at)


@transaction.atomic
def _accept(quote: Quote, paper: Paper, *, by: Actor, at: datetime) -> Contract:
    quote = fresh_quote(quote)
    accepted = _contract_of(quote)
    if accepted:
        return accepted
    _refuse_unanswerable(quote, at=at)
    lines = lines_of([quote])
    claim_places(quote.exhibitor.company, lines, by=by, at=at)
    take_stock(lines)
    _answer(quote, Status.ACCEPTED, by=by, at=at)
    plain, hashed = new_token()
    contract = Contract.objects.create(
        exhibitor=quote.exhibitor,
        quote=quote,
        terms=paper.terms,
        template=paper.template,
        number=paper.number,
        created_at=at,
        expires_on=last_day_to_sign(quote.exhibitor.edition, at=at),
        token_hash=hashed,
        net_cents=quote.net_cents,
        vat_cents=quote.vat_cents,
        pdf_path=paper.printed.path,
        pdf_sha256=paper.printed.sha256,
    )
    send_frozen(contract, token=plain, by=by, at=at)
    edition = quote.exhibitor.edition
    record("quote.accepted", quote, by=by, at=at, edition=edition, changes={"status": ["sent", "accepted"]})
    changes: dict[str, list[Any]] = {"quote": [None, str(quote)], "pdf_sha256": ["", paper.printed.sha256]}
    record("contract.created", contract, by=by, at=at, edition=edition, changes=changes)
    signals.quote_accepted.send(sender=Quote, quote=quote, contract=contract, by=by, at=at)
    return contract


@transaction.atomic
def refuse_quote(quote: Quote, *, reason: str = "", by: Actor, at: datetime) -> Quote:
    """The company says no; saying it twice is saying it once."""
    quote = fresh_quote(quote)
    if quote.status == Status.REFUSED:
        return quote
    _refuse_answered(quote, on=local_date(at))
    _answer(quote, Status.REFUSED, by=by, at=at)
    changes: dict[str, list[Any]] = {"status": ["sent", "refused"], "reason": [None, reason]}
    record("quote.refused", quote, by=by, at=at, edition=quote.exhibitor.edition, changes=changes)
    return quote


@transaction.atomic
def expire_quotes(edition: Edition, *, by: Actor, at: datetime) -> int:
    """Close the quotes whose last day has passed without an answer; returns how many."""
    past = Quote.objects.in_edition(edition).past(local_date(at)).order_by("pk")
    silent = [fresh for quote in past if (fresh := fresh_quote(quote)).status == Status.SENT]
    for quote in silent:
        quote.status = Status.EXPIRED
        quote.save(update_fields=["status"])
        record("quote.expired", quote, by=by, at=at, edition=edition, changes={"status": ["sent", "expired"]})
    return len(silent)


def _answer(quote: Quote, status: Quote.Status, *, by: Actor, at: datetime) -> None:
    quote.status, quote.answered_at, quote.answered_by = status, at, by.label[:160]
    quote.save(update_fields=["status", "answered_at", "answered_by"])


def _contract_of(quote: Quote) -> Contract | None:
    """The contract this quote led to, as long as it stands."""
    contracts = Contract.objects.filter(quote=quote).standing()
    return contracts.select_related("exhibitor", "quote").first()


def _refuse_unanswerable(quote: Quote, *, at: datetime) -> GeneralTerms:
    """Everything that keeps a quote from being accepted; answers the general terms of its contract."""
    _refuse_answered(quote, on=local_date(at))
    if quote.exhibitor.edition.is_closed:
        raise Refused(_("This edition is closed."), code="closed")
    if live_contract(quote.exhibitor):
        raise Refused(_("Your company already has a contract for this edition. Write to us if it should change."))
    versions = GeneralTerms.objects.filter(edition=quote.exhibitor.edition).published()
    return versions[0]  # they are needed to send a quote, and published versions stay


def _refuse_answered(quote: Quote, *, on: date) -> None:
    if quote.status != Status.SENT or quote.expires_on < on:
        raise Refused(_("This quote can no longer be answered. Ask us for a new one."), code="answered")
