"""Who sees which tasks, how many questions a list asks, and that flags of lists and of tasks agree."""

from datetime import date, timedelta

import pytest

from app.clock import at
from app.db import engine, fetch
from app.errors import NotFound
from app.people.queries import office_calendar
from app.tasks import desk, lists
from app.tasks.commands import (
    TaskEntry,
    ask_extension,
    decide_extension,
    give_to_unit,
    hand_back,
    pause_task,
    receive_task,
    resume_task,
    return_offer,
    save_draft,
    withdraw_task,
)
from app.tasks.flag_sql import LATE_BANDS, Marks, flagged, late
from app.tasks.lists import LIST_FLAGS, TaskFilter, condition
from app.tasks.queries import candidates, task_page, task_seen
from app.tasks.sight import visible
from tests.db import following
from tests.db.work import FRIDAY, MONDAY, given, offered, submitted, taken, version_of


async def marks(world, day: date | None = None) -> Marks:
    return Marks(day or world.today, await office_calendar())


async def seen_by(world, code: str) -> set[int]:
    viewer = await world.viewer(code)
    where = visible(viewer, world.today)
    return {row["id"] for row in await lists.some(where, "t.id", 1_000)}


@pytest.fixture
def asked(monkeypatch):
    """Every statement that is run, in order."""
    ran: list[str] = []

    def watch() -> list[str]:
        current = engine()
        really = current.run_querystring

        async def counted(querystring, in_pool=False):
            ran.append(str(querystring))
            return await really(querystring, in_pool)

        monkeypatch.setattr(current, "run_querystring", counted)
        return ran

    return watch


async def test_a_task_is_seen_by_its_people_its_unit_and_those_above_only(world):
    task = await given(world)  # owner KT003, lead and assigner KT001
    for code in ("KT003", "KT001", "KT002", "TL001", "TL002", "TL003", "VP002"):
        assert task in await seen_by(world, code), code
    for code in ("KT004", "VP001", "VX002", "HC001"):
        assert task not in await seen_by(world, code), code
    with pytest.raises(NotFound):
        await task_seen(await world.viewer("VP001"), task, world.today)


async def test_a_unit_that_takes_part_sees_the_task(world):
    task = await given(world, coordinations=((world.ids["VX"], "Số liệu hộ nghèo", None),))
    assert task in await seen_by(world, "VX002")
    assert task in await seen_by(world, "VX001")
    assert task not in await seen_by(world, "HC002")


async def test_who_once_held_a_task_keeps_seeing_it(world):
    task = await given(world)
    await offered(world, task, "KT005", world.now)
    await taken(task, world.now)
    assert task in await seen_by(world, "KT003")


async def test_who_work_is_offered_to_sees_it_and_keeps_seeing_what_was_given_back(world):
    task = await given(world, owner="KT003")
    assert task not in await seen_by(world, "VX002")
    offer = await offered(world, task, "VX002", world.now, by="TL001")
    assert task in await seen_by(world, "VX002")
    taker = await world.viewer("VX002")
    await return_offer(hand_over=offer, reason="overload", words="Đang nghỉ", by=taker, now=world.now)
    assert task in await seen_by(world, "VX002")
    await offered(world, task, "VX003", world.now, by="TL001")
    assert task in await seen_by(world, "VX003")
    await withdraw_task(
        task=task,
        reason="Không cần nữa",
        by=await world.viewer("TL001"),
        now=world.now,
        version=await version_of(task),
    )
    assert task not in await seen_by(world, "VX003")  # it lapsed without an answer


async def test_a_draft_is_not_seen_by_the_person_it_names(world):
    head = await world.viewer("KT001")
    draft = await save_draft(
        entry=TaskEntry(title="Dự kiến giao", owner=world.ids["KT003"], unit=world.ids["KT"]),
        by=head,
        now=world.now,
    )
    assert draft in await seen_by(world, "KT001")
    assert draft not in await seen_by(world, "KT003")


async def test_a_draft_without_a_unit_is_seen_above_its_author(world):
    clerk = await world.viewer("VP002")
    draft = await save_draft(entry=TaskEntry(title="Các đơn vị rà soát"), by=clerk, now=world.now)
    assert draft in await seen_by(world, "VP001")
    assert draft in await seen_by(world, "TL001")
    assert draft not in await seen_by(world, "KT001")


async def with_moved_dates(world, head, owner, before) -> None:
    """Paused work of every kind: over, running, cancelled, ended early; dates granted in time and late."""
    for first, last in ((2, 4), (9, 10), (12, 13), (19, 27), (23, 23)):
        task = await given(world, now=before, deadline=date(2026, 12, 1))
        await pause_task(
            task=task,
            reason="superior",
            words="Chờ ký",
            from_date=date(2026, 11, first),
            to_date=date(2026, 11, last),
            by=head,
            now=before,
            version=await version_of(task),
        )
        if first in (12, 19):
            then = {"by": head, "now": at(date(2026, 11, first + 1), 8)}
            await resume_task(task=task, version=await version_of(task), **then)
    for day, granted in ((2, True), (16, True), (16, False)):
        task = await given(world, now=before, deadline=date(2026, 11, 13))
        asked = {"reason": "more_work", "words": "Thêm phường", "asked_due": date(2026, 11, 27)}
        now = at(date(2026, 11, day), 9)
        request = await ask_extension(task=task, by=owner, now=now, version=1, **asked)
        await decide_extension(
            extension=request,
            granted=granted,
            words="Ý kiến",
            by=head,
            now=now,
            version=await version_of(task),
        )


async def a_varied_desk(world) -> None:
    """Tasks in every condition, some of them given long ago."""
    head, owner = await world.viewer("KT001"), await world.viewer("KT003")
    before = at(date(2026, 11, 2), 8)
    for days in range(0, 40, 3):
        await given(world, now=before, deadline=date(2026, 11, 2) + timedelta(days=days))
    bounced = await given(world)
    await hand_back(
        task=bounced,
        reason="overload",
        words="Quá nhiều việc",
        by=owner,
        now=world.now,
        version=await version_of(bounced),
    )
    received = await given(world, now=before, deadline=date(2026, 12, 15))
    await receive_task(task=received, by=owner, now=before, version=await version_of(received))
    await submitted(world, day=MONDAY)
    await give_to_unit(
        entry=TaskEntry(title="Việc đơn vị", product="Kế hoạch", unit=world.ids["KT"], deadline=MONDAY),
        by=head,
        now=before,
    )
    await with_moved_dates(world, head, owner, before)
    await save_draft(entry=TaskEntry(title="Tăng cường phối hợp", unit=world.ids["KT"]), by=head, now=before)
    for first, last in ((date(2026, 11, 20), date(2026, 11, 23)), (date(2026, 11, 2), date(2026, 12, 31))):
        protected = await given(world, now=before, deadline=date(2026, 12, 15))
        await following.protect(world, protected, from_date=first, to_date=last)
    await following.ask(world, await given(world, now=before, deadline=date(2026, 12, 15)))
    await save_draft(
        entry=TaskEntry(
            title="Đủ rồi",
            product="Báo cáo",
            owner=world.ids["KT003"],
            lead=world.ids["KT003"],
            deadline=date(2026, 12, 1),
        ),
        by=head,
        now=before,
    )


@pytest.mark.parametrize("day", [FRIDAY, date(2026, 11, 22), MONDAY, date(2026, 11, 24), date(2026, 11, 25)])
async def test_a_flag_as_a_filter_finds_the_tasks_that_carry_it(world, day):
    await a_varied_desk(world)
    head, today = await world.viewer("KT001"), await marks(world, day)
    where = visible(head, day)
    lines = await lists.lines_of(where, "t.id", today)
    assert len(lines) > 15
    for code in LIST_FLAGS:
        filtered = {row["id"] for row in await lists.some(where & flagged(code, today), "t.id", 1_000)}
        assert filtered == {line.row["id"] for line in lines if line.has(code)}, code


async def test_the_bands_of_lateness_part_the_late_work_by_working_days(world):
    await a_varied_desk(world)
    today = await marks(world)
    where = visible(await world.viewer("KT001"), world.today)
    everything = {row["id"] for row in await lists.some(where & late(today), "t.id", 1_000)}
    parted: set[int] = set()
    for band, (least, most) in LATE_BANDS.items():
        rows = await lists.some(where & late(today, band), "t.id", 1_000)
        days = [today.calendar.working_days_late(row["due_on"], world.today) for row in rows]
        assert days, band
        assert all(least <= each <= (most or 10_000) for each in days), (band, days)
        assert parted.isdisjoint(row["id"] for row in rows)
        parted |= {row["id"] for row in rows}
    assert parted == everything


async def test_search_needs_no_marks_and_the_code_finds_too(world):
    task = await given(world, title="Đùn đẩy hồ sơ đất đai")
    head, today = await world.viewer("KT001"), await marks(world)
    row = await task_seen(head, task, world.today)
    for words in ("dun day", "ĐÙN ĐẨY", row["code"].lower(), "dat dai"):
        where = condition(TaskFilter(q=words), head, today, None)
        assert [each["id"] for each in await lists.some(where, "t.id", 10)] == [task], words
    where = condition(TaskFilter(q="khong co dau"), head, today, None)
    assert await lists.count(where) == 0


async def test_an_address_keeps_its_filter_and_passes_over_what_it_does_not_know():
    chosen = TaskFilter.read({"state": "given", "flag": "nonsense", "unit": "x", "q": " a b ", "sort": "due"})
    assert chosen == TaskFilter(state="given", q="a b", sort="due")
    assert chosen.href("/tasks", state="") == "/tasks?q=a+b&sort=due"
    assert TaskFilter().href("/tasks") == "/tasks"


async def test_the_load_beside_a_name_counts_open_and_late_work(world):
    before = at(date(2026, 11, 2), 8)
    await given(world, now=before, deadline=date(2026, 11, 10))
    await given(world)
    found = {each.officer.staff_code: each.facts for each in await candidates(("/",), await marks(world))}
    assert (found["KT003"].open_tasks, found["KT003"].late_tasks) == (2, 1)
    assert found["KT003"].factor_milli == 2_000
    assert found["KT004"].open_tasks == 0


async def test_the_head_decides_on_others_work_and_the_unit_above_on_the_heads(world):
    own = await submitted(world, owner="KT001", by="TL001")
    other = await submitted(world)
    today = await marks(world)

    async def waiting(code: str) -> set[int]:
        found = await desk.results_waiting(await world.viewer(code), today)
        return {each.line.row["id"] for each in found}

    assert await waiting("KT001") == {other}
    assert await waiting("KT002") == {other}
    assert await waiting("TL001") == {own}
    assert await desk.below_count(await world.viewer("TL001"), today) == 1
    assert await waiting("TL003") == set()


async def test_one_row_a_person_counts_what_its_lists_show(world):
    await a_varied_desk(world)
    head, today = await world.viewer("KT001"), await marks(world)
    row = next(each for each in await desk.people_table(head, today) if each.id == world.ids["KT003"])
    owner = world.ids["KT003"]
    for number, chosen in (
        (row.open, TaskFilter(owner=owner, state="open")),
        (row.handed, TaskFilter(owner=owner, handed="2026-11")),
    ):
        assert number == await lists.count(condition(chosen, head, today, None)), chosen
    for number, kind in ((row.late, "late"), (row.bounced, "bounced")):
        chosen = TaskFilter(owner=owner, kind=kind)
        where = condition(chosen, head, today, None) & lists.late_kind(chosen, today)
        assert number == await lists.count(where) > 0, kind


async def test_the_number_of_questions_does_not_grow_with_the_rows(world, asked):
    head = await world.viewer("KT001")
    task = await given(world)
    ran = asked()

    async def questions() -> list[int]:
        counts = []
        today = await marks(world)
        where = visible(head, world.today)
        for ask in (
            lambda: lists.lines_of(where, "t.id", today),
            lambda: lists.late_figures(head, today),
            lambda: desk.people_table(head, today),
            lambda: desk.results_waiting(head, today),
            lambda: desk.hand_backs_waiting(head, today),
            lambda: candidates(("/",), today),
            lambda: task_page(head, task, today),
        ):
            ran.clear()
            await ask()
            counts.append(len(ran))
        return counts

    await submitted(world)
    bounced = await given(world)
    owner = await world.viewer("KT003")

    async def bounce(task_: int) -> None:
        await hand_back(
            task=task_,
            reason="overload",
            words="Quá tải",
            by=owner,
            now=world.now,
            version=await version_of(task_),
        )

    await bounce(bounced)
    few = await questions()
    for _ in range(3):
        await submitted(world)
        await bounce(await given(world))
    assert await questions() == few
    assert max(few) <= 13
    assert await fetch("SELECT id FROM task WHERE state = 'submitted'")


async def test_own_new_work_is_what_was_given_and_not_received(world):
    tasks = [await given(world), await given(world)]
    await given(world, owner="KT004")
    await save_draft(
        entry=TaskEntry(title="Nháp", owner=world.ids["KT003"], unit=world.ids["KT"]),
        by=await world.viewer("KT001"),
        now=world.now,
    )
    staff = await world.viewer("KT003")
    assert [task for task, _ in await desk.own_new(staff.officer_id)] == tasks
    await receive_task(task=tasks[0], by=staff, now=world.now, version=await version_of(tasks[0]))
    assert [task for task, _ in await desk.own_new(staff.officer_id)] == tasks[1:]
