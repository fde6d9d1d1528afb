"""The list of registrations as the team sees and exports it."""

from collections.abc import Mapping, Sequence

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.accounts.models import School
from parvis.core.navigation import row_url
from parvis.core.tables import BulkAction, Column, Empty, Filter, Status, Table
from parvis.editions.models import Edition, Term
from parvis.visitors.models import Registration
from parvis.visitors.models.registration import LOOKS


def registration_table(edition: Edition, *, bulk: Sequence[BulkAction] = ()) -> Table:
    """Names lead to the registration; schools and years are read once."""
    years = {term.slug: str(term) for term in Term.objects.of_kind(Term.Kind.STUDY_YEAR)}
    schools = dict(School.objects.order_by("name_folded").values_list("pk", "name"))
    return Table(
        id="registrations",
        label=_("Registrations"),
        columns=_columns(edition, years, schools),
        sort="-registered_at",
        search=["visitor__name_folded", "visitor__email"],
        search_hint=_("Name or e-mail"),
        filters=[
            Filter("status", _("State"), Registration.Status.choices, field="status"),
            Filter(
                "school",
                _("School"),
                [(str(pk), name) for pk, name in schools.items()],
                field="school_id",
                as_select=True,
            ),
            Filter("proven", _("Address"), _proven(), conditions=PROVEN, as_select=True),
        ],
        bulk=bulk,
        empty=Empty(
            _("Nobody registered yet"),
            _("People sign up on the public site once its window opens; a list can be imported before."),
            "ticket",
        ),
        total=_total,
    )


def _columns(edition: Edition, years: Mapping[str, str], schools: Mapping[int, str]) -> list[Column]:
    states = {state: Status(LOOKS[state], str(label)) for state, label in Registration.Status.choices}
    return [
        Column(
            "name",
            _("Name"),
            value="visitor.full_name",
            sort="visitor__name_folded",
            link=lambda row: row_url("visitors:registration_detail", edition.slug, row.pk),
        ),
        Column("email", _("E-mail address"), value="visitor.email", sort="visitor__email"),
        Column(
            "school",
            _("School"),
            value=lambda row: schools.get(row.school_id),
            sort=("school__name_folded", "visitor__name_folded"),
        ),
        Column("year", _("Year of study"), value=lambda row: years.get(row.study_year, row.study_year)),
        Column(
            "status", _("State"), value=lambda row: states[row.status], kind="status", sort=("status", "waiting_number")
        ),
        Column("proven", _("Address confirmed"), value=_is_proven, kind="flag", hidden=True),
        Column("registered_at", _("Registered on"), kind="moment", sort="registered_at"),
        Column("source", _("From"), value="get_source_display", hidden=True),
        Column("language", _("Language"), value="visitor.get_language_display", hidden=True),
    ]


def bulk_actions(*, may_manage: bool, may_change_seats: bool) -> list[BulkAction]:
    """What may be done with ticked registrations."""
    seat = [BulkAction("seat", _("Give a seat"), icon="ticket")] if may_change_seats else []
    if not may_manage:
        return seat
    return [
        BulkAction("resend", _("Send the link again"), icon="mail"),
        BulkAction("badge", _("Send the badge again"), icon="qr-code"),
        *seat,
        BulkAction("cancel", _("Cancel"), icon="circle-x", variant="danger"),
    ]


PROVEN = {"yes": Q(email_confirmed_at__isnull=False), "no": Q(email_confirmed_at=None)}


def _proven() -> list[tuple[str, str]]:
    return [("yes", _("Address confirmed")), ("no", _("Address not confirmed"))]


def _is_proven(registration: Registration) -> bool:
    return registration.email_confirmed_at is not None


def _total(number: int) -> str:
    return ngettext("%(count)s registration", "%(count)s registrations", number) % {"count": number}
