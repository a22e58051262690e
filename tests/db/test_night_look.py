"""What a night looks at: enough that nothing is overlooked, and no more than can have changed."""

from datetime import date, timedelta

from app import clock
from app.clock import at
from app.db import fetch, insert_many, write
from app.people.commands import set_calendar_day
from app.people.queries import office_calendar
from app.tasks.commands import hand_back, pause_task, report_progress, save_draft
from app.tasks.night_look import tasks_to_look_at
from app.tasks.nightly import notice_day, notice_flags
from tests.db.following import ask, protect
from tests.db.work import (
    MONDAY,
    WEDNESDAY,
    counts,
    entry,
    given,
    offered,
    submitted,
    taken,
    version_of,
)

TUESDAY = MONDAY + timedelta(days=1)


async def overlooked(day: date) -> int:
    """How many flags a look at every task finds that the night did not keep."""
    tasks = [row["id"] for row in await fetch("SELECT id FROM task WHERE state <> 'withdrawn' ORDER BY id")]
    done = {
        row["id"]
        for row in await fetch(
            "SELECT id FROM task WHERE state IN ('submitted', 'done') AND submitted_at < {}",
            at(day - timedelta(days=1)),
        )
    }
    async with write():
        return await notice_flags(
            [task for task in tasks if task not in done], day, at(day, 0, 30), await office_calendar()
        )


async def look(day: date) -> list[int]:
    return await tasks_to_look_at(day, await office_calendar())


async def varied_work(world) -> None:
    """Work that will be late, silent, not received, paused, asked about, protected, moved, and drafts that age."""
    head, owner = await world.viewer("KT001"), await world.viewer("KT003")
    await given(world)
    reported = await given(world, deadline=date(2026, 12, 18))
    await report_progress(
        task=reported,
        percent=10,
        words="Đang làm",
        by=owner,
        now=at(MONDAY, 9),
        version=await version_of(reported),
    )
    stands = await given(world, deadline=date(2026, 12, 4))
    await pause_task(
        task=stands,
        reason="superior",
        words="Chờ Chủ tịch ký",
        from_date=WEDNESDAY,
        to_date=date(2026, 12, 1),
        by=head,
        now=at(MONDAY, 9),
        version=await version_of(stands),
    )
    await ask(world, await given(world, deadline=date(2026, 12, 11)), now=at(MONDAY, 9))
    await protect(world, await given(world), from_date=WEDNESDAY, to_date=date(2026, 12, 2))
    moved = await given(world, deadline=WEDNESDAY)
    await offered(world, moved, "KT004", at(MONDAY, 9))
    await taken(moved, at(MONDAY, 10))
    await submitted(world, day=MONDAY, deadline=date(2026, 12, 2))
    await save_draft(entry=entry(world, deadline=WEDNESDAY), by=head, now=world.now)


async def test_night_after_night_nothing_is_overlooked(world):
    await varied_work(world)
    kept = 0
    for n in range(45):
        day = MONDAY + timedelta(days=n)
        await notice_day(day)
        assert await overlooked(day) == 0, day
        rows = len(await fetch("SELECT id FROM flag_fact"))
        assert rows >= kept
        kept = rows
    flags = {row["flag"] for row in await fetch("SELECT DISTINCT flag FROM flag_fact")}
    assert flags >= {
        *("late", "silent", "not_received", "due_soon", "paused", "protected", "waiting_opinion"),
        *("unclear", "moved_near_deadline"),
    }


async def test_acts_of_the_day_are_looked_at_in_the_night_after(world):
    task = await given(world, deadline=date(2026, 12, 18))
    await notice_day(MONDAY)
    await hand_back(
        task=task,
        reason="overload",
        words="Nhiều việc",
        by=await world.viewer("KT003"),
        now=at(MONDAY, 9),
        version=await version_of(task),
    )
    assert task in await look(TUESDAY)
    await notice_day(TUESDAY)
    assert await overlooked(TUESDAY) == 0


async def test_what_nobody_touched_and_no_date_concerns_is_not_looked_at(world):
    quiet, due = await given(world, deadline=date(2026, 12, 31)), await given(world)
    await notice_day(MONDAY)
    looked = []
    for n in range(1, 5):
        looked += await look(MONDAY + timedelta(days=n))
        await notice_day(MONDAY + timedelta(days=n))
    assert due in looked
    assert looked.count(quiet) <= 1, "only when it has waited to be received for too long"
    assert len(looked) < 5, "each is looked at on the few days that concern it"


async def test_finished_work_is_not_looked_at_however_much_there_is(world):
    task = await given(world)
    await notice_day(MONDAY)
    before = await look(TUESDAY)
    async with write():
        await insert_many(
            "INSERT INTO task (code, state, title, product, search_key, unit, owner, lead, created_by, deadline, due_on,"
            " created_at, submitted_at, accepted_at) SELECT ?, 'done', title, product, search_key, unit, owner, lead,"
            " created_by, deadline, due_on, created_at, ?, ? FROM task WHERE id = ?",
            [(f"X-{n}", at(date(2026, 10, 1)), at(date(2026, 10, 1)), task) for n in range(300)],
        )
    assert await look(TUESDAY) == before


async def test_a_second_look_at_the_same_night_finds_and_writes_nothing(world):
    await varied_work(world)
    await notice_day(MONDAY)
    before = await counts()
    assert await notice_day(MONDAY) == "Ghi 0 lần chậm, 0 dấu hiệu."
    assert await counts() == before


async def test_without_a_night_before_and_after_a_change_of_the_calendar_everything_is_looked_at(world):
    task = await given(world, deadline=date(2026, 12, 31))
    assert task in await look(MONDAY)
    await notice_day(MONDAY)
    assert task not in await look(TUESDAY)
    await set_calendar_day(day=date(2026, 12, 30), working=False, basis="Nghỉ bù", by=None, now=clock.now())
    assert task in await look(TUESDAY)
    assert task in await look(MONDAY + timedelta(days=30))


async def test_a_quiet_night_is_on_record_once(world):
    await notice_day(MONDAY)
    await notice_day(MONDAY)
    rows = await fetch("SELECT facts FROM history WHERE kind = 'tasks.noticed'")
    assert len(rows) == 1
