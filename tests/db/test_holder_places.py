"""Who holds each task, as the pages show it; the flags of lists say what the flags of rows say."""

import random
from datetime import timedelta

from app import db
from app.clock import at
from app.db import fetch, insert_many, write
from app.evaluation.facts import months_of
from app.evaluation.months import Month
from app.people.queries import office_calendar
from app.people.tables import RoleGrant
from app.tasks import lists
from app.tasks.commands import (
    TaskEntry,
    accept_result,
    decide_hand_back,
    give_to_unit,
    hand_back,
    reassign,
    save_draft,
    submit_result,
)
from app.tasks.flag_sql import Marks, flagged
from app.tasks.holder_queries import moves_with_names, stays_of
from app.tasks.holder_words import hours_words, move_line
from app.tasks.move_sql import bounced
from app.tasks.nightly import notice_day
from app.tasks.sight import visible
from tests.db.work import (
    FRIDAY,
    MONDAY,
    WEDNESDAY,
    entry,
    given,
    offered,
    row_of,
    submitted,
    taken,
    version_of,
)

NEW_FLAGS = ("bounced", "ping_pong", "unit_ping_pong", "handed_on_twice", "second_papers")
NOVEMBER = Month(2026, 11)


async def stay_of(task: int, now=None):
    marks = Marks(MONDAY, await office_calendar())
    return (await stays_of([await row_of(task)], marks, now or at(MONDAY, 17))).get(task)


async def test_each_state_shows_its_holder_since_when_and_for_how_long(world):
    head = await world.viewer("KT001")
    draft = await save_draft(entry=TaskEntry(title="Nháp", unit=world.ids["KT"]), by=head, now=at(MONDAY, 8))
    stay = await stay_of(draft)
    assert (stay.officer, stay.since, stay.minutes) == (world.ids["KT001"], at(MONDAY, 8), 7 * 60)
    unit = await give_to_unit(
        entry=entry(world, owner=None, lead=None, unit=world.ids["VX"]),
        by=await world.viewer("TL001"),
        now=at(MONDAY, 9),
    )
    assert (await stay_of(unit)).officer == world.ids["VX001"]  # its head in office
    held = await given(world, now=at(MONDAY, 10))
    stay = await stay_of(held)
    assert (stay.name, stay.since, stay.minutes) == ("Ngô Văn Đức", at(MONDAY, 10), 300)
    result = await submitted(world)
    assert (await stay_of(result, at(WEDNESDAY, 11))).officer == world.ids["KT001"]
    await accept_result(task=result, by=head, now=at(WEDNESDAY, 11), version=await version_of(result))
    assert await stay_of(result) is None


async def test_a_result_is_with_the_head_above_where_its_assigner_may_no_longer_decide(world):
    task = await submitted(world, by="KT002")
    assert (await stay_of(task)).officer == world.ids["KT002"]
    async with write():
        await RoleGrant.update(to_date=FRIDAY).where(RoleGrant.officer == world.ids["KT002"])
    assert (await stay_of(task)).officer == world.ids["KT001"]
    own = await submitted(world, owner="KT001", by="TL002", lead="KT001")
    async with write():
        await RoleGrant.update(to_date=FRIDAY).where(RoleGrant.officer == world.ids["TL002"])
    assert (await stay_of(own)).officer == world.ids["TL001"]  # nobody decides on own work


async def test_what_the_head_of_the_root_hands_in_is_with_another_who_assigns_there(world):
    chairman = await world.viewer("TL001")
    task = await given(world, by="TL001", owner="KT003")
    reason = {"reason": "moved", "words": "Tôi trực tiếp làm"}
    version = await version_of(task)
    await reassign(
        task=task, to_officer=world.ids["TL001"], by=chairman, now=at(MONDAY, 9), version=version, **reason
    )
    words, version = "Báo cáo số 16/BC", await version_of(task)
    await submit_result(task=task, words=words, by=chairman, now=at(MONDAY, 10), version=version)
    assert (await stay_of(task)).officer == world.ids["TL002"]  # nobody decides on own work
    async with write():
        await RoleGrant.update(to_date=FRIDAY).where(RoleGrant.officer == world.ids["TL002"])
    assert (await stay_of(task)).officer == world.ids["TL001"]  # there is nobody else


async def test_work_on_offer_is_still_with_its_giver(world):
    task = await given(world)
    await offered(world, task, "KT004", at(MONDAY, 9))
    assert (await stay_of(task)).officer == world.ids["KT003"]
    await taken(task, at(MONDAY, 14))
    stay = await stay_of(task)
    assert (stay.officer, stay.minutes) == (world.ids["KT004"], 180)


async def test_the_number_of_questions_does_not_grow_with_the_rows(world, monkeypatch):
    from app.tasks import holder_queries

    asked = []

    async def counted(sql, *args):
        asked.append(sql)
        return await db.fetch(sql, *args)

    monkeypatch.setattr(holder_queries, "fetch", counted)
    marks, found = Marks(MONDAY, await office_calendar()), []
    for many in (1, 6):
        for _ in range(many):
            task = await given(world)
            await offered(world, task, "KT004", at(MONDAY, 9))
            await submitted(world)
        rows = await fetch("SELECT * FROM task ORDER BY id")
        asked.clear()
        await stays_of(rows, marks, at(MONDAY, 17))
        await moves_with_names([row["id"] for row in rows])
        found.append(len(asked))
    assert found[0] == found[1]


async def test_each_move_says_from_whom_to_whom_why_how_long_and_what_became_of_it(world):
    task = await given(world, now=at(MONDAY, 8))
    paper = await hand_back(
        task=task,
        reason="lacks_papers",
        words="Chưa có bản đồ",
        by=await world.viewer("KT003"),
        now=at(MONDAY, 9, 15),
        version=1,
    )
    await decide_hand_back(
        hand_over=paper,
        upheld=True,
        to_officer=world.ids["KT004"],
        words="Đúng",
        by=await world.viewer("KT001"),
        now=at(MONDAY, 10),
    )
    lines = [move_line(row) for row in (await moves_with_names([task]))[task]]
    assert lines[0].way.vi == "Ngô Văn Đức → người giao"
    assert lines[0].reason.vi == "Thiếu hồ sơ, tài liệu; đã giữ 1 giờ 15 phút làm việc"
    assert lines[0].outcome.vi == "lý do được công nhận"
    assert lines[1].way.vi == "Ngô Văn Đức → Trịnh Thị Ngân"
    assert "chờ nhận" in lines[1].outcome.vi
    await taken(task, at(MONDAY, 14))
    (_, row) = (await moves_with_names([task]))[task]
    assert move_line(row).outcome.vi == "đã nhận 23/11/2026"


def test_working_time_is_said_in_hours_and_minutes():
    assert [hours_words(n).vi for n in (0, 45, 60, 750)] == ["0 phút", "45 phút", "1 giờ", "12 giờ 30 phút"]


# --- Art. 18.1.d: the count of the month ---------------------------------------------------------


async def assigned(world, code: str) -> int:
    found = await months_of([world.ids[code]], NOVEMBER, today=NOVEMBER.last)
    return sum(item.line.assigned for item in found[world.ids[code]].items)


async def items_of(world, code: str) -> int:
    found = await months_of([world.ids[code]], NOVEMBER, today=NOVEMBER.last)
    return len(found[world.ids[code]].items)


async def test_art_18_1_d_an_offer_changes_nobodys_month_until_it_is_taken(world):
    task = await given(world)
    await offered(world, task, "KT004", at(MONDAY, 9))
    assert (await assigned(world, "KT003"), await items_of(world, "KT004")) == (1, 0)
    await taken(task, at(MONDAY, 10))
    assert (await assigned(world, "KT003"), await assigned(world, "KT004")) == (0, 0)
    assert await items_of(world, "KT004") == 1  # outside the total, it adds when finished


async def test_art_18_1_d_each_reason_leaves_the_month_as_the_table_says(world):
    table = {  # reason, upheld: the giver's total, the taker's total
        ("overload", True): (1, 0),
        ("refused", True): (1, 0),
        ("other", True): (1, 0),
        ("absence", True): (0, 0),
        ("not_authority", True): (0, 1),
        ("lacks_papers", True): (0, 1),
        ("absence", False): (1, 0),
        ("not_authority", False): (1, 0),
        ("lacks_papers", False): (1, 0),
    }
    giver, taker = 0, 0
    for (reason, upheld), (giver_total, taker_total) in table.items():
        task = await given(world, title=f"Việc {reason} {upheld}")
        paper = await hand_back(
            task=task,
            reason=reason,
            words="Nêu lý do",
            by=await world.viewer("KT003"),
            now=at(MONDAY, 9),
            version=1,
        )
        await decide_hand_back(
            hand_over=paper,
            upheld=upheld,
            to_officer=world.ids["KT004"],
            words="Đã xem",
            by=await world.viewer("KT001"),
            now=at(MONDAY, 10),
        )
        assert await assigned(world, "KT003") == giver + 1, (reason, upheld)  # until it is taken
        assert await assigned(world, "KT004") == taker
        await taken(task, at(MONDAY, 11))
        giver, taker = giver + giver_total, taker + taker_total
        assert await assigned(world, "KT003") == giver, (reason, upheld)
        assert await assigned(world, "KT004") == taker, (reason, upheld)


async def test_art_18_1_d_taken_over_work_adds_when_it_is_finished(world):
    task = await given(world)
    await offered(world, task, "KT004", at(MONDAY, 9), reason="overload")
    await taken(task, at(MONDAY, 10))
    await submit_result(
        task=task,
        words="Báo cáo số 3/BC",
        by=await world.viewer("KT004"),
        now=at(WEDNESDAY, 9),
        version=await version_of(task),
    )
    await accept_result(
        task=task, by=await world.viewer("KT001"), now=at(WEDNESDAY, 10), version=await version_of(task)
    )
    found = await months_of([world.ids["KT004"]], NOVEMBER, today=NOVEMBER.last)
    (item,) = found[world.ids["KT004"]].items
    assert (item.line.assigned, item.line.finished) == (0, 1)


# --- the lists -----------------------------------------------------------------------------------


async def test_a_list_filtered_by_a_flag_of_moves_shows_exactly_the_tasks_that_carry_it(world):
    """Random histories of moves: what the conditions of SQL find is what the predicates raise."""
    chance = random.Random(20261123)  # noqa: S311
    people, units = (
        [world.ids[code] for code in ("KT003", "KT004", "VX002")],
        [world.ids["KT"], world.ids["VX"]],
    )
    unit_of = dict(zip(people, (units[0], units[0], units[1]), strict=True))
    rows = []
    for _ in range(70):
        task, holder = await given(world), people[0]
        for step in range(chance.randint(0, 6)):
            kind = chance.choice(("hand_back", "reassign", "reassign", "offer", "returned", "appointment"))
            taker, when = chance.choice(people), at(MONDAY, 8) + timedelta(minutes=step)
            open_or_back = kind in ("offer", "returned")
            reason = chance.choice(("lacks_papers", "overload"))
            rows.append(
                (
                    *(task, "hand_back" if kind == "hand_back" else "reassign"),
                    *(holder, None if kind == "hand_back" else taker),
                    *(unit_of[holder], None if kind == "hand_back" else unit_of[taker]),
                    *(reason, "", when, WEDNESDAY if open_or_back else None),
                    None if open_or_back or kind == "hand_back" else when,
                    when if open_or_back else None,  # settled either way: one open offer a task
                    when if kind == "returned" else None,
                    chance.choice(("lacks_papers", "absence")) if kind == "returned" else "",
                )
            )
            if kind in ("reassign", "appointment"):
                holder = taker
    async with write():
        await insert_many(
            "INSERT INTO hand_over (task, kind, from_officer, to_officer, from_unit, to_unit, reason, words, at,"
            " offered_until, taken_at, settled_at, returned_at, return_reason, decision_words, taken_silently,"
            " return_words) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', false, '')",
            rows,
        )
        await fetch(
            "UPDATE task SET hand_over_count ="
            f" (SELECT COUNT(*) FROM hand_over h WHERE h.task = task.id AND {bounced('h')})"
        )
    marks = Marks(WEDNESDAY, await office_calendar())
    where = visible(await world.viewer("TL001"), WEDNESDAY)
    lines = await lists.lines_of(where, "t.id", marks)
    for code in NEW_FLAGS:
        carried = {line.row["id"] for line in lines if line.has(code)}
        assert carried, code
        found = await lists.some(where & flagged(code, marks), "t.id", 1_000)
        assert {row["id"] for row in found} == carried, code


async def test_moves_near_the_date_are_found_on_their_day_and_kept_from_the_next_night(world):
    task, early = await given(world), await given(world, deadline=WEDNESDAY + timedelta(days=20))
    for each in (task, early):
        await offered(world, each, "KT004", at(WEDNESDAY, 9))
        await taken(each, at(WEDNESDAY, 10))
    where, calendar = visible(await world.viewer("KT001"), WEDNESDAY), await office_calendar()
    for day, night in ((WEDNESDAY, False), (WEDNESDAY + timedelta(days=9), True)):
        if night:
            await notice_day(WEDNESDAY + timedelta(days=1))
        marks = Marks(day, calendar)
        lines = await lists.lines_of(where, "t.id", marks)
        assert [line.row["id"] for line in lines if line.has("moved_near_deadline")] == [task]
        found = await lists.some(where & flagged("moved_near_deadline", marks), "t.id", 10)
        assert [row["id"] for row in found] == [task]
