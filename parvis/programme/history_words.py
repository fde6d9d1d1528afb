"""History about the programme, in words: what follows the name of who did it, and what it was done to."""

from django.utils.translation import gettext_lazy as _

from parvis.programme.rules import can_see_programme

VERBS = {
    "activity.created": _("wrote an activity"),
    "activity.changed": _("changed an activity"),
    "activity.published": _("published an activity"),
    "activity.unpublished": _("took an activity off the site"),
    "activity.scheduled": _("gave an activity a time and a room"),
    "activity.unscheduled": _("took a time of an activity back"),
}
SEEN_BY = can_see_programme
KINDS = {
    "programme.activity": (_("activity"), ""),
    "programme.activityslot": (_("time of an activity"), ""),
}
