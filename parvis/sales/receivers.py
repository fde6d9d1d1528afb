"""What sales does when the year changes, or a contract ends: the price list goes on, kept units go to who waits."""

from datetime import datetime, timedelta
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
from parvis.editions.signals import edition_copied, mail_asked, opening_asked
from parvis.sales.actions.catalogue import copy_catalogue
from parvis.sales.actions.waiting import drop_requests
from parvis.sales.findings import mailed
from parvis.sales.models import Contract
from parvis.sales.past import facts_of
from parvis.sales.preparation import opening_lines
from parvis.sales.signals import contract_withdrawn


@receiver(edition_copied)
def copy_price_list(
    source: Edition, target: Edition, shift: timedelta, by: Actor, at: datetime, **_signal: Any
) -> None:
    copy_catalogue(source, target, shift=shift, by=by, at=at)


@receiver(contract_withdrawn)
def on_contract_withdrawn(*, contract: Contract, by: Actor, at: datetime, **_more: Any) -> None:
    if contract.amends_id is None:
        drop_requests(contract.exhibitor, by=by, at=at)


@receiver(opening_asked)
def on_opening_asked(*, edition: Edition, at: datetime, **_more: Any) -> list[Line]:
    return opening_lines(edition, at=at)


@receiver(mail_asked)
def on_mail_asked(*, edition: Edition, member: Member, **_more: Any) -> list[QuerySet[Any]]:
    return mailed(edition, member)


@receiver(company_file_asked)
def on_company_file_asked(*, companies: list[Company], member: Member, **_more: Any) -> list[Fact]:
    return facts_of(companies, member)
