"""What logistics does when a lower app announces something."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from parvis.companies.models import Company
from parvis.companies.past import Fact
from parvis.companies.signals import company_file_asked
from parvis.core.actor import Actor
from parvis.editions.models import Edition
from parvis.editions.opening import Line
from parvis.editions.signals import edition_copied, opening_asked
from parvis.exhibitors.models import Exhibitor
from parvis.exhibitors.signals import exhibitor_withdrawn
from parvis.logistics.actions.booths import free_booths_of
from parvis.logistics.actions.place import copy_place
from parvis.logistics.preparation import opening_lines
from parvis.logistics.queries import booth_facts


@receiver(exhibitor_withdrawn)
def on_exhibitor_withdrawn(*, exhibitor: Exhibitor, by: Actor, at: datetime, **_more: Any) -> None:
    free_booths_of(exhibitor, by=by, at=at)


@receiver(edition_copied)
def on_edition_copied(*, source: Edition, target: Edition, **_more: Any) -> None:
    copy_place(source, target)


@receiver(opening_asked)
def on_opening_asked(*, edition: Edition, at: datetime, **_more: Any) -> list[Line]:
    return opening_lines(edition, at=at)


@receiver(company_file_asked)
def on_company_file_asked(*, companies: list[Company], **_more: Any) -> list[Fact]:
    return booth_facts(companies)
