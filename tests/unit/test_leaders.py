"""d, đ and e of a leader (Art. 15.3): what the facts propose, and with which ground."""

from dataclasses import replace
from fractions import Fraction as F

import pytest

from app.evaluation.criteria import ND335_2025
from app.evaluation.leaders import (
    Complaint,
    PlanItem,
    Subordinate,
    propose_organising,
    propose_uniting,
    unit_result,
)
from app.text import Text

ANH = Subordinate(1, "Nguyễn Thị Ánh", F(76))
BINH = Subordinate(2, "Trần Văn Bình", F(50))
CUC = Subordinate(3, "Lê Thị Cúc", F(4999, 100))
ON_LEAVE = Subordinate(4, "Phạm Văn Dũng", None, Text("nghỉ thai sản", "maternity leave"))


def test_d_is_full_where_everyone_reaches_fifty_art_15_3_a():
    result = unit_result([ANH, BINH])
    assert (result.value, result.below) == (1, ())
    assert "từ 50 điểm trở lên" in result.ground.vi


def test_d_is_half_where_one_is_below_fifty_and_names_them():
    result = unit_result([ANH, CUC])
    assert (result.value, result.below) == (F(1, 2), (CUC,))
    assert "Lê Thị Cúc" in result.ground.vi
    assert "Nguyễn Thị Ánh" not in result.ground.vi


def test_d_compares_the_unrounded_total():
    assert unit_result([replace(BINH, total=F(50) - F(1, 10**9))]).value == F(1, 2)


def test_who_has_no_score_is_listed_and_left_out_of_d():
    result = unit_result([ANH, ON_LEAVE])
    assert (result.value, result.counted, result.left_out) == (1, (ANH,), (ON_LEAVE,))
    assert "Phạm Văn Dũng" in result.ground.vi
    assert "Phạm Văn Dũng" in result.ground.en


@pytest.mark.parametrize("subordinates", [[], [ON_LEAVE]])
def test_with_nobody_left_d_is_insufficient_and_waits_for_the_head_above(subordinates):
    result = unit_result(subordinates)
    assert result.value is None
    assert "cấp trên" in result.ground.vi


def test_a_total_of_zero_is_a_score():
    assert unit_result([replace(ANH, total=F(0))]).value == F(1, 2)


def test_prolonged_delay_proposes_half_for_organising_art_15_3_b():
    late = PlanItem(7, "NV-2026-00007", "Đề án", 11)
    proposal = propose_organising([late, PlanItem(8, "NV-2026-00008", "Báo cáo", 10)])
    assert proposal.value == F(1, 2)
    assert "NV-2026-00007 (chậm 11 ngày)" in proposal.ground.vi
    assert "NV-2026-00008" not in proposal.ground.vi


@pytest.mark.parametrize("plan", [[], [PlanItem(8, "NV-2026-00008", "Báo cáo", 10)]])
def test_the_full_value_for_organising_is_never_proposed_from_dates(plan):
    proposal = propose_organising(plan)
    assert proposal.value is None
    assert "ghi lý do" in proposal.ground.vi


def test_how_long_a_delay_must_be_is_a_setting():
    numbers = tuple(
        replace(one, value=30) if one.code == "prolonged_delay_working_days" else one
        for one in ND335_2025.number_settings
    )
    other = replace(ND335_2025, number_settings=numbers)
    plan = [PlanItem(7, "NV-2026-00007", "Đề án", 30)]
    assert propose_organising(plan).value == F(1, 2)
    assert propose_organising(plan, other).value is None


def test_the_worst_delays_are_named_first_and_the_rest_is_counted():
    plan = [PlanItem(number, f"NV-2026-{number:05}", "Việc", 10 + number) for number in range(1, 9)]
    ground = propose_organising(plan).ground.vi
    assert ground.index("NV-2026-00008") < ground.index("NV-2026-00004")
    assert "NV-2026-00003" not in ground
    assert "và 3 việc khác" in ground


def test_uniting_is_full_unless_a_complaint_is_on_record_art_15_3_c():
    assert propose_uniting([]).value == 1


def test_a_complaint_that_arose_in_the_period_proposes_half_settled_or_not():
    proposal = propose_uniting([Complaint("KN-2026-003", "Mâu thuẫn kéo dài trong phân công")])
    assert proposal.value == F(1, 2)
    assert "KN-2026-003" in proposal.ground.vi


def test_all_proposals_are_values_that_the_scheme_allows():
    values = (
        unit_result([ANH]).value,
        unit_result([CUC]).value,
        propose_organising([PlanItem(7, "NV-2026-00007", "Đề án", 99)]).value,
        propose_uniting([]).value,
    )
    assert set(values) <= set(ND335_2025.leader_values)
