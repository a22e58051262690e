"""When recurring duties fall due, what stands against a rule, and what becomes of one date."""

from dataclasses import replace
from datetime import date

import pytest

from app.tasks.recurrence_rules import (
    MADE_UP_DAYS,
    Rule,
    WhyUnit,
    faults_of_rule,
    occurrences,
    to_give,
    upcoming,
    why_to_unit,
)
from app.tasks.recurrence_words import given_words, rule_words
from app.workdays import Calendar

CALENDAR = Calendar()
TODAY = date(2026, 11, 22)  # a Sunday; Tuesday the 24th is a holiday


def rule(frequency: str = "monthly", day_rule: str = "month_day", number: int = 1, **changes) -> Rule:
    values = {
        "month": 1,
        "shift": "after",
        "ahead_days": 5,
        "from_date": TODAY,
        "to_date": None,
        **changes,
    }
    return Rule(frequency, day_rule, number, **values).settled()


def dues(found) -> list[str]:
    return [f"{each.due:%d/%m/%Y}" for each in found]


def next_dues(asked: Rule, count: int = 4, start: date = TODAY) -> list[str]:
    return dues(upcoming(asked, CALENDAR, start, count))


# --- dates -------------------------------------------------------------------------------------


def test_daily_means_every_working_day_and_a_holiday_is_none():
    assert next_dues(rule("daily")) == ["23/11/2026", "25/11/2026", "26/11/2026", "27/11/2026"]


def test_a_weekly_duty_of_a_tuesday_that_is_a_holiday_moves_after_or_before():
    after = rule("weekly", number=2)
    assert next_dues(after, 2) == ["25/11/2026", "01/12/2026"]
    assert next_dues(replace(after, shift="before"), 2) == ["23/11/2026", "01/12/2026"]


def test_day_31_is_the_last_day_of_a_shorter_month():
    asked = rule(number=31, shift="before")
    assert next_dues(asked, 5) == ["30/11/2026", "31/12/2026", "29/01/2027", "26/02/2027", "31/03/2027"]


def test_a_last_day_off_runs_to_the_next_working_day_by_the_civil_code_article_148_5():
    (first,) = upcoming(rule(number=31), CALENDAR, date(2027, 1, 1), 1)
    assert (first.day, first.due) == (date(2027, 1, 31), date(2027, 2, 1))


def test_the_third_working_day_passes_over_days_off_and_needs_no_shift():
    assert next_dues(rule(day_rule="working_day", number=3), 2) == ["03/12/2026", "06/01/2027"]


def test_the_last_working_day_of_a_month():
    assert next_dues(rule(day_rule="last_working_day"), 3) == ["30/11/2026", "31/12/2026", "29/01/2027"]


def test_a_working_day_that_the_month_does_not_reach_is_its_last_one():
    asked = rule(day_rule="working_day", number=23, from_date=date(2027, 2, 1))
    assert next_dues(asked, 1, date(2027, 2, 1)) == ["26/02/2027"]


def test_quarters_half_years_and_years_are_those_of_the_calendar():
    assert next_dues(rule("quarterly", number=15, month=3), 3) == ["15/12/2026", "15/03/2027", "15/06/2027"]
    assert next_dues(rule("half_yearly", number=10, month=6), 2) == ["10/12/2026", "10/06/2027"]
    assert next_dues(rule("yearly", number=5, month=3), 2) == ["05/03/2027", "06/03/2028"]


def test_the_first_and_last_day_of_the_rule_bound_what_is_due():
    asked = rule("weekly", number=5, from_date=date(2026, 11, 28), to_date=date(2026, 12, 11))
    assert next_dues(asked) == ["04/12/2026", "11/12/2026"]


def test_two_saturdays_that_tet_moves_to_one_day_are_one_date():
    found = occurrences(rule("weekly", number=6), CALENDAR, date(2027, 1, 30), date(2027, 2, 20))
    asked = dues(found)
    assert len(asked) == len(set(asked))


# --- what is given now -------------------------------------------------------------------------


def given_on(today: date, asked: Rule, since: date = TODAY, last: date | None = None) -> list[str]:
    return dues(to_give(asked, CALENDAR, today=today, since=since, last_given=last))


def test_a_date_is_given_the_set_number_of_working_days_ahead():
    friday = rule("weekly", number=5, ahead_days=3)
    assert given_on(date(2026, 11, 22), friday) == []
    assert given_on(date(2026, 11, 23), friday) == ["27/11/2026"]  # Wednesday, Thursday, Friday
    assert given_on(date(2026, 11, 23), replace(friday, ahead_days=2)) == []
    assert given_on(date(2026, 11, 27), replace(friday, ahead_days=0)) == ["27/11/2026"]


def test_nothing_is_given_for_days_before_the_rule_was_set_up():
    friday = rule("weekly", number=5, from_date=date(2026, 11, 1))
    assert given_on(date(2026, 11, 23), friday, since=date(2026, 11, 23)) == ["27/11/2026"]


def test_after_a_stop_missed_dates_are_made_up_for_a_month_at_most():
    asked = rule("daily", ahead_days=0)
    made_up = given_on(date(2026, 12, 4), asked, last=date(2026, 11, 30))
    assert made_up == ["01/12/2026", "02/12/2026", "03/12/2026", "04/12/2026"]
    long_after = to_give(asked, CALENDAR, today=date(2027, 6, 1), since=TODAY, last_given=None)
    assert (date(2027, 6, 1) - long_after[0].due).days <= MADE_UP_DAYS


def test_a_period_that_was_given_is_settled_even_where_another_day_of_it_would_come():
    tenth = rule(number=30)
    assert given_on(date(2026, 11, 25), tenth, last=date(2026, 11, 20)) == []


def test_nobody_is_given_a_date_that_has_passed_and_no_work_without_its_people():
    due, present = date(2026, 11, 27), {"owner_there": True, "lead_there": True}
    assert why_to_unit(due, due, **present) is None
    assert why_to_unit(due, date(2026, 11, 28), **present) is WhyUnit.PASSED
    assert why_to_unit(due, due, owner_there=False, lead_there=True) is WhyUnit.OWNER_GONE
    assert why_to_unit(due, due, owner_there=True, lead_there=False) is WhyUnit.LEAD_GONE


# --- what stands against it --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "fields"),
    [
        (rule(frequency=""), {"frequency"}),
        (rule(day_rule=""), {"day_rule"}),
        (rule(day_rule="weekday"), {"day_rule"}),
        (rule(number=0), {"day_number"}),
        (rule(number=32), {"day_number"}),
        (rule(day_rule="working_day", number=24), {"day_number"}),
        (rule("weekly", number=8), {"day_number"}),
        (rule("quarterly", month=4), {"month"}),
        (rule("yearly", month=13), {"month"}),
        (rule(shift=""), {"shift"}),
        (rule(ahead_days=-1), {"ahead_days"}),
        (rule(ahead_days=61), {"ahead_days"}),
        (rule(from_date=None), {"from_date"}),
        (rule(from_date=date(2026, 11, 21)), {"from_date"}),
        (rule(from_date=date(2040, 1, 1)), {"from_date"}),
        (rule(to_date=date(2026, 11, 1)), {"to_date"}),
        (rule(to_date=date(2040, 1, 1)), {"to_date"}),
        (rule(to_date=date(2026, 11, 25)), {"to_date"}),
        (
            rule("quarterly", number=0, month=0, shift="x", ahead_days=99, from_date=None),
            {"day_number", "month", "shift", "ahead_days", "from_date"},
        ),
    ],
)
def test_each_fault_is_at_its_field_and_all_are_said_at_once(wrong, fields):
    faults = faults_of_rule(wrong, CALENDAR, TODAY, begins=True)
    assert set(faults) == fields
    assert all(words.vi and words.en for words in faults.values())


def test_a_rule_that_runs_may_have_begun_before_today():
    asked = rule(from_date=date(2026, 1, 1))
    assert faults_of_rule(asked, CALENDAR, TODAY, begins=False) == {}


def test_what_a_frequency_leaves_no_choice_about_is_never_a_fault():
    asked = Rule("daily", "", 0, 0, "", 5, TODAY)
    assert faults_of_rule(asked, CALENDAR, TODAY, begins=True) == {}


# --- words -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "vi"),
    [
        (rule("daily"), "Mỗi ngày làm việc"),
        (rule("weekly", number=5), "Thứ Sáu hằng tuần; gặp ngày nghỉ thì lấy ngày làm việc liền sau"),
        (
            rule(number=25, shift="before"),
            "Ngày 25 hằng tháng; gặp ngày nghỉ thì lấy ngày làm việc liền trước",
        ),
        (rule(day_rule="working_day", number=3), "Ngày làm việc thứ 3 hằng tháng"),
        (
            rule("quarterly", "last_working_day", month=3),
            "Ngày làm việc cuối cùng của tháng thứ 3 mỗi quý",
        ),
        (rule("half_yearly", "working_day", 2, month=6), "Ngày làm việc thứ 2 của tháng thứ 6 mỗi nửa năm"),
        (rule("yearly", "last_working_day", month=12), "Ngày làm việc cuối cùng của tháng 12 hằng năm"),
    ],
)
def test_a_rule_is_said_in_one_line(asked, vi):
    assert rule_words(asked).vi == vi
    assert rule_words(asked).en


def test_the_history_says_why_a_date_went_to_the_unit_and_that_the_owner_is_away():
    said = given_words({"recurrence": 1, "why": "passed"})
    assert "không tính chậm cho ai" in said[1].vi
    said = given_words({"recurrence": 1, "away": ["2026-11-23", "2026-11-30"]})
    assert "23/11/2026 – 30/11/2026" in said[1].vi
