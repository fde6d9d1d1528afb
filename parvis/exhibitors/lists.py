"""The list of exhibitors as the team sees and exports it."""

from dataclasses import replace

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from parvis.companies.models import Company
from parvis.core.tables import BulkAction, Column, Empty, Filter, Status, Table
from parvis.exhibitors.models import Exhibitor

STATUS_KINDS = {"prospective": "waiting", "confirmed": "good", "withdrawn": "neutral"}


def _link(row: Exhibitor) -> str:
    return reverse("exhibitors:exhibitor_detail", args=[row.edition.slug, row.pk])


def _status(row: Exhibitor) -> Status:
    return Status(STATUS_KINDS[row.status], row.get_status_display())


def _page(row: Exhibitor) -> Status:
    profile = getattr(row, "profile", None)
    if profile is None:
        return Status("bad", _("Missing"))
    if profile.is_complete and profile.logo_path:
        return Status("good", _("Ready"))
    return Status("warn", _("No logo") if profile.is_complete else _("Incomplete"))


MISSING = {
    "profile": Q(profile=None) | Q(profile__description_fr="") | Q(profile__tagline="") | Q(profile__sector=""),
    "logo": Q(profile=None) | Q(profile__logo_path=""),
    "offers": Q(offers_count=0),
    "people": Q(on_site_count=0),
    "documents": Q(missing_documents__gt=0),
    "answer": Q(unread_count__gt=0),
}


def exhibitor_table(*, is_changeable: bool) -> Table:
    return replace(EXHIBITORS, bulk=BULK) if is_changeable else EXHIBITORS


BULK = [
    BulkAction("write", gettext_lazy("Write to them"), icon="message-square"),
    BulkAction("invite", gettext_lazy("Invite their contacts"), icon="users"),
]
EXHIBITORS = Table(
    id="exhibitors",
    label=gettext_lazy("Exhibitors"),
    columns=[
        Column("company", gettext_lazy("Company"), "company.name", sort="company__name_folded", link=_link),
        Column("status", gettext_lazy("State"), _status, sort="status", kind="status"),
        Column("kind", gettext_lazy("Class"), lambda row: row.company.get_kind_display(), sort="company__kind"),
        Column("page", gettext_lazy("Company page"), _page, kind="status"),
        Column("offers", gettext_lazy("Offers"), "offers_count", sort="offers_count", kind="number"),
        Column("people", gettext_lazy("People"), "on_site_count", sort="on_site_count", kind="number"),
        Column("documents", gettext_lazy("To send"), "missing_documents", sort="missing_documents", kind="number"),
        Column("unread", gettext_lazy("Unread"), "unread_count", sort="unread_count", kind="number"),
        Column("since", gettext_lazy("Confirmed on"), "confirmed_at", sort="confirmed_at", kind="moment", hidden=True),
    ],
    sort="company",
    search=["company__name_folded"],
    search_hint=gettext_lazy("Company"),
    filters=[
        Filter("status", gettext_lazy("State"), Exhibitor.Status.choices, field="status"),
        Filter("kind", gettext_lazy("Class"), Company.Kind.choices, field="company__kind", as_select=True),
        Filter(
            "missing",
            gettext_lazy("What is missing"),
            [
                ("profile", gettext_lazy("Company page")),
                ("logo", gettext_lazy("Logo")),
                ("offers", gettext_lazy("Job offers")),
                ("people", gettext_lazy("People on site")),
                ("documents", gettext_lazy("Documents")),
                ("answer", gettext_lazy("Our answer")),
            ],
            conditions=MISSING,
            as_select=True,
        ),
    ],
    empty=Empty(
        gettext_lazy("No exhibitor yet"),
        gettext_lazy("A company becomes an exhibitor with its first quote, and is confirmed when it signs."),
        "handshake",
    ),
    total=lambda count: ngettext("%(count)s exhibitor", "%(count)s exhibitors", count) % {"count": count},
)
