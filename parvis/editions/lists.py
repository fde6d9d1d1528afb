"""The list of the team as its members see and export it."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.core.tables import BulkAction, Column, Empty, Filter, Table
from parvis.editions.models import Membership


def member_table(*, can_manage: bool) -> Table:
    """One line for each place: who has two poles stands there twice."""
    poles, roles = Membership.Pole.choices, Membership.Role.choices
    return Table(
        id="members",
        label=_("Team"),
        columns=[
            Column("name", _("Name"), "user.full_name", sort=("user__name_folded", "pole")),
            Column("email", _("E-mail address"), "user.email", sort="user__email"),
            Column("pole", _("Pole"), "get_pole_display", sort=("pole", "role", "user__name_folded")),
            Column("role", _("Role"), "get_role_display", sort=("role", "user__name_folded")),
            Column("started_at", _("Since"), kind="moment", sort="started_at", hidden=True),
        ],
        sort="pole",
        search=["user__name_folded", "user__email"],
        search_hint=_("Name or e-mail"),
        filters=[
            Filter("pole", _("Pole"), [(str(value), label) for value, label in poles], field="pole", as_select=True),
            Filter("role", _("Role"), [(str(value), label) for value, label in roles], field="role"),
        ],
        bulk=[BulkAction("end", _("End access"), icon="log-out", variant="danger")] if can_manage else (),
        empty=Empty(
            _("Nobody has access"), _("The team of this edition has handed over: its access has ended."), "users"
        ),
        total=lambda count: (
            ngettext("%(count)s place in the team", "%(count)s places in the team", count) % {"count": count}
        ),
    )
