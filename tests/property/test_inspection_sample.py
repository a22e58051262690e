"""The inspector's sample: its size, its draw, and what its faults say of all sheets."""

from fractions import Fraction as F
from hashlib import sha256
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.evaluation.inspection_sample import draw, error_rate, list_hash, sample_size


@pytest.mark.parametrize(
    ("sheets", "faulty", "size"),
    [
        (0, F(5, 100), 0),
        (1, F(5, 100), 1),
        (30, F(5, 100), 23),
        (100, F(5, 100), 45),
        (200, F(5, 100), 51),
        (500, F(5, 100), 56),
        (1000, F(5, 100), 57),
        (30, F(10, 100), 19),
        (100, F(10, 100), 25),
        (1000, F(10, 100), 29),
    ],
)
def test_as_many_sheets_are_drawn_as_show_a_fault_with_95_percent(sheets, faulty, size):
    assert sample_size(sheets, faulty) == size


codes = st.sets(st.from_regex(r"[A-Z]{2}[0-9]{3}", fullmatch=True), max_size=40)


@given(codes, st.text(max_size=20), st.integers(0, 50))
def test_whoever_has_the_seed_draws_the_same_sheets_again(found, seed, size):
    """Drawn once more by hand, from the published rule alone."""
    drawn = draw(seed, "2026-11", sorted(found), size)
    by_hand = sorted((sha256(f"{seed}\n2026-11\n{code}".encode()).hexdigest(), code) for code in found)
    assert drawn == [code for _, code in by_hand[:size]]
    assert len(drawn) == min(size, len(found))
    assert draw(seed, "2026-11", sorted(found, reverse=True), size) == drawn


@given(codes, codes)
def test_another_list_has_another_hash(one, other):
    assert (list_hash("1", "2026-11", one) == list_hash("1", "2026-11", other)) is (one == other)


def plainly(sheets, reviewed, faulty):
    """Every number of faulty sheets that the faults found do not contradict at 95 percent."""
    ways = comb(sheets, reviewed)

    def chance(bad, found):
        return F(comb(bad, found) * comb(sheets - bad, reviewed - found), ways)

    return [
        bad
        for bad in range(sheets + 1)
        if sum(chance(bad, found) for found in range(faulty, reviewed + 1)) > F(25, 1000)
        and sum(chance(bad, found) for found in range(faulty + 1)) > F(25, 1000)
    ]


@settings(deadline=None)
@given(st.data())
def test_the_interval_holds_exactly_what_the_faults_do_not_contradict(data):
    sheets = data.draw(st.integers(1, 40))
    reviewed = data.draw(st.integers(0, sheets))
    faulty = data.draw(st.integers(0, reviewed))
    rate = error_rate(sheets, reviewed, faulty)
    kept = plainly(sheets, reviewed, faulty)
    assert (rate.fewest, rate.most) == (kept[0], kept[-1])
    if reviewed == sheets:
        assert rate.fewest == rate.most == faulty
    if reviewed:
        assert rate.lower <= rate.rate <= rate.upper
    else:
        assert rate.rate is rate.lower is rate.upper is None


@pytest.mark.parametrize("counts", [(10, 11, 0), (10, 5, 6), (10, 5, -1)])
def test_counts_that_no_draw_can_have_are_refused(counts):
    with pytest.raises(ValueError, match="faulty of"):
        error_rate(*counts)
