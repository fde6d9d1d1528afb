"""What exhibitors does when a lower app announces something."""

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.dispatch import receiver

from parvis.companies.merging import Line
from parvis.companies.models import Company
from parvis.companies.past import Fact
from parvis.companies.signals import company_file_asked, company_merged, merge_asked, merge_undone, sector_renamed
from parvis.editions.models import Edition
from parvis.editions.rules import Member
from parvis.editions.search import Found
from parvis.editions.signals import edition_copied, mail_asked, search_asked
from parvis.exhibitors.actions.documents import copy_document_requests
from parvis.exhibitors.actions.merge import move_exhibitors, move_exhibitors_back
from parvis.exhibitors.actions.profile import rename_sector
from parvis.exhibitors.findings import found, mailed
from parvis.exhibitors.merging import facts_of, merge_lines


@receiver(edition_copied)
def on_edition_copied(*, source: Edition, target: Edition, shift: timedelta, **_more: Any) -> None:
    copy_document_requests(source, target, shift=shift)


@receiver(search_asked)
def on_search_asked(*, edition: Edition, member: Member, words: str, **_more: Any) -> list[Found]:
    return found(edition, member, words)


@receiver(mail_asked)
def on_mail_asked(*, edition: Edition, member: Member, **_more: Any) -> list[QuerySet[Any]]:
    return mailed(edition, member)


@receiver(sector_renamed)
def on_sector_renamed(*, before: str, after: str, **_more: Any) -> None:
    rename_sector(before, after)


@receiver(merge_asked)
def on_merge_asked(*, kept: Company, gone: Company, **_more: Any) -> list[Line]:
    return merge_lines(kept, gone)


@receiver(company_merged)
def on_company_merged(*, kept: Company, gone: Company, **_more: Any) -> dict[str, list[int]]:
    return move_exhibitors(kept, gone)


@receiver(merge_undone)
def on_merge_undone(*, kept: Company, gone: Company, moved: dict[str, list[int]], **_more: Any) -> None:
    move_exhibitors_back(kept, gone, moved)


@receiver(company_file_asked)
def on_company_file_asked(*, companies: list[Company], **_more: Any) -> list[Fact]:
    return facts_of(companies)
