"""Many rows of a list: ticked, looked at, done with one press, by browsers without scripts."""

import pytest

from app.db import fetch
from tests.db.work import given, open_offer, row_of, submitted, version_of
from tests.page import readable

ALL = ("TL001", "KT001", "KT003", "TL003", "VP002")


async def preview(person, act: str, tasks, *, on: str = "/tasks", status: int = 200, **more):
    return await person.submit(
        "/tasks/bulk", {"bulk_act": act, "task": [str(task) for task in tasks], **more}, on=on, status=status
    )


async def states(*tasks: int) -> list[str]:
    return [(await row_of(task))["state"] for task in tasks]


async def test_results_are_ticked_looked_at_and_accepted_with_one_press(visit, world):
    ready, again = await submitted(world), await submitted(world, owner="KT004")
    not_yet = await given(world)
    head = await visit("KT001")
    page = await preview(head, "accept", [ready, again, not_yet], on="/tasks?owner=&state=")
    words = readable(page.text)
    assert "chưa có gì thay đổi" in words
    assert "Thực hiện 2 việc" in words
    assert "Nhiệm vụ đang ở trạng thái “mới giao”, không làm được việc này." in words
    assert await states(ready, again) == ["submitted", "submitted"], "looking changes nothing"
    answer = await head.submit("/tasks/bulk/acts", {"words": "Đạt"})
    assert answer.headers["location"] == "/tasks"
    assert await states(ready, again, not_yet) == ["done", "done", "given"]
    told = readable((await head.get("/tasks")).text)
    codes = [(await row_of(task))["code"] for task in (ready, again)]
    assert f"Đã duyệt kết quả 2 việc: {', '.join(codes)}." in told


async def test_all_rows_of_the_page_are_chosen_without_scripts(visit, world):
    tasks = [await given(world) for _ in range(3)]
    head = await visit("KT001")
    await preview(head, "withdraw", [], all="1")
    await head.submit("/tasks/bulk/acts", {"words": "Văn bản đã thay thế"})
    assert await states(*tasks) == ["withdrawn"] * 3


async def test_the_list_keeps_its_filter_after_the_act(visit, world):
    task = await given(world)
    head = await visit("KT001")
    await preview(head, "withdraw", [task], on="/tasks?state=given&sort=due")
    answer = await head.submit("/tasks/bulk/acts", {"words": "Nhầm"})
    assert answer.headers["location"] == "/tasks?state=given&sort=due"


@pytest.mark.parametrize(
    "back", ["//evil.example", "https://evil.example/tasks", "/admin", "javascript:x", ""]
)
async def test_one_is_led_back_to_a_list_and_nowhere_else(visit, world, back):
    task = await given(world)
    head = await visit("KT001")
    await preview(head, "withdraw", [task], back=back)
    answer = await head.submit("/tasks/bulk/acts", {"words": "Nhầm", "back": back})
    assert answer.headers["location"] == "/tasks"


async def test_late_work_is_handed_to_another_person_from_the_board(visit, world):
    from datetime import date

    from app import clock

    task = await given(world, now=clock.at(date(2026, 11, 2), 8), deadline=date(2026, 11, 10))
    head = await visit("KT001")
    await preview(head, "reassign", [task], on="/late")
    answer = await head.submit("/tasks/bulk/acts", {"person": "", "words": " "}, status=422)
    words = readable(answer.text)
    assert "Chọn người nhận việc." in words
    assert "Nêu lý do cụ thể." in words
    sent = {"person": world.ids["KT004"], "reason": "absence", "words": "Đi học tập trung"}
    answer = await head.submit("/tasks/bulk/acts", sent)
    assert answer.headers["location"] == "/late"
    assert (await open_offer(task))["to_officer"] == world.ids["KT004"]


async def test_a_refused_form_keeps_every_word_and_all_tasks(visit, world):
    tasks = [await given(world), await given(world)]
    head = await visit("KT001")
    await preview(head, "reassign", tasks)
    sent = {"person": "", "reason": "overload", "words": "Chia bớt việc"}
    await head.submit("/tasks/bulk/acts", sent, status=422)
    form = head.form("/tasks/bulk/acts")
    assert (form["reason"], form["words"][0].strip()) == (["overload"], "Chia bớt việc")
    assert [each.split(":")[0] for each in form["task"]] == [str(task) for task in tasks]


async def test_a_task_changed_meanwhile_is_named_nothing_is_done_and_the_next_press_does_it(visit, world):
    tasks = [await submitted(world), await submitted(world, owner="KT004")]
    head, other = await visit("KT001"), await visit("TL001")
    await preview(head, "accept", tasks)
    await other.submit(
        f"/tasks/{tasks[1]}/conversion", {"convert_words": "Chưa có trong danh mục"}, on=f"/tasks/{tasks[1]}"
    )
    answer = await head.submit("/tasks/bulk/acts", status=422)
    code = (await row_of(tasks[1]))["code"]
    words = readable(answer.text)
    assert f"Chưa việc nào được thực hiện. {code}: vừa được người khác cập nhật." in words
    assert "Vừa được cập nhật" in words
    assert await states(*tasks) == ["submitted", "submitted"]
    await head.submit("/tasks/bulk/acts")
    assert await states(*tasks) == ["done", "done"]


async def test_what_cannot_be_done_any_more_moves_to_the_other_part_of_the_page(visit, world):
    tasks = [await submitted(world), await submitted(world, owner="KT004")]
    head, other = await visit("KT001"), await visit("TL001")
    await preview(head, "accept", tasks)
    await other.submit(f"/tasks/{tasks[1]}/acceptance", on=f"/tasks/{tasks[1]}")
    answer = await head.submit("/tasks/bulk/acts", status=422)
    assert "Thực hiện 1 việc" in readable(answer.text)
    await head.submit("/tasks/bulk/acts")
    assert await states(*tasks) == ["done", "done"]


async def test_a_double_press_is_one_act(visit, world):
    tasks = [await given(world), await given(world)]
    head = await visit("KT001")
    await preview(head, "withdraw", tasks)
    sent = {**head.form("/tasks/bulk/acts"), "words": ["Nhầm"]}
    for _ in range(2):
        answer = await head.client.post("/tasks/bulk/acts", data=sent)
        assert (answer.status_code, answer.headers["location"]) == (303, "/tasks")
    rows = await fetch("SELECT subject_id FROM history WHERE kind = 'task.withdrawn'")
    assert sorted(row["subject_id"] for row in rows) == tasks


async def test_nothing_chosen_and_too_much_chosen_are_refused(visit, world):
    await given(world)
    head = await visit("KT001")
    page = await preview(head, "accept", [], status=422)
    assert "Chọn ít nhất một việc trong danh sách." in page.text
    page = await preview(head, "accept", range(1, 202), status=422)
    assert "Mỗi lần làm tối đa 200 việc; chọn bớt lại." in page.text
    page = await preview(head, "accept", ["x", "-1", "1 OR 1"], status=422)
    assert "Chọn ít nhất một việc trong danh sách." in page.text


async def test_new_work_is_received_all_at_once_from_the_own_list(visit, world):
    tasks = [await given(world), await given(world)]
    staff = await visit("KT003")
    for address in ("/my-tasks", "/tasks"):
        page = await staff.get(address)
        assert "Nhận tất cả việc mới (2)" in readable(page.text)
    await staff.get("/my-tasks")
    answer = await staff.submit("/my-tasks/receipts")
    assert answer.headers["location"] == "/my-tasks"
    assert await states(*tasks) == ["in_progress", "in_progress"]
    assert "Nhận tất cả việc mới" not in (await staff.get("/my-tasks")).text


ACTS = {
    "receive": ALL,
    "accept": ("TL001", "KT001"),
    "reassign": ("TL001", "KT001"),
    "withdraw": ("TL001", "KT001", "VP002"),
}


@pytest.mark.parametrize("code", ALL)
async def test_each_role_has_its_own_acts_and_no_others(visit, world, code):
    task = await given(world, owner="KT003")
    person = await visit(code)
    for act, allowed in ACTS.items():
        await person.get("/tasks")
        fields = {**person.form("/tasks/bulk"), "bulk_act": [act], "task": [str(task)]}
        for address in ("/tasks/bulk", "/tasks/bulk/acts"):
            answer = await person.client.post(address, data=fields)
            assert (answer.status_code == 403) == (code not in allowed), (act, address, answer.status_code)


async def test_an_administrator_and_nobody_have_no_such_page(visit, world):
    administrator = await visit("VP003")
    await administrator.get("/profile")
    token = administrator.form("/profile/shortcuts")["_csrf_token"]
    sent = {"_csrf_token": token, "bulk_act": "accept", "task": ["1"]}
    inspector = await visit("TL003")
    await inspector.get("/profile")
    token = inspector.form("/profile/shortcuts")["_csrf_token"]
    for address in ("/tasks/bulk", "/tasks/bulk/acts"):
        assert (await administrator.client.post(address, data=sent)).status_code == 403
        answer = await inspector.client.post(address, data={"_csrf_token": token, "bulk_act": "burn"})
        assert answer.status_code == 404


async def test_tasks_out_of_sight_are_not_found(visit, world):
    task = await given(world, by="VX001", owner="VX002", lead="VX001")
    await given(world)
    head = await visit("KT001")
    await preview(head, "withdraw", [task], status=404)
    version = await version_of(task)
    await head.get("/tasks")
    token = head.form("/tasks/bulk")["_csrf_token"]
    sent = {"_csrf_token": token, "bulk_act": "withdraw", "words": "x", "task": f"{task}:{version}"}
    answer = await head.client.post("/tasks/bulk/acts", data=sent)
    assert answer.status_code == 404
    assert (await states(task)) == ["given"]
