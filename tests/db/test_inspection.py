"""The inspector's weekly list: work reminded of too often without any act, on both databases."""

import asyncio
import json
from datetime import date

from app import db, jobs
from app.clock import at
from app.db import fetch
from app.history import verify
from app.people.office_settings import set_office_rule
from app.people.queries import office_calendar
from app.tasks.commands import receive_task, remind, report_progress, submit_result
from app.tasks.flag_sql import Marks
from app.tasks.inspection import list_week
from app.tasks.inspection_queries import listed_in, of_week, weeks_made
from tests.db.test_reminders import late_task
from tests.db.work import MONDAY, counts, version_of

FOUR_DAYS = (16, 17, 18, 19)
NEXT_MONDAY = date(2026, 11, 30)


async def reminded(world, task: int, days=FOUR_DAYS, by: str = "KT001") -> None:
    """One reminder of the holder on each of these days of November."""
    head = await world.viewer(by)
    for day in days:
        await remind(task=task, by=head, now=at(date(2026, 11, day), 9), version=await version_of(task))


async def items() -> list[tuple[int, int]]:
    rows = await fetch("SELECT task, reminders FROM inspection_item ORDER BY task")
    return [(row["task"], row["reminders"]) for row in rows]


async def listed(world, week: date = MONDAY, by: str = "TL003"):
    marks = Marks(week, await office_calendar())
    where = of_week(week, await world.viewer(by), marks.today)
    return await listed_in(week, where, marks)


async def test_more_than_three_reminders_without_an_act_reach_the_list_and_three_do_not(world):
    often, rarely = await late_task(world), await late_task(world)
    await reminded(world, often)
    await reminded(world, rarely, FOUR_DAYS[:3])
    assert await list_week(MONDAY) == "Đưa 1 việc vào danh sách tuần của thanh tra."
    assert await items() == [(often, 4)]
    (act,) = await fetch("SELECT facts, actor, at FROM history WHERE kind = 'inspection.listed'")
    assert json.loads(act["facts"]) == {"week": "2026-11-23", "more_than": 3, "tasks": [often]}
    assert (act["actor"], act["at"]) == (None, at(MONDAY, 6).isoformat())
    assert (await verify()).sound


async def test_the_ladder_counts_with_the_reminders_of_people(world):
    from app.tasks.escalation import escalate_day

    task = await late_task(world)
    await reminded(world, task, FOUR_DAYS[:3])
    await escalate_day(date(2026, 11, 18))
    await list_week(MONDAY)
    assert await items() == [(task, 4)]


async def test_any_act_on_the_task_begins_the_count_anew(world):
    task = await late_task(world)
    await reminded(world, task, FOUR_DAYS[:3])
    owner = await world.viewer("KT003")
    await receive_task(task=task, by=owner, now=at(date(2026, 11, 18), 15), version=1)
    await reminded(world, task, (19, 20))
    await list_week(MONDAY)
    assert await items() == []


async def test_the_owners_act_counts_though_the_heads_have_not_answered(world):
    from app.tasks.escalation import escalate_day

    task = await late_task(world)
    await reminded(world, task, FOUR_DAYS[:2])
    for day in (18, 23):
        await escalate_day(date(2026, 11, day))
    owner = await world.viewer("KT003")
    await report_progress(
        task=task, percent=10, words="Đang làm", by=owner, now=at(date(2026, 11, 24), 9), version=1
    )
    await list_week(NEXT_MONDAY)
    assert await items() == []


async def test_work_handed_in_is_not_listed(world):
    task = await late_task(world)
    await reminded(world, task)
    owner = await world.viewer("KT003")
    await submit_result(task=task, words="Báo cáo số 1", by=owner, now=at(date(2026, 11, 20), 9), version=1)
    await list_week(MONDAY)
    assert await items() == []


async def test_the_office_sets_how_often_is_too_often(world):
    task = await late_task(world)
    await reminded(world, task, FOUR_DAYS[:2])
    await set_office_rule(
        code="reminders_to_inspector",
        value="1",
        from_date=date(2026, 11, 20),
        basis="Quy chế làm việc",
        by=await world.viewer("VP003"),
        now=at(date(2026, 11, 19), 9),
    )
    await list_week(MONDAY)
    assert await items() == [(task, 2)]


async def test_a_week_is_listed_once_whoever_runs_it_and_only_on_a_monday(world):
    await reminded(world, await late_task(world))
    assert await list_week(date(2026, 11, 22)) == "Chỉ lập vào thứ Hai."
    said = await asyncio.gather(list_week(MONDAY), list_week(MONDAY))
    assert sorted(said) == ["Danh sách tuần này đã lập.", "Đưa 1 việc vào danh sách tuần của thanh tra."]
    before = await counts()
    assert await jobs.run_once(jobs.job_named("weekly-list"), MONDAY) == "Danh sách tuần này đã lập."
    assert await counts() == before
    assert len(await items()) == 1


async def test_an_empty_week_is_made_too_and_says_so(world):
    assert await list_week(MONDAY) == "Đưa 0 việc vào danh sách tuần của thanh tra."
    assert [(each.monday, each.made_at) for each in await weeks_made()] == [(MONDAY, at(MONDAY, 6))]


async def test_a_list_made_up_after_downtime_is_that_of_its_monday(world):
    task = await late_task(world)
    await reminded(world, task)
    owner = await world.viewer("KT003")
    await receive_task(task=task, by=owner, now=at(date(2026, 11, 25), 9), version=1)  # before it is made up
    await reminded(world, task, (26,))
    await list_week(MONDAY)
    assert await items() == [(task, 4)]
    (row,) = await listed(world)
    assert [each["day"].day for each in row.reminders] == list(FOUR_DAYS)
    assert row.acted_at == at(date(2026, 11, 25), 9)


async def test_each_row_names_the_reminders_and_the_first_act_after(world):
    task = await late_task(world)
    await reminded(world, task)
    await list_week(MONDAY)
    (row,) = await listed(world)
    assert [(each["day"].day, each["kind"]) for each in row.reminders] == [(d, "manual") for d in FOUR_DAYS]
    assert {each["to_name"] for each in row.reminders} == {"Ngô Văn Đức"}
    assert row.acted_at is None
    owner = await world.viewer("KT003")
    await receive_task(task=task, by=owner, now=at(MONDAY, 10), version=1)
    (row,) = await listed(world)
    assert row.acted_at == at(MONDAY, 10)
    assert len(row.reminders) == 4


async def test_a_reader_of_one_unit_sees_the_list_of_that_unit(world):
    ours, theirs = await late_task(world), await late_task(world, owner="VX002", by="VX001")
    await reminded(world, ours)
    await reminded(world, theirs, by="VX001")
    await list_week(MONDAY)
    assert {row.line.row["id"] for row in await listed(world)} == {ours, theirs}
    assert [row.line.row["id"] for row in await listed(world, by="VX001")] == [theirs]


async def test_the_statements_do_not_grow_with_the_tasks(world, monkeypatch):
    ran: list[str] = []
    current = db.engine()
    really = current.run_querystring

    async def counted(querystring, in_pool=False):
        ran.append(str(querystring))
        return await really(querystring, in_pool)

    await reminded(world, await late_task(world))
    monkeypatch.setattr(current, "run_querystring", counted)
    await list_week(MONDAY)
    await listed(world)
    of_one = len(ran)
    monkeypatch.undo()
    for _ in range(3):
        await reminded(world, await late_task(world), (24, 25, 26, 27))
    monkeypatch.setattr(current, "run_querystring", counted)
    ran.clear()
    await list_week(NEXT_MONDAY)
    assert len(await listed(world, NEXT_MONDAY)) == 4
    assert len(ran) <= of_one
