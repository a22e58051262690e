"""Recurring duties as people meet them in a browser without scripts."""

import io
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from app.db import fetch, fetch_one
from tests.db.test_recurrences import set_up, tasks_of, weekly
from tests.page import Forms, readable


def typed(world, **changes) -> dict:
    """A monthly report, due on the third working day."""
    return {
        "title": "Báo cáo tháng về trật tự xây dựng",
        "product": "Báo cáo tháng kèm danh sách công trình",
        "owner": world.ids["KT003"],
        "frequency": "monthly",
        "day_rule": "working_day",
        "day_number": "3",
        "from_date": "23/11/2026",
        **changes,
    }


async def token_of(visitor) -> str:
    page = await visitor.get("/profile")
    return next(
        form["fields"]["_csrf_token"][0] for form in Forms(page.text).forms if "_csrf_token" in form["fields"]
    )


# --- setting up --------------------------------------------------------------------------------


async def test_the_dates_are_shown_before_anything_is_saved_and_the_duty_then_set_up(visit, world):
    head = await visit("KT001")
    page = await head.get("/tasks")
    assert 'href="/recurrences"' in page.text
    page = await head.get("/recurrences")
    assert "Chưa có việc định kỳ nào" in page.text
    page = await head.submit(
        "/recurrences/new", {**typed(world), "then": "preview"}, on="/recurrences/new", status=200
    )
    words = readable(page.text)
    assert "Ngày làm việc thứ 3 hằng tháng" in words
    for day in ("03/12/2026", "06/01/2027", "03/02/2027", "03/03/2027", "05/04/2027"):
        assert day in words, day
    assert await fetch("SELECT id FROM recurrence") == []
    kept = head.form("/recurrences/new")
    assert kept["title"][0].strip() == typed(world)["title"]
    assert kept["owner"] == [str(world.ids["KT003"])]
    answer = await head.submit("/recurrences/new", {"then": "save"})
    page = await head.get(answer.headers["location"])
    words = readable(page.text)
    assert "Đã lập việc định kỳ." in words
    assert "Chưa có lượt nào được giao" in words
    row = await fetch_one("SELECT * FROM recurrence")
    assert (row["day_rule"], row["day_number"], row["shift"], row["ahead_days"]) == (
        "working_day",
        3,
        "after",
        5,
    )
    assert row["owner"] == row["lead"] == world.ids["KT003"]


async def test_a_day_off_is_shown_with_the_day_that_stands_for_it(visit, world):
    head = await visit("KT001")
    wanted = typed(world, frequency="weekly", weekday="2", then="preview")
    page = await head.submit("/recurrences/new", wanted, on="/recurrences/new", status=200)
    assert "Thứ Tư, 25/11/2026 – thay cho Thứ Ba, 24/11/2026" in readable(page.text)


async def test_a_preview_with_mistakes_names_them_at_their_fields(visit, world):
    head = await visit("KT001")
    wrong = typed(world, day_number="40", ahead_days="x", from_date="31/02/2027", then="preview")
    page = await head.submit("/recurrences/new", wrong, on="/recurrences/new", status=422)
    for name in ("day_number", "ahead_days", "from_date"):
        assert f'id="e-{name}"' in page.text, name
    assert 'id="preview"' not in page.text
    weekly_one = typed(world, frequency="weekly", weekday="", then="preview")
    page = await head.submit("/recurrences/new", weekly_one, status=422)
    assert 'id="e-weekday"' in page.text


async def test_every_mistake_is_named_at_once_and_what_was_typed_stays(visit, world):
    head = await visit("KT001")
    wrong = typed(
        world,
        title="",
        product="không",
        owner=[],
        frequency="quarterly",
        day_number="0",
        month="5",
        from_date="20/11/2026",
        catalogue_item="khong-co",
        basis="Kế hoạch 15",
        then="save",
    )
    page = await head.submit("/recurrences/new", wrong, on="/recurrences/new", status=422)
    fields = ("title", "product", "owner", "lead", "day_number", "month", "from_date", "catalogue_item")
    for name in fields:
        assert f'id="e-{name}"' in page.text, name
    kept = head.form("/recurrences/new")
    assert (kept["basis"], kept["month"], kept["catalogue_item"]) == (["Kế hoạch 15"], ["5"], ["khong-co"])
    assert await fetch("SELECT id FROM recurrence") == []


async def test_the_gates_soft_warnings_are_told_and_stop_nothing(visit, world):
    head = await visit("KT001")
    vague = typed(world, product="Tăng cường, đẩy mạnh công tác quản lý", then="save")
    answer = await head.submit("/recurrences/new", vague, on="/recurrences/new")
    page = await head.get(answer.headers["location"])
    words = readable(page.text)
    assert "Đã lập việc định kỳ. Lưu ý:" in words
    assert "chưa phải là kết quả" in words


async def test_a_double_press_sets_one_duty_up(visit, world):
    head = await visit("KT001")
    await head.get("/recurrences/new")
    form = head.form("/recurrences/new")
    sent = {**form, **{name: [str(value)] for name, value in typed(world, then="save").items()}}
    answers = [await head.client.post("/recurrences/new", data=sent) for _ in range(2)]
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.headers["location"] for answer in answers}) == 1
    assert len(await fetch("SELECT id FROM recurrence")) == 1


# --- one duty ----------------------------------------------------------------------------------


async def test_the_owner_sees_the_duty_from_the_task_and_may_not_change_it(visit, world):
    number = await set_up(world, rule=weekly(ahead_days=5))
    (task,) = await tasks_of(number)
    owner = await visit("KT003")
    page = await owner.get(f"/tasks/{task['id']}")
    assert f'href="/recurrences/{number}"' in page.text
    assert "Thứ Sáu hằng tuần" in page.text
    assert "Giao tự động theo việc định kỳ." in page.text
    page = await owner.get(f"/recurrences/{number}")
    words = readable(page.text)
    assert task["code"] in words
    assert "Thứ Sáu, 04/12/2026" in words
    assert f"/recurrences/{number}/stop" not in page.text
    assert f"/recurrences/{number}/edit" not in page.text
    page = await owner.get("/recurrences")
    assert f'href="/recurrences/{number}"' in page.text
    assert 'href="/recurrences/new"' not in page.text


async def test_who_sees_the_task_but_not_the_duty_is_told_its_name_without_a_link(visit, world):
    number = await set_up(world, rule=weekly(ahead_days=5))
    (task,) = await tasks_of(number)
    other = world.ids["VX"]
    await fetch(
        "INSERT INTO coordination (task, unit, part) VALUES ({}, {}, {})", task["id"], other, "Số liệu"
    )
    person = await visit("VX002")
    page = await person.get(f"/tasks/{task['id']}")
    assert "Thứ Sáu hằng tuần" in page.text
    assert f'href="/recurrences/{number}"' not in page.text
    await person.get(f"/recurrences/{number}", status=404)


async def test_a_duty_is_changed_with_a_reason_and_stopped_with_one(visit, world):
    number = await set_up(world)
    head, edit, stop = await visit("KT001"), f"/recurrences/{number}/edit", f"/recurrences/{number}/stop"
    page = await head.get(edit)
    form = head.form(edit)
    assert (form["weekday"], form["day_number"], form["month"]) == (["5"], [""], [""])
    assert 'id="preview"' in page.text
    page = await head.submit(edit, {"weekday": "4", "then": "preview"}, status=200)
    assert "Thứ Năm, 26/11/2026" in readable(page.text)
    page = await head.submit(edit, {"weekday": "4", "words": "", "then": "save"}, status=422)
    assert "Nêu lý do." in page.text
    assert head.form(edit)["weekday"] == ["4"]
    await head.submit(edit, {"words": "Họp sớm hơn một ngày", "then": "save"})
    row = await fetch_one("SELECT day_number, version FROM recurrence")
    assert (row["day_number"], row["version"]) == (4, 2)
    await head.get(f"/recurrences/{number}")
    page = await head.submit(stop, {"words": " "}, status=422)
    assert "Nêu lý do." in page.text
    await head.submit(stop, {"words": "Đã có báo cáo chung"})
    page = await head.get(f"/recurrences/{number}")
    words = readable(page.text)
    assert "Đã dừng" in words
    assert "Đã có báo cáo chung" in words
    assert stop not in page.text
    answer = await head.get(edit, status=303)
    assert answer.headers["location"] == f"/recurrences/{number}"


async def test_a_duty_that_somebody_else_changed_meanwhile_is_not_overwritten(visit, world):
    number = await set_up(world)
    head, stop = await visit("KT001"), f"/recurrences/{number}/stop"
    await head.get(f"/recurrences/{number}")
    await fetch("UPDATE recurrence SET version = 2 WHERE id = {}", number)
    await head.submit(stop, {"words": "Dừng"}, status=409)
    assert (await fetch_one("SELECT stopped_at FROM recurrence"))["stopped_at"] is None


# --- the list ----------------------------------------------------------------------------------


async def test_the_list_is_narrowed_by_its_address_and_taken_away_as_a_workbook(visit, world):
    await set_up(world, rule=weekly(ahead_days=5))
    daily = weekly(frequency="daily", from_date=date(2026, 12, 1))
    await set_up(
        world, by="VX001", owner=world.ids["VX002"], lead=world.ids["VX001"], rule=daily, title="Trực một cửa"
    )
    head = await visit("TL001")
    page = await head.get("/recurrences")
    assert page.text.count("data-row") == 2
    page = await head.get(f"/recurrences?unit={world.ids['VX']}&frequency=daily&standing=running")
    assert page.text.count("data-row") == 1
    assert "Trực một cửa" in page.text
    assert "Bỏ mọi bộ lọc" in page.text
    page = await head.get("/recurrences?standing=stopped")
    assert "Không có việc định kỳ nào khớp bộ lọc" in page.text
    await head.get("/recurrences?unit=x&frequency=y&standing=z&page=99")
    answer = await head.get("/recurrences.xlsx?frequency=weekly")
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    rows = book.get_sheet_by_index(0).to_python()
    (line,) = [row for row in rows if row[0] == 1]
    assert line[1] == "Báo cáo tuần về trật tự xây dựng"
    assert line[6] == "Thứ Sáu hằng tuần; gặp ngày nghỉ thì lấy ngày làm việc liền sau"
    assert (line[10], line[11]) == (1, date(2026, 12, 4))
    assert any("Hằng tuần" in str(cell) for row in rows for cell in row)


# --- who may -----------------------------------------------------------------------------------

ROLES = {
    "TL001": (200, 200, 303),
    "KT001": (200, 200, 303),
    "KT002": (200, 200, 303),
    "KT003": (200, 403, 403),
    "TL003": (200, 403, 403),
    "VP002": (200, 403, 403),
    "VX001": (404, 200, 404),
    "VP003": (404, 403, 403),
}


@pytest.mark.parametrize("code", ROLES)
async def test_each_route_answers_each_role_as_it_should(visit, world, code):
    number = await set_up(world)
    person = await visit(code)
    one, new, act = ROLES[code]
    await person.get("/recurrences")
    await person.get("/recurrences.xlsx")
    await person.get(f"/recurrences/{number}", status=one)
    await person.get("/recurrences/new", status=new)
    await person.get(f"/recurrences/{number}/edit", status=200 if act == 303 else act)
    token = await token_of(person)
    sent = {"_csrf_token": token, "form_key": f"k{code}", "version": "1", "words": "Dừng lại"}
    answer = await person.client.post(f"/recurrences/{number}/stop", data=sent)
    assert answer.status_code == act
    answer = await person.client.post(
        f"/recurrences/{number}/edit", data={**sent, "form_key": f"e{code}", "then": "save"}
    )
    assert answer.status_code == (409 if act == 303 else act)  # stopped meanwhile: another version
    stopped = (await fetch_one("SELECT stopped_at FROM recurrence"))["stopped_at"]
    assert (stopped is not None) == (act == 303)
    answer = await person.client.post("/recurrences/new", data={"_csrf_token": token, "form_key": f"n{code}"})
    assert answer.status_code == (422 if new == 200 else 403)


async def test_a_duty_that_does_not_exist_is_not_found(visit, world):
    head = await visit("TL001")
    for path in ("/recurrences/999", "/recurrences/999/edit"):
        await head.get(path, status=404)


async def test_in_english_too(visit, world):
    number = await set_up(world, rule=weekly(ahead_days=5))
    head = await visit("KT001")
    head.client.cookies.set("lang", "en", domain="office.example")
    page = await head.get(f"/recurrences/{number}")
    assert "Every Friday" in page.text
    assert "27 November 2026" in page.text
