"""The cap of Art. 20.5.a on the final list."""

from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.evaluation.quota import HIGHER_SHARE, SHARE, most_excellent

counts = st.integers(0, 5_000)


@given(counts, counts, st.sampled_from([SHARE, HIGHER_SHARE]))
def test_the_cap_is_the_most_that_the_final_list_allows(excellent, good, share):
    """x ranked excellent are allowed where x is not above the share of the others, who are then good."""
    most = most_excellent(excellent, good, share)
    allowed = [x for x in range(min(excellent, most + 2) + 1) if x <= share * (good + excellent - x)]
    assert most == max(allowed)


@pytest.mark.parametrize(
    ("excellent", "good", "share", "most"),
    [(30, 20, SHARE, 8), (30, 20, HIGHER_SHARE, 10), (0, 0, SHARE, 0), (1, 4, SHARE, 0), (1, 5, SHARE, 1)],
)
def test_article_20_5_a_thirty_and_twenty_make_eight(excellent, good, share, most):
    assert most_excellent(excellent, good, share) == most


@pytest.mark.parametrize("asked", [(-1, 0, SHARE), (0, -1, SHARE), (1, 1, F(0)), (1, 1, F(1))])
def test_what_no_list_can_have_is_refused(asked):
    with pytest.raises(ValueError, match="excellent"):
        most_excellent(*asked)
