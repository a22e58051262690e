"""What the inspector's flags are raised from: the facts as the records of both databases tell them."""

from datetime import date

from app import clock
from app.db import engine, fetch, write
from app.evaluation.inspection_queries import drawn, findings, month_facts
from app.evaluation.roster import Wanted
from app.people.office_settings import set_office_rule
from tests.sheet_world import NOVEMBER, confirmed, hand_back, points, work

EVERYWHERE = ("/",)
IN_TIME = date(2026, 11, 10)


async def facts():
    return await month_facts(NOVEMBER, Wanted(EVERYWHERE))


async def found(code):
    return [each.words.en for flag, each in await findings(NOVEMBER, EVERYWHERE) if flag == code]


async def accepted(task: int, day: date = IN_TIME) -> None:
    async with write():
        await fetch("UPDATE task SET accepted_at = {} WHERE id = {}", clock.at(day, 16), task)


async def test_a_sheet_comes_with_its_points_work_and_evidence(world):
    late = await work(world.ids, "KT003", submitted=date(2026, 11, 16), late=True)
    lifted = await work(world.ids, "KT003", submitted=date(2026, 11, 16), late=True, objective=True)
    await confirmed(world.ids, "KT003", "KT001", given=points(III_1=200))
    (sheet,) = (await facts()).sheets
    assert (sheet.staff_code, sheet.duty, sheet.unit_id) == ("KT003", "staff", world.ids["KT"])
    assert sheet.scorer_id == world.ids["KT001"]
    assert {item.task_id: item.late for item in sheet.items} == {late: 1, lifted: 0}
    criteria = {each.code: each for each in sheet.criteria}
    assert (criteria["III.1"].most, criteria["III.1"].own, criteria["III.1"].confirmed) == (250, 250, 200)
    assert criteria["II.3"].grounds == 1  # the lateness that was charged
    assert criteria["III.2"].grounds == 0


async def test_only_confirmed_sheets_of_the_scope_are_looked_at(world):
    await work(world.ids, "KT003", submitted=IN_TIME)
    await confirmed(world.ids, "KT003", "KT001")
    assert len((await facts()).sheets) == 1
    assert not (await month_facts(NOVEMBER, Wanted((f"/{world.ids['TL']}/{world.ids['VX']}/",)))).sheets
    assert not (await month_facts(NOVEMBER.previous, Wanted(EVERYWHERE))).sheets
    assert not (await month_facts(NOVEMBER, Wanted(()))).sheets


async def test_evidence_that_came_when_the_month_was_over_is_found_and_earlier_is_not(world):
    task = await work(world.ids, "KT003", submitted=IN_TIME)
    await confirmed(world.ids, "KT003", "KT001")
    for day, name in ((date(2026, 11, 30), "trong-thang.pdf"), (date(2026, 12, 1), "sau-thang.pdf")):
        async with write():
            await fetch(
                "INSERT INTO evidence (subject_type, subject_id, sha256, file_name, media_type, size, officer, at)"
                " VALUES ('task', {}, {}, {}, 'application/pdf', 1, {}, {})",
                task,
                name,
                name,
                world.ids["KT003"],
                clock.at(day, 8),
            )
    (late,) = (await facts()).late_evidence
    assert (late.task_id, late.file_name, late.on) == (task, "sau-thang.pdf", date(2026, 12, 1))


async def test_a_deadline_that_was_moved_when_it_had_passed_is_found_and_one_in_time_is_not(world):
    """Friday the 13th runs out with that day."""
    moved = {}
    for day in (date(2026, 11, 13), date(2026, 11, 16)):
        moved[day] = task = await work(world.ids, "KT003", submitted=date(2026, 11, 18))
        async with write():
            await fetch(
                "INSERT INTO extension (task, number, old_due, asked_due, new_due, reason, words, asked_by, asked_at,"
                " after_deadline, granted, decided_at, decision_words)"
                " VALUES ({}, 1, {}, {}, {}, 'more_work', 'x', {}, {}, false, true, {}, '')",
                task,
                date(2026, 11, 13),
                date(2026, 11, 20),
                date(2026, 11, 20),
                world.ids["KT003"],
                clock.at(day, 8),
                clock.at(day, 9),
            )
    await confirmed(world.ids, "KT003", "KT001")
    (found_one,) = (await facts()).moved_deadlines
    assert (found_one.task_id, found_one.old, found_one.on) == (
        moved[date(2026, 11, 16)],
        date(2026, 11, 13),
        date(2026, 11, 16),
    )


async def test_bounced_work_that_counts_for_nobody_is_told_once_all_its_peoples_sheets_are_there(world):
    task = await work(world.ids, "KT003", submitted=IN_TIME)
    await hand_back(world.ids, task, "KT003", date(2026, 11, 4))
    await accepted(task)
    async with write():
        await fetch("UPDATE task SET hand_over_count = 1 WHERE id = {}", task)
        await fetch("UPDATE hand_over SET upheld = true, decided_at = at WHERE task = {}", task)
    (before,) = (await facts()).bounced
    assert (before.on_sheets, before.missing) == (0, 1)  # a sheet may still take it
    assert await found("bounced_for_nobody") == []
    await confirmed(world.ids, "KT003", "KT001")
    (after,) = (await facts()).bounced
    assert (after.on_sheets, after.missing) == (1, 0)
    other = await work(world.ids, "KT004", submitted=IN_TIME, end_reason="moved", ended=date(2026, 11, 5))
    await hand_back(world.ids, other, "KT004", date(2026, 11, 4))
    await accepted(other)
    async with write():
        await fetch("UPDATE task SET hand_over_count = 1 WHERE id = {}", other)
        await fetch("UPDATE hand_over SET upheld = true, decided_at = at WHERE task = {}", other)
    await work(world.ids, "KT004", submitted=IN_TIME)
    await confirmed(world.ids, "KT004", "KT001")
    told = await found("bounced_for_nobody")
    assert len(told) == 1
    assert told[0].endswith("was accepted and is finished on no sheet")


async def test_the_smallest_group_is_the_offices_own_rule(world):
    for code in ("KT003", "KT004", "KT005"):
        await work(world.ids, code, submitted=IN_TIME)
        await confirmed(world.ids, code, "KT001")
    assert await found("all_as_self") == []
    await set_office_rule(
        code="inspection_group",
        value="3",
        from_date=clock.today(),
        basis="Quyết định số 1",
        by=await world.viewer("VP003"),
        now=clock.now(),
    )
    assert await found("all_as_self") == ["3 of 3 sheets"]


async def test_the_sample_has_as_many_sheets_as_show_a_fault_and_its_hash_names_the_list(world):
    nothing = await drawn(NOVEMBER, EVERYWHERE, "1")
    assert (nothing.among, nothing.people) == (0, ())
    for code in ("KT003", "KT004"):
        await confirmed(world.ids, code, "KT001")
    one = await drawn(NOVEMBER, EVERYWHERE, "1")
    assert (one.among, {each.staff_code for each in one.people}) == (2, {"KT003", "KT004"})
    assert one.hash != nothing.hash
    assert one.hash == (await drawn(NOVEMBER, EVERYWHERE, "1")).hash


async def test_the_statements_do_not_grow_with_the_sheets(world, monkeypatch):
    asked: list[str] = []
    run = engine().run_querystring

    async def counted(querystring, *args, **named):
        asked.append(str(querystring))
        return await run(querystring, *args, **named)

    await work(world.ids, "KT003", submitted=IN_TIME)
    await confirmed(world.ids, "KT003", "KT001")
    monkeypatch.setattr(engine(), "run_querystring", counted)
    await findings(NOVEMBER, EVERYWHERE)
    few = len(asked)
    for code in ("KT004", "KT005", "VX003"):
        await work(world.ids, code, submitted=IN_TIME)
        await confirmed(world.ids, code, code[:2] + "001")
    asked.clear()
    await findings(NOVEMBER, EVERYWHERE)
    assert len(asked) == few
