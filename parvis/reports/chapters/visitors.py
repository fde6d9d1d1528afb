"""Visitors: who signed up, who came, from which school, at which hour."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from django.utils import dateformat
from django.utils.translation import gettext as _

from parvis.checkin.queries.day import entries_by_hour, entries_by_school
from parvis.core.dates import days_between
from parvis.editions.models import Edition
from parvis.reports.numbers import percent, short_day, whole
from parvis.reports.papers import Bar, BarChart, KeyFigure, ReportSection, ReportTable
from parvis.visitors.queries import Counts, DayCount, SchoolCount, counts, registrations_by_day, registrations_by_school

MOST_DAYS = 45
A_WEEK, AN_HOUR = timedelta(days=7), timedelta(hours=1)


def visitors_chapter(edition: Edition) -> ReportSection:
    seats, schools = counts(edition), registrations_by_school(edition)
    came, hours = entries_by_school(edition), entries_by_hour(edition)
    charts: list[BarChart] = [
        {"title": _("Sign-ups over time"), "direction": "columns", "bars": _day_bars(registrations_by_day(edition))}
    ]
    if hours:
        charts.append({"title": _("Entries by hour"), "direction": "columns", "bars": _hour_bars(hours)})
        charts.append({"title": _("Came, by school"), "direction": "rows", "bars": _school_bars(came.items())})
    else:
        charts.append({"title": _("Registered by school"), "direction": "rows", "bars": _school_bars(schools)})
    return {
        "key": "visitors",
        "heading": _("Visitors"),
        "text": _sentences(seats, came, hours),
        "figures": _figures(seats, sum(came.values()) if hours else None),
        "charts": charts,
        "tables": [_table(schools, came)] if hours else [],
    }


def _figures(seats: Counts, came: int | None) -> list[KeyFigure]:
    return [
        {
            "label": _("Registered people"),
            "value": whole(seats.confirmed),
            "note": _("of %(n)s seats") % {"n": whole(seats.capacity)},
        },
        _came(came, seats.confirmed),
        {"label": _("Waiting list"), "value": whole(seats.waiting)},
        {"label": _("Cancellations"), "value": whole(seats.cancelled)},
    ]


def _came(came: int | None, registered: int) -> KeyFigure:
    """How many came; nobody knows before the first entry."""
    if came is None:
        return {"label": _("Came"), "value": "—", "note": _("The doors have not opened.")}
    return {"label": _("Came"), "value": whole(came), "note": percent(came, registered)}


def _sentences(seats: Counts, came: Mapping[str, int], hours: Mapping[datetime, int]) -> list[str]:
    if not hours:
        return [] if seats.confirmed else [_("Nobody has registered yet.")]
    best = max(hours, key=lambda hour: hours[hour])
    words = {
        "came": whole(sum(came.values())),
        "registered": whole(seats.confirmed),
        "hour": dateformat.time_format(best, "G:i"),
        "entries": whole(hours[best]),
    }
    came_words = _("%(came)s of %(registered)s registered people came.") % words
    return [f"{came_words} {_('The busiest hour began at %(hour)s, with %(entries)s entries.') % words}"]


def _day_bars(days: Sequence[DayCount]) -> list[Bar]:
    """A column a day, or a week when there are many days; none is left out."""
    if not days:
        return []
    found = {day.day: day.people for day in days}
    first, last = days[0].day, days[-1].day
    if (last - first).days < MOST_DAYS:
        return [_day_bar(day, found.get(day, 0)) for day in days_between(first, last)]
    weeks = [first + A_WEEK * number for number in range((last - first).days // 7 + 1)]
    return [_day_bar(week, sum(found.get(week + timedelta(days=n), 0) for n in range(7))) for week in weeks]


def _day_bar(day: date, people: int) -> Bar:
    return {"label": short_day(day), "value": people, "display": whole(people)}


def _hour_bars(hours: Mapping[datetime, int]) -> list[Bar]:
    first, last = min(hours), max(hours)
    steps = [first + AN_HOUR * number for number in range(int((last - first) / AN_HOUR) + 1)]
    return [_hour_bar(step, hours.get(step, 0)) for step in steps]


def _hour_bar(hour: datetime, people: int) -> Bar:
    return {"label": dateformat.time_format(hour, "G:i"), "value": people, "display": whole(people)}


def _school_bars(rows: Iterable[tuple[str, int]]) -> list[Bar]:
    return [{"label": name, "value": people, "display": whole(people)} for name, people in rows]


def _table(schools: Sequence[SchoolCount], came: Mapping[str, int]) -> ReportTable:
    registered, entered = sum(school.people for school in schools), sum(came.values())
    return {
        "title": _("Schools"),
        "columns": [_("School"), _("Registered people"), _("Came"), _("Share")],
        "numeric": [1, 2, 3],
        "rows": [_cells(school.name, school.people, came.get(school.name, 0)) for school in schools],
        "total": _cells(_("Total"), registered, entered),
    }


def _cells(name: str, registered: int, entered: int) -> list[str]:
    return [name, whole(registered), whole(entered), percent(entered, registered)]
