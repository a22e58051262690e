"""Laws of waiting days: order does not matter, overlaps count once, nothing is lost."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.tasks.opinion_rules import Span, split_of, waiting_days
from app.workdays import Calendar, CalendarException, DayKind

days = st.dates(date(2026, 10, 1), date(2027, 1, 31))
calendars = st.lists(
    st.builds(CalendarException, days, st.sampled_from(DayKind), st.just("Thông báo")), max_size=8
).map(Calendar)
spans = st.builds(lambda asked, more: Span(asked, asked + timedelta(more)), days, st.integers(-2, 20))
many = st.lists(spans, max_size=8)


def counted_one_by_one(found: list[Span], until: date, calendar: Calendar) -> int:
    """Every working day on which some question was open."""
    first = date(2026, 9, 1)
    everyday = [first + timedelta(n) for n in range((until - first).days + 1)]
    return sum(
        calendar.is_working(day) and any(each.asked_on < day <= each.last_day for each in found)
        for day in everyday
    )


@given(many, days, calendars)
def test_waiting_days_are_the_working_days_on_which_a_question_was_open(found, until, calendar):
    assert waiting_days(found, until, calendar) == counted_one_by_one(found, until, calendar)


@given(st.permutations(range(6)), st.lists(spans, min_size=6, max_size=6), days, calendars)
def test_the_order_of_questions_does_not_matter(order, found, until, calendar):
    turned = [found[place] for place in order]
    assert waiting_days(turned, until, calendar) == waiting_days(found, until, calendar)


@given(many, days, calendars)
def test_questions_that_overlap_are_counted_once(found, until, calendar):
    assert waiting_days([*found, *found], until, calendar) == waiting_days(found, until, calendar)


@given(many, spans, days, calendars)
def test_one_more_question_never_takes_a_waiting_day_away(found, more, until, calendar):
    assert waiting_days([*found, more], until, calendar) >= waiting_days(found, until, calendar)


@given(st.integers(0, 400), st.integers(0, 400))
def test_own_and_waiting_days_are_together_the_days_late(late, waited):
    split = split_of(late, waited)
    assert split.own + split.waiting == split.days == late
    assert split.own >= 0
    assert 0 <= split.waiting <= waited
