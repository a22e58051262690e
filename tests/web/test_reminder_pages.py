"""To remind, in the row of the late list and on the task's page; to answer, on the first page and on the task's."""

from datetime import date
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from app import clock
from app.clock import at
from app.db import fetch
from app.tasks.commands import remind
from app.tasks.escalation import escalate_day
from tests.db.work import given, version_of
from tests.page import readable

BEFORE = at(date(2026, 11, 2), 8)
FRIDAY_13, FRIDAY_20 = date(2026, 11, 13), date(2026, 11, 20)


@pytest.fixture
async def task(world):
    """Work of KT003 that is late by five working days; its lead is KT004."""
    return await given(world, lead="KT004", now=BEFORE, deadline=FRIDAY_13)


async def test_one_press_in_the_row_of_the_late_list_reminds_and_the_row_counts_it(visit, world, task):
    head = await visit("KT001")
    address = f"/tasks/{task}/reminders"
    answer = await head.submit(address, on="/late")
    assert answer.headers["location"] == "/late"
    page = await head.get("/late")
    words = readable(page.text)
    assert "Đã nhắc Ngô Văn Đức." in words
    assert "Đã nhắc 1 lần, lần cuối 22/11/2026" in words
    assert f'action="{address}"' not in page.text


async def test_a_double_press_reminds_once(visit, world, task):
    head = await visit("KT001")
    await head.get("/late")
    sent = head.form(f"/tasks/{task}/reminders")
    for _ in range(2):
        assert (await head.client.post(f"/tasks/{task}/reminders", data=sent)).status_code == 303
    assert len(await fetch("SELECT id FROM reminder")) == 1


async def test_the_late_list_as_a_workbook_counts_them_too(visit, world, task):
    await remind(task=task, by=await world.viewer("KT001"), now=world.now, version=None)
    answer = await (await visit("KT001")).get("/late.xlsx")
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    heads = next(row for row in rows if "Số lần đôn đốc" in row)
    line = next(row for row in rows if str(row[1]).startswith("NV-"))
    assert line[heads.index("Số lần đôn đốc")] == 1


async def test_the_page_of_the_task_shows_each_reminder_and_what_came_of_it(visit, world, task):
    await escalate_day(FRIDAY_20)
    head = await visit("KT001")
    address = f"/tasks/{task}"
    await head.submit(f"{address}/reminders", {"remind_words": "Gửi dự thảo trong hôm nay"}, on=address)
    words = readable((await head.get(address)).text)
    assert "Nhắc: Ngô Văn Đức" in words
    assert "Gửi dự thảo trong hôm nay" in words
    assert "Báo lên cấp trên, cấp 1: Vũ Đình Long" in words
    assert "Hôm nay đã nhắc người giữ việc." in words
    assert "Chưa có thao tác nào sau đó." in words
    await head.submit(f"{address}/reminder-answers", {"answer_words": "Đã họp, nộp thứ Tư"}, on=address)
    words = readable((await head.get(address)).text)
    assert "Đã có thao tác sau đó: Vũ Đình Long" in words
    assert "Trả lời đôn đốc" in words


async def test_a_refused_reminder_and_a_refused_answer_keep_what_was_typed(visit, world, task):
    await escalate_day(FRIDAY_20)
    head = await visit("KT001")
    address = f"/tasks/{task}"
    long = "x" * 501
    page = await head.submit(f"{address}/reminders", {"remind_words": long}, on=address, status=422)
    assert 'id="e-remind_words"' in page.text
    assert long in page.text
    page = await head.submit(f"{address}/reminder-answers", {"answer_words": " "}, on=address, status=422)
    assert 'id="e-answer_words"' in page.text
    assert not await fetch("SELECT id FROM reminder WHERE kind = 'manual' OR answered_at IS NOT NULL")


async def test_the_lead_reminds_from_the_page_of_the_task(visit, world, task):
    lead = await visit("KT004")
    await lead.submit(f"/tasks/{task}/reminders", on=f"/tasks/{task}")
    (row,) = await fetch('SELECT "by", to_officer FROM reminder')
    assert (row["by"], row["to_officer"]) == (world.ids["KT004"], world.ids["KT003"])


@pytest.mark.parametrize(
    ("code", "status"), [("KT003", 403), ("TL003", 403), ("VP002", 403), ("VX001", 404), ("VP004", 404)]
)
async def test_nobody_else_reminds_or_answers(visit, world, task, code, status):
    visitor = await visit(code)
    page = await visitor.get("/")
    token = page.text.split('name="_csrf_token" value="')[1].split('"')[0]
    for act, field in (("reminders", "remind_words"), ("reminder-answers", "answer_words")):
        sent = {"_csrf_token": token, field: "Nhắc"}
        answer = await visitor.client.post(f"/tasks/{task}/{act}", data=sent)
        assert answer.status_code == status, act
    assert not await fetch("SELECT id FROM reminder")


async def test_an_old_page_reminds_nobody_of_work_that_has_moved_on(visit, world, task):
    from app.tasks.commands import report_progress

    head = await visit("KT001")
    await head.get("/late")
    await report_progress(
        task=task,
        percent=50,
        words="Đã xong một nửa",
        by=await world.viewer("KT003"),
        now=clock.now(),
        version=await version_of(task),
    )
    await head.submit(f"/tasks/{task}/reminders", status=409)
    assert not await fetch("SELECT id FROM reminder")


async def test_who_was_reminded_answers_in_the_row_of_the_first_page(visit, world, task):
    await remind(
        task=task, words="Còn thiếu biểu 2", by=await world.viewer("KT001"), now=world.now, version=None
    )
    await escalate_day(FRIDAY_20)
    owner, head = await visit("KT003"), await visit("KT001")
    words = readable((await owner.get("/")).text)
    assert "Được nhắc, chưa trả lời" in words
    assert "Còn thiếu biểu 2" in words
    page = await head.get("/")
    assert "Báo lên vì việc đã chậm" in readable(page.text)
    answer = await head.submit(f"/tasks/{task}/reminder-answers", {"answer_words": "Đã yêu cầu nộp thứ Tư"})
    assert answer.headers["location"] == "/"
    assert "Báo lên vì việc đã chậm" not in readable((await head.get("/")).text)
    waiting = await fetch("SELECT kind, answered_by FROM reminder WHERE answered_at IS NOT NULL ORDER BY id")
    # A head's act answers for everybody below as well.
    assert {row["answered_by"] for row in waiting} == {world.ids["KT001"]}
    assert "Được nhắc, chưa trả lời" not in readable((await owner.get("/")).text)
