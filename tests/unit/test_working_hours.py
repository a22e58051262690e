"""Working minutes against spans counted by hand: lunch, weekend, holiday, swapped Saturday."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clock import at
from app.workdays import Calendar, CalendarException, DayKind
from app.working_hours import WorkingHours

SPANS = ((time(7, 30), time(11, 30)), (time(13, 30), time(17)))
HOURS = WorkingHours(Calendar(), SPANS)
DAY = 450  # minutes of a whole day: four hours and three and a half

MONDAY = date(2026, 11, 23)  # Tuesday the 24th is a holiday
WEDNESDAY = date(2026, 11, 25)
FRIDAY = date(2026, 11, 27)
NEXT_MONDAY = date(2026, 11, 30)


def test_a_working_day_has_seven_and_a_half_hours():
    assert HOURS.minutes_of_day == DAY


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        (at(MONDAY, 8), at(MONDAY, 9), 60),
        (at(MONDAY, 11), at(MONDAY, 14), 60),  # lunch does not count
        (at(MONDAY, 12), at(MONDAY, 13), 0),
        (at(MONDAY, 6), at(MONDAY, 20), DAY),  # nor the time before and after
        (at(MONDAY, 16, 30), at(WEDNESDAY, 8), 60),  # nor the holiday between
        (at(FRIDAY, 16, 30), at(NEXT_MONDAY, 8), 60),  # nor the weekend
        (at(date(2026, 11, 28), 8), at(date(2026, 11, 29), 17), 0),
        (at(date(2026, 11, 24), 8), at(date(2026, 11, 24), 17), 0),
        (at(date(2026, 8, 22), 8), at(date(2026, 8, 22), 10), 120),  # a swapped Saturday is worked
        (at(date(2026, 8, 31), 8), at(date(2026, 8, 31), 10), 0),  # the day it was swapped for is not
        (at(MONDAY, 8), at(FRIDAY, 8), 3 * DAY),
    ],
)
def test_only_working_time_counts(start, end, minutes):
    """Labour Code 2019, Art. 105 and 112."""
    assert HOURS.minutes_between(start, end) == minutes
    assert HOURS.minutes_between(end, start) == -minutes


def test_a_day_that_the_office_took_off_does_not_count():
    own = WorkingHours(Calendar([CalendarException(WEDNESDAY, DayKind.OFF, "Công văn 12")]), SPANS)
    assert own.minutes_between(at(MONDAY, 8), at(FRIDAY, 8)) == 2 * DAY


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        (at(MONDAY, 8), 60, at(MONDAY, 9)),
        (at(MONDAY, 11), 60, at(MONDAY, 14)),
        (
            at(MONDAY, 11),
            30,
            at(MONDAY, 11, 30),
        ),  # the end of the morning, not the beginning of the afternoon
        (at(MONDAY, 16), 120, at(WEDNESDAY, 8, 30)),
        (at(MONDAY, 7, 30), DAY, at(MONDAY, 17)),
        (at(MONDAY, 20), DAY, at(WEDNESDAY, 17)),
        (at(FRIDAY, 17), 1, at(NEXT_MONDAY, 7, 31)),
        (at(MONDAY, 12), 0, at(MONDAY, 12)),
    ],
)
def test_working_minutes_are_added_over_lunch_and_days_off(start, minutes, end):
    assert HOURS.add_minutes(start, minutes) == end


def test_minutes_are_never_taken_away_and_an_empty_day_ends_nothing():
    with pytest.raises(ValueError, match="only added"):
        HOURS.add_minutes(at(MONDAY, 8), -1)
    with pytest.raises(ValueError, match="no hours"):
        WorkingHours(Calendar(), ()).add_minutes(at(MONDAY, 8), 1)


INSTANTS = st.builds(
    lambda day, minute: at(day) + timedelta(minutes=minute),
    st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    st.integers(0, 24 * 60 - 1),
)


@given(INSTANTS, st.integers(0, 20_000))
def test_what_was_added_is_what_lies_between(start, minutes):
    assert HOURS.minutes_between(start, HOURS.add_minutes(start, minutes)) == minutes


@given(INSTANTS, INSTANTS, INSTANTS)
def test_working_time_adds_up(first, second, third):
    first, second, third = sorted((first, second, third))
    parts = HOURS.minutes_between(first, second) + HOURS.minutes_between(second, third)
    assert parts == HOURS.minutes_between(first, third)
