"""Recurring duties on both databases: who may, what is given when and to whom, and what a refusal leaves."""

from datetime import date, timedelta
from typing import Any

import pytest

from app import clock, jobs
from app.db import engine, fetch, fetch_one, write
from app.errors import Conflict, NotAllowed, NotFound, Refused
from app.history import of_subject
from app.notices.outbox import put_out
from app.people.queries import office_calendar
from app.people.tables import Absence, CalendarDay, Officer, Posting, RoleGrant
from app.tasks import recurrence_queries as queries
from app.tasks.commands import change_recurrence, create_recurrence, name_owner, stop_recurrence
from app.tasks.flag_sql import Marks
from app.tasks.following_tables import Recurrence
from app.tasks.nightly import notice_day
from app.tasks.recurrence import RecurrenceEntry
from app.tasks.recurrence_giving import give_due, give_recurring
from app.tasks.recurrence_queries import RecurrenceFilter
from app.tasks.recurrence_rules import Rule
from app.tasks.timeline import timeline
from tests.db.test_delegation import delegate
from tests.db.work import FRIDAY, MONDAY, NEXT_FRIDAY, THURSDAY, WEDNESDAY, counts, holdings_of, row_of

SUNDAY = date(2026, 11, 22)


def weekly(**changes: Any) -> Rule:
    """Every Friday, given two working days ahead."""
    values: dict[str, Any] = {
        "frequency": "weekly",
        "day_rule": "weekday",
        "day_number": 5,
        "month": 1,
        "shift": "after",
        "ahead_days": 2,
        "from_date": SUNDAY,
    }
    return Rule(**{**values, **changes})


def duty(world: Any, rule: Rule | None = None, **changes: Any) -> RecurrenceEntry:
    values: dict[str, Any] = {
        "title": "Báo cáo tuần về trật tự xây dựng",
        "product": "Báo cáo tuần kèm danh sách công trình",
        "owner": world.ids["KT003"],
        "lead": world.ids["KT001"],
        "rule": rule or weekly(),
    }
    return RecurrenceEntry(**{**values, **changes})


async def set_up(world: Any, by: str = "KT001", **changes: Any) -> int:
    return await create_recurrence(entry=duty(world, **changes), by=await world.viewer(by), now=world.now)


async def tasks_of(recurrence: int) -> list[dict[str, Any]]:
    return await fetch(
        "SELECT t.*, g.day FROM recurrence_task g JOIN task t ON t.id = g.task WHERE g.recurrence = {} ORDER BY g.day",
        recurrence,
    )


async def duties() -> dict[str, Any]:
    """Everything that setting up, changing and giving writes to."""
    rows = await fetch("SELECT * FROM recurrence ORDER BY id")
    given = await fetch("SELECT COUNT(*) AS n FROM recurrence_task")
    return {**await counts(), "duties": repr(rows), "given": given[0]["n"]}


async def refused(act) -> set[str]:
    before = await duties()
    with pytest.raises(Refused) as refusal:
        await act
    assert await duties() == before
    return set(refusal.value.fields)


# --- giving ------------------------------------------------------------------------------------


async def test_a_date_is_given_ahead_as_a_task_with_its_people_and_only_once(world):
    number = await set_up(world)
    assert await tasks_of(number) == []
    assert await give_recurring(MONDAY) == "Giao 0 lượt của việc định kỳ, trong đó 0 lượt về đơn vị."
    said = await give_recurring(WEDNESDAY)  # Thursday, Friday
    assert said == "Giao 1 lượt của việc định kỳ, trong đó 0 lượt về đơn vị."
    (task,) = await tasks_of(number)
    at = clock.at(WEDNESDAY, 0, 20)
    assert (task["state"], task["unit"], task["assigned_at"]) == ("given", world.ids["KT"], at)
    assert (task["owner"], task["lead"], task["assigner"]) == tuple(
        world.ids[code] for code in ("KT003", "KT001", "KT001")
    )
    assert task["due_on"] == task["deadline"] == task["original_deadline"] == NEXT_FRIDAY
    assert task["first_given_at"] == at
    assert await holdings_of(task["id"]) == [(world.ids["KT003"], "ordinary", "", False)]
    (event,) = await of_subject(("task", task["id"]))
    assert (event["kind"], event["actor"]) == ("task.assigned", None)
    assert event["facts"]["recurrence"] == number
    before = await duties()
    for day in (WEDNESDAY, THURSDAY):
        await give_recurring(day)
        assert await duties() == before
    await give_recurring(date(2026, 12, 2))
    assert [row["day"] for row in await tasks_of(number)] == [NEXT_FRIDAY, date(2026, 12, 4)]
    codes = [row["code"] for row in await tasks_of(number)]
    assert codes == ["NV-2026-00001", "NV-2026-00002"]


async def test_the_owner_and_the_lead_are_told_as_of_any_task_that_is_given(world, monkeypatch):
    monkeypatch.setattr("app.history.LISTENERS", [put_out])
    number = await set_up(world)
    await give_recurring(WEDNESDAY)
    (task,) = await tasks_of(number)
    rows = await fetch(
        "SELECT officer, kind FROM notice WHERE subject_id = {} AND channel = 'page'", task["id"]
    )
    assert {(row["officer"], row["kind"]) for row in rows} == {
        (world.ids["KT003"], "given"),
        (world.ids["KT001"], "lead_named"),
    }


async def test_the_timetable_gives_and_makes_up_what_nights_missed(world):
    number = await set_up(world)
    await jobs.run_once(jobs.job_named("recurring"), SUNDAY)
    clock.set_clock(clock.at(THURSDAY, 9))
    await jobs.catch_up(jobs.job_named("recurring"))
    assert [row["due_on"] for row in await tasks_of(number)] == [NEXT_FRIDAY]
    slots = await fetch("SELECT key FROM job_run WHERE key LIKE 'recurring:%' AND finished_at IS NOT NULL")
    assert len(slots) == 5


async def test_what_is_due_soon_is_given_when_the_duty_is_set_up(world):
    number = await set_up(world, rule=weekly(ahead_days=5))
    (task,) = await tasks_of(number)
    assert (task["due_on"], task["assigned_at"]) == (NEXT_FRIDAY, world.now)
    kinds = [row["kind"] for row in await fetch("SELECT kind FROM history ORDER BY seq DESC LIMIT 2")]
    assert kinds == ["task.assigned", "recurrence.created"]


async def test_nothing_is_given_before_the_first_day(world):
    number = await set_up(world, rule=weekly(from_date=date(2026, 12, 1), ahead_days=9))
    assert [row["due_on"] for row in await tasks_of(number)] == [date(2026, 12, 4)]


async def test_a_stop_of_some_nights_is_made_up_and_a_date_that_passed_goes_to_the_unit(world):
    number = await set_up(world, rule=weekly(ahead_days=1))
    clock.set_clock(clock.at(date(2026, 12, 3), 9))
    await give_recurring(THURSDAY)  # the slot that was missed, run a week later
    first, second = await tasks_of(number)
    assert (first["due_on"], first["state"], first["owner"]) == (NEXT_FRIDAY, "awaiting_person", None)
    assert (second["due_on"], second["state"]) == (date(2026, 12, 4), "given")
    assert first["unit_given_at"].date() == date(2026, 12, 3)
    await notice_day(date(2026, 12, 4))
    assert (await row_of(first["id"]))["lateness_count"] == 0
    (event,) = await of_subject(("task", first["id"]))
    assert (event["kind"], event["facts"]["why"]) == ("task.given_to_unit", "passed")
    head = await world.viewer("KT001")
    naming = {"task": first["id"], "owner": world.ids["KT003"], "lead": first["lead"], "by": head}
    naming |= {"now": clock.now(), "version": 1}
    with pytest.raises(Refused) as asks:
        await name_owner(**naming, working_deadline=None)
    assert set(asks.value.fields) == {"working_deadline"}
    await name_owner(**naming, working_deadline=date(2026, 12, 8))
    row = await row_of(first["id"])
    assert (row["original_deadline"], row["due_on"], row["lateness_count"]) == (
        NEXT_FRIDAY,
        date(2026, 12, 8),
        0,
    )


@pytest.mark.parametrize("gone", ["inactive", "moved"])
async def test_where_the_owner_is_no_longer_in_the_unit_its_head_names_somebody(world, gone):
    number, owner = await set_up(world), world.ids["KT003"]
    if gone == "inactive":
        await Officer.update(active=False).where(Officer.id == owner)
    else:
        await Posting.update(to_date=MONDAY).where(Posting.officer == owner)
        await Posting(
            officer=owner, unit=world.ids["VX"], title="Công chức", rank="staff", from_date=date(2026, 11, 24)
        ).save()
    await give_recurring(WEDNESDAY)
    (task,) = await tasks_of(number)
    assert (task["state"], task["owner"], task["unit"]) == ("awaiting_person", None, world.ids["KT"])
    assert task["lead"] == world.ids["KT001"]
    assert await holdings_of(task["id"]) == []
    (event,) = await of_subject(("task", task["id"]))
    assert event["facts"]["why"] == "owner_gone"


async def test_where_the_lead_is_gone_the_unit_names_both(world):
    number = await set_up(world, lead=world.ids["KT002"])
    await Officer.update(active=False).where(Officer.id == world.ids["KT002"])
    await give_recurring(WEDNESDAY)
    (task,) = await tasks_of(number)
    assert (task["state"], task["owner"], task["lead"]) == ("awaiting_person", None, None)


async def test_where_the_author_may_no_longer_assign_the_units_head_gives_it(world):
    number = await set_up(world, by="KT002")
    await RoleGrant.update(to_date=MONDAY).where(RoleGrant.officer == world.ids["KT002"])
    await give_recurring(WEDNESDAY)
    (task,) = await tasks_of(number)
    assert task["assigner"] == task["created_by"] == world.ids["KT001"]


async def test_the_heads_own_duty_is_then_given_by_the_head_above(world):
    number = await set_up(world, by="TL002", owner=world.ids["KT001"], lead=world.ids["KT001"])
    await RoleGrant.update(to_date=MONDAY).where(RoleGrant.officer == world.ids["TL002"])
    await give_recurring(WEDNESDAY)
    (task,) = await tasks_of(number)
    assert task["assigner"] == world.ids["TL001"]


async def test_an_absent_owner_is_given_the_work_and_the_history_says_so(world):
    number = await set_up(world)
    await Absence(
        officer=world.ids["KT003"],
        from_date=WEDNESDAY,
        to_date=NEXT_FRIDAY,
        reason="Nghỉ phép",
    ).save()
    await give_recurring(WEDNESDAY)
    (task,) = await tasks_of(number)
    assert (task["state"], task["owner"]) == ("given", world.ids["KT003"])
    events = await of_subject(("task", task["id"]))
    assert events[0]["facts"]["away"] == ["2026-11-25", "2026-11-27"]
    (item,) = await timeline(events, "vi")
    assert "Giao tự động theo việc định kỳ." in item.words
    assert any("vắng 25/11/2026 – 27/11/2026" in words for words in item.words)


async def test_a_day_off_of_the_office_moves_the_date_and_gives_no_second_one(world):
    number = await set_up(world)
    await give_recurring(WEDNESDAY)
    await CalendarDay(day=NEXT_FRIDAY, working=False, basis="Thông báo 1").save()
    await give_recurring(THURSDAY)
    assert [row["due_on"] for row in await tasks_of(number)] == [NEXT_FRIDAY]


async def test_a_stopped_and_an_ended_duty_give_nothing(world):
    stopped = await set_up(world)
    await set_up(world, rule=weekly(to_date=NEXT_FRIDAY, from_date=NEXT_FRIDAY))
    await stop_recurrence(
        recurrence=stopped,
        words="Đã có báo cáo chung",
        by=await world.viewer("KT001"),
        now=world.now,
        version=1,
    )
    await give_recurring(WEDNESDAY)
    await give_recurring(date(2026, 12, 2))
    given = await fetch("SELECT recurrence, day FROM recurrence_task")
    assert [(row["recurrence"] == stopped, row["day"]) for row in given] == [(False, NEXT_FRIDAY)]


async def test_the_number_of_statements_does_not_grow_with_the_duties(world, monkeypatch):
    ran: list[str] = []
    current = engine()
    really = current.run_querystring

    async def counted(querystring, in_pool=False):
        ran.append(str(querystring))
        return await really(querystring, in_pool)

    monkeypatch.setattr(current, "run_querystring", counted)
    asked = []
    for many in (1, 8):
        for _ in range(many):
            await set_up(world)
        ran.clear()
        day = WEDNESDAY if many == 1 else date(2026, 12, 2)
        await give_recurring(day)
        asked.append(len(ran))
        marks = Marks(clock.today(), await office_calendar())
        ran.clear()
        await queries.recurrences(await world.viewer("KT001"), RecurrenceFilter(), None, marks, limit=50)
        asked.append(len(ran))
    assert asked[:2] == asked[2:]


async def test_two_looks_at_the_same_night_give_each_date_once(world):
    import asyncio

    await set_up(world)
    at = clock.at(WEDNESDAY, 0, 20)
    await asyncio.gather(give_due(now=at), give_due(now=at))
    assert len(await fetch("SELECT id FROM task")) == 1


# --- setting up, changing, stopping ------------------------------------------------------------


async def test_the_gate_and_the_rule_name_every_field_at_fault_at_once(world):
    head = await world.viewer("KT001")
    empty = RecurrenceEntry(
        title=" ", product="", owner=None, lead=None, rule=weekly(day_number=0, ahead_days=-1, from_date=None)
    )
    fields = await refused(create_recurrence(entry=empty, by=head, now=world.now))
    assert fields == {"title", "product", "owner", "lead", "day_number", "ahead_days", "from_date"}


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"owner": "VX002"}, {"owner"}),
        ({"lead": "VX002"}, {"lead"}),
        ({"product": "không có"}, {"product"}),
        ({"catalogue_item": 999}, {"catalogue_item"}),
        ({"basis": "x" * 301}, {"basis"}),
        ({"rule": weekly(from_date=FRIDAY)}, {"from_date"}),
    ],
)
async def test_each_fault_is_at_its_field(world, changes, fields):
    changes = {
        name: world.ids.get(value, value) if isinstance(value, str) else value
        for name, value in changes.items()
    }
    entry = duty(world, **changes)
    assert (
        await refused(create_recurrence(entry=entry, by=await world.viewer("KT001"), now=world.now)) == fields
    )


@pytest.mark.parametrize("code", ["KT003", "TL003", "VP002"])
async def test_who_assigns_nothing_sets_up_nothing(world, code):
    before = await duties()
    with pytest.raises(NotAllowed):
        await create_recurrence(entry=duty(world), by=await world.viewer(code), now=world.now)
    assert await duties() == before


async def test_a_change_keeps_what_was_given_and_holds_from_today(world):
    number = await set_up(world, rule=weekly(ahead_days=5))
    head = await world.viewer("KT001")
    monday = weekly(day_number=1, ahead_days=5)
    later = clock.at(WEDNESDAY, 9)
    clock.set_clock(later)
    await change_recurrence(
        recurrence=number,
        entry=duty(world, monday, owner=world.ids["KT004"]),
        words="Họp giao ban chuyển sang thứ Hai",
        by=head,
        now=later,
        version=1,
    )
    first, second = await tasks_of(number)
    assert (first["due_on"], first["owner"]) == (NEXT_FRIDAY, world.ids["KT003"])
    assert (second["due_on"], second["owner"]) == (date(2026, 11, 30), world.ids["KT004"])
    event = (await of_subject(("recurrence", number)))[0]
    assert event["kind"] == "recurrence.changed"
    assert event["facts"]["day_number"] == [5, 1]
    assert event["facts"]["words"] == "Họp giao ban chuyển sang thứ Hai"
    with pytest.raises(Conflict):
        await change_recurrence(
            recurrence=number, entry=duty(world), words="Lần nữa", by=head, now=later, version=1
        )


async def test_a_change_and_a_stop_need_a_reason_and_a_duty_that_runs(world):
    number, head = await set_up(world), await world.viewer("KT001")
    change = {"recurrence": number, "by": head, "now": world.now}
    empty = duty(world, title="")
    assert await refused(change_recurrence(**change, entry=empty, words=" ", version=1)) == {"title", "words"}
    assert await refused(stop_recurrence(**change, words="", version=1)) == {"words"}
    assert await refused(stop_recurrence(**change, words="x" * 301, version=1)) == {"words"}
    await stop_recurrence(**change, words="Không còn cần", version=1)
    row = await fetch_one("SELECT * FROM recurrence WHERE id = {}", number)
    assert (row["stopped_at"], row["stopped_words"], row["version"]) == (world.now, "Không còn cần", 2)
    assert await refused(stop_recurrence(**change, words="Lần nữa", version=2)) == set()
    assert await refused(change_recurrence(**change, entry=duty(world), words="Sửa", version=2)) == set()


async def test_a_lead_who_stays_need_not_be_in_the_changers_scope(world):
    number = await set_up(world, by="TL001", lead=world.ids["TL002"])
    entry = duty(world, lead=world.ids["TL002"], title="Báo cáo tuần, bản mới")
    await change_recurrence(
        recurrence=number,
        entry=entry,
        words="Sửa tên",
        by=await world.viewer("KT001"),
        now=world.now,
        version=1,
    )
    row = await fetch_one("SELECT title, lead FROM recurrence WHERE id = {}", number)
    assert (row["title"], row["lead"]) == ("Báo cáo tuần, bản mới", world.ids["TL002"])


@pytest.mark.parametrize(
    ("code", "error"),
    [("VX001", NotFound), ("KT003", NotAllowed), ("TL003", NotAllowed), ("KT005", NotFound)],
)
async def test_a_duty_is_managed_by_who_may_assign_in_its_unit_only(world, code, error):
    number, by = await set_up(world), await world.viewer(code)
    before = await duties()
    with pytest.raises(error):
        await stop_recurrence(recurrence=number, words="Dừng", by=by, now=world.now, version=1)
    with pytest.raises(error):
        await change_recurrence(
            recurrence=number, entry=duty(world), words="Sửa", by=by, now=world.now, version=1
        )
    assert await duties() == before


async def test_who_sees_which_duties_and_how_they_are_narrowed(world):
    kt = await set_up(world)
    daily = weekly(frequency="daily")
    vx = await set_up(world, by="VX001", owner=world.ids["VX002"], lead=world.ids["VX001"], rule=daily)
    marks = Marks(world.today, await office_calendar())

    async def seen(code: str, path: str | None = None, **chosen: Any) -> list[int]:
        viewer, wanted = await world.viewer(code), RecurrenceFilter(**chosen)
        rows = await queries.recurrences(viewer, wanted, path, marks, limit=50)
        assert await queries.count_recurrences(viewer, wanted, path, marks.today) == len(rows)
        return [row["id"] for row in rows]

    assert set(await seen("TL001")) == set(await seen("TL003")) == {kt, vx}
    assert await seen("KT001") == await seen("KT003") == [kt]
    assert await seen("VX002") == [vx]
    assert await seen("KT005") == []
    assert await seen("TL001", frequency="daily") == [vx]
    path = (await fetch_one("SELECT path FROM unit WHERE id = {}", world.ids["KT"]))["path"]
    assert await seen("TL001", path, unit=world.ids["KT"]) == [kt]
    assert await seen("TL001", None, unit=999) == []
    async with write():
        await Recurrence.update(to_date=FRIDAY).where(Recurrence.id == vx)
    assert await seen("TL001", standing="ended") == [vx]
    assert await seen("TL001", standing="running") == [kt]
    assert await seen("TL001", standing="stopped") == []


async def test_the_rules_next_dates_follow_what_was_given(world):
    number = await set_up(world, rule=weekly(ahead_days=5))
    marks = Marks(world.today, await office_calendar())
    row = await queries.recurrence_seen(await world.viewer("KT003"), number, marks)
    assert [each.due for each in row["next"]] == [
        date(2026, 12, 4) + timedelta(weeks=n) for n in range(4)
    ] + [date(2027, 1, 4)]


async def test_a_deputy_sets_duties_up_in_the_heads_place_and_the_head_gives_them(world):
    await delegate(world)
    number = await set_up(world, by="KT004")
    (event,) = await of_subject(("recurrence", number))
    assert (event["actor"], event["facts"]["on_behalf"]) == (world.ids["KT004"], world.ids["KT001"])
    await give_recurring(WEDNESDAY)
    (task,) = await tasks_of(number)
    assert task["assigner"] == world.ids["KT001"]


async def test_a_delegation_to_decide_only_sets_nothing_up(world):
    await delegate(world, scope="decide")
    before = await duties()
    with pytest.raises(NotAllowed):
        await set_up(world, by="KT004")
    assert await duties() == before
