"""Laws of recurring dates, against a slow search of every day one by one."""

from calendar import monthrange
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.tasks.recurrence_rules import (
    MONTHS,
    OF_MONTHS,
    DayRule,
    Frequency,
    Occurrence,
    Rule,
    Shift,
    faults_of_rule,
    occurrences,
    period_of,
    to_give,
    upcoming,
)
from app.workdays import Calendar, CalendarException, DayKind

FIRST, LAST = date(2026, 1, 1), date(2027, 12, 31)
days = st.dates(FIRST, LAST)
calendars = st.lists(
    st.builds(CalendarException, days, st.sampled_from(DayKind), st.just("Thông báo")), max_size=12
).map(Calendar)


@st.composite
def rules(draw) -> Rule:
    frequency = draw(st.sampled_from(Frequency))
    day_rule = draw(st.sampled_from(OF_MONTHS))
    number = {
        DayRule.MONTH_DAY: st.integers(1, 31),
        DayRule.WORKING_DAY: st.integers(1, 23),
        DayRule.LAST_WORKING_DAY: st.just(1),
    }[day_rule]
    if frequency is Frequency.WEEKLY:
        number = st.integers(1, 7)
    return Rule(
        frequency=frequency.value,
        day_rule=day_rule.value,
        day_number=draw(number),
        month=draw(st.integers(1, MONTHS.get(frequency, 1))),
        shift=draw(st.sampled_from(Shift)).value,
        ahead_days=draw(st.integers(0, 15)),
        from_date=draw(days),
        to_date=None,
    ).settled()


def is_day_of(rule: Rule, day: date, calendar: Calendar) -> bool:
    """Whether ``day`` is the day of the rule, by looking at nothing but its own month."""
    if rule.frequency == Frequency.DAILY:
        return calendar.is_working(day)
    if rule.frequency == Frequency.WEEKLY:
        return day.isoweekday() == rule.day_number
    months = MONTHS[Frequency(rule.frequency)]
    if (day.month - 1) % months != rule.month - 1:
        return False
    length = monthrange(day.year, day.month)[1]
    if rule.day_rule == DayRule.MONTH_DAY:
        return day.day == min(rule.day_number, length)
    worked = [n for n in range(1, length + 1) if calendar.is_working(day.replace(day=n))]
    if rule.day_rule == DayRule.LAST_WORKING_DAY:
        return day.day == worked[-1]
    return day.day == worked[min(rule.day_number, len(worked)) - 1]


def one_by_one(rule: Rule, calendar: Calendar, first: date, last: date) -> list[Occurrence]:
    """Every day from a year before to a year after, each moved a day at a time."""
    found: list[Occurrence] = []
    day, before = first - timedelta(days=400), None
    while day <= last + timedelta(days=400):
        if is_day_of(rule, day, calendar):
            due, step = day, timedelta(days=-1 if rule.shift == Shift.BEFORE else 1)
            while not calendar.is_working(due):
                due += step
            if max(first, rule.from_date) <= due <= last and due != before:
                found.append(Occurrence(day, due))
            before = due
        day += timedelta(days=1)
    return found


@given(rules(), calendars, days, st.integers(0, 420))
def test_the_dates_are_those_that_a_search_of_every_day_finds(rule, calendar, first, length):
    last = first + timedelta(days=length)
    assert list(occurrences(rule, calendar, first, last)) == one_by_one(rule, calendar, first, last)


@given(rules(), calendars, days, days, days)
def test_a_span_cut_in_two_has_the_same_dates(rule, calendar, one, two, three):
    first, middle, last = sorted((one, two, three))
    whole = list(occurrences(rule, calendar, first, last))
    parts = [
        *occurrences(rule, calendar, first, middle),
        *occurrences(rule, calendar, middle + timedelta(days=1), last),
    ]
    assert parts == whole


@given(rules(), calendars, days)
def test_every_date_is_worked_and_each_period_has_one_at_most(rule, calendar, first):
    found = list(occurrences(rule, calendar, first, first + timedelta(days=500)))
    assert all(calendar.is_working(each.due) for each in found)
    periods = [period_of(rule.frequency, each.day) for each in found]
    assert periods == sorted(set(periods))
    assert [each.due for each in found] == sorted({each.due for each in found})


@given(rules(), calendars, days, st.integers(1, 6))
def test_the_next_dates_are_the_first_of_all_that_follow(rule, calendar, start, count):
    following = list(occurrences(rule, calendar, start, date(start.year + count + 1, 12, 31)))
    assert upcoming(rule, calendar, start, count)[:count] == following[:count]


@given(rules(), calendars, days, st.lists(st.integers(0, 9), max_size=12))
def test_whatever_nights_are_missed_each_date_is_given_once_and_none_is_lost(rule, calendar, start, gaps):
    """Nights that run with gaps of some days give what nights without gaps give."""
    since, today, last_given, given_out = start, start, None, []
    for gap in gaps:
        for each in to_give(rule, calendar, today=today, since=since, last_given=last_given):
            given_out.append(each)
            last_given = each.day
        today += timedelta(days=gap)
    late = to_give(rule, calendar, today=today, since=since, last_given=last_given)
    until = calendar.add(today, rule.ahead_days)
    assert [*given_out, *late] == list(occurrences(rule, calendar, since, until))


@given(rules(), calendars, days)
def test_what_is_given_is_near_and_never_before_the_rule(rule, calendar, today):
    since = today - timedelta(days=3)
    for each in to_give(rule, calendar, today=today, since=since, last_given=None):
        assert since <= each.due
        assert calendar.between(today, each.due) <= rule.ahead_days


@given(rules(), calendars)
def test_a_rule_of_the_form_has_no_fault(rule, calendar):
    assert faults_of_rule(rule, calendar, rule.from_date, begins=True) == {}
