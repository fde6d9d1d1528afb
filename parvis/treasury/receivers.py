"""What treasury does when sales announces something, or an edition is to open."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.dispatch import receiver

from parvis.companies.models import Company
from parvis.companies.past import Fact
from parvis.companies.signals import company_file_asked
from parvis.core.actor import Actor
from parvis.editions.models import Edition
from parvis.editions.opening import Line
from parvis.editions.rules import Member
from parvis.editions.search import Found
from parvis.editions.signals import edition_copied, mail_asked, opening_asked, search_asked
from parvis.sales import receivers as sales_receivers  # noqa: F401  (the catalogue is copied before the budget)
from parvis.sales.models import Contract
from parvis.sales.queries import takes_out
from parvis.sales.signals import contract_signed, contract_withdrawn
from parvis.treasury.actions.budget import copy_budget
from parvis.treasury.actions.cancellations import settle_withdrawal
from parvis.treasury.actions.invoices import draft_invoice
from parvis.treasury.actions.removals import forget_owed, settle_removal
from parvis.treasury.findings import found, mailed
from parvis.treasury.past import facts_of
from parvis.treasury.preparation import opening_lines


@receiver(contract_signed)
def on_contract_signed(*, contract: Contract, by: Actor, at: datetime, **_more: Any) -> None:
    if takes_out(contract):
        settle_removal(contract, by=by, at=at)
    else:
        draft_invoice(contract, by=by, at=at)


@receiver(contract_withdrawn)
def on_contract_withdrawn(*, contract: Contract, by: Actor, at: datetime, **_more: Any) -> None:
    """What was issued stays; what the scale owes is asked or proposed to be credited."""
    settle_withdrawal(contract, by=by, at=at)
    forget_owed(contract)


@receiver(edition_copied)
def on_edition_copied(*, source: Edition, target: Edition, by: Actor, at: datetime, **_more: Any) -> None:
    copy_budget(source, target, by=by, at=at)


@receiver(opening_asked)
def on_opening_asked(*, edition: Edition, at: datetime, **_more: Any) -> list[Line]:
    return opening_lines(edition, at=at)


@receiver(search_asked)
def on_search_asked(*, edition: Edition, member: Member, words: str, **_more: Any) -> list[Found]:
    return found(edition, member, words)


@receiver(mail_asked)
def on_mail_asked(*, edition: Edition, member: Member, **_more: Any) -> list[QuerySet[Any]]:
    return mailed(edition, member)


@receiver(company_file_asked)
def on_company_file_asked(*, companies: list[Company], member: Member, **_more: Any) -> list[Fact]:
    return facts_of(companies, member)
