"""The list of companies as one edition sees it."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.companies.models import Company, CompanyTag, Contact, Stage
from parvis.companies.queries import in_use, with_opportunity
from parvis.core.navigation import row_url
from parvis.core.tables import BulkAction, Column, Empty, Filter, Status, Table
from parvis.editions.models import Edition

LOOKS = {Stage.Outcome.OPEN: "info", Stage.Outcome.WON: "good", Stage.Outcome.LOST: "neutral"}


def company_total(count: int) -> str:
    return ngettext("%(count)s company", "%(count)s companies", count) % {"count": count}


def stage_status(stage: Stage | None) -> Status | None:
    """A stage as lists show it; the first one waits for us."""
    if stage is None:
        return None
    look = (
        "waiting"
        if stage.position == 0 and stage.outcome == Stage.Outcome.OPEN
        else LOOKS[Stage.Outcome(stage.outcome)]
    )
    return Status(look, str(stage))


def company_table(edition: Edition, *, can_change: bool) -> Table:
    def edit_page(row: Any) -> str:
        return row_url("companies:company_edit", edition.slug, row.pk)

    found = in_use(edition)
    stages = {stage.pk: stage for stage in found.stages}
    owners = {user.pk: user.full_name for user in found.owners}
    return Table(
        id="companies",
        label=_("Companies"),
        columns=_columns(edition, stages, owners),
        sort="name",
        search=["name_folded", "siren"],
        search_hint=_("Name or SIREN"),
        filters=_filters(stages, owners, found.sectors, found.tags),
        bulk=[BulkAction("take", _("Take over"), icon="user")] if can_change and not edition.is_closed else (),
        empty=Empty(_("No company yet"), _("Bring in last year’s list, or write down the first one."), "building-2"),
        total=company_total,
        load=with_opportunity,
        edit=edit_page if can_change and not edition.is_closed else None,
    )


def _columns(edition: Edition, stages: Mapping[int, Stage], owners: Mapping[int, str]) -> list[Column]:
    def link(row: Any) -> str:
        return row_url("companies:company_detail", edition.slug, row.pk)

    kinds = {value: str(label) for value, label in Company.Kind.choices}
    return [
        Column("name", _("Name"), sort="name_folded", link=link),
        Column("kind", _("Class"), lambda row: kinds.get(row.kind, row.kind), sort=("kind", "name_folded")),
        Column("sector", _("Sector"), sort=("sector", "name_folded")),
        Column("city", _("Town"), sort=("city", "name_folded")),
        Column(
            "stage",
            _("Stage"),
            lambda row: stage_status(stages.get(row.stage_key)),
            sort=("here__stage__position", "name_folded"),
            kind="status",
        ),
        Column("owner", _("Owner"), lambda row: owners.get(row.owner_key, "")),
        Column("next_step_on", _("Next step"), sort=("here__next_step_on",), kind="date"),
        Column("last_contact_on", _("Last contact"), sort=("last_contact_on",), kind="date", hidden=True),
        Column("siren", "SIREN", sort="siren", hidden=True),
        Column("past", _("Earlier editions"), lambda row: ", ".join(row.past_editions), hidden=True),
        Column("what", _("What comes next"), "next_step", hidden=True),
    ]


def _filters(
    stages: Mapping[int, Stage], owners: Mapping[int, str], sectors: list[str], tags: list[str]
) -> list[Filter]:
    stage_choices = [(str(key), str(stage)) for key, stage in stages.items()]
    owner_choices = [(str(key), name) for key, name in owners.items()]
    nobody = Q(here__id__isnull=False, here__owner=None)
    return [
        Filter("kind", _("Class"), Company.Kind.choices, field="kind"),
        Filter(
            "stage",
            _("Stage"),
            [*stage_choices, ("none", _("Not in this edition"))],
            conditions={key: Q(here__stage_id=int(key)) for key, _label in stage_choices}
            | {"none": Q(here__id__isnull=True)},
            as_select=True,
        ),
        Filter(
            "owner",
            _("Owner"),
            [*owner_choices, ("none", _("Nobody yet"))],
            conditions={key: Q(here__owner_id=int(key)) for key, _label in owner_choices} | {"none": nobody},
            as_select=True,
        ),
        Filter(
            "tag",
            _("Tag"),
            [(name, name) for name in tags],
            conditions={name: Q(pk__in=CompanyTag.objects.filter(name=name).values("company")) for name in tags},
            as_select=True,
        ),
        Filter(
            "mail",
            _("Mail"),
            [("refused", _("Address refused"))],
            conditions={"refused": Q(pk__in=Contact.objects.refused().values("company"))},
        ),
        Filter("sector", _("Sector"), [(name, name) for name in sectors], field="sector", as_select=True),
    ]
