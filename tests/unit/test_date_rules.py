"""When a date may move, by how much, and which date was kept (November 2026: Tuesday the 24th is a holiday)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.tasks.date_rules import (
    DATE_REASONS,
    Agreed,
    ExtensionReason,
    Kept,
    PausedDays,
    PauseReason,
    dates_after,
    extended_to,
    is_in_time,
    kept,
    moved_back,
    moved_on,
    new_date_fault,
    pause_faults,
    request_fault,
)
from app.workdays import Calendar

CALENDAR = Calendar()
MONDAY, THURSDAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 26), date(2026, 11, 27)
SUNDAY, NEXT_MONDAY = date(2026, 11, 29), date(2026, 11, 30)
EARLIER = date(2026, 11, 19)

days = st.dates(date(2026, 2, 1), date(2026, 10, 31))


def faults(first, last, due=FRIDAY, today=MONDAY, left=20) -> set[str]:
    return set(pause_faults(first, last, due, today, left, CALENDAR))


def test_every_reason_has_words_in_both_languages_and_a_code_of_its_own():
    assert set(DATE_REASONS) == {*PauseReason, *ExtensionReason}
    assert len(DATE_REASONS) == len(PauseReason) + len(ExtensionReason)
    assert all(words.vi and words.en and len(code) <= 30 for code, words in DATE_REASONS.items())


# --- pauses ------------------------------------------------------------------------------------


def test_a_pause_moves_the_date_by_its_working_days_without_holidays():
    paused = PausedDays(MONDAY, date(2026, 11, 25))
    assert paused.working_days(CALENDAR) == 2
    assert moved_on(FRIDAY, 2, CALENDAR) == date(2026, 12, 1)


def test_civil_code_148_5_a_date_on_a_day_off_is_moved_from_the_day_to_which_it_runs():
    assert moved_on(SUNDAY, 1, CALENDAR) == date(2026, 12, 1)
    assert moved_on(SUNDAY, 0, CALENDAR) == SUNDAY


def test_unused_days_go_back_and_never_before_today():
    assert moved_back(date(2026, 12, 1), 2, MONDAY, CALENDAR) == FRIDAY
    assert moved_back(FRIDAY, 4, THURSDAY, CALENDAR) == THURSDAY
    assert moved_back(SUNDAY, 0, MONDAY, CALENDAR) == SUNDAY


def test_a_pause_lies_within_the_time_given_and_has_an_end():
    assert faults(None, None) == {"from_date", "to_date"}
    assert faults(date(2026, 11, 22), MONDAY) == {"from_date"}
    assert faults(NEXT_MONDAY, NEXT_MONDAY) == {"from_date"}
    assert faults(THURSDAY, MONDAY) == {"to_date"}
    assert faults(date(2026, 11, 24), date(2026, 11, 24)) == {"to_date"}  # a holiday alone
    assert faults(MONDAY, date(2026, 12, 11)) == set()
    assert faults(FRIDAY, FRIDAY) == set()


def test_a_pause_keeps_within_the_cap_of_the_office_and_says_how_much_is_left():
    found = pause_faults(MONDAY, FRIDAY, FRIDAY, MONDAY, 3, CALENDAR)
    assert set(found) == {"to_date"}
    assert "nhiều nhất 3 ngày" in found["to_date"].vi
    assert faults(MONDAY, FRIDAY, left=4) == set()


@given(days, st.integers(0, 30), st.integers(0, 15), st.integers(0, 20), st.integers(0, 25))
def test_ending_a_pause_early_leaves_the_days_that_were_used(today, ahead, until_first, length, later):
    due = today + timedelta(days=ahead)
    first = min(today + timedelta(days=until_first), CALENDAR.effective_day(due))
    last = first + timedelta(days=length)
    whole = PausedDays(first, last).working_days(CALENDAR)
    if not whole:
        return
    moved = moved_on(due, whole, CALENDAR)
    ends = min(today + timedelta(days=later), last)
    stood = PausedDays(first, max(ends, first) - timedelta(days=1))
    unused = whole - stood.working_days(CALENDAR)
    back = moved_back(moved, unused, ends, CALENDAR)
    assert CALENDAR.between(CALENDAR.effective_day(due), back) == stood.working_days(CALENDAR)
    assert back >= ends


# --- extensions --------------------------------------------------------------------------------


def test_a_new_date_is_later_than_the_present_one_and_not_past():
    assert new_date_fault(None, FRIDAY, MONDAY) is not None
    assert new_date_fault(FRIDAY, FRIDAY, MONDAY) is not None
    assert new_date_fault(MONDAY, date(2026, 11, 20), THURSDAY) is not None
    assert new_date_fault(THURSDAY, date(2026, 11, 20), THURSDAY) is None


def test_the_office_caps_the_number_of_dates_and_may_forbid_asking_late():
    assert request_fault(2, 3, False, True) is None
    assert "3 lần" in request_fault(3, 3, False, True).vi
    assert request_fault(0, 3, True, True) is None
    assert "sau hạn" in request_fault(0, 3, True, False).vi


def test_article_14_2_c_only_an_extension_agreed_before_the_date_moves_the_one_that_counts():
    assert dates_after(FRIDAY, FRIDAY, date(2026, 12, 4), FRIDAY, CALENDAR) == (date(2026, 12, 4),) * 2
    late = dates_after(FRIDAY, FRIDAY, date(2026, 12, 4), NEXT_MONDAY, CALENDAR)
    assert late == (FRIDAY, date(2026, 12, 4))


def test_a_second_extension_does_not_bring_back_a_deadline_that_had_passed():
    assert dates_after(EARLIER, FRIDAY, date(2026, 12, 4), MONDAY, CALENDAR) == (EARLIER, date(2026, 12, 4))


def test_a_later_date_of_rework_stays():
    assert dates_after(MONDAY, date(2026, 12, 4), FRIDAY, MONDAY, CALENDAR) == (FRIDAY, date(2026, 12, 4))


def test_agreed_on_the_last_day_is_in_time_also_where_that_day_runs_on():
    assert is_in_time(FRIDAY, FRIDAY, CALENDAR)
    assert is_in_time(SUNDAY, NEXT_MONDAY, CALENDAR)
    assert not is_in_time(SUNDAY, date(2026, 12, 1), CALENDAR)


# --- which date was kept -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("submitted", "verdict"),
    [
        (EARLIER, Kept(True, True)),
        (MONDAY, Kept(False, True)),
        (FRIDAY, Kept(False, True)),
        (NEXT_MONDAY, Kept(False, False)),
        (None, Kept(None, None)),
    ],
)
def test_both_verdicts_are_kept(submitted, verdict):
    assert kept(date(2026, 11, 20), FRIDAY, submitted, CALENDAR) == verdict


def test_without_a_date_there_is_no_verdict():
    assert kept(None, None, MONDAY, CALENDAR) == Kept(None, None)


@given(days, days, days)
def test_who_kept_the_original_date_kept_every_later_one(one, other, submitted):
    original, extended = sorted((one, other))
    found = kept(original, extended, submitted, CALENDAR)
    assert not found.by_original or found.by_extended


def test_the_extended_date_is_the_one_that_counts_or_a_later_one_agreed_too_late():
    in_time, late = (
        Agreed(FRIDAY, NEXT_MONDAY, MONDAY),
        Agreed(NEXT_MONDAY, date(2026, 12, 4), date(2026, 12, 2)),
    )
    assert extended_to(FRIDAY, (), CALENDAR) == FRIDAY
    assert extended_to(NEXT_MONDAY, (in_time,), CALENDAR) == NEXT_MONDAY
    assert extended_to(NEXT_MONDAY, (in_time, late), CALENDAR) == date(2026, 12, 4)
