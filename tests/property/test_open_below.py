"""How many sheets below a leader are open, counted once for all leaders, is what counting for each would say."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from app.evaluation.board import OpenBelow
from app.evaluation.roster import Unsettled

PATHS = ("/1/", "/1/2/", "/1/2/3/", "/1/2/30/", "/1/4/", "/1/40/")
RANKS = ("head", "deputy", "staff")


@dataclass(frozen=True)
class Somebody:
    officer_id: int
    unit_path: str
    rank: str


def one_by_one(leader: Somebody, unsettled: list[Unsettled]) -> int:
    return sum(
        other.path.startswith(leader.unit_path)
        and other.officer_id != leader.officer_id
        and (leader.rank == "head" or other.path != leader.unit_path or other.rank == "staff")
        for other in unsettled
    )


@given(st.lists(st.tuples(st.sampled_from(PATHS), st.sampled_from(RANKS), st.booleans()), max_size=25))
def test_counted_together_as_one_by_one(posts):
    everyone = [Somebody(number, path, rank) for number, (path, rank, _) in enumerate(posts, 1)]
    unsettled = [
        Unsettled(one.unit_path, one.officer_id, one.rank)
        for one, (_, _, is_open) in zip(everyone, posts, strict=True)
        if is_open
    ]
    below = OpenBelow(unsettled)
    for one in everyone:
        if one.rank != "staff":
            assert below.of(one) == one_by_one(one, unsettled)
