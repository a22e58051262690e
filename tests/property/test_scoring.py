"""What must hold for every month that can be scored."""

from dataclasses import replace
from fractions import Fraction as F

from hypothesis import assume, given
from hypothesis import strategies as st

from app.evaluation.criteria import ND335_2025
from app.evaluation.scoring import Insufficient, LeaderParts, ProductLine, Scored, crosses, level_of, score

factors = st.integers(1, 40_000).map(lambda milli: F(milli, 1000))
single_items = st.builds(
    ProductLine,
    factor=factors,
    assigned=st.integers(0, 1),
    finished=st.integers(0, 1),
    failed_checks=st.integers(0, 6),
    late=st.integers(0, 6),
    objective_quality=st.booleans(),
    objective_progress=st.booleans(),
)
generals = st.integers(0, 3000).map(lambda hundredths: F(hundredths, 100))
halves = st.sampled_from(ND335_2025.leader_values)
leaders = st.none() | st.builds(LeaderParts, d=halves, dd=halves, e=halves)
months = st.lists(single_items, max_size=12)


def total(general, lines, leader=None):
    result = score(general, lines, leader)
    assume(isinstance(result, Scored))
    return result.total


@given(generals, months, leaders)
def test_the_total_stays_within_0_and_100(general, lines, leader):
    result = score(general, lines, leader)
    if isinstance(result, Scored):
        assert 0 <= result.total <= 100
        assert 0 <= result.result <= 70
        assert result.total == general + result.result


@given(generals, months, leaders)
def test_insufficient_means_exactly_that_nothing_is_assigned(general, lines, leader):
    nothing = sum(line.factor * line.assigned for line in lines) == 0
    assert isinstance(score(general, lines, leader), Insufficient) is nothing


@given(months.flatmap(lambda lines: st.tuples(st.just(lines), st.permutations(lines))), leaders)
def test_the_order_of_the_lines_does_not_matter(orders, leader):
    one, other = (score(F(20), lines, leader) for lines in orders)
    if isinstance(one, Scored):
        assert (one.parts, one.total) == (other.parts, other.total)


@given(months, factors, st.integers(1, 9), st.integers(0, 9), leaders)
def test_merging_alike_faultless_lines_does_not_change_the_score(lines, factor, count, open_count, leader):
    apart = [ProductLine(factor, 1, 1)] * count + [ProductLine(factor, 1, 0)] * open_count
    merged = ProductLine(factor, count + open_count, count)
    assert total(F(9), [*lines, *apart], leader) == total(F(9), [*lines, merged], leader)


@given(months.filter(bool), st.data(), leaders)
def test_one_lateness_or_failed_check_more_never_raises_the_total(lines, data, leader):
    place = data.draw(st.integers(0, len(lines) - 1))
    field = data.draw(st.sampled_from(["late", "failed_checks"]))
    worse = list(lines)
    worse[place] = replace(lines[place], **{field: getattr(lines[place], field) + 1})
    assert total(F(9), worse, leader) <= total(F(9), lines, leader)


@given(months, single_items, leaders)
def test_finishing_an_item_never_lowers_the_total(lines, item, leader):
    open_item, done = replace(item, finished=0), replace(item, finished=1)
    assert total(F(9), [*lines, open_item], leader) <= total(F(9), [*lines, done], leader)


@given(months, single_items)
def test_giving_more_work_that_stays_unfinished_never_raises_the_total(lines, item):
    more = [*lines, replace(item, assigned=1, finished=0)]
    assume(any(line.assigned for line in lines))
    assert total(F(9), more) <= total(F(9), lines)


@given(months)
def test_quality_and_progress_never_exceed_quantity(lines):
    result = score(F(0), lines)
    if isinstance(result, Scored):
        assert 0 <= result.b <= result.a
        assert 0 <= result.c <= result.a


@given(months)
def test_without_extra_work_no_ratio_exceeds_one(lines):
    result = score(F(0), [replace(line, assigned=1) for line in lines])
    if isinstance(result, Scored):
        assert result.a <= 1
        assert not result.capped


@given(months, factors, leaders)
def test_only_the_proportions_of_the_factors_count(lines, scale, leader):
    scaled = [replace(line, factor=line.factor * scale) for line in lines]
    assert total(F(9), lines, leader) == total(F(9), scaled, leader)


@given(months)
def test_every_number_is_the_sum_of_its_lines(lines):
    result = score(F(0), lines)
    if isinstance(result, Scored):
        for code in "abc":
            part = result.part(code)
            assert part.numerator == sum(getattr(credit, code) for credit in result.lines)
            assert part.value * part.denominator == part.numerator


totals = st.fractions(0, 100)


@given(totals, totals)
def test_more_points_never_mean_a_lower_level(one, other):
    order = [step.level for step in ND335_2025.thresholds] + [ND335_2025.lowest_level]
    low, high = sorted((one, other))
    assert order.index(level_of(high)) <= order.index(level_of(low))


@given(totals, totals)
def test_crossing_is_the_same_both_ways_and_never_happens_within_a_level(one, other):
    assert crosses(one, other) == crosses(other, one)
    if level_of(one) is level_of(other):
        assert not crosses(one, other)
