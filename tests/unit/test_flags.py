"""Each flag of the register against cases counted by hand (November 2026: Tuesday the 24th is a holiday)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.tasks.date_rules import PausedDays
from app.tasks.flags import FLAGS, HandOverFact, Raised, TaskFacts, flag, raised
from app.workdays import Calendar

CALENDAR = Calendar()
MONDAY = date(2026, 11, 9)
A, B, C = 1, 2, 3

# In good order: received at once, reported on the day before, due in three weeks.
HELD = TaskFacts(
    state="in_progress",
    today=date(2026, 11, 12),
    created_on=MONDAY,
    deadline=date(2026, 11, 30),
    due_on=date(2026, 11, 30),
    given_on=MONDAY,
    assigned_on=MONDAY,
    received_on=MONDAY,
    last_entry_on=date(2026, 11, 11),
)


def codes(facts: TaskFacts) -> list[str]:
    return [each.flag.code for each in raised(facts, CALENDAR)]


def only(facts: TaskFacts, code: str) -> Raised:
    return next(each for each in raised(facts, CALENDAR) if each.flag.code == code)


def due(day: date, **changes: object) -> TaskFacts:
    return replace(HELD, deadline=day, due_on=day, **changes)


# --- the register ------------------------------------------------------------------------------


def test_codes_are_unique_and_short_enough_for_their_column():
    found = [each.code for each in FLAGS]
    assert len(set(found)) == len(found)
    assert all(len(code) <= 30 for code in found)


def test_every_flag_has_words_in_both_languages():
    for each in FLAGS:
        assert each.label.vi, each.code
        assert each.label.en, each.code
        assert each.meaning.vi, each.code
        assert each.meaning.en, each.code


def test_only_lateness_lowers_a_score_by_itself():
    """Decree 335/2025/NĐ-CP, Art. 14.2.c: each lateness takes 25 %; nothing else here is scored."""
    assert [each.code for each in FLAGS if each.scored] == ["late", "late_before", "late_when_done"]


def test_a_flag_is_found_by_its_code():
    assert flag("late").label.vi == "Quá hạn"
    with pytest.raises(KeyError):
        flag("blame")


def test_work_in_good_order_raises_nothing():
    assert codes(HELD) == []


# --- late --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "late"), [(date(2026, 11, 12), False), (date(2026, 11, 13), True), (date(2026, 11, 30), True)]
)
def test_work_is_late_from_the_day_after_its_last_day(today, late):
    facts = due(date(2026, 11, 12), today=today, last_entry_on=today)
    assert ("late" in codes(facts)) is late


def test_the_ground_counts_the_working_days_late():
    found = only(due(date(2026, 11, 20), today=date(2026, 11, 26)), "late")
    assert found.ground.vi == "Quá hạn 3 ngày làm việc"
    assert found.ground.en == "3 working days late"
    assert found.since == date(2026, 11, 21)


def test_on_the_weekend_after_the_deadline_the_ground_gives_the_day():
    found = only(due(date(2026, 11, 20), today=date(2026, 11, 22)), "late")
    assert found.ground.vi == "Quá hạn từ 21/11/2026"


def test_a_last_day_that_is_a_day_off_runs_to_the_next_working_day():
    """Civil Code 2015, Art. 148.5."""
    saturday = date(2026, 11, 14)
    assert "late" not in codes(due(saturday, today=date(2026, 11, 16)))
    assert only(due(saturday, today=date(2026, 11, 17)), "late").since == date(2026, 11, 17)


@pytest.mark.parametrize("state", ["submitted", "done", "withdrawn", "draft"])
def test_work_that_nobody_has_to_hand_in_is_not_late(state):
    facts = due(date(2026, 11, 12), today=date(2026, 11, 30), state=state, submitted_on=date(2026, 11, 12))
    assert "late" not in codes(facts)


def test_a_unit_that_has_named_nobody_can_be_late():
    facts = due(date(2026, 11, 12), today=date(2026, 11, 13), state="awaiting_person", assigned_on=None)
    assert "late" in codes(facts)


def test_the_date_of_rework_is_the_one_to_keep():
    facts = replace(
        HELD, deadline=MONDAY, due_on=date(2026, 11, 16), today=date(2026, 11, 12), lateness_count=0
    )
    assert "late" not in codes(facts)


def test_an_imported_row_with_a_past_date_is_late_on_import_and_charged_to_nobody():
    facts = replace(
        HELD,
        state="awaiting_person",
        imported_late=True,
        deadline=date(2025, 6, 30),
        due_on=None,
        given_on=date(2026, 11, 11),
        assigned_on=None,
        received_on=None,
    )
    assert codes(facts) == ["late_on_import"]
    found = only(facts, "late_on_import")
    assert (found.ground.vi, found.since) == ("Hạn đã qua khi nhập ngày 09/11/2026", MONDAY)


def test_an_imported_row_is_late_again_when_its_working_deadline_passes():
    facts = due(date(2026, 11, 11), imported_late=True)
    assert codes(facts) == ["late", "late_on_import"]


def test_a_recorded_lateness_survives_a_new_date():
    facts = replace(HELD, lateness_count=1, last_missed_on=date(2026, 11, 10))
    assert codes(facts) == ["late_before"]
    found = only(facts, "late_before")
    assert (found.ground.vi, found.since) == ("Đã ghi nhận 1 lần chậm", date(2026, 11, 11))


def test_a_recorded_lateness_survives_closing():
    done = replace(
        HELD, state="done", submitted_on=date(2026, 11, 30), accepted_on=date(2026, 12, 1), lateness_count=2
    )
    assert codes(done) == ["late_when_done"]
    assert only(done, "late_when_done").ground.vi == "Đã ghi nhận 2 lần chậm"


def test_a_recorded_lateness_survives_withdrawing():
    facts = replace(HELD, state="withdrawn", lateness_count=1, last_missed_on=MONDAY)
    assert codes(facts) == ["late_before"]


def test_a_late_submission_says_by_how_much():
    found = only(
        due(date(2026, 11, 20), state="submitted", submitted_on=date(2026, 11, 26), today=date(2026, 12, 9)),
        "late_when_done",
    )
    assert found.ground.vi == "Nộp ngày 26/11/2026, chậm 3 ngày làm việc"
    assert found.since == date(2026, 11, 26)


def test_a_submission_on_the_weekend_after_is_late_by_no_working_day():
    facts = due(date(2026, 11, 20), state="done", submitted_on=date(2026, 11, 21))
    assert only(facts, "late_when_done").ground.vi == "Nộp ngày 21/11/2026, sau hạn"


def test_submitted_in_time_and_accepted_ten_days_later_is_on_time():
    facts = due(
        date(2026, 11, 20),
        state="done",
        submitted_on=date(2026, 11, 20),
        accepted_on=date(2026, 11, 30),
        today=date(2026, 12, 1),
    )
    assert codes(facts) == []


# --- due soon ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "ground"),
    [
        (date(2026, 11, 19), None),
        (date(2026, 11, 20), "Còn 3 ngày làm việc"),  # 23, 25, 26: the 24th is a holiday
        (date(2026, 11, 25), "Còn 1 ngày làm việc"),
        (date(2026, 11, 26), "Hết hạn hôm nay"),
        (date(2026, 11, 27), None),
    ],
)
def test_a_deadline_is_near_with_three_working_days_left(today, ground):
    found = [
        each
        for each in raised(due(date(2026, 11, 26), today=today), CALENDAR)
        if each.flag.code == "due_soon"
    ]
    assert [each.ground.vi for each in found] == ([ground] if ground else [])
    assert all(each.since == date(2026, 11, 20) for each in found)


def test_work_given_shortly_before_its_deadline_is_near_since_it_was_given():
    facts = due(date(2026, 11, 13), assigned_on=date(2026, 11, 12))
    assert only(facts, "due_soon").since == date(2026, 11, 12)


# --- clarity and waiting -----------------------------------------------------------------------


def test_a_draft_names_what_is_missing():
    draft = TaskFacts(state="draft", today=MONDAY, created_on=date(2026, 11, 6), missing=("owner", "lead"))
    assert codes(draft) == ["unclear"]
    found = only(draft, "unclear")
    assert found.ground.vi == "Thiếu: rõ người, một đầu mối xuyên suốt"
    assert found.since == date(2026, 11, 6)


@pytest.mark.parametrize(("today", "flagged"), [(date(2026, 11, 11), False), (date(2026, 11, 12), True)])
def test_a_unit_has_two_working_days_to_name_the_owner(today, flagged):
    facts = TaskFacts(state="awaiting_person", today=today, created_on=date(2026, 11, 1), given_on=MONDAY)
    assert codes(facts) == (["awaiting_person"] if flagged else [])


@pytest.mark.parametrize(("today", "flagged"), [(date(2026, 11, 11), False), (date(2026, 11, 12), True)])
def test_work_not_received_within_two_working_days_is_flagged(today, flagged):
    facts = replace(HELD, state="given", received_on=None, last_entry_on=None, today=today)
    assert codes(facts) == (["not_received"] if flagged else [])


def test_work_that_was_received_is_no_longer_waiting_for_it():
    assert "not_received" not in codes(replace(HELD, state="given", today=date(2026, 11, 13)))


@pytest.mark.parametrize(
    ("today", "flagged"),
    [(date(2026, 11, 18), False), (date(2026, 11, 19), True), (date(2026, 11, 22), True)],
)
def test_five_working_days_without_a_word_are_silence(today, flagged):
    facts = replace(HELD, deadline=None, due_on=None, last_entry_on=date(2026, 11, 11), today=today)
    assert codes(facts) == (["silent"] if flagged else [])
    if flagged:
        assert only(facts, "silent").since == date(2026, 11, 19)
        assert "11/11/2026" in only(facts, "silent").ground.vi


def test_work_waiting_for_acceptance_is_not_silent():
    facts = replace(HELD, state="submitted", submitted_on=date(2026, 11, 12), today=date(2026, 11, 27))
    assert codes(facts) == []


# --- passed around -----------------------------------------------------------------------------


def moves(*steps: tuple[str, int | None, int | None]) -> tuple[HandOverFact, ...]:
    return tuple(
        HandOverFact(MONDAY + timedelta(n), kind, from_officer=giver, to_officer=taker)
        for n, (kind, giver, taker) in enumerate(steps)
    )


def passed(*steps: tuple[str, int | None, int | None]) -> list[str]:
    return codes(replace(HELD, hand_overs=moves(*steps)))


def test_work_handed_on_by_its_holder_is_bounced():
    facts = replace(HELD, hand_overs=moves(("hand_over", A, B), ("hand_back", B, None)))
    found = only(facts, "bounced")
    assert found.ground.vi == "Bị chuyển trả 2 lần, gần nhất ngày 10/11/2026"
    assert found.since == MONDAY


def test_work_moved_by_the_head_inside_the_unit_is_not_bounced():
    assert passed(("reassign", A, B)) == []


def test_work_sent_on_between_units_is_bounced_whoever_sent_it():
    sent_on = HandOverFact(MONDAY, "reassign", from_unit=10, to_unit=20)
    assert codes(replace(HELD, hand_overs=(sent_on,))) == ["bounced"]


def test_work_that_comes_back_is_ping_pong():
    found = passed(("hand_over", A, B), ("hand_over", B, A))
    assert found == ["ping_pong", "handed_on_twice", "bounced"]


def test_work_that_goes_through_the_assigners_hands_and_comes_back_is_ping_pong():
    steps = [("hand_back", A, 9), ("reassign", 9, B), ("hand_back", B, 9), ("reassign", 9, A)]
    facts = replace(HELD, hand_overs=moves(*steps))
    assert codes(facts) == ["ping_pong", "handed_on_twice", "bounced"]
    assert only(facts, "ping_pong").since == date(2026, 11, 12)
    assert only(facts, "handed_on_twice").since == date(2026, 11, 11)


def test_work_handed_back_for_papers_and_given_again_is_no_ping_pong():
    assert passed(("hand_back", A, 9), ("reassign", 9, A)) == ["bounced"]


def test_work_moved_by_the_head_during_leave_and_back_is_no_ping_pong():
    assert passed(("reassign", A, B), ("reassign", B, A)) == []


def test_a_chain_of_three_people_is_no_ping_pong():
    found = passed(("hand_over", A, B), ("hand_over", B, C), ("hand_over", C, A))
    assert found == ["handed_on_twice", "bounced"]


def test_work_between_two_units_can_be_ping_pong_with_new_people_each_time():
    steps = (
        HandOverFact(MONDAY, "hand_over", from_officer=A, to_officer=B, from_unit=10, to_unit=20),
        HandOverFact(date(2026, 11, 10), "hand_over", from_officer=B, to_officer=C, from_unit=20, to_unit=10),
    )
    facts = replace(HELD, hand_overs=steps)
    assert codes(facts) == ["unit_ping_pong", "handed_on_twice", "bounced"]
    assert "đơn vị" in only(facts, "unit_ping_pong").ground.vi


def test_work_that_comes_back_to_its_person_and_unit_is_both_kinds_of_ping_pong():
    steps = (
        HandOverFact(MONDAY, "reassign", from_officer=A, to_officer=B, from_unit=10, to_unit=20),
        HandOverFact(date(2026, 11, 10), "reassign", from_officer=B, to_officer=A, from_unit=20, to_unit=10),
    )
    assert codes(replace(HELD, hand_overs=steps))[:2] == ["ping_pong", "unit_ping_pong"]


def offer(day: date, giver: int, taker: int, **changes) -> HandOverFact:
    return HandOverFact(
        day, "reassign", from_officer=giver, to_officer=taker, from_unit=10, to_unit=20, **changes
    )


def test_an_offer_that_waits_is_no_move_and_no_bounce():
    assert codes(replace(HELD, hand_overs=(offer(MONDAY, A, B, taken=False),))) == []


def test_an_offer_that_was_given_back_is_a_bounce_and_no_move():
    returned = offer(MONDAY, A, B, taken=False, returned=True, return_reason="overload")
    assert codes(replace(HELD, hand_overs=(returned,))) == ["bounced"]
    again = offer(date(2026, 11, 10), A, C, taken=False, returned=True)
    found = codes(replace(HELD, hand_overs=(returned, again)))
    assert found == ["handed_on_twice", "bounced"]  # it never left A: no ping-pong


def test_papers_asked_for_a_second_time_are_flagged_from_that_day():
    first = HandOverFact(MONDAY, "hand_back", from_officer=A, reason="lacks_papers")
    assert "second_papers" not in codes(replace(HELD, hand_overs=(first,)))
    by_return = offer(
        date(2026, 11, 11), A, B, taken=False, returned=True, reason="moved", return_reason="lacks_papers"
    )
    for second in (HandOverFact(date(2026, 11, 11), "hand_back", reason="lacks_papers"), by_return):
        facts = replace(HELD, hand_overs=(first, second))
        assert only(facts, "second_papers").since == date(2026, 11, 11)
    other = HandOverFact(date(2026, 11, 11), "hand_back", reason="overload")
    assert "second_papers" not in codes(replace(HELD, hand_overs=(first, other)))


@pytest.mark.parametrize(
    ("moved_on", "near"),
    [
        (date(2026, 11, 17), False),  # three working days before Friday the 20th
        (date(2026, 11, 18), True),
        (date(2026, 11, 20), True),
        (date(2026, 11, 21), False),  # it is late by then: another flag
    ],
)
def test_work_moved_with_two_working_days_left_is_flagged(moved_on, near):
    facts = due(date(2026, 11, 20))
    for move in (
        HandOverFact(moved_on, "reassign", from_officer=A, to_officer=B),
        HandOverFact(moved_on, "appointment", from_officer=A, to_officer=B),
        HandOverFact(moved_on, "hand_back", from_officer=A),
    ):
        found = codes(replace(facts, hand_overs=(move,), today=date(2026, 11, 23)))
        assert ("moved_near_deadline" in found) is near
    again = HandOverFact(moved_on, "reassign", from_officer=A, to_officer=A)
    assert "moved_near_deadline" not in codes(replace(facts, hand_overs=(again,)))


# --- the same fact however often it is looked at ------------------------------------------------


def test_the_day_since_when_does_not_move_with_the_day_of_asking():
    base = replace(
        due(date(2026, 11, 20)),
        hand_overs=moves(("hand_over", A, B), ("hand_over", B, A)),
        missing=("lead",),
        imported_late=True,
        lateness_count=1,
        last_missed_on=date(2026, 11, 13),
    )
    seen: dict[str, set[date]] = {}
    for n in range(60):
        for found in raised(replace(base, today=MONDAY + timedelta(n)), CALENDAR):
            seen.setdefault(found.flag.code, set()).add(found.since)
    assert {"late", "silent", "due_soon", "late_before", "ping_pong", "bounced", "unclear"} <= set(seen)
    assert "handed_on_twice" in seen
    assert all(len(days) == 1 for days in seen.values()), seen
    assert all(day <= MONDAY + timedelta(60) for days in seen.values() for day in days)


# --- dates that moved --------------------------------------------------------------------------


PAUSE = PausedDays(date(2026, 11, 12), date(2026, 11, 13))


@pytest.mark.parametrize(
    ("today", "flagged"),
    [
        (date(2026, 11, 11), False),
        (date(2026, 11, 12), True),
        (date(2026, 11, 13), True),
        (date(2026, 11, 14), False),
    ],
)
def test_paused_work_says_until_when(today, flagged):
    facts = replace(HELD, today=today, last_entry_on=today, pauses=(PAUSE,))
    assert ("paused" in codes(facts)) is flagged
    if flagged:
        found = only(facts, "paused")
        assert found.ground.vi == "Tạm dừng đến hết 13/11/2026"
        assert found.since == date(2026, 11, 12)


def test_a_pause_of_work_that_was_handed_in_is_over():
    handed = replace(HELD, state="submitted", submitted_on=PAUSE.first, today=PAUSE.first, pauses=(PAUSE,))
    assert "paused" not in codes(handed)


def test_nobody_waits_for_a_word_while_the_clocks_stand():
    quiet = replace(HELD, today=date(2026, 11, 19), last_entry_on=date(2026, 11, 11))
    assert "silent" in codes(quiet)
    assert "silent" not in codes(replace(quiet, pauses=(PAUSE,)))
    later = replace(quiet, today=date(2026, 11, 21), pauses=(PAUSE,))
    assert only(later, "silent").since == date(2026, 11, 21)  # five working days after the 13th
    cancelled = PausedDays(date(2026, 11, 18), date(2026, 11, 17))
    assert "silent" in codes(replace(quiet, pauses=(cancelled,)))


def test_work_not_received_waits_for_nobody_while_the_clocks_stand():
    new = replace(HELD, state="given", received_on=None, last_entry_on=None, today=date(2026, 11, 13))
    assert "not_received" in codes(new)
    assert "not_received" not in codes(replace(new, pauses=(PAUSE,)))


def test_a_moved_deadline_says_how_often_and_since_when():
    assert "extended" not in codes(HELD)
    once = replace(HELD, extended_on=(MONDAY,))
    assert only(once, "extended").ground.vi == "Đã gia hạn 1 lần"
    twice = replace(HELD, extended_on=(MONDAY, date(2026, 11, 11)))
    assert only(twice, "extended").ground.vi == "Đã gia hạn 2 lần"
    assert only(twice, "extended").since == MONDAY
    assert "extended" in codes(replace(twice, state="done", submitted_on=MONDAY))


def test_more_time_asked_for_after_the_date_is_a_fact_that_stays():
    late = replace(HELD, asked_late_on=(date(2026, 11, 11),))
    assert only(late, "asked_late").since == date(2026, 11, 11)
    assert "11/11/2026" in only(late, "asked_late").ground.vi


# --- other units, protection -------------------------------------------------------------------


def test_open_questions_to_other_units_are_counted_in_the_tag():
    facts = replace(HELD, open_opinions=2, opinions_since=date(2026, 11, 10))
    found = only(facts, "waiting_opinion")
    assert found.ground.vi == "Chờ ý kiến: 2"
    assert found.since == date(2026, 11, 10)
    assert not found.flag.scored
    assert "waiting_opinion" not in codes(replace(facts, state="done", submitted_on=MONDAY))


@pytest.mark.parametrize(
    ("first", "last", "shown"),
    [
        (date(2026, 11, 2), date(2026, 12, 31), True),
        (date(2026, 11, 12), date(2026, 11, 12), True),
        (date(2026, 11, 13), date(2026, 12, 31), False),
        (date(2026, 10, 1), date(2026, 11, 11), False),
    ],
)
def test_decree_73_2023_protection_is_shown_in_its_period_and_changes_no_score(first, last, shown):
    facts = replace(HELD, protected_from=first, protected_to=last)
    assert codes(facts) == (["protected"] if shown else [])
    assert not flag("protected").scored
