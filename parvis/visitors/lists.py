"""The list of registrations as the team sees and exports it."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.accounts.models import School
from parvis.core.tables import Column, Empty, Filter, Status, Table
from parvis.editions.models import Edition, Term
from parvis.visitors.models import Registration


def registration_table(edition: Edition) -> Table:
    """Names lead to the registration; schools and years are read once."""
    years = {term.slug: str(term) for term in Term.objects.of_kind(Term.Kind.STUDY_YEAR)}
    schools = [(str(school.pk), school.name) for school in School.objects.order_by("name_folded")]
    return Table(
        id="registrations",
        label=_("Registrations"),
        columns=[
            Column(
                "name",
                _("Name"),
                value="visitor.full_name",
                sort="visitor__name_folded",
                link=lambda row: reverse("visitors:registration_detail", args=[edition.slug, row.pk]),
            ),
            Column("email", _("E-mail address"), value="visitor.email", sort="visitor__email"),
            Column("school", _("School"), value="school.name", sort=("school__name_folded", "visitor__name_folded")),
            Column("year", _("Year of study"), value=lambda row: years.get(row.study_year, row.study_year)),
            Column("status", _("State"), value=_status, kind="status", sort=("status", "waiting_number")),
            Column("proven", _("Address confirmed"), value=_is_proven, kind="flag", hidden=True),
            Column("registered_at", _("Registered on"), kind="moment", sort="registered_at"),
            Column("source", _("From"), value="get_source_display", hidden=True),
            Column("language", _("Language"), value="visitor.get_language_display", hidden=True),
        ],
        sort="-registered_at",
        search=["visitor__name_folded", "visitor__email"],
        search_hint=_("Name or e-mail"),
        filters=[
            Filter("status", _("State"), Registration.Status.choices, field="status"),
            Filter("school", _("School"), schools, field="school_id", as_select=True),
            Filter("proven", _("Address"), _proven(), conditions=PROVEN, as_select=True),
        ],
        empty=Empty(
            _("Nobody registered yet"),
            _("People sign up on the public site once its window opens; a list can be imported before."),
            "ticket",
        ),
        total=_total,
    )


PROVEN = {"yes": Q(email_confirmed_at__isnull=False), "no": Q(email_confirmed_at=None)}


def _proven() -> list[tuple[str, str]]:
    return [("yes", _("Address confirmed")), ("no", _("Address not confirmed"))]


def _is_proven(registration: Registration) -> bool:
    return registration.email_confirmed_at is not None


def _status(registration: Registration) -> Status:
    return Status(registration.status_kind, registration.get_status_display())


def _total(number: int) -> str:
    return ngettext("%(count)s registration", "%(count)s registrations", number) % {"count": number}
