"""The nightly look: dated facts, written once, also for nights that were missed."""

import asyncio
import json
from datetime import date, timedelta

import pytest

from app import db, jobs
from app.clock import at, local_day
from app.db import fetch, insert_many, write
from app.history import verify
from app.people.commands import set_calendar_day
from app.tasks.commands import (
    accept_result,
    assign_task,
    give_to_unit,
    hand_back,
    return_result,
    submit_result,
)
from app.tasks.nightly import notice_day
from tests.db.work import (
    MONDAY,
    NEXT_FRIDAY,
    THURSDAY,
    counts,
    entry,
    given,
    latenesses_of,
    offered,
    row_of,
    submitted,
    taken,
    version_of,
)

SATURDAY = date(2026, 11, 28)


async def flags_of(task: int) -> dict[str, date]:
    rows = await fetch("SELECT flag, since FROM flag_fact WHERE task = {} ORDER BY id", task)
    return {row["flag"]: row["since"] for row in rows}


async def test_a_date_that_ended_is_one_lateness_of_its_owner(world):
    task = await given(world)
    await notice_day(THURSDAY)
    assert await latenesses_of(task) == []
    assert (await notice_day(NEXT_FRIDAY)).startswith("Ghi 1 lần chậm")
    assert await latenesses_of(task) == [(THURSDAY, world.ids["KT003"])]
    row = await row_of(task)
    assert (row["lateness_count"], row["version"]) == (1, 1)  # nobody's open form is in the way
    facts = await flags_of(task)
    assert facts["late"] == NEXT_FRIDAY
    assert facts["not_received"] <= NEXT_FRIDAY
    ground = (await fetch("SELECT ground FROM flag_fact WHERE flag = 'late'"))[0]["ground"]
    assert set(json.loads(ground)) == {"vi", "en"}


async def test_a_date_on_a_day_off_is_late_after_the_next_working_day(world):
    """Civil Code 148.5, and the office's own day off on top."""
    task = await given(world, deadline=SATURDAY)
    await set_calendar_day(day=date(2026, 11, 30), working=False, basis="Nghỉ bù", by=None, now=world.now)
    for day in (29, 30):
        await notice_day(date(2026, 11, day))
    await notice_day(date(2026, 12, 1))
    assert await latenesses_of(task) == []
    await notice_day(date(2026, 12, 2))
    assert await latenesses_of(task) == [(SATURDAY, world.ids["KT003"])]


async def test_looking_again_writes_nothing_more(world):
    await given(world)
    await notice_day(NEXT_FRIDAY)
    before = await counts()
    assert await notice_day(NEXT_FRIDAY) == "Ghi 0 lần chậm, 0 dấu hiệu."
    assert await counts() == before


async def test_two_looks_at_once_write_once(world):
    tasks = [await given(world) for _ in range(5)]
    said = await asyncio.gather(notice_day(NEXT_FRIDAY), notice_day(NEXT_FRIDAY))
    assert sorted(said)[0] == "Ghi 0 lần chậm, 0 dấu hiệu."
    for task in tasks:
        assert len(await latenesses_of(task)) == 1
        assert (await row_of(task))["lateness_count"] == 1
    assert (await verify()).sound


async def test_two_processes_claim_one_slot_once(world):
    await given(world)
    job = jobs.job_named("flags")
    said = await asyncio.gather(*(jobs.run_once(job, NEXT_FRIDAY) for _ in range(4)))
    assert sum(each is not None for each in said) == 1


async def test_missed_nights_are_made_up_and_charged_to_who_held_the_work_then(world):
    """The date passed on Thursday while nothing ran; on Friday morning the work was moved and taken."""
    kept, moved = await given(world), await given(world)
    await offered(world, moved, "KT004", at(NEXT_FRIDAY, 9))
    await taken(moved, at(NEXT_FRIDAY, 10))
    for n in range(6):
        await notice_day(MONDAY + timedelta(days=n))
    for task in (kept, moved):
        assert await latenesses_of(task) == [(THURSDAY, world.ids["KT003"])]


async def test_submitted_in_time_is_never_late_while_it_waits(world):
    task = await submitted(world, day=THURSDAY)
    for n in range(20):
        await notice_day(NEXT_FRIDAY + timedelta(days=n))
    assert await latenesses_of(task) == []
    await accept_result(
        task=task,
        by=await world.viewer("KT001"),
        now=at(date(2026, 12, 20), 9),
        version=await version_of(task),
    )
    assert await latenesses_of(task) == []


async def test_lateness_survives_submission_return_a_new_date_and_acceptance(world):
    task = await given(world)
    head, owner = await world.viewer("KT001"), await world.viewer("KT003")
    await notice_day(NEXT_FRIDAY)
    missed = [(THURSDAY, owner.officer_id)]
    now = at(NEXT_FRIDAY, 10)
    await submit_result(task=task, words="Báo cáo", by=owner, now=now, version=await version_of(task))
    assert await latenesses_of(task) == missed
    rework = date(2026, 12, 2)
    await return_result(
        task=task,
        words="Thiếu",
        failed_check=False,
        rework_due=rework,
        by=head,
        now=now,
        version=await version_of(task),
    )
    for n in range(1, 10):
        await notice_day(NEXT_FRIDAY + timedelta(days=n))
    missed.append((rework, owner.officer_id))
    assert await latenesses_of(task) == missed
    now = at(date(2026, 12, 8), 9)
    await submit_result(task=task, words="Báo cáo", by=owner, now=now, version=await version_of(task))
    await accept_result(task=task, by=head, now=now, version=await version_of(task))
    await notice_day(date(2026, 12, 9))
    assert await latenesses_of(task) == missed
    assert (await row_of(task))["lateness_count"] == 2
    assert "late_when_done" in await flags_of(task)


async def test_a_unit_without_a_named_owner_misses_a_date_and_nobody_is_charged(world):
    task = await give_to_unit(
        entry=entry(world, owner=None, lead=None, unit=world.ids["KT"]),
        by=await world.viewer("VP002"),
        now=world.now,
    )
    await notice_day(NEXT_FRIDAY)
    assert await latenesses_of(task) == [(THURSDAY, None)]
    assert "awaiting_person" in await flags_of(task)


async def test_a_date_that_had_passed_when_imported_is_no_lateness(world):
    task = await give_to_unit(
        entry=entry(world, owner=None, lead=None, unit=world.ids["KT"]),
        by=await world.viewer("VP002"),
        now=world.now,
    )
    past = date(2026, 6, 30)
    async with write():
        await insert_many(
            "UPDATE task SET original_deadline = ?, deadline = ?, due_on = ?, late_on_import = ? WHERE id = ?",
            [(past, past, past, True, task)],
        )
    await notice_day(NEXT_FRIDAY)
    assert await latenesses_of(task) == []
    assert (await row_of(task))["lateness_count"] == 0
    facts = await flags_of(task)
    assert "late_on_import" in facts
    assert "late" not in facts


async def test_bounces_are_kept_with_the_day_of_the_first(world):
    task = await given(world)
    await hand_back(
        task=task,
        reason="overload",
        words="Nhiều việc",
        by=await world.viewer("KT003"),
        now=at(MONDAY, 9),
        version=1,
    )
    await notice_day(MONDAY + timedelta(days=1))
    assert (await flags_of(task))["bounced"] == MONDAY


async def test_the_number_of_statements_does_not_grow_with_the_tasks(world, monkeypatch):
    asked: list[str] = []

    async def counted(sql, *args, plain=db.fetch):
        asked.append(sql)
        return await plain(sql, *args)

    head = await world.viewer("KT001")
    for _ in range(3):
        await assign_task(entry=entry(world), by=head, now=world.now)
    monkeypatch.setattr("app.tasks.nightly.fetch", counted)
    await notice_day(NEXT_FRIDAY)
    few, asked[:] = len(asked), []
    for _ in range(30):
        await assign_task(entry=entry(world), by=head, now=world.now)
    await notice_day(NEXT_FRIDAY)
    assert len(asked) == few
    assert len(await fetch("SELECT id FROM lateness")) == 33


async def test_the_timetable_makes_up_nights_and_runs_today(world):
    await given(world, deadline=local_day(world.now))
    job = jobs.job_named("flags")
    await jobs.run_once(job, local_day(world.now) - timedelta(days=3))
    await jobs.catch_up(job)
    done = await fetch("SELECT key FROM job_run WHERE finished_at IS NOT NULL ORDER BY key")
    assert [row["key"] for row in done] == [f"flags:2026-11-{day}" for day in (19, 20, 21, 22)]


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
async def test_drafts_and_withdrawn_work_are_never_late(world, state):
    task = await given(world)
    async with write():
        await insert_many("UPDATE task SET state = ? WHERE id = ?", [(state, task)])
    await notice_day(NEXT_FRIDAY)
    assert await latenesses_of(task) == []
