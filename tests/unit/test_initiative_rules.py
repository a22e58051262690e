"""A protected initiative: what is recorded of it and when it protects (Decree 73/2023, Art. 4 and 11)."""

from dataclasses import replace
from datetime import date

import pytest

from app.tasks.initiative_rules import Advice, InitiativeEntry, faults_of_initiative, protects_on, runs

TODAY = date(2026, 11, 23)
ENTRY = InitiativeEntry(
    proposal="Trả kết quả tại nhà",
    document="88/QĐ-UBND",
    document_date=date(2026, 11, 2),
    approver="Trần Quốc Hưng, Chủ tịch UBND phường",
    from_date=date(2026, 11, 2),
    to_date=date(2026, 12, 31),
    decided_by=1,
    advisers=(Advice(2, "Làm trước ở hai tổ dân phố"),),
)
KEPT = {"from_date": date(2026, 11, 2), "to_date": date(2026, 12, 31), "ended_on": None}


def test_a_whole_entry_has_no_fault():
    assert faults_of_initiative(ENTRY, TODAY) == {}
    assert faults_of_initiative(replace(ENTRY, advisers=()), TODAY) == {}


def test_an_empty_entry_names_every_field_at_once():
    empty = InitiativeEntry("", "", None, "", None, None, None, (Advice(None, "x"), Advice(3, "")))
    assert set(faults_of_initiative(empty, TODAY)) == {
        *("proposal", "document", "document_date", "approver", "from_date", "to_date", "decided_by"),
        *("adviser_1", "advice_2"),
    }


def test_decree_73_2023_the_decision_maker_is_never_an_adviser():
    both = replace(ENTRY, advisers=(Advice(2, "a"), Advice(1, "b")))
    assert set(faults_of_initiative(both, TODAY)) == {"adviser_2"}


def test_an_adviser_is_named_once():
    assert set(faults_of_initiative(replace(ENTRY, advisers=(Advice(2, "a"), Advice(2, "b"))), TODAY)) == {
        "adviser_2"
    }


def test_protection_begins_with_its_document_and_ends_after_it_begins():
    early = replace(ENTRY, from_date=date(2026, 11, 1))
    assert set(faults_of_initiative(early, TODAY)) == {"from_date"}
    backwards = replace(ENTRY, to_date=date(2026, 11, 1))
    assert set(faults_of_initiative(backwards, TODAY)) == {"to_date"}
    tomorrow = replace(ENTRY, document_date=date(2026, 11, 24), from_date=date(2026, 11, 24))
    assert set(faults_of_initiative(tomorrow, TODAY)) == {"document_date"}


@pytest.mark.parametrize(
    ("day", "ended_on", "covered"),
    [
        (date(2026, 11, 1), None, False),
        (date(2026, 11, 2), None, True),
        (date(2026, 12, 31), None, True),
        (date(2027, 1, 1), None, False),
        (date(2026, 11, 20), date(2026, 11, 20), True),
        (date(2026, 11, 21), date(2026, 11, 20), False),
        (date(2026, 11, 19), date(2026, 11, 20), True),
    ],
)
def test_an_ended_protection_still_covers_the_days_up_to_its_end(day, ended_on, covered):
    assert protects_on({**KEPT, "ended_on": ended_on}, day) is covered


def test_a_task_carries_one_initiative_at_a_time():
    assert runs([KEPT], TODAY)
    assert not runs([{**KEPT, "ended_on": TODAY}], TODAY)
    assert not runs([KEPT], date(2027, 1, 1))
    assert not runs([], TODAY)
