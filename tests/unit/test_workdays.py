"""The working calendar against days that were announced and counted by hand."""

from datetime import date

import pytest

from app.text import Text
from app.workdays import Calendar, CalendarException, DayKind

CALENDAR = Calendar()


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2025, 12, 31), 3, date(2026, 1, 7)),
        (date(2026, 1, 8), 2, date(2026, 1, 10)),
        (date(2026, 2, 13), 1, date(2026, 2, 23)),
        (date(2026, 4, 24), 5, date(2026, 5, 6)),
        (date(2026, 8, 21), 7, date(2026, 9, 3)),
        (date(2026, 11, 20), 7, date(2026, 12, 2)),
    ],
)
def test_working_days_are_counted_over_holidays_and_swapped_saturdays(start, count, end):
    assert CALENDAR.add(start, count) == end
    assert CALENDAR.between(start, end) == count


@pytest.mark.parametrize(("year", "days"), [(2025, 250), (2026, 249), (2027, 249)])
def test_a_year_has_as_many_working_days_as_were_counted(year, days):
    assert CALENDAR.working_days_in(year) == days


def test_the_day_of_the_event_is_not_counted():
    """Civil Code 2015, Art. 147.2."""
    monday = date(2026, 11, 9)
    assert CALENDAR.between(monday, monday) == 0
    assert CALENDAR.between(monday, date(2026, 11, 10)) == 1
    assert CALENDAR.add(monday, 0) == monday


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2025, 4, 26), True),  # Saturday worked for 2 May 2025
        (date(2025, 5, 2), False),
        (date(2026, 1, 2), False),  # swapped with Saturday 10 January
        (date(2026, 1, 10), True),
        (date(2026, 4, 27), False),  # Hùng Kings' day fell on a Sunday
        (date(2026, 8, 22), True),  # worked for 31 August
        (date(2026, 8, 31), False),
        (date(2026, 11, 21), False),  # an ordinary Saturday
        (date(2026, 11, 24), False),  # Ngày Văn hóa Việt Nam, from 2026
        (date(2025, 11, 24), True),
    ],
)
def test_each_announced_day_is_known(day, works):
    assert CALENDAR.is_working(day) is works


def test_a_deadline_on_a_day_off_runs_to_the_end_of_the_next_working_day():
    """Civil Code 2015, Art. 148.5."""
    assert CALENDAR.effective_day(date(2026, 11, 21)) == date(2026, 11, 23)
    assert CALENDAR.effective_day(date(2026, 2, 16)) == date(2026, 2, 23)
    assert CALENDAR.effective_day(date(2026, 1, 10)) == date(2026, 1, 10)


def test_work_is_late_from_the_day_after_its_deadline():
    friday = date(2026, 11, 20)
    assert not CALENDAR.is_past(friday, friday)
    assert CALENDAR.is_past(friday, date(2026, 11, 21))


def test_lateness_is_counted_in_working_days_from_the_effective_day():
    sunday = date(2026, 11, 15)
    assert not CALENDAR.is_past(sunday, date(2026, 11, 16))
    assert CALENDAR.working_days_late(sunday, date(2026, 11, 16)) == 0
    assert CALENDAR.working_days_late(sunday, date(2026, 11, 19)) == 3
    assert CALENDAR.working_days_late(date(2026, 11, 20), date(2026, 11, 22)) == 0


def test_the_time_left_is_counted_to_the_effective_day():
    assert CALENDAR.working_days_left(date(2026, 11, 28), date(2026, 11, 26)) == 2
    assert CALENDAR.working_days_left(date(2026, 11, 27), date(2026, 11, 27)) == 0
    assert CALENDAR.working_days_left(date(2026, 11, 20), date(2026, 11, 27)) == 0


def test_counting_backwards_finds_the_working_days_before():
    assert CALENDAR.add(date(2026, 1, 7), -3) == date(2025, 12, 31)
    assert CALENDAR.add(date(2026, 11, 22), -1) == date(2026, 11, 20)
    assert CALENDAR.between(date(2026, 1, 7), date(2025, 12, 31)) == -3


def test_a_day_off_says_why():
    assert CALENDAR.holiday_name(date(2026, 11, 24)) == Text("Ngày Văn hóa Việt Nam", "Vietnam Cultural Day")
    assert CALENDAR.why_off(date(2026, 1, 2)) == Text(
        "Nghỉ hoán đổi dịp Tết Dương lịch", "Day off swapped for the New Year"
    )
    assert CALENDAR.why_off(date(2026, 11, 22)) == Text("Chủ nhật", "Sunday")
    assert CALENDAR.why_off(date(2026, 11, 23)) is None


def test_a_plain_weekend_and_a_worked_saturday_are_no_holidays():
    assert CALENDAR.holiday_name(date(2026, 11, 22)) is None
    assert CALENDAR.holiday_name(date(2026, 1, 10)) is None


def test_the_english_name_of_a_swapped_day_has_no_american_date():
    named = CALENDAR.holiday_name(date(2026, 8, 31))
    assert named
    assert "22/08/2026" in named.vi
    assert "22 August 2026" in named.en


def test_years_after_the_last_announced_one_are_provisional():
    assert not CALENDAR.provisional(2026)
    assert CALENDAR.provisional(2027)
    assert not Calendar(announced_through=2027).provisional(2027)


def test_the_office_may_close_a_day_and_open_another():
    founding_day, saturday = date(2026, 10, 9), date(2026, 10, 17)
    office = Calendar(
        [
            CalendarException(founding_day, DayKind.OFF, "Thông báo 12/TB-UBND"),
            CalendarException(saturday, DayKind.WORK, "Thông báo 12/TB-UBND"),
        ]
    )
    assert not office.is_working(founding_day)
    assert office.is_working(saturday)
    assert office.why_off(founding_day) == Text("Thông báo 12/TB-UBND", "Thông báo 12/TB-UBND")
    assert office.working_days_in(2026) == CALENDAR.working_days_in(2026)
    assert CALENDAR.is_working(founding_day), "one office's days must not reach another's calendar"


def test_the_office_has_the_last_word_over_holidays_and_corrections():
    office = Calendar([CalendarException(date(2026, 1, 10), DayKind.OFF, "không làm bù")])
    assert not office.is_working(date(2026, 1, 10))
    duty = Calendar([CalendarException(date(2026, 11, 24), DayKind.WORK, "trực")])
    assert duty.is_working(date(2026, 11, 24))
    assert duty.holiday_name(date(2026, 11, 24)) is None


def test_the_first_and_last_days_of_a_year_join_the_next():
    assert CALENDAR.next_working(date(2026, 1, 1)) == date(2026, 1, 5)
    assert CALENDAR.between(date(2024, 12, 31), date(2026, 12, 31)) == 250 + 249
