"""Each slot of the timetable runs once, whoever runs it, and missed slots are made up."""

import asyncio
from datetime import date, timedelta

import pytest

from app import clock
from app.db import fetch, fetch_one, write
from app.jobs import LEASE, Job, catch_up, missed_days, run_once
from app.people.tables import FormPress
from app.people.tidying import forget_presses
from app.text import Text


def counting_job(seen: list[date], *, hour: int = 0) -> Job:
    async def run(day: date) -> str:
        await asyncio.sleep(0.01)
        seen.append(day)
        return f"done {day}"

    return Job("count", Text("Đếm", "Count"), hour, 30, run)


async def test_two_processes_run_a_slot_once(world):
    seen: list[date] = []
    job = counting_job(seen)
    said = await asyncio.gather(*(run_once(job, world.today) for _ in range(6)))
    assert seen == [world.today]
    assert [words for words in said if words] == [f"done {world.today}"]


async def test_a_finished_slot_is_never_run_again(world):
    seen: list[date] = []
    job = counting_job(seen)
    await run_once(job, world.today)
    late = clock.real_now() + LEASE * 3
    assert await run_once(job, world.today, real_now=late) is None
    assert len(seen) == 1


async def test_a_slot_whose_process_died_is_taken_over_after_the_lease(world):
    async def dies(day: date) -> str:
        raise RuntimeError("killed")

    job = Job("fragile", Text("Dễ vỡ", "Fragile"), 0, 30, dies)
    with pytest.raises(RuntimeError):
        await run_once(job, world.today)
    seen: list[date] = []
    healthy = Job("fragile", job.title, 0, 30, counting_job(seen).run)
    assert await run_once(healthy, world.today) is None
    assert await run_once(healthy, world.today, real_now=clock.real_now() + LEASE * 2) is not None
    assert seen == [world.today]


async def test_missed_nights_are_made_up_in_order(world):
    seen: list[date] = []
    job = counting_job(seen)
    await run_once(job, world.today - timedelta(days=4))
    await catch_up(job)
    assert seen == [world.today - timedelta(days=n) for n in (4, 3, 2, 1, 0)]
    assert await missed_days(job, world.today) == []


async def test_a_slot_waits_for_its_hour(world):
    seen: list[date] = []
    await catch_up(counting_job(seen, hour=23))
    assert seen == []
    row = await fetch_one("SELECT COUNT(*) AS n FROM job_run")
    assert row["n"] == 0


async def test_keys_of_forms_are_forgotten_after_a_week_and_not_before(world):
    async with write():
        for days in (1, 6, 9):
            await FormPress(
                key=f"press {days}",
                officer=world.ids["VP001"],
                body_hash="0" * 64,
                location="/",
                at=world.now - timedelta(days=days),
            ).save()
    assert await forget_presses(world.today) == "Bỏ 1 khóa biểu mẫu cũ."
    assert [row["key"] for row in await fetch("SELECT key FROM form_press ORDER BY key")] == [
        "press 1",
        "press 6",
    ]
