"""Many writers at once: one act is written, the others are told; nothing is lost and nothing doubled."""

import asyncio

import pytest

from app.db import fetch
from app.errors import Conflict
from app.history import verify
from app.tasks.commands import accept_result, assign_task, reassign, receive_task, report_progress
from tests.db.work import entry, given, holdings_of, kinds_of, row_of, submitted, version_of

WRITERS = 20


async def at_once(acts) -> tuple[int, int]:
    """How many were written and how many met a conflict; anything else fails the test."""
    results = await asyncio.gather(*acts, return_exceptions=True)
    conflicts = sum(isinstance(each, Conflict) for each in results)
    for each in results:
        if isinstance(each, BaseException) and not isinstance(each, Conflict):
            raise each
    return len(results) - conflicts, conflicts


async def test_of_twenty_reports_on_one_version_one_is_written(world):
    task, owner = await given(world), await world.viewer("KT003")
    acts = [
        report_progress(task=task, percent=n, words=f"Dòng {n}", by=owner, now=world.now, version=1)
        for n in range(WRITERS)
    ]
    assert await at_once(acts) == (1, WRITERS - 1)
    assert (await row_of(task))["version"] == 2
    assert len(await fetch("SELECT id FROM progress_entry")) == 1
    assert await kinds_of(task) == ["task.assigned", "task.received", "task.progress"]
    assert (await verify()).sound


async def test_of_twenty_acceptances_one_is_written_though_the_state_has_changed(world):
    task, head = await submitted(world), await world.viewer("KT001")
    version = await version_of(task)
    acts = [accept_result(task=task, by=head, now=world.now, version=version) for _ in range(WRITERS)]
    assert await at_once(acts) == (1, WRITERS - 1)
    assert (await kinds_of(task)).count("task.accepted") == 1


async def test_a_receipt_and_a_move_at_once_leave_one_holder(world):
    task, head, owner = await given(world), await world.viewer("KT001"), await world.viewer("KT003")
    moves = [
        reassign(
            task=task,
            to_officer=world.ids[code],
            reason="moved",
            words="Đổi",
            by=head,
            now=world.now,
            version=1,
        )
        for code in ("KT004", "KT005")
    ]
    receipt = receive_task(task=task, by=owner, now=world.now, version=1)
    assert await at_once([*moves, receipt]) == (1, 2)
    assert sum(not ended for *_, ended in await holdings_of(task)) == 1


async def test_twenty_assignments_at_once_get_twenty_codes_in_a_row(world):
    head = await world.viewer("KT001")
    acts = [assign_task(entry=entry(world), by=head, now=world.now) for _ in range(WRITERS)]
    assert await at_once(acts) == (WRITERS, 0)
    codes = sorted(row["code"] for row in await fetch("SELECT code FROM task"))
    assert codes == [f"NV-2026-{n:05}" for n in range(1, WRITERS + 1)]
    assert (await verify()).sound


async def test_an_old_version_is_a_conflict_also_for_who_may_do_it(world):
    task, owner = await given(world), await world.viewer("KT003")
    await receive_task(task=task, by=owner, now=world.now, version=1)
    with pytest.raises(Conflict):
        await receive_task(task=task, by=owner, now=world.now, version=1)
