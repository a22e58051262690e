"""Laws of counting, whatever days an office takes off."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.workdays import Calendar, CalendarException, DayKind

days = st.dates(date(2024, 1, 1), date(2028, 12, 31))
PLAIN = Calendar()
calendars = st.lists(
    st.builds(CalendarException, days, st.sampled_from(DayKind), st.just("Thông báo")), max_size=12
).map(Calendar)


def counted_one_by_one(calendar: Calendar, start: date, end: date) -> int:
    return sum(calendar.is_working(start + timedelta(n)) for n in range(1, (end - start).days + 1))


@given(calendars, days, st.integers(0, 300))
def test_between_counts_back_what_add_counted(calendar, day, count):
    assert calendar.between(day, calendar.add(day, count)) == count


@given(calendars, days, st.integers(1, 300))
def test_add_lands_on_a_working_day_in_both_directions(calendar, day, count):
    assert calendar.is_working(calendar.add(day, count))
    assert calendar.is_working(calendar.add(day, -count))


@given(calendars, days, st.integers(1, 300))
def test_going_back_undoes_going_on_from_a_working_day(calendar, day, count):
    start = calendar.next_working(day)
    assert calendar.add(calendar.add(start, count), -count) == start


@given(calendars, days, days)
def test_add_finds_the_working_day_that_between_counted(calendar, day, other):
    start, end = sorted((day, calendar.next_working(other)))
    if calendar.is_working(end) and start < end:
        assert calendar.add(start, calendar.between(start, end)) == end


@given(calendars, days, st.integers(0, 800))
def test_the_prefix_sums_agree_with_counting_one_by_one(calendar, start, length):
    end = start + timedelta(length)
    assert calendar.between(start, end) == counted_one_by_one(calendar, start, end)
    assert calendar.between(end, start) == -calendar.between(start, end)


@given(calendars, days, days, days)
def test_stretches_add_up(calendar, one, two, three):
    assert calendar.between(one, two) + calendar.between(two, three) == calendar.between(one, three)


@given(calendars, days)
def test_the_effective_day_is_the_first_working_day_from_the_deadline_on(calendar, deadline):
    effective = calendar.effective_day(deadline)
    assert effective >= deadline
    assert calendar.is_working(effective)
    assert counted_one_by_one(calendar, deadline - timedelta(1), effective) == 1


@given(calendars, days)
def test_every_day_off_says_why_and_no_working_day_does(calendar, day):
    assert (calendar.why_off(day) is None) == calendar.is_working(day)


@given(days, days)
def test_nothing_is_late_and_in_time_at_once(due, today):
    assert not (PLAIN.working_days_late(due, today) and PLAIN.working_days_left(due, today))
    assert PLAIN.is_past(due, today) or not PLAIN.working_days_late(due, today)
