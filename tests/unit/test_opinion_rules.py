"""Questions between units: dates, answers, silence (after Decree 191/2026; counting rules, "Silence")."""

from dataclasses import replace
from datetime import date

import pytest

from app.people.office_rules import OfficeRules
from app.tasks.opinion_rules import (
    ANSWERS,
    OUTCOME_NAMES,
    AnswerFacts,
    LatenessSplit,
    Outcome,
    Span,
    dates_allowed,
    fault_in_date,
    faults_of_answer,
    is_silent,
    late_words,
    refusal_of_answer,
    span_of,
    split_of,
    waiting_days,
)
from app.workdays import Calendar

CALENDAR = Calendar()
FRIDAY = date(2026, 11, 20)  # Tuesday the 24th is a holiday
MONDAY, WEDNESDAY, THURSDAY = date(2026, 11, 23), date(2026, 11, 25), date(2026, 11, 26)

ANSWERER = AnswerFacts(
    outcome="",
    answered=False,
    is_answerer=True,
    heads_unit=False,
    assigns_there=False,
    asked_it=False,
    owns_task=False,
    task_withdrawn=False,
)


# --- asking ------------------------------------------------------------------------------------


def test_decree_191_2026_an_opinion_is_asked_for_within_two_to_five_working_days():
    allowed = dates_allowed(FRIDAY, OfficeRules(), CALENDAR)
    assert (allowed.first, allowed.last) == (WEDNESDAY, date(2026, 11, 30))


@pytest.mark.parametrize(
    ("day", "fits"),
    [
        (None, False),
        (FRIDAY, False),
        (MONDAY, False),
        (date(2026, 11, 24), True),  # a holiday: it runs to Wednesday
        (WEDNESDAY, True),
        (date(2026, 11, 30), True),
        (date(2026, 12, 1), False),
        (date(2026, 11, 28), True),  # a Saturday: to Monday, the last day
    ],
)
def test_a_date_outside_the_range_is_refused_and_a_day_off_runs_on(day, fits):
    allowed = dates_allowed(FRIDAY, OfficeRules(), CALENDAR)
    fault = fault_in_date(day, allowed, CALENDAR)
    assert (fault is None) is fits
    if fault:
        assert "25/11/2026" in fault.vi
        assert "30/11/2026" in fault.vi


def test_an_office_whose_least_is_above_its_most_has_one_day():
    rules = OfficeRules({"opinion_least_days": "7", "opinion_most_days": "3"})
    allowed = dates_allowed(FRIDAY, rules, CALENDAR)
    assert allowed.first == allowed.last


# --- answering ---------------------------------------------------------------------------------


def test_the_answerer_the_head_and_who_assigns_there_may_answer_and_nobody_else():
    stranger = replace(ANSWERER, is_answerer=False)
    assert refusal_of_answer(ANSWERER) is None
    assert refusal_of_answer(replace(stranger, heads_unit=True)) is None
    assert refusal_of_answer(replace(stranger, assigns_there=True)) is None
    assert refusal_of_answer(stranger).for_others


def test_nobody_answers_a_question_of_their_own_or_about_their_own_work():
    assert refusal_of_answer(replace(ANSWERER, asked_it=True)).for_others
    assert refusal_of_answer(replace(ANSWERER, owns_task=True)).for_others


def test_silence_leaves_room_for_one_late_answer():
    silent = replace(ANSWERER, outcome="silent")
    assert refusal_of_answer(silent) is None
    assert not refusal_of_answer(replace(silent, answered=True)).for_others


@pytest.mark.parametrize(
    "changes", [{"outcome": "agree", "answered": True}, {"outcome": "withdrawn"}, {"task_withdrawn": True}]
)
def test_what_is_answered_or_no_longer_wanted_takes_no_answer(changes):
    no = refusal_of_answer(replace(ANSWERER, **changes))
    assert no is not None
    assert not no.for_others


def test_comments_and_disagreement_need_words_and_agreement_does_not():
    assert faults_of_answer("agree", "") == {}
    for outcome in ("agree_with_comments", "disagree"):
        assert set(faults_of_answer(outcome, " ")) == {"words"}
        assert faults_of_answer(outcome, "Thiếu hai hộ") == {}
    assert set(faults_of_answer("silent", "")) == {"outcome"}
    assert set(faults_of_answer("", "x" * 4001)) == {"outcome", "words"}


def test_every_outcome_has_a_name_and_a_late_answer_says_its_day():
    assert set(OUTCOME_NAMES) == {"", *Outcome}
    assert set(ANSWERS) < set(Outcome)
    assert late_words("disagree", "Chưa đủ hồ sơ", THURSDAY) == (
        "Trả lời muộn ngày 26/11/2026: Không đồng ý. Chưa đủ hồ sơ"
    )


def test_silence_falls_on_the_day_after_the_last_day_and_a_day_off_runs_on():
    assert not is_silent(WEDNESDAY, WEDNESDAY, CALENDAR)
    assert is_silent(WEDNESDAY, THURSDAY, CALENDAR)
    holiday = date(2026, 11, 24)
    assert not is_silent(holiday, WEDNESDAY, CALENDAR)
    assert is_silent(holiday, THURSDAY, CALENDAR)


# --- whose days --------------------------------------------------------------------------------


def test_waiting_ends_with_the_answer_the_withdrawal_or_the_date():
    ended = [
        span_of(FRIDAY, THURSDAY, outcome, day, CALENDAR).last_day
        for outcome, day in (
            ("", None),
            ("silent", None),
            ("silent", date(2026, 12, 4)),
            ("agree", WEDNESDAY),
            ("withdrawn", MONDAY),
        )
    ]
    assert ended == [THURSDAY, THURSDAY, THURSDAY, WEDNESDAY, MONDAY]


def test_the_day_of_asking_is_no_waiting_day_and_days_off_are_none():
    asked = Span(FRIDAY, WEDNESDAY)
    assert waiting_days([asked], THURSDAY, CALENDAR) == 2  # Monday and Wednesday
    assert waiting_days([asked], MONDAY, CALENDAR) == 1
    assert waiting_days([asked], FRIDAY, CALENDAR) == 0
    assert waiting_days([Span(FRIDAY, FRIDAY)], THURSDAY, CALENDAR) == 0


def test_of_five_days_late_three_were_waiting_and_two_were_the_holders_own():
    assert split_of(5, 3) == LatenessSplit(own=2, waiting=3)
    assert split_of(2, 9) == LatenessSplit(own=0, waiting=2)
    assert split_of(4, 0) == LatenessSplit(own=4, waiting=0)
    assert split_of(5, 3).days == 5
