"""The checklist's lines about seats and registration."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.editions.models import Edition, Membership, Window
from parvis.editions.opening import Line
from parvis.editions.queries import window_of
from parvis.visitors.models import Admission

Pole = Membership.Pole


def opening_lines(edition: Edition, *, at: datetime) -> list[Line]:
    return list(_lines(edition))


def _lines(edition: Edition) -> Iterator[Line]:
    admission = Admission.objects.filter(edition=edition).first()
    seats = admission.capacity if admission else 0
    yield Line(
        62,
        "visitors.seats",
        _("Seats"),
        seats > 0,
        ngettext("%(n)s seat.", "%(n)s seats.", seats) % {"n": seats}
        if seats
        else _("Say how many visitors the place holds: nobody can register before."),
        Pole.VISITORS,
        "visitors:seats",
        blocks=True,
    )
    window = window_of(edition, Window.Name.REGISTRATION)
    is_dated = window is not None and window.opens_at is not None and window.closes_at is not None
    yield Line(
        64,
        "visitors.window",
        _("Dates of registration"),
        is_dated,
        _("Its opening and its end are set.")
        if is_dated
        else _("Without dates, registration opens with the edition and never ends."),
        Pole.GENERAL_SECRETARY,
        "editions:window_list",
    )
