"""Reminders and the ladder of late work, on both databases."""

import asyncio
import json
from datetime import date, timedelta

import pytest

from app import db, jobs
from app.clock import at
from app.db import fetch, fetch_one, write
from app.errors import Conflict, NotAllowed, NotFound, Refused
from app.history import verify
from app.people.commands import add_absence
from app.people.queries import office_calendar
from app.people.tables import Delegation, Posting
from app.tasks.commands import (
    TaskEntry,
    answer_reminder,
    give_to_unit,
    receive_task,
    remind,
    report_progress,
    return_result,
    submit_result,
)
from app.tasks.escalation import escalate_day
from app.tasks.flag_sql import Marks
from app.tasks.reminder_queries import board_reminders, reminder_counts
from app.tasks.reminder_routes import reminders_to_me
from app.tasks.sight import EVERYTHING
from tests.db.work import MONDAY, WEDNESDAY, counts, given, kinds_of, row_of, submitted, version_of

BEFORE = at(date(2026, 11, 2), 8)
FRIDAY_13 = date(2026, 11, 13)  # late by five working days on Friday the 20th, six on Monday the 23rd


async def reminders(task: int) -> list[dict]:
    return await fetch("SELECT * FROM reminder WHERE task = {} ORDER BY id", task)


async def late_task(world, owner: str = "KT003", deadline: date = FRIDAY_13, by: str = "KT001") -> int:
    return await given(world, by=by, owner=owner, lead=owner, now=BEFORE, deadline=deadline)


async def nudge(world, task: int, by: str = "KT001", **words) -> int:
    return await remind(
        task=task, by=await world.viewer(by), now=world.now, version=await version_of(task), **words
    )


# --- to remind ---------------------------------------------------------------------------------


async def test_a_reminder_is_a_counted_row_and_an_act_and_leaves_the_task_as_it_was(world):
    task = await given(world)
    before = await row_of(task)
    assert await nudge(world, task, words=" Còn hai ngày ") == world.ids["KT003"]
    (row,) = await reminders(task)
    assert (row["kind"], row["level"], row["words"], row["due_on"]) == (
        "manual",
        0,
        "Còn hai ngày",
        before["due_on"],
    )
    assert (row["by"], row["answered_at"]) == (world.ids["KT001"], None)
    assert await row_of(task) == before
    said = await fetch_one("SELECT facts FROM history WHERE kind = 'task.reminded'")
    assert json.loads(said["facts"]) == {"to": world.ids["KT003"], "kind": "manual", "words": "Còn hai ngày"}


async def refused(act, error=Refused) -> None:
    before, rows = await counts(), await fetch("SELECT id FROM reminder")
    with pytest.raises(error):
        await act
    assert await counts() == before
    assert await fetch("SELECT id FROM reminder") == rows


async def test_the_same_person_is_reminded_of_a_task_once_a_day(world):
    task = await given(world)
    await nudge(world, task)
    await refused(nudge(world, task))
    await refused(nudge(world, task, by="TL001"))
    mayor = await world.viewer("TL001")
    await remind(task=task, by=mayor, now=at(MONDAY, 9), version=None)
    assert len(await reminders(task)) == 2


async def test_only_from_above_or_by_the_lead_and_never_oneself(world):
    task = await given(world, lead="KT004")
    await refused(nudge(world, task, by="KT003"), NotAllowed)  # the owner
    await refused(nudge(world, task, by="VX001"), NotFound)  # another unit's head
    await refused(nudge(world, task, by="VP002"), NotAllowed)  # reads, does not assign
    assert await nudge(world, task, by="KT004") == world.ids["KT003"]


async def test_a_heads_own_work_is_reminded_of_from_the_unit_above_only(world):
    task = await given(world, by="TL001", owner="KT001", lead="KT001")
    await refused(nudge(world, task, by="KT002"), NotAllowed)
    assert await nudge(world, task, by="TL001") == world.ids["KT001"]


async def test_work_without_an_owner_reminds_the_units_head(world):
    task = await of_unit(world)
    await refused(nudge(world, task, by="KT001"))  # waits for that head
    assert await nudge(world, task, by="TL001") == world.ids["KT001"]


async def of_unit(world, unit: str = "KT", deadline: date = date(2026, 12, 15), now=None) -> int:
    return await give_to_unit(
        entry=TaskEntry(title="Rà soát", product="Báo cáo", unit=world.ids[unit], deadline=deadline),
        by=await world.viewer("TL001"),
        now=now or world.now,
    )


async def test_the_head_who_is_away_is_stood_in_for_and_a_unit_without_head_cannot_be_reminded(world):
    task = await of_unit(world)
    await away(world, "KT001", world.today, world.today)
    await stands_in(world, "KT001", "KT002", world.today, world.today)
    assert await nudge(world, task, by="TL001") == world.ids["KT002"]
    await Posting.update(rank="staff").where(Posting.officer == world.ids["VX001"])
    await refused(nudge(world, await of_unit(world, "VX"), by="TL001"))


async def test_no_reminder_after_submission_nor_on_a_page_that_has_grown_old_nor_with_endless_words(world):
    task = await given(world)
    await refused(nudge(world, task, words="x" * 501))
    await report_progress(
        task=task, percent=10, words="Đang làm", by=await world.viewer("KT003"), now=world.now, version=1
    )
    old = remind(task=task, by=await world.viewer("KT001"), now=world.now, version=1)
    await refused(old, Conflict)
    await refused(nudge(world, await submitted(world)))


# --- answered ----------------------------------------------------------------------------------


async def test_the_first_act_of_who_was_reminded_answers_and_later_ones_change_nothing(world):
    task = await given(world)
    await nudge(world, task)
    owner = await world.viewer("KT003")
    await receive_task(task=task, by=owner, now=at(MONDAY, 9), version=1)
    await report_progress(task=task, percent=5, words="Đang làm", by=owner, now=at(MONDAY, 10), version=2)
    (row,) = await reminders(task)
    assert (row["answered_at"], row["answered_by"]) == (at(MONDAY, 9), owner.officer_id)


async def test_somebody_above_answers_too_but_no_colleague_and_no_second_reminder(world):
    task = await given(world, lead="KT004")
    await nudge(world, task, by="KT004")
    await remind(task=task, by=await world.viewer("KT001"), now=at(MONDAY, 9), version=1)
    assert [row["answered_at"] for row in await reminders(task)] == [None, None]
    from app.tasks.commands import reassign

    await reassign(
        task=task,
        to_officer=world.ids["KT005"],
        reason="moved",
        words="Đổi",
        by=await world.viewer("KT002"),
        now=at(MONDAY, 10),
        version=1,
    )
    assert {row["answered_by"] for row in await reminders(task)} == {world.ids["KT002"]}


@pytest.mark.parametrize(
    ("heads", "answered"), [(True, True), (False, False)], ids=["in force", "gives nothing"]
)
async def test_a_deputy_answers_for_the_giver_only_while_the_delegation_is_worth_something(
    world, heads, answered
):
    """The giver's own office decides, whatever the dates of the delegation say."""
    task = await late_task(world, owner="KT005")
    await escalate_day(date(2026, 11, 18))
    assert await ladder(task) == [(1, world.ids["KT001"], date(2026, 11, 18))]
    await stands_in(world, "KT001", "KT005", date(2026, 11, 16), date(2026, 11, 27))
    if not heads:
        async with write():
            await fetch("DELETE FROM role_grant WHERE officer = {}", world.ids["KT001"])
    deputy = await world.viewer("KT005")
    await report_progress(
        task=task, percent=5, words="Đang làm", by=deputy, now=at(MONDAY, 10), version=await version_of(task)
    )
    (row,) = await reminders(task)
    assert (row["answered_at"] is not None) is answered


async def test_an_answer_of_one_line_is_for_whom_the_reminder_reached_and_only_while_it_waits(world):
    task = await late_task(world)
    await escalate_day(date(2026, 11, 20))
    head, owner = await world.viewer("KT001"), await world.viewer("KT003")
    await refused(answer_reminder(task=task, words="Đã rõ", by=owner, now=world.now), NotAllowed)
    await refused(answer_reminder(task=task, words=" ", by=head, now=world.now))
    await answer_reminder(task=task, words="Đã yêu cầu nộp thứ Năm", by=head, now=world.now)
    (row,) = await reminders(task)
    assert row["answered_by"] == head.officer_id
    assert (await kinds_of(task))[-1] == "task.reminder_answered"
    await refused(answer_reminder(task=task, words="Lần nữa", by=head, now=world.now), NotAllowed)


async def test_an_act_without_reminders_costs_one_statement_and_an_import_none(world, statements):
    from app.history import ActRecorded
    from app.tasks.reminding import answered_by_acting

    acts = [ActRecorded(n, "task.imported", ("task", n), {}, 1, world.now) for n in range(1, 4)]
    await answered_by_acting(acts)
    await answered_by_acting([ActRecorded(1, "task.progress", ("task", 1), {}, None, world.now)])
    assert statements == []
    await answered_by_acting([ActRecorded(1, "task.progress", ("task", 1), {}, 1, world.now)])
    assert len(statements) == 1


@pytest.fixture
def statements(world, monkeypatch):
    """Every statement that is run from now on."""
    ran: list[str] = []
    current = db.engine()
    really = current.run_querystring

    async def counted(querystring, in_pool=False):
        ran.append(str(querystring))
        return await really(querystring, in_pool)

    monkeypatch.setattr(current, "run_querystring", counted)
    return ran


# --- the ladder --------------------------------------------------------------------------------


async def away(world, code: str, first: date, last: date) -> None:
    await add_absence(
        officer=world.ids[code], from_date=first, to_date=last, reason="Nghỉ phép", by=None, now=BEFORE
    )


async def stands_in(world, giver: str, deputy: str, first: date, last: date) -> None:
    async with write():
        await Delegation(
            giver=world.ids[giver],
            deputy=world.ids[deputy],
            unit=world.ids["KT"],
            scope="all",
            document="01/UQ",
            document_date=first,
            from_date=first,
            to_date=last,
            recorded_by=world.ids[giver],
            recorded_at=BEFORE,
        ).save()


async def ladder(task: int) -> list[tuple[int, int, date]]:
    return [(row["level"], row["to_officer"], row["day"]) for row in await reminders(task)]


async def test_late_work_goes_to_the_direct_head_and_then_one_level_up(world):
    task, ids = await late_task(world), world.ids
    for day in (16, 17, 18, 19, 20, 21, 22, 23, 25, 26, 27):
        await escalate_day(date(2026, 11, day))
    # Three working days late on Wednesday the 18th, six on Monday the 23rd; the ward has no head above.
    assert await ladder(task) == [(1, ids["KT001"], date(2026, 11, 18)), (2, ids["TL001"], MONDAY)]
    said = await fetch("SELECT facts FROM history WHERE kind = 'task.escalated' ORDER BY seq")
    assert json.loads(said[0]["facts"]) == {
        "to": ids["KT001"],
        "level": 1,
        "due_on": "2026-11-13",
        "passed_over": [],
    }
    assert (await row_of(task))["version"] == 1
    assert (await verify()).sound


async def test_the_same_day_twice_or_by_two_processes_tells_once(world):
    task = await late_task(world)
    said = await asyncio.gather(escalate_day(MONDAY), escalate_day(MONDAY))
    assert sorted(said) == ["Báo 0 lượt về 0 việc.", "Báo 2 lượt về 1 việc."]
    assert len(await reminders(task)) == 2
    job = jobs.job_named("escalation")
    assert await jobs.run_once(job, MONDAY) == "Báo 0 lượt về 0 việc."


async def test_nothing_goes_up_on_a_day_off(world):
    await late_task(world)
    assert await escalate_day(date(2026, 11, 21)) == "Ngày nghỉ: không báo."
    assert await escalate_day(date(2026, 11, 24)) == "Ngày nghỉ: không báo."  # Culture Day
    assert not await fetch("SELECT id FROM reminder")


async def test_an_act_of_somebody_it_reached_ends_the_ladder_and_the_owners_does_not(world):
    stopped, goes_on = await late_task(world), await late_task(world)
    await escalate_day(date(2026, 11, 18))
    head, owner = await world.viewer("KT001"), await world.viewer("KT003")
    now = at(date(2026, 11, 19), 9)
    await answer_reminder(task=stopped, words="Đã đôn đốc", by=head, now=now)
    await receive_task(task=goes_on, by=owner, now=now, version=1)
    await escalate_day(MONDAY)
    assert len(await reminders(stopped)) == 1
    assert len(await reminders(goes_on)) == 2


async def test_another_missed_date_begins_another_ladder(world):
    task = await late_task(world)
    await escalate_day(date(2026, 11, 18))
    owner, head = await world.viewer("KT003"), await world.viewer("KT001")
    await submit_result(task=task, words="Báo cáo số 1", by=owner, now=at(date(2026, 11, 19), 9), version=1)
    await return_result(
        task=task,
        words="Thiếu",
        failed_check=False,
        rework_due=date(2026, 11, 20),
        by=head,
        now=at(date(2026, 11, 19), 10),
        version=2,
    )
    for day in (20, 23, 25, 26):
        await escalate_day(date(2026, 11, day))
    rows = await reminders(task)
    assert [(row["level"], row["due_on"], row["day"]) for row in rows] == [
        (1, FRIDAY_13, date(2026, 11, 18)),
        (1, date(2026, 11, 20), date(2026, 11, 26)),
    ]


async def test_a_heads_own_late_work_begins_with_the_head_above(world):
    task = await late_task(world, owner="KT001", by="TL001")
    await escalate_day(date(2026, 11, 18))
    assert await ladder(task) == [(1, world.ids["TL001"], date(2026, 11, 18))]


async def test_unit_work_without_an_owner_goes_to_the_units_head(world):
    task = await of_unit(world, deadline=FRIDAY_13, now=BEFORE)
    await escalate_day(date(2026, 11, 18))
    assert await ladder(task) == [(1, world.ids["KT001"], date(2026, 11, 18))]


async def test_who_is_away_is_passed_over_upward_and_told_when_back(world):
    task, ids = await late_task(world), world.ids
    await away(world, "KT001", date(2026, 11, 18), date(2026, 11, 19))
    await escalate_day(date(2026, 11, 18))
    await escalate_day(date(2026, 11, 19))
    assert await ladder(task) == [(2, ids["TL001"], date(2026, 11, 18))]
    (row,) = await reminders(task)
    assert [(each["officer"], each["why"]) for each in json.loads(row["passed_over"])] == [
        (ids["KT001"], "away")
    ]
    await escalate_day(date(2026, 11, 20))
    assert (await ladder(task))[1:] == [(1, ids["KT001"], date(2026, 11, 20))]


async def test_who_was_passed_over_hears_nothing_once_it_was_answered(world):
    task = await late_task(world)
    await away(world, "KT001", date(2026, 11, 18), date(2026, 11, 18))
    await escalate_day(date(2026, 11, 18))
    mayor = await world.viewer("TL001")
    await answer_reminder(task=task, words="Đã rõ", by=mayor, now=at(date(2026, 11, 18), 9))
    await escalate_day(date(2026, 11, 19))
    assert len(await reminders(task)) == 1


async def test_the_deputy_by_delegation_is_told_instead(world):
    task = await late_task(world)
    await away(world, "KT001", date(2026, 11, 16), date(2026, 11, 27))
    await stands_in(world, "KT001", "KT002", date(2026, 11, 16), date(2026, 11, 27))
    await escalate_day(date(2026, 11, 18))
    assert await ladder(task) == [(1, world.ids["KT002"], date(2026, 11, 18))]


async def test_work_that_came_late_with_an_annex_is_nobodys_lateness_and_climbs_no_ladder(world):
    task = await of_unit(world, deadline=FRIDAY_13, now=BEFORE)
    await fetch("UPDATE task SET late_on_import = true, due_on = {} WHERE id = {}", date(2026, 10, 1), task)
    await escalate_day(MONDAY)
    assert not await reminders(task)


async def test_the_offices_own_steps_count(world):
    from app.people.tables import OfficeSetting

    task = await late_task(world)
    await OfficeSetting(
        code="escalation_grace_days", value="1", basis="QĐ", from_date=date(2026, 11, 1), set_at=BEFORE
    ).save()
    await escalate_day(date(2026, 11, 16))
    assert await ladder(task) == [(1, world.ids["KT001"], date(2026, 11, 16))]


async def test_the_statements_do_not_grow_with_the_tasks(world, statements):
    await late_task(world)
    statements.clear()
    await escalate_day(date(2026, 11, 18))
    few = len(statements)
    for _ in range(6):
        await late_task(world)
    statements.clear()
    await escalate_day(date(2026, 11, 19))
    assert len(await fetch("SELECT id FROM reminder")) == 7
    assert len(statements) - 1 == few


# --- where they are counted --------------------------------------------------------------------


async def test_a_row_of_the_board_says_how_often_and_who_may(world):
    task, own = await late_task(world), await late_task(world, owner="KT001", by="TL001")
    await nudge(world, task)
    head = await world.viewer("KT001")
    board = await board_reminders(head, world.today, [task, own])
    assert (board[task].count, board[task].today, board[task].may) == (1, True, True)
    assert (board[own].count, board[own].may) == (0, False)
    assert await reminder_counts(EVERYTHING) == {task: 1}
    staff = await board_reminders(await world.viewer("KT004"), world.today, [task])
    assert not staff[task].may


async def test_what_waits_for_an_answer_is_an_obligation_of_whom_it_reached(world):
    task = await late_task(world)
    await nudge(world, task, words="Gửi trong hôm nay")
    await escalate_day(date(2026, 11, 20))
    marks = Marks(world.today, await office_calendar())
    owner, head = await world.viewer("KT003"), await world.viewer("KT001")
    for viewer, kind in ((owner, "manual"), (head, "escalation")):
        found = await reminders_to_me(viewer, marks)
        assert found is not None
        assert (found.total, found.rows[0].kind, found.rows[0].is_owner) == (1, kind, viewer is owner)
    await receive_task(task=task, by=owner, now=world.now, version=1)
    assert await reminders_to_me(owner, marks) is None
    assert await reminders_to_me(head, marks) is not None
    assert await reminders_to_me(await world.viewer("VX001"), marks) is None


async def test_days_pass_and_the_count_only_grows(world):
    task = await given(world, deadline=date(2026, 12, 30))
    head = await world.viewer("KT001")
    for n in range(4):
        await remind(task=task, by=head, now=at(WEDNESDAY + timedelta(days=n), 9), version=None)
    assert await reminder_counts(EVERYTHING) == {task: 4}
