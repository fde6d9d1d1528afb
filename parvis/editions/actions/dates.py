"""The dates of an edition: its days, its windows, and who gets more time."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from parvis.core.actor import Actor
from parvis.core.errors import Refused
from parvis.editions.history import difference, record
from parvis.editions.models import Edition, EditionDay, Window, WindowException
from parvis.editions.queries import window_of


@transaction.atomic
def set_day(
    edition: Edition, *, on: date, opens_at: datetime, closes_at: datetime, by: Actor, at: datetime
) -> EditionDay:
    """Set the doors of one day of the fair."""
    if closes_at <= opens_at:
        raise Refused(_("The doors close after they open."))
    day, _is_new = EditionDay.objects.update_or_create(
        edition=edition, on=on, defaults={"doors_open_at": opens_at, "doors_close_at": closes_at}
    )
    record("edition.day_set", edition, by=by, at=at, edition=edition, changes={"day": [None, on]})
    return day


@transaction.atomic
def set_window(
    edition: Edition, *, name: str, opens_at: datetime | None, closes_at: datetime | None, by: Actor, at: datetime
) -> Window:
    """Say between which dates something is open; None is no limit."""
    if opens_at and closes_at and closes_at <= opens_at:
        raise Refused(_("It closes after it opens."))
    dates = {"opens_at": opens_at, "closes_at": closes_at}
    changes = difference(window_of(edition, name) or Window(), dates)
    window, _is_new = Window.objects.update_or_create(edition=edition, name=name, defaults=dates)
    record("window.set", window, by=by, at=at, edition=edition, changes=changes)
    return window


@transaction.atomic
def grant_exception(
    window: Window, *, subject: str, closes_at: datetime, reason: str, by: Actor, at: datetime
) -> WindowException:
    """Give one exhibitor, school or person more time, and say why."""
    row, _is_new = WindowException.objects.update_or_create(
        window=window, subject=subject, defaults={"closes_at": closes_at, "reason": reason}
    )
    record("window.exception", window, by=by, at=at, edition=window.edition, changes={"closes_at": [None, closes_at]})
    return row
