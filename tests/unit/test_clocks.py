"""Two clocks of a task against cases counted by hand (November 2026: Tuesday the 24th is a holiday)."""

from datetime import date, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.clock import at
from app.tasks.clocks import Moment, Standing, finishing_clock, receiving_clock
from app.tasks.date_rules import PausedDays
from app.workdays import Calendar
from app.working_hours import WorkingHours

HOURS = WorkingHours(Calendar(), ((time(7, 30), time(11, 30)), (time(13, 30), time(17, 0))))
DAY = HOURS.minutes_of_day  # 450


def moment(month: int, day: int, hour: int = 8, minute: int = 0) -> Moment:
    when = date(2026, month, day)
    return Moment(at(when, hour, minute), when)


def stands(first: date, last: date) -> Standing:
    return Standing(PausedDays(first, last), at(first), at(last + timedelta(days=1)))


GIVEN = moment(11, 16)  # a Monday
PAUSE = stands(date(2026, 11, 18), date(2026, 11, 19))


def test_the_receiving_clock_runs_in_working_days_and_hours_until_the_first_receipt():
    running = receiving_clock(GIVEN, None, moment(11, 17, 9), (), HOURS)
    assert (running.days, running.minutes, running.left, running.stopped) == (1, DAY - 30 + 90, 1, None)
    received = receiving_clock(GIVEN, moment(11, 17, 9), moment(11, 27), (), HOURS)
    assert (received.days, received.minutes, received.left) == (1, running.minutes, None)
    assert not received.is_over


def test_the_receiving_clock_is_over_after_two_working_days_as_the_flag_has_it():
    assert not receiving_clock(GIVEN, None, moment(11, 18), (), HOURS).is_over
    over = receiving_clock(GIVEN, None, moment(11, 19), (), HOURS)
    assert over.is_over
    assert over.left == -1


def test_the_finishing_clock_runs_to_the_submission_and_counts_no_holiday():
    due = date(2026, 11, 26)
    running = finishing_clock(GIVEN, None, due, moment(11, 20), (), HOURS)
    assert (running.days, running.left) == (4, 3)  # Monday, Wednesday, Thursday
    done = finishing_clock(GIVEN, moment(11, 25, 10), due, moment(11, 30), (), HOURS)
    assert (done.days, done.left) == (6, None)


def test_a_pause_stands_wherever_it_lies():
    due = date(2026, 11, 30)
    during = finishing_clock(GIVEN, None, due, moment(11, 18, 15), (PAUSE,), HOURS)
    assert (during.days, during.paused_days) == (1, 1)
    assert during.minutes == DAY - 30 + DAY  # Monday from eight, Tuesday
    after = finishing_clock(GIVEN, None, due, moment(11, 20, 8), (PAUSE,), HOURS)
    assert (after.days, after.paused_days) == (2, 2)
    assert after.minutes == 2 * DAY - 30 + 30


def test_paused_days_to_come_are_not_left():
    due = date(2026, 11, 27)
    before = finishing_clock(GIVEN, None, due, moment(11, 17), (PAUSE,), HOURS)
    assert before.left == 5  # 20, 23, 25, 26, 27
    assert finishing_clock(GIVEN, None, due, moment(11, 18), (PAUSE,), HOURS).left == 5


def test_work_that_is_late_says_by_how_many_working_days():
    assert finishing_clock(GIVEN, None, date(2026, 11, 20), moment(11, 25), (), HOURS).left == -2


def test_a_cancelled_pause_stops_nothing():
    cancelled = stands(date(2026, 11, 18), date(2026, 11, 17))
    shown = finishing_clock(GIVEN, None, None, moment(11, 20), (cancelled,), HOURS)
    assert (shown.days, shown.paused_days, shown.left) == (4, 0, None)


@given(
    st.datetimes(at(date(2026, 2, 1)).replace(tzinfo=None), at(date(2026, 9, 1)).replace(tzinfo=None)),
    st.integers(0, 60 * 24 * 40),
    st.integers(0, 50),
    st.integers(0, 20),
)
def test_a_pause_takes_away_exactly_its_own_time_and_nothing_runs_backwards(start, minutes, skip, length):
    begins = at(start.date(), start.hour, start.minute)
    ends = begins + timedelta(minutes=minutes)
    first = start.date() + timedelta(days=skip - 5)
    pause = stands(first, first + timedelta(days=length))
    given_at, now = Moment(begins, start.date()), Moment(ends, _day(ends))
    free = finishing_clock(given_at, None, None, now, (), HOURS)
    stood = finishing_clock(given_at, None, None, now, (pause,), HOURS)
    assert stood.days + stood.paused_days == free.days
    assert 0 <= stood.minutes <= free.minutes


def _day(instant):
    from app.clock import local_day

    return local_day(instant)
