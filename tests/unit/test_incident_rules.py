"""What may be recorded, who may conclude and when."""

from dataclasses import replace
from datetime import date

import pytest

from app.incidents.conduct import conduct_rule
from app.incidents.rules import (
    LONGEST_PLACE,
    SOURCES,
    STATEMENT_WORKING_DAYS,
    STATES,
    Case,
    Concluder,
    IncidentEntry,
    State,
    competent,
    conclusion_faults,
    conclusion_wait,
    entry_faults,
    nearest,
    parse_time,
    statement_faults,
    statement_last_day,
)
from app.text import Text
from app.workdays import Calendar

TODAY = date(2026, 11, 22)  # a Sunday
CALENDAR = Calendar()

CHAIRMAN = Concluder(1, "Trần Quốc Hưng", "UBND phường", "/1/")
OFFICE_HEAD = Concluder(2, "Phạm Thu Hà", "Văn phòng", "/1/2/")
SECOND_IN_OFFICE = Concluder(3, "Người được ủy quyền", "Văn phòng", "/1/2/")
TEAM_HEAD = Concluder(4, "Tổ trưởng", "Tổ văn thư", "/1/2/5/")
OTHER_HEAD = Concluder(6, "Vũ Đình Long", "Phòng Kinh tế", "/1/3/")
HOLDERS = (CHAIRMAN, OFFICE_HEAD, SECOND_IN_OFFICE, TEAM_HEAD, OTHER_HEAD)

ENTRY = IncidentEntry("CQ-01", 9, date(2026, 11, 18), "14:05", "Phòng một cửa", "Rời vị trí trực.", "citizen")
CASE = Case(9, "/1/2/", False, State.RECORDED, date(2026, 11, 18), False)


def faults(entry, **changes):
    asked = {"recorder": 7, "today": TODAY, "now_time": "08:00", **changes}
    return entry_faults(entry, **asked)


def test_a_whole_entry_has_no_fault():
    assert faults(ENTRY) == {}


def test_an_empty_entry_is_told_every_field_at_once():
    empty = IncidentEntry("", None, None, "", "", "", "")
    assert set(faults(empty)) == {"rule_code", "person", "happened_on", "place", "facts", "source"}


def test_a_day_after_today_is_refused_and_today_is_not():
    assert "happened_on" in faults(replace(ENTRY, happened_on=date(2026, 11, 23)))
    assert faults(replace(ENTRY, happened_on=TODAY, happened_time="07:59")) == {}


def test_an_hour_of_today_that_has_not_come_is_refused():
    assert set(faults(replace(ENTRY, happened_on=TODAY, happened_time="08:01"))) == {"happened_time"}
    assert faults(replace(ENTRY, happened_on=TODAY, happened_time="")) == {}


def test_a_rule_that_did_not_hold_yet_on_the_day_is_refused():
    rule = conduct_rule("CQ-16")
    before = replace(ENTRY, rule_code=rule.code, happened_on=date(rule.active_from.year, 1, 1))
    assert set(faults(before)) == {"rule_code"}
    assert faults(replace(before, happened_on=rule.active_from)) == {}


def test_an_unknown_rule_and_an_unknown_source_are_refused():
    assert set(faults(replace(ENTRY, rule_code="XX-99", source="rumour"))) == {"rule_code", "source"}


def test_nobody_records_an_incident_about_oneself():
    assert set(faults(ENTRY, recorder=9)) == {"person"}


def test_a_place_longer_than_the_column_is_refused_with_both_numbers():
    fault = faults(replace(ENTRY, place="x" * (LONGEST_PLACE + 1)))["place"]
    assert "300" in fault.vi
    assert "301" in fault.vi


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("14:05", "14:05"),
        ("7:30", "07:30"),
        ("14h05", "14:05"),
        ("14H", "14:00"),
        ("14 giờ 05 phút", "14:05"),
        ("9g15", "09:15"),
        ("00:00", "00:00"),
    ],
)
def test_a_time_is_read_as_officials_write_it(typed, kept):
    assert parse_time(typed) == kept


@pytest.mark.parametrize("typed", ["24:00", "14:60", "chiều", "14:5", "1405", "14:05:09", "-1:00"])
def test_what_is_no_time_of_day_is_refused(typed):
    assert isinstance(parse_time(typed), Text)


# Who concludes -----------------------------------------------------------------------------------


def ids(people):
    return {each.officer_id for each in people}


def test_the_heads_over_the_unit_of_the_act_may_conclude_and_others_may_not():
    assert ids(competent(CASE, HOLDERS)) == {1, 2, 3}


def test_the_nearest_heads_are_asked_first():
    assert ids(nearest(CASE, HOLDERS)) == {2, 3}
    assert ids(nearest(replace(CASE, unit_path="/1/2/5/"), HOLDERS)) == {4}
    assert ids(nearest(replace(CASE, unit_path="/1/4/"), HOLDERS)) == {1}


def test_a_head_named_in_it_is_concluded_by_the_unit_above():
    """Not by the person named, nor by others whose right lies in the unit that the person heads."""
    assert ids(competent(replace(CASE, officer=2), HOLDERS)) == {1}


def test_a_head_of_the_day_of_the_act_is_concluded_by_the_unit_above_also_after_leaving_the_post():
    assert ids(competent(replace(CASE, was_head=True), HOLDERS)) == {1}


def test_a_person_who_now_heads_the_unit_above_is_not_concluded_by_a_subordinate():
    assert competent(replace(CASE, officer=1), HOLDERS) == ()


def test_a_head_who_acted_as_a_member_of_another_unit_is_concluded_there():
    elsewhere = replace(CASE, officer=6)
    assert ids(competent(elsewhere, HOLDERS)) == {1, 2, 3}


def test_the_highest_head_is_concluded_by_nobody_in_the_system():
    assert nearest(replace(CASE, officer=1, unit_path="/1/", was_head=True), HOLDERS) == ()


# When --------------------------------------------------------------------------------------------


def test_the_days_for_a_statement_are_working_days_after_the_day_of_recording():
    assert STATEMENT_WORKING_DAYS == 3
    assert statement_last_day(date(2026, 11, 13), CALENDAR) == date(2026, 11, 18)  # Friday to Wednesday
    assert statement_last_day(date(2026, 11, 22), CALENDAR) == date(2026, 11, 26)  # 24 November is a holiday


def test_a_conclusion_waits_until_the_days_for_the_statement_have_passed():
    case = replace(CASE, recorded_on=date(2026, 11, 20))
    wait = conclusion_wait(case, today=date(2026, 11, 26), calendar=CALENDAR)
    assert wait is not None
    assert "26/11/2026" in wait.vi
    assert conclusion_wait(case, today=date(2026, 11, 27), calendar=CALENDAR) is None


def test_a_statement_ends_the_wait_at_once():
    case = replace(CASE, recorded_on=TODAY, stated=True)
    assert conclusion_wait(case, today=TODAY, calendar=CALENDAR) is None


def test_a_conclusion_needs_a_result_and_words():
    rule = conduct_rule("CQ-01")
    assert set(conclusion_faults(result="", words="", house_rule="", rule=rule)) == {"result", "words"}
    assert set(conclusion_faults(result="recorded", words="x", house_rule="", rule=rule)) == {"result"}
    assert conclusion_faults(result="rejected", words="x", house_rule="", rule=rule) == {}


def test_a_rule_known_from_a_draft_only_is_confirmed_on_the_offices_own_ground_alone():
    rule = conduct_rule("CQ-05")
    assert rule.draft_only
    assert set(conclusion_faults(result="confirmed", words="x", house_rule="", rule=rule)) == {"house_rule"}
    assert conclusion_faults(result="confirmed", words="x", house_rule="Nội quy, Điều 4", rule=rule) == {}
    assert conclusion_faults(result="rejected", words="x", house_rule="", rule=rule) == {}


def test_an_empty_statement_is_refused():
    assert set(statement_faults("")) == {"words"}
    assert statement_faults("Tôi trực ở quầy 3.") == {}


def test_every_state_and_source_is_named_in_both_languages():
    for words in (*STATES.values(), *SOURCES.values()):
        assert words.vi
        assert words.en
        assert words.vi != words.en
    assert set(STATES) == set(State)
