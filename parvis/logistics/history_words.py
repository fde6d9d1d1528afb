"""History about places, in words: what follows the name of who did it, and what it was done to."""

from django.utils.translation import gettext_lazy as _

from parvis.editions.history_names import Naming
from parvis.logistics.rules import can_see_plan

VERBS = {
    "booth.drawn": _("drew a booth"),
    "booth.changed": _("changed a booth"),
    "booth.removed": _("removed a booth"),
    "booth.given": _("gave a booth to an exhibitor"),
    "booth.freed": _("freed a booth"),
    "hall.created": _("created a hall"),
    "hall.changed": _("changed a hall"),
    "venue.set": _("set the venue"),
}
SEEN_BY = can_see_plan
KINDS = {
    "logistics.booth": (_("booth"), ""),
    "logistics.hall": (_("hall"), ""),
    "logistics.venue": (_("venue"), ""),
}
NAMED = {"logistics.booth": Naming(("number",)), "logistics.hall": Naming(("name",))}
