"""Whose approval another through-line lead needs (Art. 18.1.b: one person is answerable to the end)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.tasks.common_superior import ApprovalFacts, approving_path, common_path, may_approve
from app.tasks.holders import UnitHead


@pytest.mark.parametrize(
    ("a", "b", "common"),
    [
        ("/1/2/", "/1/2/", "/1/2/"),
        ("/1/2/", "/1/3/", "/1/"),
        ("/1/2/4/", "/1/2/", "/1/2/"),
        ("/1/2/4/", "/1/2/5/", "/1/2/"),
        ("/1/2/", "/1/22/", "/1/"),  # whole numbers, not letters, are compared
        ("/1/", "/1/2/", "/1/"),
        ("/1/", "/2/", "/"),
        ("/", "/1/", "/"),
    ],
)
def test_the_common_unit_is_the_lowest_that_contains_both(a, b, common):
    assert common_path(a, b) == common


paths = st.lists(st.integers(1, 3), max_size=5).map(lambda ids: "/" + "".join(f"{n}/" for n in ids))


@given(paths, paths)
def test_the_common_unit_contains_both_and_none_below_it_does(a, b):
    found = common_path(a, b)
    assert common_path(b, a) == found
    assert a.startswith(found)
    assert b.startswith(found)
    below = [a[: place + 1] for place in range(len(found), len(a)) if a[place] == "/"]
    assert not any(b.startswith(path) for path in below)


HEADS = {1: UnitHead(None, 10), 2: UnitHead(1, 20), 4: UnitHead(2, 40)}


@pytest.mark.parametrize(
    ("common", "leads", "path"),
    [
        ("/1/2/4/", (41, 42), "/1/2/4/"),
        ("/1/2/4/", (40, 42), "/1/2/"),  # the unit's head is the old lead: the unit above
        ("/1/2/4/", (41, 40), "/1/2/"),  # or the new one
        ("/1/2/4/", (40, 20), "/1/"),  # and so on upwards
        ("/1/", (10, 42), "/1/"),  # at the root another person who may assign there
        ("/1/9/", (1, 2), "/1/9/"),  # a unit without a head
    ],
)
def test_a_lead_who_heads_the_common_unit_sends_it_to_the_unit_above(common, leads, path):
    assert approving_path(common, HEADS, leads) == path


def test_neither_lead_approves_and_who_may_not_assign_there_does_not_either():
    assert may_approve(ApprovalFacts(True, False, False))
    assert not may_approve(ApprovalFacts(True, True, False))
    assert not may_approve(ApprovalFacts(True, False, True))
    assert not may_approve(ApprovalFacts(False, False, False))
