"""Dates are read from messy files, said as people say them, and days have their true length."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from django.utils.formats import date_format
from hypothesis import given
from hypothesis import strategies as st

from parvis.core import dates

TODAY = date(2026, 3, 9)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("17/10/2025", date(2025, 10, 17)),
        ("08/09/26", date(2026, 9, 8)),
        ("1.2.99", date(1999, 2, 1)),
        ("2026-06-20", date(2026, 6, 20)),
        ("2026-06-20T10:00:00", date(2026, 6, 20)),
        ("2026-06-20 00:00", date(2026, 6, 20)),
        (" 12-07-2026 ", date(2026, 7, 12)),
        ("1er août 2026", date(2026, 8, 1)),
        ("jeu. 12 févr. 2026", date(2026, 2, 12)),
        ("29/02/2028", date(2028, 2, 29)),
    ],
)
def test_parse_date_loose_reads_dates_of_files(text: str, day: date) -> None:
    assert dates.parse_date_loose(text) == day


@pytest.mark.parametrize(
    "text", ["", "demain", "29/02/2026", "12/25/2025", "1/1/9999", "0000-01-01", "17 brumaire 2026", "1/2/123"]
)
def test_parse_date_loose_refuses_with_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match="31/12/2026"):
        dates.parse_date_loose(text)


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_parse_date_loose_reads_back_both_ways_of_writing(day: date) -> None:
    assert dates.parse_date_loose(day.isoformat()) == day
    assert dates.parse_date_loose(f"{day:%d/%m/}{day.year}") == day


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, "today (Mon 9 March)"),
        (1, "tomorrow (Tue 10 March)"),
        (-1, "yesterday (Sun 8 March)"),
        (3, "in 3 days (Thu 12 March)"),
        (-3, "3 days ago (Fri 6 March)"),
        (60, "Fri 8 May"),
        (300, "Sun 3 January 2027"),
    ],
)
def test_human_date_says_how_far_and_exactly_when(days: int, said: str) -> None:
    with translation.override("en"):
        assert dates.human_date(TODAY + timedelta(days=days), TODAY) == said


def test_human_date_speaks_french() -> None:
    with translation.override("fr"):
        assert dates.human_date(TODAY + timedelta(days=3), TODAY) == "dans 3 jours (jeu 12 mars)"


def test_days_between_counts_both_ends() -> None:
    assert list(dates.days_between(TODAY, date(2026, 3, 10))) == [TODAY, date(2026, 3, 10)]
    assert list(dates.days_between(TODAY, date(2026, 3, 8))) == []


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (TODAY, 24)])
def test_a_day_has_its_true_length_when_the_clocks_change(day: date, hours: int) -> None:
    start, end = (moment.astimezone(ZoneInfo("UTC")) for moment in dates.day_bounds(day))

    assert end - start == timedelta(hours=hours)


def test_local_moment_refuses_the_hour_that_does_not_exist() -> None:
    with pytest.raises(ValueError, match="02:30"):
        dates.local_moment(date(2026, 3, 29), time(2, 30))

    assert dates.local_moment(TODAY, time(9)).isoformat() == "2026-03-09T09:00:00+01:00"


def test_local_date_is_the_day_in_the_fairs_time_zone() -> None:
    assert dates.local_date(datetime(2026, 7, 1, 22, 30, tzinfo=ZoneInfo("UTC"))) == date(2026, 7, 2)


@pytest.mark.parametrize(
    ("language", "words"), [("en", "3 November 2026 03/11/2026 09:05"), ("fr", "3 novembre 2026 03/11/2026 09:05")]
)
def test_days_are_written_before_months_in_both_languages(language: str, words: str) -> None:
    moment = datetime(2026, 11, 3, 9, 5)  # noqa: DTZ001 -- only its figures are written

    with translation.override(language):
        written = f"{date_format(moment)} {date_format(moment, 'SHORT_DATETIME_FORMAT')}"

    assert written == words
