"""The ladder of late work: whose turn it is, who is passed over, when it reaches the top."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.tasks.escalation_rules import AWAY, VACANT, Rung, levels_due, rungs_for, steps_due

DIVISION, OFFICE, CITY = Rung(3, 30), Rung(2, 20), Rung(1, 10)
WAY = (DIVISION, OFFICE, CITY)


def told(steps):
    return [(step.level, step.to) for step in steps]


@pytest.mark.parametrize(
    ("late", "levels"), [(0, 0), (2, 0), (3, 1), (5, 1), (6, 2), (8, 2), (9, 3), (30, 10)]
)
def test_the_direct_head_after_the_grace_and_one_level_more_each_step(late, levels):
    assert levels_due(late, 3, 3) == levels


@given(st.integers(0, 300), st.integers(1, 60), st.integers(1, 60))
def test_the_levels_due_are_counted_as_the_rule_says_them(late, grace, step):
    slow = sum(late >= grace + (level - 1) * step for level in range(1, 400))
    assert levels_due(late, grace, step) == slow


def test_each_level_is_told_once_and_the_root_is_the_last():
    assert told(steps_due(WAY, 1, (), ())) == [(1, 30)]
    assert told(steps_due(WAY, 2, {1}, {30})) == [(2, 20)]
    assert told(steps_due(WAY, 9, {1, 2}, {30, 20})) == [(3, 10)]
    assert steps_due(WAY, 9, {1, 2, 3}, {30, 20, 10}) == ()


def test_levels_that_are_due_at_once_are_all_told():
    assert told(steps_due(WAY, 2, (), ())) == [(1, 30), (2, 20)]


def test_a_heads_own_work_goes_to_the_head_above():
    assert rungs_for(30, WAY) == (OFFICE, CITY)
    assert told(steps_due(rungs_for(30, WAY), 1, (), (), 30)) == [(1, 20)]
    assert rungs_for(10, (CITY,)) == ()


def test_who_is_away_is_stood_in_for_by_the_deputy_by_delegation():
    away = Rung(3, 30, away=True, deputy=31)
    assert told(steps_due((away, OFFICE, CITY), 1, (), ())) == [(1, 31)]


def test_without_a_deputy_the_level_is_passed_over_upward_and_that_is_kept():
    away = Rung(3, 30, away=True)
    (step,) = steps_due((away, OFFICE, CITY), 1, (), ())
    assert (step.level, step.to) == (2, 20)
    assert [(each.level, each.officer, each.why) for each in step.passed_over] == [(1, 30, AWAY)]


def test_a_unit_without_a_head_is_passed_over_too():
    (step,) = steps_due((Rung(3, None), OFFICE), 1, (), ())
    assert (step.to, step.passed_over[0].why) == (20, VACANT)


def test_several_levels_may_be_passed_over_and_the_ladder_may_find_nobody():
    (step,) = steps_due((Rung(3, None), Rung(2, 20, away=True), CITY), 1, (), ())
    assert (step.level, [each.level for each in step.passed_over]) == (3, [1, 2])
    assert steps_due((Rung(3, None), Rung(2, None)), 2, (), ()) == ()


def test_the_same_day_again_passes_nothing_further_up():
    away = Rung(3, 30, away=True)
    assert steps_due((away, OFFICE, CITY), 1, {2}, {20}) == ()


def test_who_was_passed_over_is_told_when_back():
    assert told(steps_due(WAY, 1, {2}, {20})) == [(1, 30)]


def test_the_deputy_is_never_told_of_work_of_their_own():
    away = Rung(3, 30, away=True, deputy=31)
    assert told(steps_due((away, OFFICE), 1, (), (), owner=31)) == [(2, 20)]


def test_one_person_who_heads_two_units_is_told_once():
    assert told(steps_due((Rung(3, 20), OFFICE, CITY), 3, (), ())) == [(1, 20), (3, 10)]


rungs = st.lists(
    st.builds(
        Rung, st.integers(1, 9), st.none() | st.integers(1, 5), st.booleans(), st.none() | st.integers(6, 9)
    ),
    max_size=6,
)


@given(
    rungs,
    st.integers(0, 8),
    st.sets(st.integers(1, 6)),
    st.sets(st.integers(1, 9)),
    st.none() | st.integers(1, 9),
)
def test_nobody_is_told_twice_nobody_away_and_never_the_owner(way, due, reached, known, owner):
    steps = steps_due(rungs_for(owner, way), due, reached, known, owner)
    people = [step.to for step in steps]
    assert len(people) == len(set(people))
    assert not set(people) & known
    assert owner not in people
    assert not {step.level for step in steps} & reached
    ladder = rungs_for(owner, way)
    for step in steps:
        rung = ladder[step.level - 1]
        assert step.to == (rung.deputy if rung.away else rung.head)
    assert sum(step.level > due for step in steps) <= 1
