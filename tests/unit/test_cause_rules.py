"""Who claims and confirms an objective cause, and what it rests on (Decree 335/2025, Art. 14.2.b–c)."""

from dataclasses import replace
from datetime import date

import pytest

from app.tasks.cause_rules import (
    CauseFacts,
    Ground,
    faults_of_ground,
    refusal_of_claim,
    refusal_of_confirmation,
    refusal_of_decision,
)

TODAY = date(2026, 11, 23)
OWNER = CauseFacts(concerned=True, competent=False, confirmed=False, claim_waits=False)
HEAD = replace(OWNER, concerned=False, competent=True)


def test_art_14_2_the_owner_claims_and_the_competent_head_confirms():
    assert refusal_of_claim(OWNER) is None
    assert refusal_of_confirmation(HEAD) is None
    assert refusal_of_decision(HEAD) is None
    assert refusal_of_claim(HEAD).for_others
    assert refusal_of_confirmation(OWNER).for_others


def test_art_14_2_nobody_confirms_for_work_of_their_own():
    own = replace(HEAD, concerned=True)
    assert "chính mình" in refusal_of_decision(own).text.vi
    assert refusal_of_confirmation(own).for_others


@pytest.mark.parametrize("changes", [{"confirmed": True}, {"claim_waits": True}, {"counts": False}])
def test_what_is_settled_waits_or_lowers_nothing_takes_no_claim(changes):
    assert not refusal_of_claim(replace(OWNER, **changes)).for_others
    assert not refusal_of_confirmation(replace(HEAD, **changes)).for_others


def test_art_14_2_no_cause_without_a_ground():
    assert set(faults_of_ground(Ground(), TODAY)) == {"number"}
    for ground in (Ground(evidence=3), Ground(initiative=2), Ground(number="12/TB", dated=TODAY)):
        assert faults_of_ground(ground, TODAY) == {}


def test_a_paper_has_number_and_date_and_was_not_written_tomorrow():
    assert set(faults_of_ground(Ground(number="12/TB"), TODAY)) == {"dated"}
    assert set(faults_of_ground(Ground(dated=TODAY), TODAY)) == {"number"}
    assert set(faults_of_ground(Ground(number="12/TB", dated=date(2026, 11, 24)), TODAY)) == {"dated"}
    assert set(faults_of_ground(Ground(number="x" * 251, dated=TODAY), TODAY)) == {"number"}
    assert Ground(number=" 12/TB ", dated=TODAY).document == "12/TB (23/11/2026)"
