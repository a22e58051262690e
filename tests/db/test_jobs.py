"""Each slot of the timetable runs once, whoever runs it, and missed slots are made up."""

import asyncio
from datetime import date, timedelta

import pytest

from app import clock
from app.db import fetch, fetch_one, write
from app.jobs import LEASE, Job, catch_up, missed_days, run_once
from app.people.tables import FormPress
from app.people.tidying import forget_presses, forget_runs, tidy
from app.tasks.freshness import board_freshness
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


# --- failures, order, leases -------------------------------------------------------------------


async def run_of(key: str) -> dict:
    row = await fetch_one("SELECT * FROM job_run WHERE key = {}", key)
    assert row is not None
    return row


async def test_a_failure_is_kept_with_its_words_and_gone_when_the_slot_is_done(world):
    async def fails(day: date) -> str:
        raise ValueError("thiếu lịch nghỉ")

    broken = Job("count", Text("Đếm", "Count"), 0, 30, fails)
    with pytest.raises(ValueError, match="thiếu lịch nghỉ"):
        await run_once(broken, world.today)
    row = await run_of(f"count:{world.today}")
    assert row["failure"] == "ValueError: thiếu lịch nghỉ"
    assert row["failed_at"] is not None
    assert row["finished_at"] is None
    seen: list[date] = []
    assert await run_once(counting_job(seen), world.today) is None, "the timetable waits for the lease"
    assert await run_once(counting_job(seen), world.today, by_hand=True) == f"done {world.today}"
    row = await run_of(f"count:{world.today}")
    assert (row["failure"], row["failed_at"]) == ("", None)
    assert row["started_at"] <= row["finished_at"]


async def test_a_failed_night_is_made_up_later_although_the_next_ones_were_finished(world):
    days = [world.today - timedelta(days=n) for n in (3, 2, 1, 0)]
    seen: list[date] = []

    async def fails_once(day: date) -> str:
        if day == days[1] and day not in seen:
            seen.append(day)
            raise RuntimeError("the disk is full")
        seen.append(day)
        return "xong"

    job = Job("count", Text("Đếm", "Count"), 0, 30, fails_once)
    await run_once(job, days[0])
    await catch_up(job)
    assert seen == days
    assert await missed_days(job, world.today) == [days[1]]
    await catch_up(job)
    assert seen == days, "not before the lease is over"
    async with write():
        await fetch("UPDATE job_run SET lease_until = {}", clock.real_now() - timedelta(seconds=1))
    await catch_up(job)
    assert seen == [*days, days[1]]
    assert await missed_days(job, world.today) == []


async def test_a_job_whose_very_first_night_failed_is_made_up_too(world):
    async def fails(day: date) -> str:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await run_once(Job("count", Text("Đếm", "Count"), 0, 30, fails), world.today - timedelta(days=2))
    assert await missed_days(counting_job([]), world.today) == [
        world.today - timedelta(days=2),
        world.today - timedelta(days=1),
    ]


async def test_one_slot_of_a_job_runs_at_a_time(world):
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def waits(day: date) -> str:
        begun.set()
        await go_on.wait()
        return "xong"

    slow = Job("count", Text("Đếm", "Count"), 0, 30, waits)
    first = asyncio.create_task(run_once(slow, world.today - timedelta(days=1)))
    await begun.wait()
    assert await run_once(counting_job([]), world.today) is None
    go_on.set()
    assert await first == "xong"
    assert await run_once(counting_job([]), world.today) is not None


async def test_a_long_job_keeps_its_slot(world):
    async def long(day: date) -> str:
        await asyncio.sleep(0.9)
        return "xong"

    job = Job("count", Text("Đếm", "Count"), 0, 30, long, lease=timedelta(seconds=0.3))
    running = asyncio.create_task(run_once(job, world.today))
    await asyncio.sleep(0.6)  # twice its lease
    assert await run_once(counting_job([]), world.today) is None
    assert await running == "xong"


# --- jobs that run often -----------------------------------------------------------------------


def often_job(seen: list[date], minutes: int) -> Job:
    return Job("often", Text("Thường xuyên", "Often"), 0, 0, counting_job(seen).run, every_minutes=minutes)


@pytest.mark.parametrize(
    ("minutes", "hour", "minute", "slot"),
    [
        (15, 8, 0, "2026-11-22T08:00"),
        (15, 8, 14, "2026-11-22T08:00"),
        (15, 8, 59, "2026-11-22T08:45"),
        (1, 23, 59, "2026-11-22T23:59"),
        (90, 1, 29, "2026-11-22T00:00"),
        (0, 8, 0, "2026-11-22"),
    ],
)
def test_a_slot_is_named_by_its_day_or_by_the_minute_at_which_it_begins(minutes, hour, minute, slot):
    local = clock.local(clock.at(date(2026, 11, 22), hour, minute))
    assert often_job([], minutes).slot_at(local) == slot


@pytest.mark.parametrize(
    ("minutes", "hour", "minute", "due"),
    [
        (15, 8, 0, (22, 8, 15)),
        (7, 23, 59, (23, 0, 0)),
        (60, 23, 30, (23, 0, 0)),
        (0, 0, 0, (22, 0, 30)),
        (0, 0, 30, (23, 0, 30)),
    ],
)
def test_the_next_slot_is_told(minutes, hour, minute, due):
    job = Job("x", Text("x", "x"), 0, 30, counting_job([]).run, every_minutes=minutes)
    following = job.next_due(clock.local(clock.at(date(2026, 11, 22), hour, minute)))
    assert (following.day, following.hour, following.minute) == due


async def test_a_job_that_runs_often_runs_its_present_slot_once_and_makes_nothing_up(world):
    seen: list[date] = []
    job = often_job(seen, 15)
    await catch_up(job)
    await catch_up(job)
    assert len(seen) == 1
    clock.set_clock(world.now + timedelta(hours=3))
    await catch_up(job)
    assert len(seen) == 2
    rows = await fetch("SELECT key FROM job_run ORDER BY key")
    assert [row["key"] for row in rows] == ["often:2026-11-22T08:00", "often:2026-11-22T11:00"]


async def test_old_runs_are_forgotten_and_the_last_of_each_job_stays(world):
    long_ago, lately = world.today - timedelta(days=91), world.today - timedelta(days=3)
    keys = (
        *(f"flags:{long_ago}", f"flags:{lately}", f"rare:{long_ago}"),
        *(f"often:{lately}T08:00", f"often:{world.today}T07:00"),
    )
    async with write():
        for key in keys:
            await fetch(
                "INSERT INTO job_run (key, owner, lease_until, finished_at, result, failure)"
                " VALUES ({}, 'x', {}, {}, '', '')",
                key,
                world.now,
                world.now,
            )
    assert await forget_runs(world.today) == "Bỏ 2 lượt chạy cũ."
    left = {row["key"] for row in await fetch("SELECT key FROM job_run")}
    assert left == {f"flags:{lately}", f"rare:{long_ago}", f"often:{world.today}T07:00"}
    assert await tidy(world.today) == "Bỏ 0 khóa biểu mẫu cũ. Bỏ 0 lượt chạy cũ."


# --- how new the board is ----------------------------------------------------------------------


async def night(day: date, *, failed: bool = False) -> None:
    async with write():
        await fetch(
            "INSERT INTO job_run (key, owner, lease_until, finished_at, failed_at, result, failure)"
            " VALUES ({}, 'x', {}, {}, {}, '', '')",
            f"flags:{day}",
            clock.real_now(),
            None if failed else clock.real_now(),
            clock.real_now() if failed else None,
        )


async def test_a_board_is_sound_for_24_hours_after_the_nights_look(world):
    assert not (await board_freshness(world.now)).sound
    await night(world.today)
    assert (await board_freshness(world.now)).sound
    begins = clock.at(world.today, 0, 30)
    assert (await board_freshness(begins + timedelta(hours=24))).sound
    old = await board_freshness(begins + timedelta(hours=24, seconds=1))
    assert not old.sound
    assert old.words.vi.startswith("Lần tính gần nhất đã quá 24 giờ (cho ngày 22/11/2026)")


async def test_a_failed_look_is_told_apart_from_an_old_one_until_it_is_made_up(world):
    await night(world.today - timedelta(days=1))
    await night(world.today, failed=True)
    broken = await board_freshness(clock.at(world.today, 0, 31))
    assert not broken.sound
    assert "bị lỗi" in broken.words.vi
    async with write():
        await fetch(
            "UPDATE job_run SET finished_at = {}, failed_at = NULL WHERE key = {}",
            clock.real_now(),
            f"flags:{world.today}",
        )
    assert (await board_freshness(world.now)).sound
