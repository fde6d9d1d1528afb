"""The checklist's line about the place."""

from datetime import datetime

from django.utils.translation import gettext as _

from parvis.editions.models import Edition, Membership
from parvis.editions.opening import Line
from parvis.logistics.models import Booth, Hall

Pole = Membership.Pole


def opening_lines(edition: Edition, *, at: datetime) -> list[Line]:
    halls = Hall.objects.in_edition(edition).count()
    booths = Booth.objects.in_edition(edition).count()
    return [
        Line(
            60,
            "place.booths",
            _("Halls and booths"),
            bool(halls and booths),
            _("Halls: %(halls)s. Booths: %(booths)s.") % {"halls": halls, "booths": booths}
            if halls and booths
            else _("Draw the halls and number the booths before the first one is promised."),
            Pole.LOGISTICS,
            "logistics:floor_plan",
        )
    ]
