"""Pauses, extensions and the two clocks through a task's own acts, on both databases."""

from datetime import date, timedelta

import pytest

from app.clock import at, local_day
from app.db import engine, fetch, write
from app.errors import Conflict, NotAllowed, NotFound, Refused
from app.evaluation.facts import item_facts, months_of
from app.evaluation.item_facts import ItemState
from app.evaluation.months import Month
from app.people.queries import office_calendar
from app.people.tables import OfficeSetting
from app.tasks import lists
from app.tasks.campaigns import CampaignEntry, fan_out
from app.tasks.commands import (
    TaskEntry,
    ask_extension,
    decide_extension,
    decide_hand_back,
    extend_deadline,
    give_to_unit,
    hand_back,
    name_owner,
    pause_task,
    reassign,
    receive_task,
    report_progress,
    resume_task,
    return_result,
    save_draft,
    submit_result,
)
from app.tasks.date_panels import requests_waiting
from app.tasks.export import TASK_COLUMNS, task_cells
from app.tasks.flag_sql import Marks
from app.tasks.nightly import notice_day
from app.tasks.queries import task_page
from app.tasks.sight import visible
from app.web.forms import Form
from app.web.render import environment
from tests.db.test_task_refusals import refused_fields
from tests.db.work import (
    FRIDAY,
    MONDAY,
    NEXT_FRIDAY,
    THURSDAY,
    WEDNESDAY,
    counts,
    given,
    holdings_of,
    kinds_of,
    latenesses_of,
    row_of,
    taken,
    version_of,
)

DECEMBER_FIRST = date(2026, 12, 1)
NOVEMBER = Month(2026, 11)


async def paused(world, task: int, first: date = MONDAY, last: date = WEDNESDAY, now=None, **more) -> int:
    values = {"reason": "superior", "words": "Chờ Chủ tịch ký", "from_date": first, "to_date": last}
    head = await world.viewer("KT001")
    return await pause_task(
        task=task, by=head, now=now or world.now, version=await version_of(task), **{**values, **more}
    )


async def asked(world, task: int, until: date | None = DECEMBER_FIRST, now=None, **more) -> int:
    values = {"reason": "more_work", "words": "Thêm hai tổ dân phố", "asked_due": until}
    owner = await world.viewer("KT003")
    return await ask_extension(
        task=task, by=owner, now=now or world.now, version=await version_of(task), **{**values, **more}
    )


async def decided(world, request: int, granted: bool = True, now=None, by: str = "KT001", **more) -> None:
    (row,) = await fetch("SELECT task FROM extension WHERE id = {}", request)
    await decide_extension(
        extension=request,
        granted=granted,
        by=await world.viewer(by),
        now=now or world.now,
        version=await version_of(row["task"]),
        **more,
    )


async def dates_of(task: int) -> tuple[date, date, date]:
    row = await row_of(task)
    return row["original_deadline"], row["deadline"], row["due_on"]


async def facts_of(task: int, kind: str) -> dict:
    from app.history import of_subject

    return next(row["facts"] for row in await of_subject(("task", task)) if row["kind"] == kind)


async def office_rule(world, code: str, value: str) -> None:
    async with write():
        await OfficeSetting(
            code=code,
            value=value,
            basis="Quyết định 1/QĐ",
            from_date=local_day(world.now) - timedelta(days=60),
            set_by=world.ids["TL001"],
            set_at=world.now,
        ).save()


async def submit(world, task: int, day: date, owner: str = "KT003") -> None:
    await submit_result(
        task=task,
        words="Báo cáo số 15/BC",
        by=await world.viewer(owner),
        now=at(day, 10),
        version=await version_of(task),
    )


# --- the clocks --------------------------------------------------------------------------------


async def test_both_clocks_begin_with_the_first_giving_and_never_restart(world):
    head, owner = await world.viewer("KT001"), await world.viewer("KT003")
    task = await given(world)
    assert (await row_of(task))["first_given_at"] == world.now
    await receive_task(task=task, by=owner, now=at(MONDAY, 8), version=1)
    assert (await row_of(task))["first_received_at"] == at(MONDAY, 8)
    paper = await hand_back(
        task=task, reason="lacks_papers", words="x", by=owner, now=at(MONDAY, 9), version=2
    )
    await decide_hand_back(
        hand_over=paper, upheld=True, to_officer=None, words="x", by=head, now=at(MONDAY, 10)
    )
    await name_owner(
        task=task,
        owner=world.ids["KT004"],
        lead=world.ids["KT001"],
        working_deadline=None,
        by=head,
        now=at(WEDNESDAY, 8),
        version=await version_of(task),
    )
    await receive_task(
        task=task, by=await world.viewer("KT004"), now=at(THURSDAY, 8), version=await version_of(task)
    )
    row = await row_of(task)
    assert (row["first_given_at"], row["first_received_at"]) == (world.now, at(MONDAY, 8))
    assert (row["assigned_at"], row["received_at"]) == (at(WEDNESDAY, 8), at(THURSDAY, 8))


async def test_work_given_to_a_unit_runs_before_it_has_an_owner(world):
    head = await world.viewer("KT001")
    entry = TaskEntry("Việc", "Báo cáo", unit=world.ids["KT"], deadline=THURSDAY)
    task = await give_to_unit(entry=entry, by=head, now=world.now)
    await name_owner(
        task=task,
        owner=world.ids["KT003"],
        lead=world.ids["KT003"],
        working_deadline=None,
        by=head,
        now=at(MONDAY, 8),
        version=1,
    )
    assert (await row_of(task))["first_given_at"] == world.now
    await report_progress(
        task=task, percent=5, words="x", by=await world.viewer("KT003"), now=at(MONDAY, 9), version=2
    )
    assert (await row_of(task))["first_received_at"] == at(MONDAY, 9)


async def test_work_given_to_many_units_runs_in_each_and_its_draft_never_ran(world):
    mayor = await world.viewer("TL001")
    draft = await save_draft(entry=TaskEntry("Tổng vệ sinh môi trường"), by=mayor, now=world.now)
    entry = CampaignEntry((world.ids["KT"], world.ids["VX"]), "Báo cáo kết quả", THURSDAY)
    await fan_out(task=draft, entry=entry, by=mayor, now=at(MONDAY, 8), version=1)
    rows = await fetch("SELECT id, first_given_at FROM task ORDER BY id")
    assert [row["first_given_at"] for row in rows] == [None, at(MONDAY, 8), at(MONDAY, 8)]


# --- pauses ------------------------------------------------------------------------------------


async def test_a_pause_moves_the_date_to_keep_by_its_working_days_and_never_the_original(world):
    task = await given(world)
    made = await paused(world, task)  # Monday to Wednesday, Tuesday is a holiday
    assert await dates_of(task) == (THURSDAY, date(2026, 11, 30), date(2026, 11, 30))
    assert (await kinds_of(task))[-1] == "task.paused"
    facts = await facts_of(task, "task.paused")
    assert facts["due_on"] == ["2026-11-26", "2026-11-30"]
    assert (facts["pause"], facts["working_days"], facts["reason"]) == (made, 2, "superior")
    assert (facts["from"], facts["to"]) == ("2026-11-23", "2026-11-25")


async def test_ended_early_the_unused_days_go_back(world):
    task = await given(world)
    await paused(world, task, last=date(2026, 12, 4))  # Monday to Friday of next week: 9 working days
    assert (await row_of(task))["due_on"] == date(2026, 12, 9)
    head = await world.viewer("KT001")
    await resume_task(task=task, by=head, now=at(THURSDAY, 8), version=await version_of(task))
    assert await dates_of(task) == (THURSDAY, date(2026, 11, 30), date(2026, 11, 30))
    (row,) = await fetch("SELECT * FROM pause")
    assert (row["ended_on"], row["ended_by"], row["to_date"]) == (
        WEDNESDAY,
        head.officer_id,
        date(2026, 12, 4),
    )
    assert (await facts_of(task, "task.resumed"))["unused_days"] == 7
    assert (
        await refused_fields(
            resume_task(task=task, by=head, now=at(THURSDAY, 9), version=await version_of(task))
        )
        == set()
    )


async def test_a_pause_that_has_not_begun_is_cancelled_whole(world):
    task = await given(world)
    await paused(world, task, first=WEDNESDAY, last=NEXT_FRIDAY)
    await resume_task(
        task=task, by=await world.viewer("KT001"), now=at(MONDAY, 8), version=await version_of(task)
    )
    assert await dates_of(task) == (THURSDAY, THURSDAY, THURSDAY)


async def test_a_submission_ends_the_pause_and_keeps_the_date_as_it_stands_then(world):
    task = await given(world)
    await paused(world, task, last=date(2026, 12, 4))
    await submit(world, task, THURSDAY)
    row = await row_of(task)
    assert (row["due_on"], row["lateness_count"]) == (date(2026, 11, 30), 0)
    assert (await fetch("SELECT due_on FROM submission"))[0]["due_on"] == date(2026, 11, 30)
    assert (await kinds_of(task))[-2:] == ["task.resumed", "task.submitted"]


async def test_a_pause_of_rework_moves_the_date_of_rework_alone(world):
    task = await given(world)
    await submit(world, task, MONDAY)
    head = await world.viewer("KT001")
    await return_result(
        task=task,
        words="Thiếu",
        failed_check=False,
        rework_due=date(2026, 11, 30),
        by=head,
        now=at(MONDAY, 15),
        version=await version_of(task),
    )
    await paused(world, task, first=WEDNESDAY, last=WEDNESDAY, now=at(MONDAY, 16))
    assert await dates_of(task) == (THURSDAY, THURSDAY, DECEMBER_FIRST)


async def test_every_fault_of_a_pause_is_named_at_once_and_nothing_is_written(world):
    task = await given(world)
    nothing = paused(world, task, first=None, last=None, reason="tired", words=" ")
    assert await refused_fields(nothing) == {"from_date", "to_date", "reason", "words"}
    assert await refused_fields(paused(world, task, first=FRIDAY, last=MONDAY)) == {"from_date"}
    await office_rule(world, "pause_cap_days", "2")
    assert await refused_fields(paused(world, task, last=THURSDAY)) == {"to_date"}


async def test_the_cap_counts_what_the_task_has_stood_already(world):
    await office_rule(world, "pause_cap_days", "3")
    task = await given(world, deadline=date(2026, 12, 15))
    await paused(world, task, last=date(2026, 11, 26))
    await resume_task(
        task=task, by=await world.viewer("KT001"), now=at(WEDNESDAY, 8), version=await version_of(task)
    )  # one day was used
    late = {"now": at(WEDNESDAY, 9), "first": THURSDAY}
    assert await refused_fields(paused(world, task, last=date(2026, 11, 30), **late)) == {"to_date"}
    await paused(world, task, last=NEXT_FRIDAY, **late)


async def test_one_pause_at_a_time_none_after_the_date_none_while_submitted(world):
    task = await given(world)
    await paused(world, task)
    assert await refused_fields(paused(world, task)) == set()
    gone = await given(world, deadline=MONDAY)
    assert await refused_fields(paused(world, gone, first=WEDNESDAY, now=at(WEDNESDAY, 8))) == set()
    sent = await given(world)
    await submit(world, sent, MONDAY)
    assert await refused_fields(paused(world, sent, now=at(MONDAY, 11))) == set()


async def test_only_who_stands_above_pauses_and_nobody_their_own_work(world):
    task, own = await given(world), await given(world, by="TL001", owner="KT001")
    before = await counts()
    values = {"reason": "superior", "words": "x", "from_date": MONDAY, "to_date": MONDAY, "now": world.now}
    for code, about in (("KT003", task), ("KT001", own)):
        with pytest.raises(NotAllowed):
            await pause_task(task=about, by=await world.viewer(code), version=1, **values)
    with pytest.raises(NotFound):
        await pause_task(task=task, by=await world.viewer("VX001"), version=1, **values)
    with pytest.raises(Conflict):
        await pause_task(task=task, by=await world.viewer("KT001"), version=9, **values)
    assert await counts() == before


async def test_a_paused_date_that_has_not_come_is_no_lateness(world):
    task = await given(world)
    await paused(world, task)
    await notice_day(NEXT_FRIDAY)
    assert await latenesses_of(task) == []
    await notice_day(DECEMBER_FIRST)
    assert await latenesses_of(task) == [(date(2026, 11, 30), world.ids["KT003"])]


# --- extensions --------------------------------------------------------------------------------


async def test_a_request_moves_nothing_until_it_is_granted(world):
    task = await given(world)
    request = await asked(world, task)
    assert await dates_of(task) == (THURSDAY, THURSDAY, THURSDAY)
    await decided(world, request)
    assert await dates_of(task) == (THURSDAY, DECEMBER_FIRST, DECEMBER_FIRST)
    row = await row_of(task)
    assert (row["extension_count"], row["lateness_count"]) == (1, 0)
    assert (await kinds_of(task))[-2:] == ["task.extension_asked", "task.extension_decided"]
    assert (await facts_of(task, "task.extension_asked"))["asked"] == ["2026-11-26", "2026-12-01"]
    facts = await facts_of(task, "task.extension_decided")
    assert (facts["granted"], facts["in_time"], facts["asked_by"]) == (True, True, world.ids["KT003"])
    assert facts["due_on"] == facts["deadline"] == ["2026-11-26", "2026-12-01"]


async def test_the_assigner_grants_another_date_with_words_or_refuses_with_words(world):
    task = await given(world)
    request = await asked(world, task)
    assert await refused_fields(decided(world, request, granted=False)) == {"words"}
    other = {"new_due": NEXT_FRIDAY}
    assert await refused_fields(decided(world, request, **other)) == {"words"}
    assert await refused_fields(decided(world, request, new_due=WEDNESDAY, words="x")) == {"new_due"}
    await decided(world, request, words="Đến thứ Sáu là đủ", **other)
    assert (await row_of(task))["due_on"] == NEXT_FRIDAY
    again = await asked(world, task)
    await decided(world, again, granted=False, words="Không cần thêm")
    assert (await row_of(task))["due_on"] == NEXT_FRIDAY
    assert (await row_of(task))["extension_count"] == 1


async def test_asked_before_and_agreed_after_the_date_undoes_no_lateness(world):
    """Counting rules: only an extension agreed before the deadline moves the date that counts (Art. 14.2.c)."""
    task = await given(world)
    request = await asked(world, task)
    await decided(world, request, now=at(NEXT_FRIDAY, 8))
    assert await latenesses_of(task) == [(THURSDAY, world.ids["KT003"])]
    assert await dates_of(task) == (THURSDAY, THURSDAY, DECEMBER_FIRST)
    (paper,) = await fetch("SELECT after_deadline FROM extension")
    assert not paper["after_deadline"]
    assert (await facts_of(task, "task.extension_decided"))["in_time"] is False
    await notice_day(date(2026, 12, 2))
    assert [due for due, _ in await latenesses_of(task)] == [THURSDAY, DECEMBER_FIRST]


async def test_asked_after_the_date_the_lateness_is_noted_first_and_stays(world):
    task = await given(world, deadline=MONDAY)
    await asked(world, task, now=at(WEDNESDAY, 8))
    assert [due for due, _ in await latenesses_of(task)] == [MONDAY]
    (paper,) = await fetch("SELECT after_deadline FROM extension")
    assert paper["after_deadline"]
    assert (await row_of(task))["lateness_count"] == 1


async def test_the_office_may_forbid_asking_after_the_date_and_caps_the_number(world):
    await office_rule(world, "extension_after_deadline", "no")
    late = await given(world, deadline=MONDAY)
    assert await refused_fields(asked(world, late, now=at(WEDNESDAY, 8))) == set()
    await office_rule(world, "extension_most", "1")
    task = await given(world)
    await decided(world, await asked(world, task))
    assert await refused_fields(asked(world, task, until=date(2026, 12, 4))) == set()


async def test_every_fault_of_a_request_is_named_at_once_and_there_is_one_at_a_time(world):
    task = await given(world)
    wrong = asked(world, task, until=THURSDAY, reason="tired", words="")
    assert await refused_fields(wrong) == {"asked_due", "reason", "words"}
    await asked(world, task)
    assert await refused_fields(asked(world, task)) == set()
    assert await refused_fields(paused(world, task)) == set()


async def test_a_submission_takes_back_a_request_that_waits(world):
    task = await given(world)
    request = await asked(world, task)
    await submit(world, task, MONDAY)
    (row,) = await fetch("SELECT * FROM extension")
    assert (row["granted"], row["decided_by"], row["new_due"]) == (False, None, None)
    assert "task.extension_withdrawn" in await kinds_of(task)
    with pytest.raises(Refused):
        await decided(world, request, now=at(MONDAY, 12))


async def test_the_assigner_sets_another_date_at_once(world):
    task = await given(world)
    head = await world.viewer("KT001")
    values = {"task": task, "by": head, "now": world.now, "version": 1}
    wrong = extend_deadline(new_due=None, reason="", words="", **values)
    assert await refused_fields(wrong) == {"new_due", "reason", "words"}
    await extend_deadline(new_due=DECEMBER_FIRST, reason="urgent_work", words="Ưu tiên việc bão", **values)
    assert await dates_of(task) == (THURSDAY, DECEMBER_FIRST, DECEMBER_FIRST)
    (row,) = await fetch("SELECT * FROM extension")
    assert (row["granted"], row["asked_by"], row["decided_by"]) == (True, head.officer_id, head.officer_id)
    assert (await facts_of(task, "task.extended"))["due_on"] == ["2026-11-26", "2026-12-01"]


async def test_a_request_is_decided_for_the_date_it_was_asked_for(world):
    """Given again with another date while the request waited: the old request can only be refused."""
    task = await given(world)
    request = await asked(world, task)
    await fetch("UPDATE task SET deadline = {}, due_on = {} WHERE id = {}", NEXT_FRIDAY, NEXT_FRIDAY, task)
    assert await refused_fields(decided(world, request)) == {"new_due"}
    await decided(world, request, granted=False, words="Hạn đã đổi")


async def test_only_the_owner_asks_and_only_who_stands_above_decides(world):
    task, own = await given(world), await given(world, by="TL001", owner="KT001")
    before = await counts()
    values = {"reason": "more_work", "words": "x", "now": world.now, "version": 1}
    with pytest.raises(NotAllowed):
        await ask_extension(task=task, asked_due=DECEMBER_FIRST, by=await world.viewer("KT001"), **values)
    with pytest.raises(NotAllowed):
        await extend_deadline(task=own, new_due=DECEMBER_FIRST, by=await world.viewer("KT001"), **values)
    with pytest.raises(NotFound):
        await ask_extension(task=task, asked_due=DECEMBER_FIRST, by=await world.viewer("VX002"), **values)
    assert await counts() == before
    request = await asked(world, task)
    before = await counts()
    with pytest.raises(NotAllowed):
        await decided(world, request, by="KT003")
    with pytest.raises(NotFound):
        await decided(world, request, by="VX001")
    with pytest.raises(NotFound):
        await decide_extension(
            extension=request + 99, granted=True, by=await world.viewer("KT001"), now=world.now, version=1
        )
    assert await counts() == before
    await decided(world, request)
    with pytest.raises(Refused):
        await decided(world, request)


async def test_extending_a_moved_task_keeps_who_holds_it(world):
    task = await given(world)
    await decided(world, await asked(world, task))
    assert await holdings_of(task) == [(world.ids["KT003"], "ordinary", "", False)]


# --- what waits, lists and workbooks -----------------------------------------------------------


async def test_requests_wait_for_who_decides_the_oldest_date_first(world):
    today = Marks(world.today, await office_calendar())
    later, sooner = await given(world, deadline=NEXT_FRIDAY), await given(world)
    for task in (later, sooner):
        await asked(world, task)
    found = await requests_waiting(await world.viewer("KT001"), today)
    assert [row.line.row["id"] for row in found.rows] == [sooner, later]
    first = found.rows[0]
    assert (first.old_due, first.asked_due, first.before) == (THURSDAY, DECEMBER_FIRST, 0)
    assert (first.reason.vi, first.words) == ("Phát sinh thêm nội dung, khối lượng", "Thêm hai tổ dân phố")
    for code in ("KT003", "VX001"):
        assert await requests_waiting(await world.viewer(code), today) is None
    passed = Marks(NEXT_FRIDAY, today.calendar)
    assert (await requests_waiting(await world.viewer("KT001"), passed)).rows[0].passed


async def test_a_request_is_decided_in_its_row(world):
    """Old and new date, how many before, the reason, and both answers with one press each."""
    await asked(world, await given(world))
    head = await world.viewer("KT001")
    found = await requests_waiting(head, Marks(world.today, await office_calendar()))
    shown = environment("vi").from_string(
        '{% import "today/kinds/extension.html" as view with context %}{{ view.row(item) }}'
    )
    frame = {"csrf": "token", "path": "/"}
    text = shown.render(
        item=found.rows[0],
        page=frame,
        back="/",
        fresh=lambda version: Form.of({}, locale="vi", version=version),
    )
    for said in (
        "26/11/2026 → 01/12/2026",
        "0 lần",
        "Phát sinh thêm nội dung, khối lượng: Thêm hai tổ dân phố",
        f'action="/extensions/{found.rows[0].extension}/decision"',
        'name="answer" value="yes"',
        'name="answer" value="no"',
        'name="back" value="/"',
    ):
        assert said in text, said


async def test_the_questions_do_not_grow_with_the_requests(world, monkeypatch):
    ran: list[str] = []
    really = engine().run_querystring

    async def watched(querystring, in_pool=False):
        ran.append(str(querystring))
        return await really(querystring, in_pool)

    monkeypatch.setattr(engine(), "run_querystring", watched)
    head, today = await world.viewer("KT001"), Marks(world.today, await office_calendar())
    task, seen = await given(world), []
    await asked(world, task)
    for _ in range(2):
        ran.clear()
        await requests_waiting(head, today)
        await task_page(head, task, today)
        await lists.lines_of(visible(head, world.today), "t.id", today)
        seen.append(len(ran))
        for _ in range(4):
            await asked(world, await given(world))
    assert seen[0] == seen[1]


async def test_the_workbook_keeps_the_verdict_by_both_dates(world):
    task = await given(world)
    await decided(world, await asked(world, task))
    await submit(world, task, NEXT_FRIDAY)
    too_late = await given(world)
    await decided(world, await asked(world, too_late), now=at(NEXT_FRIDAY, 8))
    await submit(world, too_late, NEXT_FRIDAY)
    await given(world, deadline=DECEMBER_FIRST)
    head, today = await world.viewer("KT001"), Marks(NEXT_FRIDAY, await office_calendar())
    where = visible(head, NEXT_FRIDAY)
    lines = await lists.lines_of(where, "t.id", today)
    rows = task_cells(lines, await lists.first_handed_in(where), {}, today, "vi")
    heads = [column.head.vi for column in TASK_COLUMNS]
    places = [heads.index(name) for name in ("Theo hạn gốc", "Theo hạn đã dời", "Số lần gia hạn")]
    assert [[row[place] for place in places] for row in rows] == [
        ["chậm", "đúng hạn", 1],
        ["chậm", "đúng hạn", 1],
        ["", "", 0],
    ]


# --- on the monthly sheet ----------------------------------------------------------------------


async def month_of(world, code: str = "KT003"):
    found = await months_of([world.ids[code]], NOVEMBER, today=date(2026, 12, 15))
    return found[world.ids[code]].items


async def missed_of(world, today: date, code: str = "KT003"):
    (item,) = (await item_facts([world.ids[code]], NOVEMBER, today))[world.ids[code]]
    return item.missed_before_extension


async def test_agreed_in_time_the_work_stands_in_the_month_of_the_new_date(world):
    task = await given(world)
    await decided(world, await asked(world, task))
    assert await month_of(world) == ()


async def test_agreed_too_late_the_work_stays_in_its_month_with_its_lateness(world):
    task = await given(world)
    await decided(world, await asked(world, task), now=at(NEXT_FRIDAY, 8))
    (item,) = await month_of(world)
    assert (item.line.assigned, item.line.late, item.state) == (1, 1, ItemState.UNFINISHED)


async def test_the_date_before_the_extension_is_missed_once_it_has_passed_without_a_submission(world):
    task = await given(world)
    await decided(world, await asked(world, task, until=date(2026, 11, 30)))
    assert await missed_of(world, THURSDAY) is None
    assert await missed_of(world, NEXT_FRIDAY) == THURSDAY
    await submit(world, task, THURSDAY)
    assert await missed_of(world, NEXT_FRIDAY) is None


async def test_an_extension_after_the_work_left_is_not_the_givers(world):
    """As the date stood when the item left this person (Art. 18.1.d)."""
    task = await given(world)
    head = await world.viewer("KT001")
    await reassign(
        task=task,
        to_officer=world.ids["KT004"],
        reason="overload",
        words="Quá tải",
        by=head,
        now=at(MONDAY, 8),
        version=1,
    )
    await taken(task, at(MONDAY, 8))
    await extend_deadline(
        task=task,
        new_due=date(2026, 12, 15),
        reason="more_work",
        words="Thêm việc",
        by=head,
        now=at(MONDAY, 9),
        version=await version_of(task),
    )
    (giver,) = await month_of(world)
    assert (giver.deadline, giver.state) == (THURSDAY, ItemState.GIVEN_UP)
    assert await month_of(world, "KT004") == ()
