"""The shortest ways of the first page: one line gives a task, one press receives all that is new."""

from datetime import date

import pytest

from app.db import fetch
from tests.db.work import given, row_of, submitted

LINE = {
    "quick_title": "Rà soát điểm ngập",
    "quick_product": "Báo cáo kết quả rà soát",
    "quick_deadline": "27/11/2026",
}


async def name_of(world, code: str) -> str:
    return (await fetch("SELECT full_name FROM officer WHERE id = {}", world.ids[code]))[0]["full_name"]


async def test_one_line_gives_a_task_and_its_owner_is_its_lead(visit, world):
    head = await visit("KT001")
    await head.get("/")
    owner = await name_of(world, "KT003")
    answer = await head.submit("/tasks/quick", {**LINE, "quick_owner": f"{owner} · KT003"})
    assert answer.headers["location"] == "/"
    task = (await fetch("SELECT * FROM task"))[0]
    assert (task["owner"], task["lead"], task["state"]) == (world.ids["KT003"], world.ids["KT003"], "given")
    assert task["deadline"] == date(2026, 11, 27)
    assert f"Đã giao cho {owner}, hạn 27/11/2026." in (await head.get("/")).text


async def test_a_name_without_marks_or_a_code_alone_is_enough(visit, world):
    from app.text import fold

    head = await visit("KT001")
    for typed in (fold(await name_of(world, "KT003")), "kt003"):
        await head.get("/")
        await head.submit("/tasks/quick", {**LINE, "quick_owner": typed})
    assert {row["owner"] for row in await fetch("SELECT owner FROM task")} == {world.ids["KT003"]}


async def test_a_line_that_is_not_clear_comes_back_with_every_mistake_and_everything_typed(visit, world):
    head = await visit("KT001")
    await head.get("/")
    answer = await head.submit(
        "/tasks/quick",
        {"quick_title": "Tăng cường phối hợp", "quick_owner": "Không Có Ai", "quick_deadline": "31/02/2027"},
        status=422,
    )
    for field in ("quick_owner", "quick_deadline", "quick_product"):
        assert f'id="e-{field}"' in answer.text
    sent = head.form("/tasks/quick")
    assert sent["quick_title"] == ["Tăng cường phối hợp"]
    assert sent["quick_owner"] == ["Không Có Ai"]
    assert sent["quick_deadline"] == ["31/02/2027"]
    assert not await fetch("SELECT id FROM task")


async def test_two_people_of_one_name_are_told_apart_by_their_codes(visit, world):
    await fetch(
        "UPDATE officer SET full_name = (SELECT o.full_name FROM officer o WHERE o.id = {}) WHERE id = {}",
        world.ids["KT003"],
        world.ids["KT004"],
    )
    head = await visit("KT001")
    await head.get("/")
    name = await name_of(world, "KT003")
    answer = await head.submit("/tasks/quick", {**LINE, "quick_owner": name}, status=422)
    assert "ghi mã cán bộ (KT003, KT004)" in answer.text


async def test_only_people_of_the_own_units_are_offered_and_taken(visit, world):
    head = await visit("KT001")
    offered = await head.client.get("/tasks/people", params={"q": "KT003"})
    assert "KT003" in offered.text
    assert "<option" not in (await head.client.get("/tasks/people", params={"q": "VX002"})).text
    await head.get("/")
    answer = await head.submit("/tasks/quick", {**LINE, "quick_owner": "VX002"}, status=422)
    assert "Không có ai tên hoặc mã “VX002”" in answer.text


@pytest.mark.parametrize("code", ["KT003", "VP002", "TL003", "VP003"])
async def test_who_may_not_assign_has_no_line(visit, code):
    visitor = await visit(code)
    page = await visitor.get("/")
    assert "/tasks/quick" not in page.text
    assert (await visitor.client.get("/tasks/people?q=KT")).status_code == 403


async def test_everything_new_is_received_with_one_press_and_nothing_else(visit, world):
    first, second = await given(world), await given(world, title="Việc thứ hai")
    owner = await visit("KT003")
    page = await owner.get("/")
    assert "Nhận tất cả việc mới (2)" in page.text
    later = await given(world, title="Giao sau khi mở trang")
    await owner.submit("/my-tasks/receipts")
    assert [(await row_of(task))["state"] for task in (first, second, later)] == [
        "in_progress",
        "in_progress",
        "given",
    ]
    assert "Đã xác nhận nhận 2 việc." in (await owner.get("/")).text


async def test_one_new_task_needs_no_button_for_all(visit, world):
    await given(world)
    assert "Nhận tất cả" not in (await (await visit("KT003")).get("/")).text


async def test_tasks_of_others_are_not_received_by_writing_their_numbers(visit, world):
    task = await given(world, owner="KT004")
    await given(world), await given(world)
    owner = await visit("KT003")
    await owner.get("/")
    await owner.submit("/my-tasks/receipts", {"task": [f"{task}:1", "x:1", "99999:1", "7"]})
    assert (await row_of(task))["state"] == "given"


async def test_who_stands_further_up_is_told_how_many_decide_below(visit, world):
    await submitted(world)
    page = await (await visit("TL001")).get("/")
    assert 'href="/tasks?waits=decision">1 việc khác chờ quyết định</a>' in page.text
    listed = await (await visit("TL001")).get("/tasks?waits=decision")
    assert "Chờ quyết định" in listed.text
    assert listed.text.count("data-row") == 1
