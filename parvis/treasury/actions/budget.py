"""Preparing a budget, having it adopted, and carrying it into the next edition."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from parvis.core.actor import Actor
from parvis.core.errors import Refused
from parvis.core.locks import lock_row
from parvis.core.text import fold
from parvis.editions.history import difference, record
from parvis.editions.models import Edition
from parvis.treasury.budgeting import draft_of, lines_of_budget, plan_of
from parvis.treasury.models import BudgetItem, BudgetLine, BudgetVersion

WORDS = ("pole", "kind", "label", "is_sales")


@transaction.atomic
def start_draft(edition: Edition, *, by: Actor, at: datetime) -> BudgetVersion:
    """A draft with the lines of the version that holds; asked twice, there is one."""
    lock_row(Edition.objects.filter(pk=edition.pk))
    if found := draft_of(edition):
        return found
    plan = plan_of(edition)
    number = plan.number + 1 if plan else 1
    draft = BudgetVersion.objects.create(edition=edition, number=number, created_at=at)
    lines = lines_of_budget(plan) if plan else []
    BudgetLine.objects.bulk_create(
        BudgetLine(version=draft, item=line.item, planned_cents=line.planned_cents) for line in lines
    )
    record("budget.drafted", draft, by=by, at=at, edition=edition, changes={"version": [None, number]})
    return draft


@transaction.atomic
def add_budget_line(version: BudgetVersion, *, values: Mapping[str, Any], by: Actor, at: datetime) -> BudgetLine:
    """Plan an amount for an item, new or known from another version. `values`: its words and `planned_cents`."""
    version = _locked_draft(version)
    words = {name: value for name, value in values.items() if name != "planned_cents"}
    item = _item_like(version.edition, words)
    if item is None:
        _refuse_second_sales(version.edition, words)
        item = BudgetItem.objects.create(edition=version.edition, **words)
    elif BudgetLine.objects.filter(version=version, item=item).exists():
        raise Refused(_("This line is in the budget already."), code="label")
    line = BudgetLine.objects.create(version=version, item=item, planned_cents=values["planned_cents"])
    changes: dict[str, list[Any]] = {"label": [None, item.label], "planned_cents": [None, line.planned_cents]}
    record("budget.line_added", version, by=by, at=at, edition=version.edition, changes=changes)
    return line


@transaction.atomic
def change_budget_line(line: BudgetLine, *, values: Mapping[str, Any], by: Actor, at: datetime) -> None:
    """Another amount, account or option; other words as long as no adopted version has them."""
    version = _locked_draft(line.version)
    item, edition = line.item, version.edition
    words = {name: value for name, value in values.items() if name != "planned_cents"}
    changes = difference(item, words) | difference(line, {"planned_cents": values["planned_cents"]})
    if set(WORDS) & set(changes):
        _refuse_adopted(item)
        same = _item_like(edition, words)
        if same and same != item:
            raise Refused(_("This line is in the budget already."), code="label")
        if words["is_sales"] and not item.is_sales:
            _refuse_second_sales(edition, words)
    for name, value in words.items():
        setattr(item, name, value)
    item.save()
    line.planned_cents = values["planned_cents"]
    line.save(update_fields=["planned_cents"])
    if changes:
        record("budget.line_changed", version, by=by, at=at, edition=edition, changes=changes)


@transaction.atomic
def drop_budget_line(line: BudgetLine, *, by: Actor, at: datetime) -> None:
    """The draft plans nothing for this item; an item that nothing names any more goes with it."""
    version, item = _locked_draft(line.version), line.item
    changes: dict[str, list[Any]] = {"label": [item.label, None], "planned_cents": [line.planned_cents, None]}
    line.delete()
    if not item.lines.exists() and not item.expense_lines.exists():
        item.delete()
    record("budget.line_dropped", version, by=by, at=at, edition=version.edition, changes=changes)


@transaction.atomic
def adopt_budget(version: BudgetVersion, *, by: Actor, at: datetime) -> BudgetVersion:
    """From now on it holds and never changes. Asked twice, it is adopted once."""
    version = lock_row(BudgetVersion.objects.filter(pk=version.pk).select_related("edition"))
    if version.is_adopted:
        return version
    count = BudgetLine.objects.filter(version=version).count()
    if not count:
        raise Refused(_("A budget without a line is not adopted."))
    version.status, version.line_count = BudgetVersion.Status.ADOPTED, count
    version.adopted_at, version.adopted_by = at, by.label[:160]
    version.save(update_fields=["status", "line_count", "adopted_at", "adopted_by"])
    changes: dict[str, list[Any]] = {"version": [None, version.number]}
    record("budget.adopted", version, by=by, at=at, edition=version.edition, changes=changes)
    return version


@transaction.atomic
def copy_budget(source: Edition, target: Edition, *, by: Actor, at: datetime) -> BudgetVersion | None:
    """The next edition begins with a draft of the same lines; options that its catalogue knows stay named."""
    plan = plan_of(source)
    if plan is None:
        return None
    draft = BudgetVersion.objects.create(edition=target, number=1, created_at=at)
    options = {option.code: option for option in target.options.all()}
    for line in lines_of_budget(plan):
        old = line.item
        words = {name: getattr(old, name) for name in (*WORDS, "account")}
        option = options.get(old.option.code) if old.option else None
        item = BudgetItem.objects.create(edition=target, option=option, **words)
        BudgetLine.objects.create(version=draft, item=item, planned_cents=line.planned_cents)
    record("budget.drafted", draft, by=by, at=at, edition=target, changes={"version": [None, 1]})
    return draft


def _locked_draft(version: BudgetVersion) -> BudgetVersion:
    version = lock_row(BudgetVersion.objects.filter(pk=version.pk).select_related("edition"))
    if version.is_adopted:
        raise Refused(_("This version is adopted: prepare a new one."))
    return version


def _item_like(edition: Edition, words: Mapping[str, Any]) -> BudgetItem | None:
    known = BudgetItem.objects.filter(edition=edition, kind=words["kind"], pole=words["pole"])
    return known.filter(label_folded=fold(words["label"])).first()


def _refuse_second_sales(edition: Edition, words: Mapping[str, Any]) -> None:
    if words["is_sales"] and BudgetItem.objects.filter(edition=edition, is_sales=True).exists():
        raise Refused(_("Signed contracts feed one line already."), code="is_sales")


def _refuse_adopted(item: BudgetItem) -> None:
    if item.lines.filter(version__status=BudgetVersion.Status.ADOPTED).exists():
        raise Refused(_("The board adopted these words: leave this line out and add another."), code="label")
