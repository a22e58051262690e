"""At every moment of an unfinished task's life exactly one person holds it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.tasks.holders import HolderFacts, UnitHead, head_above, holder
from app.tasks.rules import FINISHED, HELD, State

AUTHOR, OWNER, HEAD, ASSIGNER, ABOVE = 1, 2, 3, 4, 5
EVERYBODY = HolderFacts(
    State.GIVEN,
    author=AUTHOR,
    owner=OWNER,
    unit_head=HEAD,
    given_by=ASSIGNER,
    given_by_decides=True,
    head_above=ABOVE,
)


@pytest.mark.parametrize(
    ("state", "who"),
    [
        (State.DRAFT, AUTHOR),
        (State.AWAITING_PERSON, HEAD),
        (State.GIVEN, OWNER),
        (State.IN_PROGRESS, OWNER),
        (State.SUBMITTED, ASSIGNER),
        (State.DONE, None),
        (State.WITHDRAWN, None),
    ],
)
def test_each_state_has_its_holder(state, who):
    assert holder(replace(EVERYBODY, state=state)) == who


def test_work_of_a_unit_without_a_head_is_held_by_who_gave_it_then_by_its_author():
    waiting = replace(EVERYBODY, state=State.AWAITING_PERSON, unit_head=None)
    assert holder(waiting) == ASSIGNER
    assert holder(replace(waiting, given_by=None)) == AUTHOR


def test_a_result_is_held_by_who_has_to_decide_on_it_now():
    waiting = replace(EVERYBODY, state=State.SUBMITTED)
    assert holder(replace(waiting, given_by_decides=False)) == ABOVE
    assert holder(replace(waiting, given_by_decides=False, head_above=None)) == AUTHOR


people = st.none() | st.integers(1, 9)


@given(
    st.builds(
        HolderFacts,
        state=st.sampled_from(State),
        author=st.integers(1, 9),
        owner=people,
        unit_head=people,
        given_by=people,
        given_by_decides=st.booleans(),
        head_above=people,
    )
)
def test_exactly_one_person_holds_unfinished_work_and_nobody_finished_work(facts):
    assert (holder(facts) is None) == (facts.state in FINISHED)
    if facts.state in HELD and facts.owner is not None:
        assert holder(facts) == facts.owner


UNITS = {1: UnitHead(None, 10), 2: UnitHead(1, 20), 3: UnitHead(2, None), 4: UnitHead(1, 40)}


@pytest.mark.parametrize(
    ("unit", "owner", "head"),
    [
        (2, 21, 20),
        (2, 20, 10),  # nobody decides on own work: the unit above
        (3, 31, 20),  # a unit without a head in office
        (1, 10, None),  # the root has none above
        (None, 21, None),
        (99, 21, None),
    ],
)
def test_the_head_above_is_the_nearest_in_office_who_is_not_the_owner(unit, owner, head):
    assert head_above(UNITS, unit, owner) == head


def test_a_circle_of_units_ends():
    assert head_above({1: UnitHead(2, None), 2: UnitHead(1, None)}, 1, 5) is None
