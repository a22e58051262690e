"""Counts that were really counted always agree, and one that was changed is always told."""

from fractions import Fraction as F
from math import floor

from hypothesis import given
from hypothesis import strategies as st

from app.reports.printed_figures import IDENTITIES, PrintedRate, computed_rate, percent, problems

counts = st.integers(0, 1_000_000)


@st.composite
def reports(draw):
    """Figures made by counting: every sum is one."""
    early, on_time, late, in_time, overdue = (draw(counts) for _ in range(5))
    resolved, pending = early + on_time + late, in_time + overdue
    carried = draw(st.integers(0, resolved + pending))
    return {
        "carried_over": carried,
        "received": resolved + pending - carried,
        "requested": resolved + pending,
        "resolved": resolved,
        "resolved_early": early,
        "resolved_on_time": on_time,
        "resolved_late": late,
        "pending": pending,
        "pending_in_time": in_time,
        "pending_late": overdue,
    }


@given(reports(), st.integers(0, 6), st.data())
def test_what_was_counted_agrees_whatever_is_left_out(figures, decimals, data):
    named = data.draw(st.sets(st.sampled_from(sorted(figures))))
    given_figures = {name: figures[name] for name in named}
    if "resolved_early" not in named:  # then it is part of what was done on time
        given_figures = {
            name: count + figures["resolved_early"] if name == "resolved_on_time" else count
            for name, count in given_figures.items()
        }
    rates = tuple(
        PrintedRate(name, F(computed), decimals)
        for name in ("on_time", "resolved")
        if (computed := computed_rate(given_figures, name, decimals)) is not None
    )
    assert problems(given_figures, rates) == []


@given(reports(), st.sampled_from([rule for rule, *_ in IDENTITIES]), st.integers(1, 1_000), st.data())
def test_a_changed_count_breaks_its_identity_by_what_was_changed(figures, rule, by, data):
    _, left, parts, _ = next(each for each in IDENTITIES if each[0] == rule)
    name = data.draw(st.sampled_from([left, *parts]))
    broken = {each.rule: each for each in problems(figures | {name: figures[name] + by})}
    assert broken[rule].difference == (by if name == left else -by)


@given(counts, st.integers(1, 1_000_000), st.integers(0, 6))
def test_a_percentage_is_the_nearest_printed_one_and_100_only_for_all(part, whole, decimals):
    found, exact, step = F(percent(part, whole, decimals)), F(100 * part, whole), F(1, 10**decimals)
    nearest = floor(exact / step + F(1, 2)) * step
    assert found == (min(nearest, 100 - step) if part < whole else nearest)
    assert (found == 100) is (part == whole)
