"""The pipeline as a table: who waits for whom, what is hoped for, what lies still."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.accounts.models import User
from parvis.companies.models import Opportunity, Stage
from parvis.companies.queries import in_use, is_stale, stale_condition, with_parts
from parvis.companies.views.company_table import stage_status
from parvis.core.navigation import row_url
from parvis.core.tables import BulkAction, Column, Empty, Filter, Table
from parvis.editions.models import Edition


def opportunity_rows(edition: Edition) -> QuerySet[Opportunity]:
    """Companies in use that have a place in this edition's pipeline."""
    return Opportunity.objects.in_edition(edition).filter(company__archived_at=None)


def opportunity_total(count: int) -> str:
    return ngettext("%(count)s company in the pipeline", "%(count)s companies in the pipeline", count) % {
        "count": count
    }


AMOUNTS = {"expected", "odds", "weighted"}


def opportunity_table(edition: Edition, *, user: User, today: date, can_change: bool, sees_amounts: bool) -> Table:
    return Table(
        id="opportunities",
        label=_("Pipeline"),
        columns=[one for one in _columns(edition, today) if sees_amounts or one.key not in AMOUNTS],
        sort="next_step_on",
        search=["company__name_folded"],
        search_hint=_("Name of the company"),
        filters=_filters(edition, user, today),
        bulk=[BulkAction("assign", _("Give to…"), icon="user")] if can_change else (),
        empty=Empty(_("The pipeline is empty"), _("Put companies in it from their list."), "columns-3"),
        total=opportunity_total,
        load=with_parts,
    )


def _columns(edition: Edition, today: date) -> list[Column]:
    def link(row: Any) -> str:
        return row_url("companies:company_detail", edition.slug, row.company_id)

    return [
        Column("company", _("Company"), "company.name", sort="company__name_folded", link=link),
        Column(
            "stage",
            _("Stage"),
            lambda row: stage_status(row.stage),
            sort=("stage__position", "company__name_folded"),
            kind="status",
        ),
        Column("owner", _("Owner"), lambda row: row.owner.full_name if row.owner else ""),
        Column("next_step", _("Next step")),
        Column("next_step_on", _("On"), sort=("next_step_on", "company__name_folded"), kind="date"),
        Column("expected", _("Expected amount"), "expected_cents", sort="expected_cents", kind="money"),
        Column("odds", _("Probability"), lambda row: f"{row.odds_percent} %"),
        Column("weighted", _("Amount × probability"), "weighted_cents", kind="money", hidden=True),
        Column("expected_on", _("Expected signature"), sort="expected_on", kind="date", hidden=True),
        Column("moved_at", _("In this stage since"), sort="moved_at", kind="moment", hidden=True),
        Column("last_contact", _("Last contact"), "company.last_contact_on", kind="date", hidden=True),
        Column("lies_still", _("Lies still"), lambda row: is_stale(row, today=today), kind="flag", hidden=True),
        Column("loss", _("Reason of loss"), "get_lost_kind_display", hidden=True),
    ]


def _filters(edition: Edition, user: User, today: date) -> list[Filter]:
    found = in_use(edition)
    due = Q(next_step_on__lte=today, stage__outcome=Stage.Outcome.OPEN)
    bare = Q(next_step_on=None, stage__outcome=Stage.Outcome.OPEN)
    stages = [(str(stage.pk), str(stage)) for stage in found.stages]
    owners = [(str(owner.pk), owner.full_name) for owner in found.owners]
    return [
        Filter("mine", _("Whose"), [("yes", _("Mine"))], conditions={"yes": Q(owner=user)}),
        Filter(
            "waits",
            _("What waits"),
            [("today", _("Waiting today")), ("stale", _("Lies still")), ("bare", _("Nothing planned"))],
            conditions={"today": due, "stale": stale_condition(edition, today=today), "bare": bare},
        ),
        Filter("stage", _("Stage"), stages, conditions={key: Q(stage=int(key)) for key, _n in stages}, as_select=True),
        Filter(
            "owner",
            _("Owner"),
            [*owners, ("none", _("Nobody yet"))],
            conditions={key: Q(owner=int(key)) for key, _n in owners} | {"none": Q(owner=None)},
            as_select=True,
        ),
    ]
