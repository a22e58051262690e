"""Chỉ định đầu mối: an order moves the work at once and settles whatever waited (Art. 18.1.d)."""

import pytest

from app.clock import at
from app.db import fetch, fetch_one
from app.errors import NotAllowed, NotFound, Refused
from app.tasks.commands import appoint, hand_back, return_offer
from tests.db.test_offers import facts_of, refused_leaves_nothing
from tests.db.work import MONDAY, given, holdings_of, kinds_of, offered, row_of, version_of


async def appointed(world, task: int, to: str | None, by: str = "KT001", **changes) -> None:
    values = {"words": "Không chuyển nữa", "version": await version_of(task), **changes}
    officer = world.ids[to] if to else None
    await appoint(task=task, to_officer=officer, by=await world.viewer(by), now=at(MONDAY, 15), **values)


async def handed_back(world, task: int, reason: str = "overload") -> int:
    return await hand_back(
        task=task,
        reason=reason,
        words="Nêu lý do",
        by=await world.viewer("KT003"),
        now=at(MONDAY, 9),
        version=await version_of(task),
    )


async def test_an_order_moves_the_work_at_once_and_it_leaves_the_givers_total(world):
    task = await given(world, now=at(MONDAY, 8))
    await appointed(world, task, "KT004")
    assert await holdings_of(task) == [
        (world.ids["KT003"], "ordinary", "moved", True),
        (world.ids["KT004"], "taken_over", "", False),
    ]
    row = await row_of(task)
    assert (row["owner"], row["state"], row["received_at"]) == (world.ids["KT004"], "given", None)
    (paper,) = await fetch("SELECT * FROM hand_over WHERE task = {}", task)
    assert (paper["kind"], paper["taken_at"], paper["held_minutes"]) == ("appointment", at(MONDAY, 15), 300)
    said = await facts_of(task, "task.appointed")
    assert (said["appointed"], said["owner"]) == (
        world.ids["KT004"],
        [world.ids["KT003"], world.ids["KT004"]],
    )
    assert (said["reason"], said["words"]) == ("moved", "Không chuyển nữa")


async def test_an_order_settles_the_offer_that_waits(world):
    task = await given(world)
    offer = await offered(world, task, "KT004", at(MONDAY, 9), reason="absence")
    await appointed(world, task, "KT005")
    assert (await fetch_one("SELECT settled_at FROM hand_over WHERE id = {}", offer))["settled_at"]
    assert await holdings_of(task) == [
        (world.ids["KT003"], "ordinary", "absence", True),  # the reason for which it was offered
        (world.ids["KT005"], "taken_over", "", False),
    ]
    assert (await facts_of(task, "task.appointed"))["settled_offer"] == offer


@pytest.mark.parametrize(
    ("reason", "upheld", "end", "origin"),
    [
        ("overload", True, "cannot", "taken_over"),
        ("absence", True, "absence", "taken_over"),
        ("not_authority", True, "not_authority", "ordinary"),
        ("lacks_papers", True, "lacks_papers", "ordinary"),
        ("not_authority", False, "cannot", "taken_over"),
        ("absence", False, "cannot", "taken_over"),
    ],
)
async def test_art_18_1_d_an_order_decides_on_the_hand_back_that_waits(world, reason, upheld, end, origin):
    task = await given(world)
    paper = await handed_back(world, task, reason)
    refusal = await refused_leaves_nothing(appointed(world, task, "KT004"), Refused)
    assert set(refusal.fields) == {"upheld"}
    await appointed(world, task, "KT004", upheld=upheld)
    assert await holdings_of(task) == [
        (world.ids["KT003"], "ordinary", end, True),
        (world.ids["KT004"], origin, "", False),
    ]
    kept = await fetch_one("SELECT * FROM hand_over WHERE id = {}", paper)
    assert (kept["upheld"], kept["decided_by"]) == (upheld, world.ids["KT001"])
    assert (await kinds_of(task))[-1] == "task.appointed"  # one act, one row


async def test_an_order_after_a_return_counts_for_the_giver_as_was_decided(world):
    task = await given(world)
    offer = await offered(world, task, "KT004", at(MONDAY, 9), reason="overload")
    taker = await world.viewer("KT004")
    await return_offer(hand_over=offer, reason="absence", words="Nghỉ", by=taker, now=at(MONDAY, 10))
    await appointed(world, task, "KT005")
    assert (await holdings_of(task))[0] == (world.ids["KT003"], "ordinary", "cannot", True)


async def test_an_order_may_name_the_holder_only_to_end_what_waits(world):
    task = await given(world)
    refusal = await refused_leaves_nothing(appointed(world, task, "KT003"), Refused)
    assert set(refusal.fields) == {"to_officer"}
    paper = await handed_back(world, task, "not_authority")
    await appointed(world, task, "KT003")
    assert await holdings_of(task) == [(world.ids["KT003"], "ordinary", "", False)]
    kept = await fetch_one("SELECT * FROM hand_over WHERE id = {}", paper)
    assert (kept["upheld"], kept["decision_words"]) == (False, "Không chuyển nữa")
    await offered(world, task, "KT004", at(MONDAY, 16))  # and the work can move again


async def test_an_order_names_all_its_mistakes_and_leaves_nothing(world):
    task = await given(world)
    await handed_back(world, task)
    refusal = await refused_leaves_nothing(appointed(world, task, None, words=" "), Refused)
    assert set(refusal.fields) == {"to_officer", "words", "upheld"}
    refusal = await refused_leaves_nothing(appointed(world, task, "VX002", upheld=True), Refused)
    assert set(refusal.fields) == {"to_officer"}  # outside the head's units


async def test_only_who_stands_above_gives_the_order(world):
    task = await given(world)
    for code, error in (
        ("KT003", NotAllowed),
        ("TL003", NotAllowed),
        ("KT004", NotFound),
        ("VX001", NotFound),
    ):
        await refused_leaves_nothing(appointed(world, task, "KT005", by=code), error)
    own = await given(world, owner="KT001", by="TL001", lead="KT001")
    for code in ("KT001", "KT002"):  # a head's own work is moved in the unit above
        await refused_leaves_nothing(appointed(world, own, "KT005", by=code), NotAllowed)
    await appointed(world, own, "KT005", by="TL001")
