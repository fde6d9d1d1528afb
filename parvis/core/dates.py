"""Dates as people say and write them, and moments in the fair's own time zone."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import dateformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.core.text import fold

FIRST_YEAR, LAST_YEAR = 1900, 2199
NEAR_DAYS = 31
ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[t ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?", re.ASCII)
DAY_FIRST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})", re.ASCII)
IN_WORDS = re.compile(r"(?:[a-z]+\.? )?(\d{1,2})(?:er|st|nd|rd|th)? ([a-z]+)\.? (\d{4})", re.ASCII)
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janvier janv jan january",
            "fevrier fevr fev february feb",
            "mars mar march",
            "avril avr april apr",
            "mai may",
            "juin june jun",
            "juillet juil july jul",
            "aout august aug",
            "septembre sept sep september",
            "octobre oct october",
            "novembre nov november",
            "decembre dec december",
        ),
        start=1,
    )
    for name in names.split()
}


def local_zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)


def local_moment(day: date, at: time) -> datetime:
    """That wall-clock time in the fair's time zone. ValueError when the clocks jump over it."""
    moment = datetime.combine(day, at, tzinfo=local_zone())
    if moment.astimezone(ZoneInfo("UTC")).astimezone(local_zone()).replace(tzinfo=None) != datetime.combine(day, at):
        raise ValueError(_("%(time)s does not exist on that day: the clocks change.") % {"time": f"{at:%H:%M}"})
    return moment


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """The first moment of the day and that of the next one; 23 or 25 hours apart when the clocks change."""
    zone = local_zone()
    return (
        datetime.combine(day, time.min, tzinfo=zone),
        datetime.combine(day + timedelta(days=1), time.min, tzinfo=zone),
    )


def local_date(moment: datetime) -> date:
    """The day a moment falls on, in the fair's time zone."""
    return moment.astimezone(local_zone()).date()


def days_between(first: date, last: date) -> Iterator[date]:
    """Each day from the first to the last, both included; none when the last is before the first."""
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def _relative(days: int) -> str:
    words = {0: _("today"), 1: _("tomorrow"), -1: _("yesterday")}
    if days in words:
        return words[days]
    if days > 0:
        return ngettext("in %(days)s day", "in %(days)s days", days) % {"days": days}
    return ngettext("%(days)s day ago", "%(days)s days ago", -days) % {"days": -days}


def exact_date(day: date, today: date) -> str:
    """`Thu 12 March`, with the year when it is another one."""
    return dateformat.format(day, "D j F" if day.year == today.year else "D j F Y")


def human_date(day: date, today: date) -> str:
    """`in 3 days (Thu 12 March)` within a month, else the date alone."""
    days = (day - today).days
    exact = exact_date(day, today)
    return f"{_relative(days)} ({exact})" if abs(days) <= NEAR_DAYS else exact


def _parts(text: str) -> tuple[int, int, int] | None:
    """Year, month, day of a text that has the shape of a date."""
    if found := ISO.fullmatch(text):
        return int(found[1]), int(found[2]), int(found[3])
    if found := DAY_FIRST.fullmatch(text):
        year = int(found[3])
        century = 0 if year > 99 else 2000 if year < 70 else 1900
        return century + year, int(found[2]), int(found[1])
    if (found := IN_WORDS.fullmatch(text)) and found[2] in MONTHS:
        return int(found[3]), MONTHS[found[2]], int(found[1])
    return None


def parse_date_loose(text: str) -> date:
    """The date of `17/10/2025`, `08/09/26`, `2025-10-17`, `17 octobre 2025`: the day comes before the month.

    Raises ValueError with a sentence for the person who wrote it.
    """
    parts = _parts(fold(text))
    try:
        if parts and FIRST_YEAR <= parts[0] <= LAST_YEAR:
            return date(*parts)
    except ValueError:
        pass
    raise ValueError(_("“%(text)s” is not a date. Write it like 31/12/2026.") % {"text": text[:40]})
