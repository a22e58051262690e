"""Ủy quyền: what stands against a delegation, what its scopes carry, what falls to a deputy."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.people.delegation import (
    HEAD_ROLES,
    LONGEST,
    SCOPES,
    Ground,
    Proposed,
    Standing,
    faults_of,
    overlap,
    revoke_faults,
    standing,
)
from app.people.permissions import ROLES
from app.people.permissions import Permission as P
from app.people.viewer import Grant, InPlaceOf, Viewer
from app.tasks.in_place import Period, Times, falls_to_deputy
from app.tasks.rules import DECIDING, Act, ActFacts, InPlace, State, on_behalf, refusal

TODAY = date(2026, 11, 23)
CLEAR = Proposed(1, 2, 3, "all", "15/UQ-UBND", TODAY, TODAY, TODAY + timedelta(days=5))
SOUND = Ground(giver_heads=True, deputy_posted=True)
days = st.integers(-40, 40).map(lambda n: TODAY + timedelta(days=n))


def test_a_clear_delegation_has_no_fault():
    assert faults_of(CLEAR, SOUND, TODAY) == {}


def test_every_fault_is_named_at_once_at_its_field():
    empty = Proposed(None, None, None, "", " ", None, None, None)
    assert set(faults_of(empty, SOUND, TODAY)) == {
        *("giver", "deputy", "unit", "scope", "document", "document_date", "from_date", "to_date"),
    }


@pytest.mark.parametrize(
    ("changes", "ground", "field"),
    [
        ({"deputy": 1}, SOUND, "deputy"),
        ({}, replace(SOUND, deputy_posted=False), "deputy"),
        ({}, replace(SOUND, giver_heads=False), "giver"),
        ({"from_date": TODAY - timedelta(days=1)}, SOUND, "from_date"),
        ({"document_date": TODAY + timedelta(days=1)}, SOUND, "document_date"),
        ({"to_date": TODAY - timedelta(days=1)}, SOUND, "to_date"),
        ({"to_date": TODAY + LONGEST + timedelta(days=1)}, SOUND, "to_date"),
        ({"document": "x" * 201}, SOUND, "document"),
        ({}, replace(SOUND, overlaps=((TODAY + timedelta(days=5), TODAY + timedelta(days=9)),)), "from_date"),
    ],
)
def test_each_rule_of_a_delegation_names_its_field(changes, ground, field):
    assert field in faults_of(replace(CLEAR, **changes), ground, TODAY)


def test_another_delegation_of_the_same_unit_may_follow_on_the_next_day():
    before = replace(SOUND, overlaps=((TODAY - timedelta(days=9), TODAY - timedelta(days=1)),))
    assert faults_of(CLEAR, before, TODAY) == {}


@given(days, days, days, days)
def test_two_spans_overlap_where_they_share_a_day(a, b, c, d):
    first, last, other_first, other_last = min(a, b), max(a, b), min(c, d), max(c, d)
    spans = [
        {start + timedelta(days=n) for n in range((end - start).days + 1)}
        for start, end in ((first, last), (other_first, other_last))
    ]
    assert overlap(first, last, other_first, other_last) == bool(spans[0] & spans[1])


def test_a_delegation_is_revoked_with_words():
    assert set(revoke_faults("  ")) == {"words"}
    assert not revoke_faults("Người đứng đầu đã trở lại làm việc")


def test_a_delegation_stands_by_its_days_until_it_is_revoked():
    first, last = TODAY, TODAY + timedelta(days=1)
    at = [standing(first, last, TODAY + timedelta(days=n), revoked=False) for n in (-1, 0, 1, 2)]
    assert at == [Standing.COMING, Standing.RUNNING, Standing.RUNNING, Standing.PAST]
    assert standing(first, last, TODAY, revoked=True) is Standing.REVOKED


def test_article_10_of_decree_335_confirming_concluding_and_causes_stay_with_the_head_in_every_scope():
    """Art. 10 names the head for confirming; incidents and objective causes (Art. 14.2) go with it."""
    for scope in SCOPES:
        assert not scope.permissions & {P.SHEET_CONFIRM, P.INCIDENT_CONCLUDE, P.SHEET_READ, P.DELEGATE}


def test_only_a_head_delegates_and_a_deputys_own_role_is_not_handed_on():
    assert HEAD_ROLES == ("unit_head",)
    carriers = {role.code for role in ROLES if P.DELEGATE in role.permissions}
    assert carriers == {"unit_head", "administrator"}


# --- the viewer --------------------------------------------------------------------------------


def viewer(*grants: Grant) -> Viewer:
    return Viewer(2, "CB002", "Người Thay", "Công chức", 9, "Phòng A", "/1/9/", "staff", grants)


def delegated(scope: str = "all", path: str = "/1/2/") -> Grant:
    return Grant("", 2, path, InPlaceOf(1, scope, TODAY, TODAY + timedelta(days=5), False))


def test_a_delegated_right_opens_pages_and_is_never_ones_own():
    deputy = viewer(delegated())
    assert deputy.can(P.TASK_ASSIGN)
    assert deputy.paths(P.TASK_ASSIGN) == ()
    assert not deputy.covers(P.TASK_ASSIGN, "/1/2/")
    assert deputy.reaches(P.TASK_ASSIGN, "/1/2/7/")
    assert not deputy.reaches(P.TASK_ASSIGN, "/1/3/")
    assert not deputy.can(P.SHEET_CONFIRM)
    assert not deputy.can(P.TASK_IMPORT)


def test_only_the_wider_scope_gives_work():
    assert viewer(delegated()).gives_for(P.TASK_ASSIGN, "/1/2/7/").for_officer == 1
    assert viewer(delegated()).gives_for(P.TASK_ASSIGN, "/1/3/") is None
    narrow = viewer(delegated("decide"))
    assert narrow.gives_for(P.TASK_ASSIGN, "/1/2/") is None
    assert not narrow.can(P.TASK_DRAFT)


# --- acts in another's place -------------------------------------------------------------------


def in_place(state: State, *, gives: bool = True, own: bool = False) -> ActFacts:
    facts = ActFacts(state, may_assign=True, may_draft=gives, is_above=True)
    return replace(facts if own else ActFacts(state), in_place=(InPlace(7, gives, facts),))


def test_an_act_rests_on_the_delegation_only_where_ones_own_right_does_not_admit_it():
    assert refusal(Act.ACCEPT, in_place(State.SUBMITTED)) is None
    assert on_behalf(Act.ACCEPT, in_place(State.SUBMITTED)) == 7
    assert on_behalf(Act.ACCEPT, in_place(State.SUBMITTED, own=True)) is None


def test_the_narrow_scope_decides_and_neither_gives_nor_moves():
    for act in (Act.ACCEPT, Act.RETURN):
        assert refusal(act, in_place(State.SUBMITTED, gives=False)) is None
    for act in DECIDING - {Act.ACCEPT, Act.RETURN}:
        assert not refusal(act, in_place(State.IN_PROGRESS, gives=False)).for_others  # only nothing waits
    for act in (Act.REASSIGN, Act.WITHDRAW):
        assert refusal(act, in_place(State.IN_PROGRESS, gives=False)).for_others
        assert refusal(act, in_place(State.IN_PROGRESS)) is None
    assert refusal(Act.NAME_OWNER, in_place(State.AWAITING_PERSON, gives=False)).for_others


def test_a_state_that_does_not_admit_the_act_is_said_to_the_deputy_too():
    no = refusal(Act.ACCEPT, in_place(State.DONE))
    assert not no.for_others
    assert "hoàn thành" in no.text.vi


def test_every_act_that_decides_on_a_request_is_in_the_narrow_scope():
    decides = {act for act in Act if act.value.startswith("decide_") and act.value != "decide_lead"}
    assert decides <= DECIDING


# --- what falls to a deputy --------------------------------------------------------------------

PERIOD = Period(TODAY, TODAY + timedelta(days=5))
BEFORE, WITHIN, AFTER = (TODAY + timedelta(days=n) for n in (-1, 3, 6))


@pytest.mark.parametrize(
    ("task", "falls", "with_backlog"),
    [
        (Times(State.IN_PROGRESS, WITHIN), True, True),
        (Times(State.IN_PROGRESS, AFTER), False, False),
        (Times(State.IN_PROGRESS, BEFORE), False, True),
        (Times(State.DONE, BEFORE), False, False),
        (Times(State.DONE, WITHIN), True, True),
        (Times(State.SUBMITTED, AFTER, submitted_on=WITHIN), True, True),
        (Times(State.SUBMITTED, AFTER, submitted_on=BEFORE), False, True),
        (Times(State.IN_PROGRESS, AFTER, submitted_on=WITHIN), False, False),
        (Times(State.GIVEN, AFTER, hand_back_on=WITHIN), True, True),
        (Times(State.GIVEN, AFTER, extension_on=BEFORE), False, True),
        (Times(State.AWAITING_PERSON, AFTER, unit_given_on=WITHIN), True, True),
        (Times(State.AWAITING_PERSON, None, unit_given_on=AFTER), False, False),
        (Times(State.DRAFT, WITHIN), False, False),
        (Times(State.GIVEN), False, False),
    ],
)
def test_a_deputy_gets_what_is_due_or_begins_to_wait_in_the_period(task, falls, with_backlog):
    assert falls_to_deputy(PERIOD, task) is falls
    assert falls_to_deputy(replace(PERIOD, with_backlog=True), task) is with_backlog


@given(st.builds(Times, st.sampled_from(State), *(st.none() | days for _ in range(5))))
def test_the_backlog_only_adds_and_nothing_after_the_period_ever_falls_to_the_deputy(task):
    found = (task.due_on, task.submitted_on, task.hand_back_on, task.extension_on, task.unit_given_on)
    alone, more = falls_to_deputy(PERIOD, task), falls_to_deputy(replace(PERIOD, with_backlog=True), task)
    assert more or not alone
    if all(day is None or day > PERIOD.last for day in found):
        assert not more
