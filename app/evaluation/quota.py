"""How many may be ranked excellent (Art. 20.5): at most a share of those finally ranked good.

The count is of final ranks: who falls out above the cap becomes good and enlarges what the share is taken of,
so the cap is a fixed point and not a share of the first list.
"""

from fractions import Fraction

SHARE = Fraction(20, 100)
HIGHER_SHARE = Fraction(25, 100)  # where the competent authority decides so (Art. 20.5.b)


def most_excellent(at_excellent: int, at_good: int, share: Fraction = SHARE) -> int:
    """The most that may be ranked excellent when so many have its points and so many those of good.

    "Not above" leaves no rounding up. ``ValueError`` for negative counts or a share that is not in (0, 1).
    """
    if at_excellent < 0 or at_good < 0 or not 0 < share < 1:
        raise ValueError(f"{at_excellent} excellent, {at_good} good, share {share}")
    # x ≤ share · (good + excellent − x)  ⇔  x ≤ share / (1 + share) · (good + excellent)
    return min(at_excellent, int(share / (1 + share) * (at_excellent + at_good)))
