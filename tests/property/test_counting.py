"""What must hold for every item of work, whatever happened to it."""

from dataclasses import replace
from datetime import date
from fractions import Fraction as F
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.evaluation.counting import (
    Ended,
    HandOverReason,
    ItemFacts,
    ItemState,
    LatenessFacts,
    Month,
    Origin,
    SubmissionFacts,
    count_item,
    count_month,
)
from app.evaluation.criteria import ND335_2025, CarryOver
from app.evaluation.scoring import line_faults

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
MONTHS = [Month(year, number) for year in (2025, 2026, 2027) for number in range(1, 13)]
days = st.dates(FIRST, LAST)
submissions = st.builds(
    SubmissionFacts,
    on=days,
    accepted=st.sampled_from([True, False, None]),
    failed_check=st.booleans(),
    failed_objective=st.booleans(),
)
latenesses = st.builds(LatenessFacts, due=days, objective=st.booleans())
endings = st.none() | st.builds(Ended, on=days, reason=st.sampled_from(HandOverReason))
items = st.builds(
    ItemFacts,
    task_id=st.just(1),
    code=st.just("NV-2026-00001"),
    title=st.just("Báo cáo"),
    factor=st.none() | st.integers(1, 40_000).map(lambda milli: F(milli, 1000)),
    deadline=days,
    given_on=days,
    origin=st.sampled_from(Origin),
    ended=endings,
    submissions=st.lists(submissions, max_size=4).map(tuple),
    latenesses=st.lists(latenesses, max_size=4).map(tuple),
)
due_month_only = replace(
    ND335_2025,
    settings=tuple(
        replace(one, value=CarryOver.DUE_MONTH_ONLY) if one.code == "carry_over" else one
        for one in ND335_2025.settings
    ),
)


def standing(facts, scheme=ND335_2025):
    counted = [(month, count_item(facts, month, scheme)) for month in MONTHS]
    return [(month, one) for month, one in counted if one is not None]


@given(items)
def test_an_item_is_finished_in_at_most_one_month(facts):
    assert sum(one.line.finished for _, one in standing(facts)) <= 1


@given(items)
def test_after_the_month_in_which_it_was_finished_an_item_stands_nowhere(facts):
    finished = [month for month, one in standing(facts) if one.line.finished]
    assert all(month <= finished[0] for month, _ in standing(facts) if finished)


@given(items)
def test_every_line_can_be_scored(facts):
    for _, one in standing(facts):
        assert line_faults(one.line) == {}
        assert one.line.assigned in (0, 1)


@given(items)
def test_an_item_never_stands_before_the_month_in_which_it_was_given(facts):
    assert all(month >= Month.of(facts.given_on) for month, _ in standing(facts))


@given(items)
def test_the_months_of_an_item_have_no_gap(facts):
    months = [month for month, _ in standing(facts)]
    assert all(later == earlier.next for earlier, later in pairwise(months))


@given(items)
def test_extra_work_is_never_in_the_assigned_total(facts):
    if facts.origin is not Origin.ORDINARY:
        assert all(one.line.assigned == 0 for _, one in standing(facts))


@given(items)
def test_a_line_is_out_of_the_total_only_with_a_ground(facts):
    for _, one in standing(facts):
        assert (one.why_assigned is None) == (one.line.assigned == 1)
        assert (one.why_finished is None) == (one.line.finished == 1)


@given(items)
def test_faults_only_grow_from_month_to_month(facts):
    lates = [one.line.late for _, one in standing(facts) if not one.line.objective_progress]
    assert lates == sorted(lates)


@given(items)
def test_no_more_latenesses_than_dates_and_none_before_the_item_was_given(facts):
    own = {one.due for one in facts.latenesses if one.due >= facts.given_on}
    assert all(one.line.late <= len(own) for _, one in standing(facts))


@given(items)
def test_work_that_left_by_another_reason_stands_in_no_month_after_that(facts):
    accepted = any(one.accepted for one in facts.submissions)
    if facts.ended is not None and facts.ended.reason is not HandOverReason.CANNOT and not accepted:
        assert all(month <= Month.of(facts.ended.on) for month, _ in standing(facts))


@given(items)
def test_reporting_that_one_cannot_is_never_worse_than_saying_nothing(facts):
    silent = replace(facts, ended=None, submissions=())
    if facts.ended is not None:
        honest = replace(silent, ended=replace(facts.ended, reason=HandOverReason.CANNOT))
        assert {month for month, _ in standing(honest)} <= {month for month, _ in standing(silent)}


@given(items)
def test_counted_in_the_month_of_its_deadline_only_an_ordinary_item_is_assigned_at_most_once(facts):
    assert sum(one.line.assigned for _, one in standing(facts, due_month_only)) <= 1


@given(items)
def test_no_item_that_stayed_with_a_person_vanishes(facts):
    if facts.ended is None:
        assert standing(facts)


@given(items)
def test_an_item_stands_in_the_month_of_its_deadline_unless_it_was_closed_or_given_at_another_time(facts):
    due = Month.of(facts.deadline)
    if facts.ended is None and not facts.submissions and Month.of(facts.given_on) <= due:
        assert standing(facts)[0][0] == due


@given(st.lists(items, max_size=6), st.sampled_from(MONTHS))
def test_a_month_is_the_list_of_its_items(facts, month):
    found = count_month(facts, month)
    assert list(found.counted) == [one for one in (count_item(each, month) for each in facts) if one]
    assert len(found.lines) == len(found.counted)
    assert all(one.state is not ItemState.LEFT for one in (*found.waiting, *found.unconverted))
