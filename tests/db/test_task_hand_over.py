"""Work that changes hands, as Art. 18.1.d of Decree 335/2025 counts it for giver and taker."""

import pytest

from app.clock import at
from app.db import fetch, fetch_one
from app.errors import Conflict, NotAllowed, Refused
from app.tasks.commands import (
    accept_result,
    decide_hand_back,
    hand_back,
    name_owner,
    submit_result,
)
from app.tasks.facts import flag_facts
from app.tasks.flag_sql import NOTHING_BESIDE
from app.tasks.flags import raised
from app.workdays import Calendar
from tests.db.work import (
    MONDAY,
    NEXT_FRIDAY,
    THURSDAY,
    WEDNESDAY,
    given,
    holdings_of,
    kinds_of,
    latenesses_of,
    offered,
    row_of,
    taken,
    version_of,
)


async def handed_back(world, reason: str, task: int | None = None, suggested: str | None = None):
    task = task or await given(world)
    paper = await hand_back(
        task=task,
        reason=reason,
        words="Nêu lý do",
        suggested=world.ids[suggested] if suggested else None,
        by=await world.viewer("KT003"),
        now=at(MONDAY, 9),
        version=await version_of(task),
    )
    return task, paper


async def decided(world, paper: int, upheld: bool, to: str | None, by: str = "KT001") -> None:
    await decide_hand_back(
        hand_over=paper,
        upheld=upheld,
        to_officer=world.ids[to] if to else None,
        words="Đã xem xét",
        by=await world.viewer(by),
        now=at(MONDAY, 15),
    )


async def flags_of(task: int) -> set[str]:
    moves = await fetch("SELECT * FROM hand_over WHERE task = {} ORDER BY id", task)
    return {
        each.flag.code
        for each in raised(flag_facts(await row_of(task) | NOTHING_BESIDE, MONDAY, moves), Calendar())
    }


@pytest.mark.parametrize(
    ("reason", "upheld", "end", "origin"),
    [
        ("overload", True, "cannot", "taken_over"),
        ("refused", True, "cannot", "taken_over"),
        ("other", True, "cannot", "taken_over"),
        ("absence", True, "absence", "taken_over"),
        ("not_authority", True, "not_authority", "ordinary"),
        ("lacks_papers", True, "lacks_papers", "ordinary"),
        ("overload", False, "cannot", "taken_over"),
        ("absence", False, "cannot", "taken_over"),
        ("not_authority", False, "cannot", "taken_over"),
        ("lacks_papers", False, "cannot", "taken_over"),
    ],
)
async def test_art_18_1_d_the_reason_decides_how_giver_and_taker_count(world, reason, upheld, end, origin):
    task, paper = await handed_back(world, reason)
    assert await holdings_of(task) == [(world.ids["KT003"], "ordinary", "", False)]  # until it is decided
    await decided(world, paper, upheld, "KT004")
    assert await holdings_of(task) == [(world.ids["KT003"], "ordinary", "", False)]  # until it is taken
    assert (await row_of(task))["owner"] == world.ids["KT003"]
    await taken(task, at(MONDAY, 16))
    assert await holdings_of(task) == [
        (world.ids["KT003"], "ordinary", end, True),
        (world.ids["KT004"], origin, "", False),
    ]
    row = await row_of(task)
    assert (row["owner"], row["state"], row["received_at"]) == (
        world.ids["KT004"],
        "in_progress",
        at(MONDAY, 16),
    )
    assert row["taken_over"] == (origin == "taken_over")
    assert row["lead"] == world.ids["KT001"]  # the through-line lead stays


async def test_a_reason_that_is_not_upheld_leaves_the_work_where_it_is(world):
    task, paper = await handed_back(world, "overload")
    await decided(world, paper, False, None)
    assert await holdings_of(task) == [(world.ids["KT003"], "ordinary", "", False)]
    kept = await fetch_one("SELECT * FROM hand_over WHERE id = {}", paper)
    assert (kept["upheld"], kept["decided_by"]) == (False, world.ids["KT001"])
    await handed_back(world, "absence", task)  # and it may be handed back again
    assert (await row_of(task))["hand_over_count"] == 2


async def test_upheld_without_a_taker_the_work_waits_for_a_name(world):
    task, paper = await handed_back(world, "lacks_papers")
    await decided(world, paper, True, None)
    row = await row_of(task)
    assert (row["state"], row["owner"], row["due_on"]) == ("awaiting_person", None, THURSDAY)
    await name_owner(
        task=task,
        owner=world.ids["KT003"],
        lead=world.ids["KT001"],
        working_deadline=None,
        by=await world.viewer("KT001"),
        now=at(WEDNESDAY, 8),
        version=row["version"],
    )
    assert await holdings_of(task) == [
        (world.ids["KT003"], "ordinary", "lacks_papers", True),
        (world.ids["KT003"], "ordinary", "", False),
    ]


async def test_work_named_anew_after_it_could_not_be_done_is_taken_over(world):
    task, paper = await handed_back(world, "overload")
    await decided(world, paper, True, None)
    await name_owner(
        task=task,
        owner=world.ids["KT005"],
        lead=world.ids["KT001"],
        working_deadline=None,
        by=await world.viewer("KT001"),
        now=at(WEDNESDAY, 8),
        version=await version_of(task),
    )
    assert (await holdings_of(task))[-1] == (world.ids["KT005"], "taken_over", "", False)


async def test_work_moved_by_the_head_leaves_the_givers_total_when_it_is_taken(world):
    task = await given(world)
    await offered(world, task, "KT004", at(MONDAY, 9))
    assert await holdings_of(task) == [(world.ids["KT003"], "ordinary", "", False)]
    await taken(task, at(MONDAY, 10))
    assert await holdings_of(task) == [
        (world.ids["KT003"], "ordinary", "moved", True),
        (world.ids["KT004"], "taken_over", "", False),
    ]
    assert (await row_of(task))["hand_over_count"] == 0  # inside a unit, by its head: no bounce
    assert not {"bounced", "ping_pong"} & await flags_of(task)


async def test_work_sent_on_to_another_unit_is_a_bounce(world):
    task = await given(world)
    await offered(world, task, "VX002", at(MONDAY, 9), by="TL001")
    assert (await row_of(task))["hand_over_count"] == 0
    assert "bounced" not in await flags_of(task)  # an offer has moved nothing
    await taken(task, at(MONDAY, 10))
    row = await row_of(task)
    assert (row["unit"], row["hand_over_count"]) == (world.ids["VX"], 1)
    assert "bounced" in await flags_of(task)


async def test_work_that_comes_back_to_who_passed_it_on_is_ping_pong(world):
    task, paper = await handed_back(world, "not_authority", suggested="KT004")
    await decided(world, paper, False, "KT004")
    await taken(task, at(MONDAY, 16))
    assert "bounced" in await flags_of(task)
    assert "ping_pong" not in await flags_of(task)
    await offered(world, task, "KT003", at(WEDNESDAY, 9), words="Trả về")
    assert "ping_pong" not in await flags_of(task)  # an offer has moved nothing
    await taken(task, at(WEDNESDAY, 10))
    assert "ping_pong" in await flags_of(task)


async def test_a_lateness_stays_with_who_held_the_work_when_the_date_passed(world):
    task = await given(world)
    await offered(world, task, "KT004", at(NEXT_FRIDAY, 0, 10))
    await taken(task, at(NEXT_FRIDAY, 8))
    assert await latenesses_of(task) == [(THURSDAY, world.ids["KT003"])]
    await submit_result(
        task=task,
        words="Báo cáo số 19/BC",
        by=await world.viewer("KT004"),
        now=at(NEXT_FRIDAY, 16),
        version=3,
    )
    assert await latenesses_of(task) == [(THURSDAY, world.ids["KT003"])]


async def test_a_submission_takes_back_a_hand_back_that_waits(world):
    task, paper = await handed_back(world, "overload")
    await submit_result(
        task=task,
        words="Báo cáo số 20/BC",
        by=await world.viewer("KT003"),
        now=at(WEDNESDAY, 9),
        version=await version_of(task),
    )
    kept = await fetch_one("SELECT * FROM hand_over WHERE id = {}", paper)
    assert (kept["upheld"], kept["decided_by"]) == (False, None)
    assert "task.hand_back_taken_back" in await kinds_of(task)
    with pytest.raises(Conflict):
        await decided(world, paper, True, "KT004")
    await accept_result(
        task=task, by=await world.viewer("KT001"), now=at(WEDNESDAY, 10), version=await version_of(task)
    )


async def test_a_hand_back_is_decided_once_and_not_by_its_author(world):
    task, paper = await handed_back(world, "overload")
    with pytest.raises(NotAllowed):
        await decided(world, paper, True, "KT004", by="KT003")
    with pytest.raises(Refused):
        await handed_back(world, "absence", task)
    await decided(world, paper, True, "KT004")
    with pytest.raises(Conflict):
        await decided(world, paper, True, "KT005")


async def test_sudden_work_that_lacked_papers_stays_sudden(world):
    task = await given(world, in_plan=False, sudden_reason="Mưa lớn")
    task, paper = await handed_back(world, "lacks_papers", task)
    await decided(world, paper, True, "KT003")
    assert await holdings_of(task) == [
        (world.ids["KT003"], "sudden", "lacks_papers", True),
        (world.ids["KT003"], "sudden", "", False),
    ]


async def test_the_past_holder_still_sees_the_task(world):
    from app.tasks.queries import task_seen

    task, paper = await handed_back(world, "overload")
    await decided(world, paper, True, "KT004")
    await taken(task, at(MONDAY, 16))
    assert (await task_seen(await world.viewer("KT003"), task, MONDAY))["id"] == task
