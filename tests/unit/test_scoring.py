"""The formula of Art. 14–17, with the checked examples."""

from dataclasses import replace
from fractions import Fraction as F

import pytest

from app.evaluation.criteria import ND335_2025
from app.evaluation.scoring import (
    Insufficient,
    LeaderParts,
    Level,
    ProductLine,
    Scored,
    crosses,
    level_of,
    line_faults,
    score,
)

EXAMPLE = (
    ProductLine(F(1), 4, 4),
    ProductLine(F(5), 1, 1, late=1),
    ProductLine(F(5), 1, 1),
    ProductLine(F(16), 1, 1, failed_checks=2),
    ProductLine(F(8), 1, 0),
)


def scored(general, lines, leader=None, scheme=ND335_2025) -> Scored:
    result = score(F(general), lines, leader, scheme)
    assert isinstance(result, Scored)
    return result


def with_setting(code, value):
    """The preset with one setting decided otherwise."""
    settings = tuple(replace(one, value=value) if one.code == code else one for one in ND335_2025.settings)
    return replace(ND335_2025, code="OTHER", settings=settings)


def test_the_checked_example_comes_out_exactly():
    result = scored(27, EXAMPLE)
    assert (result.a, result.b, result.c) == (F(30, 38), F(22, 38), F(115, 4) / 38)
    assert result.r == F(17, 24)
    assert result.result == F(595, 12)
    assert result.total == 27 + F(595, 12)
    assert result.grade is Level.GOOD
    assert not result.capped
    assert round(float(result.r), 10) == 0.7083333333
    assert round(float(result.result), 10) == 49.5833333333
    assert round(float(result.total), 10) == 76.5833333333


def test_the_checked_example_of_a_leader_comes_out_exactly():
    result = scored(27, EXAMPLE, LeaderParts(F(1), F(1, 2), F(1)))
    assert result.r == F(37, 48)
    assert round(float(result.r), 10) == 0.7708333333
    assert round(float(result.total), 10) == 80.9583333333
    assert result.grade is Level.GOOD


def test_the_result_part_counts_at_most_seventy_art_12_3():
    result = scored(30, [ProductLine(F(38), 1, 1), ProductLine(F(16), 0, 1)])
    assert result.a == result.b == result.c == F(54, 38)
    assert round(float(result.uncapped_result), 2) == 99.47
    assert result.result == 70
    assert result.total == 100
    assert result.capped


def test_the_ratios_are_not_capped_one_by_one():
    lines = [ProductLine(F(5), 1, 1), ProductLine(F(1), 0, 1)]
    leader = LeaderParts(F(1), F(1, 2), F(1))
    result = scored(0, lines, leader)
    assert result.a == F(6, 5)
    assert round(float(result.uncapped_result), 2) == 71.17
    assert result.result == 70


def test_a_scheme_may_cap_each_ratio():
    lines = [ProductLine(F(5), 1, 1), ProductLine(F(1), 0, 1)]
    leader = LeaderParts(F(1), F(1, 2), F(1))
    result = scored(0, lines, leader, with_setting("ratio_cap", "each"))
    assert result.a == 1
    assert round(float(result.result), 2) == 64.17


def test_a_scheme_may_compound_the_deductions():
    result = scored(0, EXAMPLE, None, with_setting("deduction_shape", "compounding"))
    assert round(float(result.b), 4) == 0.6053


def test_a_scheme_brings_its_own_thresholds_ceilings_and_deduction():
    other = replace(
        ND335_2025,
        thresholds=(replace(ND335_2025.thresholds[0], at_least=F(60)),),
        result_max=50,
        deduction=F(1, 2),
    )
    result = scored(10, [ProductLine(F(1), 1, 1, late=1)], None, other)
    assert result.c == F(1, 2)
    assert result.result == F(5, 6) * 50
    assert result.grade is Level.NOT_COMPLETED
    assert level_of(F(60), other) is Level.EXCELLENT


def test_each_failed_check_costs_a_quarter_of_that_items_quality_art_14_2_b():
    for times, kept in ((1, F(3, 4)), (2, F(1, 2)), (3, F(1, 4))):
        result = scored(0, [ProductLine(F(7), 1, 1, failed_checks=times)])
        assert (result.a, result.b, result.c) == (1, kept, 1)


def test_each_lateness_costs_a_quarter_of_that_items_progress_art_14_2_c():
    for times, kept in ((1, F(3, 4)), (2, F(1, 2)), (3, F(1, 4))):
        result = scored(0, [ProductLine(F(7), 1, 1, late=times)])
        assert (result.a, result.b, result.c) == (1, 1, kept)


def test_deductions_never_go_below_nothing():
    result = scored(0, [ProductLine(F(1), 1, 1, failed_checks=9, late=5)])
    assert (result.a, result.b, result.c) == (1, 0, 0)


def test_an_objective_cause_lifts_the_deduction_of_its_own_kind_only():
    line = ProductLine(F(1), 1, 1, failed_checks=2, late=2)
    assert scored(0, [replace(line, objective_quality=True)]).b == 1
    assert scored(0, [replace(line, objective_quality=True)]).c == F(1, 2)
    assert scored(0, [replace(line, objective_progress=True)]).c == 1
    assert scored(0, [replace(line, objective_progress=True)]).b == F(1, 2)


def test_a_deduction_never_touches_the_neighbours():
    alone = scored(0, [ProductLine(F(5), 1, 1, late=1)]).lines[0]
    among = scored(0, EXAMPLE).lines[1]
    assert alone.c == among.c == F(15, 4)


def test_quality_and_progress_are_shares_of_what_was_assigned():
    result = scored(0, [ProductLine(F(1), 1, 1), ProductLine(F(3), 1, 0)])
    assert result.a == result.b == result.c == F(1, 4)


def test_an_unfinished_item_earns_nothing_whatever_its_faults():
    line = scored(0, [ProductLine(F(1), 1, 0, late=2)]).lines[0]
    assert (line.a, line.b, line.c) == (0, 0, 0)


def test_work_taken_over_adds_to_the_numerators_only_art_18_1_d():
    result = scored(0, [ProductLine(F(4), 1, 0), ProductLine(F(1), 0, 1)])
    assert result.a == result.b == result.c == F(1, 4)


def test_late_extra_work_loses_a_quarter_of_its_own_credit():
    result = scored(0, [ProductLine(F(4), 1, 0), ProductLine(F(1), 0, 1, late=1)])
    assert (result.a, result.c) == (F(1, 4), F(3, 16))


def test_unfinished_extra_work_costs_nothing():
    lines = [ProductLine(F(4), 1, 1)]
    assert scored(0, lines).total == scored(0, [*lines, ProductLine(F(9), 0, 0, late=3)]).total


def test_nothing_assigned_is_insufficient_never_0_or_100():
    assert isinstance(score(F(30), []), Insufficient)


def test_nothing_assigned_is_insufficient_even_with_extra_work_done_and_lists_it():
    extra = ProductLine(F(16), 0, 1)
    result = score(F(30), [extra], LeaderParts(F(1), F(1), F(1)))
    assert isinstance(result, Insufficient)
    assert [credit.line for credit in result.lines] == [extra]
    assert result.reason.vi


def test_every_part_opens_to_the_lines_that_sum_to_it():
    result = scored(27, EXAMPLE)
    for code in "abc":
        part = result.part(code)
        assert part.numerator == sum(getattr(line, code) for line in result.lines)
        assert part.denominator == sum(line.assigned for line in result.lines) == 38
        assert part.value == part.numerator / part.denominator


def test_the_mean_is_of_three_parts_and_of_six_for_a_leader_art_16():
    leader = LeaderParts(F(1), F(1, 2), F(1, 2))
    assert [part.code for part in scored(0, EXAMPLE).parts] == ["a", "b", "c"]
    assert [part.code for part in scored(0, EXAMPLE, leader).parts] == ["a", "b", "c", "d", "dd", "e"]
    assert scored(0, EXAMPLE, leader).r == (F(30, 38) + F(22, 38) + F(115, 152) + 2) / 6


def test_who_is_no_leader_has_no_part_d():
    with pytest.raises(KeyError):
        scored(0, EXAMPLE).part("d")


@pytest.mark.parametrize(
    ("total", "level"),
    [
        (F(90), Level.EXCELLENT),
        (F(90) - F(1, 10**9), Level.GOOD),
        (F(70), Level.GOOD),
        (F(70) - F(1, 10**9), Level.COMPLETED),
        (F(50), Level.COMPLETED),
        (F(50) - F(1, 10**9), Level.NOT_COMPLETED),
        (F(0), Level.NOT_COMPLETED),
        (F(100), Level.EXCELLENT),
    ],
)
def test_levels_are_judged_on_unrounded_numbers_art_20(total, level):
    assert level_of(total) is level


@pytest.mark.parametrize(
    ("one", "other", "crossed"),
    [
        (F(49), F(50), True),
        (F(50), F(49), True),
        (F(89), F(90), True),
        (F(40), F(95), True),
        (F(69), F(71), False),
        (F(50), F(89), False),
        (F(10), F(49), False),
        (F(90), F(100), False),
        (F("89.999999"), F(90), True),
    ],
)
def test_crossing_fifty_or_ninety_needs_a_reason_but_not_seventy(one, other, crossed):
    assert crosses(one, other) is crossed


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        (ProductLine(F(0), 1, 1), {"factor"}),
        (ProductLine(F(-1), 1, 1), {"factor"}),
        (ProductLine(F(1), -1, 0), {"assigned"}),
        (ProductLine(F(1), 1, -1), {"finished"}),
        (ProductLine(F(1), 1, 2), {"finished"}),
        (ProductLine(F(1), 1, 1, failed_checks=-1, late=-1), {"failed_checks", "late"}),
        (ProductLine(F(1), 2, 2, late=1), {"late"}),
        (ProductLine(F(1), 0, 2, failed_checks=1), {"failed_checks"}),
        (ProductLine(F(1), 2, 1, late=1, objective_progress=True), {"late"}),
        (ProductLine(F(1), 0, 3), set()),
        (ProductLine(F(1), 3, 2), set()),
        (ProductLine(F(1), 1, 0, failed_checks=3, late=2), set()),
    ],
)
def test_a_faulty_line_is_named_by_its_fields_and_refused(line, fields):
    assert set(line_faults(line)) == fields
    if fields:
        with pytest.raises(ValueError, match="line 0"):
            score(F(0), [line])


@pytest.mark.parametrize("general", [F(-1, 100), F(3001, 100)])
def test_general_points_stay_within_0_and_30_art_12_2(general):
    with pytest.raises(ValueError, match="general"):
        score(general, EXAMPLE)


def test_a_leaders_part_is_100_or_50_percent_only_art_15_3():
    with pytest.raises(ValueError, match="leader"):
        score(F(0), EXAMPLE, LeaderParts(F(1), F(3, 4), F(1)))


def test_a_setting_says_its_decided_reading_in_words():
    assert ND335_2025.setting("ratio_cap").decided.vi == "không cắt riêng từng tỷ lệ"
    assert with_setting("ratio_cap", "each").setting("ratio_cap").decided.vi == "mỗi tỷ lệ tối đa 100%"
