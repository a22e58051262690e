"""Pauses, extensions and clocks as people meet them in a browser without scripts."""

from datetime import date

import pytest

from app import clock
from app.db import fetch
from app.tasks.commands import ask_extension, decide_extension, pause_task
from tests.db.work import given, row_of, submitted, version_of
from tests.page import readable

MONDAY = date(2026, 11, 23)


async def asked(world, task: int) -> int:
    return await ask_extension(
        task=task,
        asked_due=date(2026, 12, 1),
        reason="more_work",
        words="Thêm hai tổ dân phố",
        by=await world.viewer("KT003"),
        now=world.now,
        version=await version_of(task),
    )


async def token_of(visitor) -> dict[str, str]:
    await visitor.get("/profile")
    return {"_csrf_token": visitor.form("/profile/shortcuts")["_csrf_token"][0]}


# --- clocks and the reckoning of the date ------------------------------------------------------


async def test_the_page_shows_two_clocks_and_how_the_date_is_reckoned(visit, world):
    task = await given(world, deadline_phrase="trước ngày 27/11/2026")
    words = readable((await (await visit("KT003")).get(f"/tasks/{task}")).text)
    for said in (
        "Hai đồng hồ",
        "Nhận việc",
        "còn 2 ngày làm việc",
        "Hạn này được tính thế nào?",
        "văn bản ghi “trước ngày 27/11/2026”",
        "Nộp từ 27/11/2026 là chậm",
        "24/11/2026",
        "Theo hạn gốc 26/11/2026: chưa hết hạn",
    ):
        assert said in words, said
    assert "Theo hạn đã dời" not in words


async def test_the_receiving_clock_stops_at_the_receipt(visit, world):
    task = await given(world)
    clock.set_clock(clock.at(MONDAY, 9))
    owner = await visit("KT003")
    await owner.submit(f"/tasks/{task}/receipt", on=f"/tasks/{task}")
    clock.set_clock(clock.at(date(2026, 11, 26), 9))
    words = readable((await owner.get(f"/tasks/{task}")).text)
    assert "đã dừng ngày 23/11/2026" in words
    assert "1 giờ 30 phút làm việc" in words


async def test_a_draft_has_no_clock(visit, world):
    head = await visit("KT001")
    sent = {"title": "Việc còn soạn", "then": "draft"}
    address = (await head.submit("/tasks/new", sent, on="/tasks/new")).headers["location"]
    assert "Hai đồng hồ" not in (await head.get(address)).text


# --- pauses ------------------------------------------------------------------------------------


async def test_a_head_pauses_and_ends_the_pause_early(visit, world):
    task = await given(world)
    head = await visit("KT001")
    address = f"/tasks/{task}/pauses"
    typed = {"pause_from": "24/11/2026", "pause_to": "22/11/2026", "pause_words": "Chờ chữ ký"}
    answer = await head.submit(address, typed, on=f"/tasks/{task}", status=422)
    for said in ("Chọn lý do trong danh sách.", "Ngày cuối không được trước ngày bắt đầu."):
        assert said in answer.text
    assert {name: head.form(address)[name][0].strip() for name in typed} == typed
    answer = await head.submit(address, {"pause_from": "31/02/2026", "pause_to": ""}, status=422)
    assert "31/02/2026" in answer.text
    assert await fetch("SELECT id FROM pause") == []
    good = {"pause_reason": "superior", "pause_from": "23/11/2026", "pause_to": "25/11/2026"}
    await head.submit(address, good)
    clock.set_clock(clock.at(MONDAY, 9))
    words = readable((await head.get(f"/tasks/{task}")).text)
    for said in ("Chờ cấp trên quyết định", "Chờ chữ ký", "Tạm dừng đến hết 25/11/2026", "30/11/2026"):
        assert said in words, said
    assert f"/tasks/{task}" in (await head.get("/tasks?flag=paused")).text
    owner = await visit("KT003")
    page = await owner.get(f"/tasks/{task}")
    assert "Từ 23/11/2026 đến hết 25/11/2026" in page.text
    assert f"/tasks/{task}/resumption" not in page.text
    await head.submit(f"/tasks/{task}/resumption", on=f"/tasks/{task}")
    assert (await row_of(task))["due_on"] == date(2026, 11, 26)
    assert "Đã hủy trước khi bắt đầu" in (await head.get(f"/tasks/{task}")).text


async def test_a_page_that_was_passed_over_offers_no_pause_when_the_date_has_gone(visit, world):
    task = await given(world, deadline=MONDAY)
    clock.set_clock(clock.at(date(2026, 11, 25), 9))
    head = await visit("KT001")
    assert f"/tasks/{task}/pauses" not in (await head.get(f"/tasks/{task}")).text
    sent = {**await token_of(head), "version": "1", "pause_reason": "superior", "pause_words": "x"}
    sent |= {"pause_from": "25/11/2026", "pause_to": "25/11/2026"}
    answer = await head.client.post(f"/tasks/{task}/pauses", data=sent)
    assert answer.status_code == 422
    assert "Hạn đã qua nên không tạm dừng được nữa" in answer.text


# --- extensions --------------------------------------------------------------------------------


async def test_the_owner_asks_and_the_head_agrees_in_one_press(visit, world):
    task = await given(world)
    owner, head = await visit("KT003"), await visit("KT001")
    page = await owner.get(f"/tasks/{task}")
    assert 'id="extension"' in page.text
    assert "Ngày nghỉ sắp tới" in page.text
    address = f"/tasks/{task}/extensions"
    typed = {"ask_due": "26/11/2026", "ask_words": "Thêm hai tổ dân phố"}
    answer = await owner.submit(address, typed, status=422)
    for said in ("Hạn mới phải sau hạn hiện tại (26/11/2026).", "Chọn lý do trong danh sách."):
        assert said in answer.text
    assert owner.form(address)["ask_words"][0].strip() == typed["ask_words"]
    await owner.submit(address, {"ask_due": "01/12/2026", "ask_reason": "more_work"})
    page = await owner.get(f"/tasks/{task}")
    assert "chờ quyết định" in page.text
    assert address not in page.text
    (paper,) = await fetch("SELECT id FROM extension")
    assert f"/extensions/{paper['id']}/decision" not in page.text
    await head.submit(f"/extensions/{paper['id']}/decision", {"answer": "yes"}, on=f"/tasks/{task}")
    words = readable((await head.get(f"/tasks/{task}")).text)
    for said in (
        "Đã gia hạn 1 lần",
        "Xin dời hạn 26/11/2026 → 01/12/2026",
        "26/11/2026 → 01/12/2026",
        "Theo hạn đã dời 01/12/2026: chưa hết hạn",
        "Đồng ý.",
    ):
        assert said in words, said


async def test_a_refusal_needs_words_and_keeps_what_was_typed(visit, world):
    task = await given(world)
    request = await asked(world, task)
    head = await visit("KT001")
    address = f"/extensions/{request}/decision"
    answer = await head.submit(address, {"answer": "no"}, on=f"/tasks/{task}", status=422)
    assert "Nêu lý do không đồng ý." in answer.text
    answer = await head.submit(address, {"answer": "yes", "grant_due": "30/11/2026"}, status=422)
    assert "Nêu lý do cho ngày khác" in answer.text
    assert head.form(address)["grant_due"] == ["30/11/2026"]
    answer = await head.submit(address, {"grant_due": ""}, status=422)
    assert "Chọn đồng ý hoặc không." in answer.text
    await head.submit(address, {"answer": "no", "grant_words": "Đủ thời gian"})
    assert (await row_of(task))["due_on"] == date(2026, 11, 26)
    page = await (await visit("KT003")).get(f"/tasks/{task}")
    assert "không đồng ý" in page.text
    assert "Đủ thời gian" in page.text


async def test_both_pages_say_that_agreeing_late_undoes_no_lateness(visit, world):
    task = await given(world)
    request = await asked(world, task)
    clock.set_clock(clock.at(date(2026, 11, 27), 9))
    head = await visit("KT001")
    page = await head.get(f"/tasks/{task}")
    assert "gia hạn không xóa được" in page.text
    assert "chưa ai quyết định khi hạn qua" in page.text
    await head.submit(f"/extensions/{request}/decision", {"answer": "yes"})
    for code in ("KT001", "KT003"):
        page = await (await visit(code)).get(f"/tasks/{task}")
        assert "Xin trước hạn nhưng được đồng ý khi hạn đã qua" in page.text
        assert "Đồng ý khi hạn đã qua: lần chậm đã ghi thì ở lại." in page.text


async def test_a_head_extends_without_a_request(visit, world):
    task = await given(world)
    head = await visit("KT001")
    address = f"/tasks/{task}/deadline"
    answer = await head.submit(address, {"extend_due": "25/11/2026"}, on=f"/tasks/{task}", status=422)
    assert "Hạn mới phải sau hạn hiện tại" in answer.text
    assert "Nêu lý do cụ thể." in answer.text
    good = {"extend_due": "02/12/2026", "extend_reason": "urgent_work", "extend_words": "Ưu tiên việc bão"}
    await head.submit(address, good)
    assert (await row_of(task))["deadline"] == date(2026, 12, 2)


async def test_a_double_press_is_one_request(visit, world):
    task = await given(world)
    owner = await visit("KT003")
    await owner.get(f"/tasks/{task}")
    address = f"/tasks/{task}/extensions"
    typed = {"ask_due": ["01/12/2026"], "ask_reason": ["away"], "ask_words": ["Đi học"]}
    sent = {**owner.form(address), **typed}
    for _ in range(2):
        assert (await owner.client.post(address, data=sent)).status_code == 303
    assert len(await fetch("SELECT id FROM extension")) == 1


async def test_the_inspectors_list_shows_moved_deadlines_and_sorts_by_how_often(visit, world):
    plain, moved = await given(world, title="Việc thường"), await given(world, title="Việc dời hạn")
    request = await asked(world, moved)
    await decide_extension(
        extension=request, granted=True, by=await world.viewer("KT001"), now=world.now, version=2
    )
    inspector = await visit("TL003")
    page = await inspector.get("/tasks?flag=extended&sort=extensions&down=1")
    assert "Việc dời hạn" in page.text
    assert "Việc thường" not in page.text
    assert "hạn gốc 26/11/2026" in page.text
    assert 'aria-sort="descending"' in page.text
    assert "Lần gia hạn" not in (await inspector.get("/tasks")).text
    assert (await inspector.get(f"/tasks/{plain}")).status_code == 200


# --- who may -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "statuses"),
    [
        ("KT003", {"pauses": 403, "resumption": 403, "extensions": 422, "deadline": 403, "decision": 403}),
        ("KT001", {"pauses": 422, "resumption": 422, "extensions": 403, "deadline": 422, "decision": 422}),
        ("VX001", {"pauses": 404, "resumption": 404, "extensions": 404, "deadline": 404, "decision": 404}),
        ("VP003", {"pauses": 403, "resumption": 403, "extensions": 404, "deadline": 403, "decision": 403}),
        ("TL003", {"pauses": 403, "resumption": 403, "extensions": 403, "deadline": 403, "decision": 403}),
    ],
)
async def test_each_address_and_each_role(visit, world, code, statuses):
    """The owner asks, who stands above decides, other units do not know of it, others have no such act."""
    plain, asking = await given(world), await given(world)
    request = await asked(world, asking)
    visitor = await visit(code)
    sent = {**await token_of(visitor), "version": str(await version_of(plain))}
    for act in ("pauses", "resumption", "extensions", "deadline"):
        answer = await visitor.client.post(f"/tasks/{plain}/{act}", data=sent)
        assert answer.status_code == statuses[act], act
    answer = await visitor.client.post(f"/extensions/{request}/decision", data=sent)
    assert answer.status_code == statuses["decision"]
    assert (await visitor.client.post("/extensions/99/decision", data=sent)).status_code in (403, 404)
    assert await fetch("SELECT id FROM pause") == []


async def test_a_stale_page_is_a_conflict_and_keeps_the_words(visit, world):
    task = await given(world)
    head = await visit("KT001")
    await head.get(f"/tasks/{task}")
    await asked(world, task)
    fields = {"extend_due": "02/12/2026", "extend_reason": "away", "extend_words": "Lời đã gõ"}
    answer = await head.submit(f"/tasks/{task}/deadline", fields, status=409)
    assert "Lời đã gõ" in answer.text


async def test_every_part_speaks_english_by_the_switch(visit, world):
    task = await given(world)
    await pause_task(
        task=task,
        reason="superior",
        words="x",
        from_date=MONDAY,
        to_date=MONDAY,
        by=await world.viewer("KT001"),
        now=world.now,
        version=1,
    )
    await asked(world, task)
    head = await visit("KT001")
    await head.client.get("/language?to=en&back=/")
    words = readable((await head.get(f"/tasks/{task}")).text)
    for said in (
        "Two clocks",
        "How is this date reckoned?",
        "The work grew",
        "Waiting for a superior’s decision",
    ):
        assert said in words, said


async def test_work_handed_in_says_which_date_was_kept(visit, world):
    task = await submitted(world)
    words = readable((await (await visit("KT003")).get(f"/tasks/{task}")).text)
    assert "Theo hạn gốc 26/11/2026: đúng hạn" in words
