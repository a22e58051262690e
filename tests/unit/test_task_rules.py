"""What may be done with a task in which state and by whom, and what moving work counts as."""

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from app.tasks.clarity import ClearFor
from app.tasks.entry import (
    LONGEST_LINE,
    LONGEST_TEXT,
    TaskEntry,
    faults_of_draft,
    faults_of_entry,
    search_key,
)
from app.tasks.reasons import REASON_NAMES, End, Origin, Reason, end_of_holding, is_taken_over, origin_of
from app.tasks.rules import (
    STATE_NAMES,
    TABLE,
    Act,
    ActFacts,
    State,
    default_rework_due,
    is_late,
    refusal,
    task_code,
    why_not,
)
from app.workdays import Calendar

CALENDAR = Calendar()
TODAY = date(2026, 11, 23)
NOBODY = ActFacts(State.GIVEN)
EVERYBODY = {
    "is_author": True,
    "may_draft": True,
    "may_assign": True,
    "is_owner": True,
    "is_above": True,
    "is_taker": True,
    "is_lead": True,
}
#: What has to wait for an answer so that the act is possible at all.
ANSWERS = {
    Act.DECIDE_HAND_BACK: "hand_back_waits",
    Act.TAKE: "offer_waits",
    Act.RETURN_OFFER: "offer_waits",
    Act.KEEP: "offer_returned",
    Act.DECIDE_EXTENSION: "extension_waits",
    Act.RESUME: "paused",
}

#: The whole table, written out: the states in which somebody may do each act.
STATES_OF = {
    Act.SAVE: {State.DRAFT},
    Act.GIVE_TO_UNIT: {State.DRAFT},
    Act.ASSIGN: {State.DRAFT},
    Act.NAME_OWNER: {State.AWAITING_PERSON},
    Act.RECEIVE: {State.GIVEN},
    Act.REPORT: {State.GIVEN, State.IN_PROGRESS},
    Act.ATTACH: {State.DRAFT, State.AWAITING_PERSON, State.GIVEN, State.IN_PROGRESS, State.SUBMITTED},
    Act.SUBMIT: {State.GIVEN, State.IN_PROGRESS},
    Act.ACCEPT: {State.SUBMITTED},
    Act.RETURN: {State.SUBMITTED},
    Act.HAND_BACK: {State.GIVEN, State.IN_PROGRESS},
    Act.DECIDE_HAND_BACK: {State.GIVEN, State.IN_PROGRESS},
    Act.REASSIGN: {State.GIVEN, State.IN_PROGRESS},
    Act.TAKE: {State.GIVEN, State.IN_PROGRESS},
    Act.RETURN_OFFER: {State.GIVEN, State.IN_PROGRESS},
    Act.KEEP: {State.GIVEN, State.IN_PROGRESS},
    Act.APPOINT: {State.GIVEN, State.IN_PROGRESS},
    Act.ASK_LEAD: {State.GIVEN, State.IN_PROGRESS, State.SUBMITTED},
    Act.WITHDRAW: {State.DRAFT, State.AWAITING_PERSON, State.GIVEN, State.IN_PROGRESS},
    Act.CONVERT: {State.AWAITING_PERSON, State.GIVEN, State.IN_PROGRESS, State.SUBMITTED, State.DONE},
    Act.PAUSE: {State.GIVEN, State.IN_PROGRESS},
    Act.RESUME: {State.GIVEN, State.IN_PROGRESS},
    Act.ASK_EXTENSION: {State.GIVEN, State.IN_PROGRESS},
    Act.DECIDE_EXTENSION: {State.GIVEN, State.IN_PROGRESS},
    Act.EXTEND: {State.GIVEN, State.IN_PROGRESS},
    Act.ASK_OPINION: {State.GIVEN, State.IN_PROGRESS},
    Act.PROTECT: {State.GIVEN, State.IN_PROGRESS, State.SUBMITTED, State.DONE},
    Act.REMIND: {State.AWAITING_PERSON, State.GIVEN, State.IN_PROGRESS},
}


@pytest.mark.parametrize(("act", "state"), list(product(Act, State)))
def test_each_act_belongs_to_its_states(act, state):
    waits = {ANSWERS[act]: True} if act in ANSWERS else {}
    facts = ActFacts(state, **EVERYBODY, **waits)
    assert (why_not(act, facts) is None) == (state in STATES_OF[act])


@pytest.mark.parametrize(("act", "state"), list(product(Act, State)))
def test_nobody_else_does_anything_and_is_told_who_does(act, state):
    no = refusal(act, ActFacts(state))
    assert no is not None
    assert no.for_others
    assert no.text.vi.startswith("Việc này dành cho: ")


def test_every_act_stands_in_the_table():
    assert {line.act for line in TABLE} == set(Act)


def test_the_owner_works_and_does_not_decide():
    owner = replace(NOBODY, is_owner=True)
    for act in (Act.RECEIVE, Act.REPORT, Act.SUBMIT, Act.HAND_BACK, Act.ATTACH):
        assert why_not(act, owner) is None
    for act in (Act.REASSIGN, Act.WITHDRAW):
        assert refusal(act, owner).for_others
    for act in (Act.ACCEPT, Act.RETURN):
        assert refusal(act, replace(owner, state=State.SUBMITTED)).for_others


def test_who_may_assign_but_does_not_stand_above_the_owner_decides_nothing():
    """A head's own task is decided on in the unit above, whatever the head and the deputies may assign."""
    assigner = ActFacts(State.SUBMITTED, may_assign=True, may_draft=True, is_author=True)
    assert refusal(Act.ACCEPT, assigner).for_others
    assert refusal(Act.REASSIGN, replace(assigner, state=State.IN_PROGRESS)).for_others


def test_who_drafts_saves_and_gives_to_a_unit_but_assigns_nobody():
    clerk = ActFacts(State.DRAFT, may_draft=True)
    assert why_not(Act.SAVE, clerk) is None
    assert why_not(Act.GIVE_TO_UNIT, clerk) is None
    assert refusal(Act.ASSIGN, clerk).for_others
    assert refusal(Act.NAME_OWNER, replace(clerk, state=State.AWAITING_PERSON)).for_others


def test_a_waiting_hand_back_is_decided_before_the_work_moves_in_another_way():
    waiting = replace(NOBODY, is_owner=True, is_above=True, hand_back_waits=True)
    for act in (Act.HAND_BACK, Act.REASSIGN, Act.WITHDRAW):
        assert "chờ người giao quyết định" in why_not(act, waiting).vi
    assert why_not(Act.DECIDE_HAND_BACK, waiting) is None
    assert why_not(Act.SUBMIT, waiting) is None
    decided = replace(waiting, hand_back_waits=False)
    assert "đã được quyết định" in why_not(Act.DECIDE_HAND_BACK, decided).vi


def test_while_an_offer_waits_nobody_hands_back_or_offers_again_and_the_holder_works_on():
    waiting = replace(NOBODY, is_owner=True, is_above=True, offer_waits=True)
    for act in (Act.HAND_BACK, Act.REASSIGN):
        assert "chờ người đó nhận hoặc trả lại" in why_not(act, waiting).vi
    for act in (Act.RECEIVE, Act.REPORT, Act.SUBMIT, Act.WITHDRAW, Act.APPOINT):
        assert why_not(act, waiting) is None
    assert refusal(Act.TAKE, waiting).for_others
    assert why_not(Act.TAKE, replace(waiting, is_taker=True)) is None


def test_an_offer_is_answered_once():
    taker = replace(NOBODY, is_taker=True)
    for act in (Act.TAKE, Act.RETURN_OFFER):
        assert "đã được trả lời" in why_not(act, taker).vi


def test_a_returned_offer_is_decided_on_by_the_head_before_the_holder_hands_back():
    returned = replace(NOBODY, is_owner=True, is_above=True, offer_returned=True)
    for act in (Act.KEEP, Act.REASSIGN, Act.APPOINT, Act.WITHDRAW, Act.SUBMIT):
        assert why_not(act, returned) is None
    assert "chờ người giao quyết định" in why_not(Act.HAND_BACK, returned).vi
    assert why_not(Act.KEEP, replace(returned, offer_returned=False)) is not None


def test_a_change_of_lead_is_asked_for_by_the_lead_or_above_and_one_at_a_time():
    for quality in ("is_lead", "is_above", "may_assign"):
        assert why_not(Act.ASK_LEAD, replace(NOBODY, **{quality: True})) is None
    assert refusal(Act.ASK_LEAD, replace(NOBODY, is_owner=True)).for_others
    waiting = replace(NOBODY, is_lead=True, lead_change_waits=True)
    assert "chờ duyệt" in why_not(Act.ASK_LEAD, waiting).vi


def test_a_wrong_state_is_told_by_its_name():
    assert "hoàn thành" in why_not(Act.SUBMIT, replace(NOBODY, state=State.DONE, is_owner=True)).vi


def test_states_and_reasons_have_words_in_both_languages():
    assert set(STATE_NAMES) == set(State)
    assert set(REASON_NAMES) == set(Reason)
    assert all(text.vi and text.en for text in (*STATE_NAMES.values(), *REASON_NAMES.values()))


# --- Art. 18.1.d: work that changes hands ------------------------------------------------------


@pytest.mark.parametrize(
    ("reason", "upheld", "end", "taken_over"),
    [
        (Reason.OVERLOAD, True, End.CANNOT, True),
        (Reason.REFUSED, True, End.CANNOT, True),
        (Reason.OTHER, True, End.CANNOT, True),
        (Reason.ABSENCE, True, End.ABSENCE, True),
        (Reason.MOVED, True, End.MOVED, True),
        (Reason.NOT_AUTHORITY, True, End.NOT_AUTHORITY, False),
        (Reason.LACKS_PAPERS, True, End.LACKS_PAPERS, False),
        *((reason, False, End.CANNOT, True) for reason in Reason),
    ],
)
def test_article_18_1_d_each_reason_counts_as_the_assigner_upholds_it(reason, upheld, end, taken_over):
    found = end_of_holding(reason, upheld=upheld)
    assert found is end
    assert is_taken_over(found) is taken_over


@pytest.mark.parametrize(
    ("in_plan", "taken_over", "origin"),
    [
        (True, False, Origin.ORDINARY),
        (False, False, Origin.SUDDEN),
        (True, True, Origin.TAKEN_OVER),
        (False, True, Origin.TAKEN_OVER),
    ],
)
def test_article_18_1_d_sudden_and_taken_over_work_is_told_apart(in_plan, taken_over, origin):
    assert origin_of(in_plan=in_plan, taken_over=taken_over) is origin


# --- dates -------------------------------------------------------------------------------------


def test_rework_gets_three_working_days():
    """Monday 23 November 2026; Tuesday is a holiday: Wednesday, Thursday, Friday."""
    assert default_rework_due(date(2026, 11, 20), TODAY, CALENDAR) == date(2026, 11, 27)


def test_rework_gets_the_deadline_where_that_is_later():
    assert default_rework_due(date(2026, 12, 15), TODAY, CALENDAR) == date(2026, 12, 15)


def late(due: date, day: date, **changes) -> bool:
    return is_late(due, day, CALENDAR, **{"late_on_import": False, "given_on": date(2026, 11, 2), **changes})


def test_late_counts_from_the_next_day():
    assert not late(date(2026, 11, 20), date(2026, 11, 20))
    assert late(date(2026, 11, 20), date(2026, 11, 21))


def test_civil_code_148_5_a_date_on_a_day_off_runs_to_the_end_of_the_next_working_day():
    saturday = date(2026, 11, 21)
    assert not late(saturday, date(2026, 11, 23))
    assert late(saturday, date(2026, 11, 24))


def test_a_date_that_had_passed_when_imported_is_charged_to_nobody():
    past = date(2026, 6, 30)
    assert not late(past, TODAY, late_on_import=True)
    assert not late(past, TODAY, late_on_import=True, given_on=None)
    assert late(date(2026, 11, 10), TODAY, late_on_import=True)


def test_without_a_date_nothing_is_late():
    assert not is_late(None, TODAY, CALENDAR, late_on_import=False, given_on=TODAY)


# --- what is typed -----------------------------------------------------------------------------

CLEAR = TaskEntry("Lập danh sách", "Danh sách hộ", unit=None, owner=1, lead=2, deadline=TODAY)


def test_an_entry_with_all_four_passes_the_gate_on_its_last_day():
    assert faults_of_entry(CLEAR, ClearFor.PERSON, TODAY) == {}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"product": ""}, "product"),
        ({"owner": None}, "owner"),
        ({"lead": None}, "lead"),
        ({"deadline": None}, "deadline"),
        ({"deadline": date(2026, 11, 22)}, "deadline"),
        ({"in_plan": False}, "sudden_reason"),
        ({"priority": "whenever"}, "priority"),
        ({"basis": "x" * (LONGEST_LINE + 1)}, "basis"),
        ({"title": "x" * (LONGEST_TEXT + 1)}, "title"),
        ({"coordinations": ((5, "", None), (5, "", None))}, "coordinations"),
        ({"coordinations": ((5, "", date(2026, 11, 1)),)}, "coordinations"),
        ({"unit": 5, "coordinations": ((5, "", None),)}, "coordinations"),
    ],
)
def test_each_fault_is_named_at_its_field(changes, field):
    assert set(faults_of_entry(replace(CLEAR, **changes), ClearFor.PERSON, TODAY)) == {field}


def test_a_unit_is_asked_for_a_body_a_date_and_a_product_only():
    entry = TaskEntry("Lập danh sách", "Danh sách hộ", unit=5, deadline=TODAY)
    assert faults_of_entry(entry, ClearFor.UNIT, TODAY) == {}
    assert set(faults_of_entry(TaskEntry("Việc"), ClearFor.UNIT, TODAY)) == {"unit", "deadline", "product"}


def test_a_draft_needs_only_its_words():
    assert faults_of_draft(TaskEntry("Việc")) == {}
    assert set(faults_of_draft(TaskEntry(""))) == {"title"}


def test_the_reason_of_sudden_work_goes_when_it_is_in_the_plan():
    assert TaskEntry("a", sudden_reason="bão").cleaned().sudden_reason == ""
    assert TaskEntry("a", in_plan=False, sudden_reason=" bão ").cleaned().sudden_reason == "bão"


def test_codes_run_by_year_and_search_needs_no_marks():
    assert task_code(2026, 412) == "NV-2026-00412"
    assert "dun day viec" in search_key("Đùn đẩy việc", "Báo cáo", "NV-2026-00412", "01/KH-UBND")
