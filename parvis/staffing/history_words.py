"""History about shifts, in words: what follows the name of who did it, and what it was done to."""

from django.utils.translation import gettext_lazy as _

from parvis.staffing.rules import can_see_shifts

VERBS = {
    "position.created": _("created a position"),
    "shift.added": _("added a shift"),
    "shift.removed": _("removed a shift"),
    "shift.assigned": _("gave a shift to somebody"),
    "shift.unassigned": _("took somebody off a shift"),
}
SEEN_BY = can_see_shifts
KINDS = {
    "staffing.position": (_("position"), ""),
    "staffing.shift": (_("shift"), ""),
    "staffing.shiftassignment": (_("shift of somebody"), ""),
}
