"""All balances that are ready, issued in the background: started once, gone on with after a crash, told row by row.

The row of the task is the record of the run: which drafts, and why some were not issued. A number is read from its
invoice. Above the actions, because the task is one more door that calls them.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.tasks import TaskResultStatus, task
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult

from parvis.accounts.models import User
from parvis.core.actor import Actor, ActorKind
from parvis.core.dates import local_date
from parvis.core.errors import Refused
from parvis.core.locks import lock_row
from parvis.editions.models import Edition
from parvis.treasury.actions.invoices import issue_each
from parvis.treasury.models import Invoice
from parvis.treasury.queries import balances_to_issue
from parvis.treasury.readiness import Readiness, readiness_of

OPEN = (TaskResultStatus.READY, TaskResultStatus.RUNNING)


@dataclass(frozen=True, slots=True)
class Row:
    """A draft of the run, and the sentence why it was not issued."""

    invoice: Invoice
    sentence: str


@dataclass(frozen=True, slots=True)
class Run:
    """The last time somebody issued all balances."""

    rows: list[Row]
    is_open: bool

    @property
    def issued(self) -> list[Row]:
        return [row for row in self.rows if row.invoice.is_issued]


def balances_of(edition: Edition, *, at: datetime) -> list[Readiness]:
    """Every draft that is left after its deposit, and what keeps it."""
    return [readiness_of(draft, on=local_date(at)) for draft in balances_to_issue(edition)]


@transaction.atomic
def start_issuing(edition: Edition, *, by: Actor, at: datetime) -> None:
    """Hand the drafts that are ready to the worker; asked again before it has done, nothing more."""
    lock_row(Edition.objects.filter(pk=edition.pk))
    if _results(edition).filter(status__in=OPEN).exists():
        return
    keys = [row.invoice.pk for row in balances_of(edition, at=at) if row.is_ready]
    if not keys:
        raise Refused(_("No balance is ready to be issued."))
    issue_balances.enqueue(edition.pk, keys, by.id, get_language() or "fr")


def run_of(edition: Edition) -> Run | None:
    """As it stands now; None when nobody has started one."""
    result = _results(edition).order_by("-enqueued_at").first()
    if result is None:
        return None
    keys, said = result.args_kwargs["args"][1], result.return_value or {}
    invoices = Invoice.objects.select_related("exhibitor__company").in_bulk(keys)
    rows = [Row(invoices[key], said.get(str(key), "")) for key in keys if key in invoices]
    return Run(rows, result.status in OPEN)


def _results(edition: Edition) -> QuerySet[DBTaskResult[..., dict[str, str]]]:
    of_edition = {"task_path": issue_balances.module_path, "args_kwargs__args__0": edition.pk}
    return DBTaskResult.objects.filter(**of_edition)


@task()
def issue_balances(edition_id: int, keys: list[int], user_id: str, language: str) -> dict[str, str]:
    """Issue these drafts one by one; answers why some were not. Safe to run again: what is issued stays as it is."""
    user = User.objects.get(pk=user_id)
    by = Actor(ActorKind.MEMBER, user_id, str(user))
    related = ("exhibitor__company__parent", "exhibitor__edition__association", "contract__quote__contact")
    invoices = Invoice.objects.filter(pk__in=keys, exhibitor__edition=edition_id).select_related(*related)
    with translation.override(language):
        result = issue_each(invoices.order_by("created_at", "pk"), by=by, at=timezone.now())
        return {str(row.pk): sentence for sentence, rows in result.refused.items() for row in rows}
