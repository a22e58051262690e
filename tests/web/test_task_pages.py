"""Assigning, one task, lists and their workbooks, as people meet them in a browser without scripts."""

import io
import re
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from app import clock
from app.db import engine, fetch, fetch_one
from app.tasks.commands import (
    TaskEntry,
    give_to_unit,
    hand_back,
    return_result,
    save_draft,
)
from tests.db.work import given, open_offer, row_of, submitted, version_of
from tests.page import BASE, readable

PDF = b"%PDF-1.4\n%minutes\n"
TITLE = "Rà soát các điểm ngập úng"
PRODUCT = "Báo cáo kết quả rà soát"


def clear(world, **changes):
    """What a head types for a task that is clear."""
    return {
        "title": TITLE,
        "product": PRODUCT,
        "owner": world.ids["KT003"],
        "deadline": "26/11/2026",
        "plan": "plan",
        "then": "assign",
        **changes,
    }


async def tasks() -> list[dict]:
    return await fetch("SELECT * FROM task ORDER BY id")


# --- assigning ---------------------------------------------------------------------------------


async def test_a_head_assigns_a_clear_task_and_the_owner_finds_it(visit, world):
    head = await visit("KT001")
    answer = await head.submit("/tasks/new", clear(world), on="/tasks/new")
    (task,) = await tasks()
    assert answer.headers["location"] == f"/tasks/{task['id']}"
    assert (task["state"], task["owner"], task["lead"]) == ("given", world.ids["KT003"], world.ids["KT003"])
    page = await head.get(f"/tasks/{task['id']}")
    assert f"Đã giao {task['code']} cho Ngô Văn Đức, hạn 26/11/2026." in page.text
    owner = await visit("KT003")
    assert TITLE in (await owner.get("/my-tasks")).text


async def test_a_refused_form_names_everything_that_is_missing_and_keeps_every_word(visit, world):
    head = await visit("KT001")
    typed = {
        "title": "Phối hợp thực hiện",
        "product": "",
        "deadline": "31/02/2027",
        "basis": "Kế hoạch 12/KH",
        "plan": "sudden",
        "sudden_reason": "",
        "catalogue_item": "XX.99",
        "coord_part_1": "Số liệu",
        "then": "assign",
    }
    answer = await head.submit("/tasks/new", typed, on="/tasks/new", status=422)
    for words in (
        "31/02/2027",
        "Không có mục này trong danh mục",
        "Chọn đơn vị phối hợp.",
        "Chưa nêu kết quả phải có",
        "Chưa chọn người chịu trách nhiệm chính.",
        "Việc đột xuất cần nêu lý do",
    ):
        assert words in answer.text
    for name in ("title", "deadline", "basis", "catalogue_item", "coord_part_1"):
        assert head.form("/tasks/new")[name][0].strip() == typed[name]
    assert head.form("/tasks/new")["plan"] == ["sudden"]
    assert "<title>Lỗi: Giao việc" in answer.text
    typed |= {"deadline": "", "catalogue_item": "", "coord_part_1": ""}
    answer = await head.submit("/tasks/new", typed, status=422)
    for words in (
        "Chưa nêu kết quả phải có",
        "Chưa chọn người chịu trách nhiệm chính.",
        "Chưa có hạn hoàn thành.",
        "Chưa có đầu mối",
        "Việc đột xuất cần nêu lý do",
    ):
        assert words in answer.text
    assert await tasks() == []


async def test_a_deadline_in_the_past_is_refused_and_today_is_allowed(visit, world):
    head = await visit("KT001")
    answer = await head.submit("/tasks/new", clear(world, deadline="21/11/2026"), on="/tasks/new", status=422)
    assert "hạn không được trước hôm nay" in answer.text
    await head.submit("/tasks/new", clear(world, deadline="22/11/2026"))


async def test_a_double_press_is_one_task(visit, world):
    head = await visit("KT001")
    await head.get("/tasks/new")
    sent = {**head.form("/tasks/new"), **{name: [str(value)] for name, value in clear(world).items()}}
    first = await head.client.post("/tasks/new", data=sent)
    second = await head.client.post("/tasks/new", data=sent)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["location"] == second.headers["location"]
    assert len(await tasks()) == 1


async def test_a_draft_without_a_unit_offers_to_give_it_to_many(visit, world):
    head = await visit("TL001")
    sent = {"title": "Tổng vệ sinh môi trường", "then": "draft"}
    address = (await head.submit("/tasks/new", sent, on="/tasks/new")).headers["location"]
    link = f"/campaigns/new?task={address.rsplit('/', 1)[1]}"
    assert link in (await head.get(address)).text
    assert (await head.get(link)).status_code == 200


async def test_what_is_not_clear_stays_a_draft_that_is_completed_later(visit, world):
    head = await visit("KT001")
    answer = await head.submit(
        "/tasks/new", {"title": "Tăng cường kiểm tra", "then": "draft"}, on="/tasks/new"
    )
    address = answer.headers["location"]
    page = await head.get(address)
    assert "Thiếu: rõ người, rõ thời hạn, rõ kết quả, một đầu mối xuyên suốt" in page.text
    form = await head.get(f"{address}/draft")
    assert "Tăng cường kiểm tra" in form.text
    await head.submit(f"{address}/draft", clear(world, coord_unit_2=world.ids["VX"], lead=world.ids["KT001"]))
    (task,) = await tasks()
    assert task["state"] == "given"
    parts = await fetch("SELECT unit FROM coordination")
    assert [part["unit"] for part in parts] == [world.ids["VX"]]
    moved_on = await head.get(f"{address}/draft", status=303)
    assert moved_on.headers["location"] == address


async def test_work_that_several_units_share_needs_a_lead_of_its_own(visit, world):
    head = await visit("KT001")
    shared = clear(world, coord_unit_1=world.ids["VX"], coord_part_1="Số liệu", coord_due_1="25/11/2026")
    answer = await head.submit("/tasks/new", shared, on="/tasks/new", status=422)
    assert "Có đơn vị phối hợp: chọn đích danh đầu mối theo việc đến cùng." in answer.text
    await head.submit("/tasks/new", {**shared, "lead": world.ids["KT001"]})


async def test_work_given_to_a_unit_waits_for_its_head_to_name_the_owner(visit, world):
    top = await visit("TL001")
    answer = await top.submit(
        "/tasks/new",
        {
            "title": TITLE,
            "product": PRODUCT,
            "unit": world.ids["KT"],
            "deadline": "26/11/2026",
            "then": "unit",
        },
        on="/tasks/new",
    )
    address = answer.headers["location"]
    head = await visit("KT001")
    home = await head.get("/")
    assert "Việc của đơn vị chưa có người" in home.text
    await head.get(address)
    await head.submit(f"{address}/owner", {"owner": world.ids["KT004"]})
    (task,) = await tasks()
    assert (task["state"], task["owner"], task["lead"]) == ("given", world.ids["KT004"], world.ids["KT004"])


async def test_only_people_of_the_unit_are_offered_as_its_owner(visit, world):
    by = await world.viewer("VP002")
    task = await give_to_unit(
        entry=TaskEntry(TITLE, PRODUCT, unit=world.ids["KT"], deadline=date(2026, 11, 26)),
        by=by,
        now=world.now,
    )
    chair = await visit("TL001")
    await chair.get(f"/tasks/{task}")
    text = chair.last.text
    assert f'name="owner" value="{world.ids["KT003"]}"' in text
    assert f'name="owner" value="{world.ids["VX002"]}"' not in text


async def test_the_language_switch_keeps_the_filter_and_leaves_a_refused_form(visit, world):
    head = await visit("KT001")
    assert "back=/tasks%3Fstate%3Ddraft" in (await head.get("/tasks?state=draft")).text
    task = await given(world)
    await head.get(f"/tasks/{task}")
    head.client.headers["referer"] = f"{BASE}/tasks/{task}"
    answer = await head.submit(f"/tasks/{task}/withdrawal", {"withdraw_reason": ""}, status=422)
    assert f'back=/tasks/{task}"' in answer.text


async def test_naming_an_owner_for_a_date_that_has_passed_asks_for_a_working_deadline(visit, world):
    before = clock.at(date(2026, 11, 2), 8)
    task = await give_to_unit(
        entry=TaskEntry(title=TITLE, product=PRODUCT, unit=world.ids["KT"], deadline=date(2026, 11, 12)),
        by=await world.viewer("TL001"),
        now=before,
    )
    head = await visit("KT001")
    answer = await head.submit(
        f"/tasks/{task}/owner", {"owner": world.ids["KT004"]}, on=f"/tasks/{task}", status=422
    )
    assert "đặt hạn làm việc mới bên cạnh hạn gốc" in answer.text
    assert head.form(f"/tasks/{task}/owner")["owner"] == [str(world.ids["KT004"])]
    await head.submit(f"/tasks/{task}/owner", {"working_deadline": "30/11/2026"})
    page = await head.get(f"/tasks/{task}")
    assert "12/11/2026 → 30/11/2026" in page.text


async def test_the_clarity_box_judges_while_typing_as_the_gate_does(visit, world):
    head = await visit("KT001")
    empty = await head.get("/tasks/clarity")
    assert "Đạt 0 trên 4" in empty.text
    typed = f"title=x&product=B%C3%A1o+c%C3%A1o&deadline=24/11/2026&owner={world.ids['KT003']}"
    whole = await head.get(f"/tasks/clarity?{typed}")
    assert "Đạt 4 trên 4" in whole.text
    assert "Lưu ý: Hạn 24/11/2026 là ngày nghỉ" in whole.text  # Vietnamese Culture Day
    vague = await head.get(
        "/tasks/clarity?title=x&product=T%C4%83ng+c%C6%B0%E1%BB%9Dng+ph%E1%BB%91i+h%E1%BB%A3p"
    )
    assert "chưa phải là kết quả" in readable(vague.text)
    unit = await head.get(f"/tasks/clarity?product=B%C3%A1o+c%C3%A1o&unit={world.ids['KT']}")
    assert "Đạt 2 trên 3" in unit.text
    broken = await head.get("/tasks/clarity?deadline=99/99&owner=abc&coord_due_1=x")
    assert "Đạt 0 trên 4" in broken.text


async def test_a_clerk_writes_drafts_and_may_not_assign(visit, world):
    clerk = await visit("VP002")
    page = await clerk.get("/tasks/new")
    assert 'value="assign"' not in page.text
    await clerk.submit("/tasks/new", clear(world, then="draft", unit=world.ids["KT"]))
    answer = await clerk.submit("/tasks/new", clear(world), on="/tasks/new", status=403)
    assert "Thủ trưởng đơn vị" in answer.text


@pytest.mark.parametrize("code", ["VP004", "TL003"])
async def test_who_does_not_draft_gets_the_page_that_says_who_does(visit, code):
    person = await visit(code)
    answer = await person.get("/tasks/new", status=403)
    assert "Thủ trưởng đơn vị" in answer.text


# --- one task ----------------------------------------------------------------------------------


async def test_the_owner_receives_reports_with_a_file_and_submits(visit, world):
    task = await given(world)
    owner = await visit("KT003")
    await owner.submit(f"/tasks/{task}/receipt", on=f"/tasks/{task}")
    answer = await owner.submit(
        f"/tasks/{task}/progress",
        {"percent": "140", "progress_words": "Đã đi thực địa"},
        on=f"/tasks/{task}",
        status=422,
    )
    assert "Nhập số từ 0 đến 100." in answer.text
    assert owner.form(f"/tasks/{task}/progress")["progress_words"] == ["Đã đi thực địa"]
    await owner.submit(
        f"/tasks/{task}/progress",
        {"percent": "60"},
        files={"progress_files": ("biên bản.pdf", io.BytesIO(PDF), "application/pdf")},
    )
    empty = await given(world)
    answer = await owner.submit(f"/tasks/{empty}/submissions", on=f"/tasks/{empty}", status=422)
    assert "đính kèm ít nhất một tệp minh chứng" in answer.text
    await owner.submit(
        f"/tasks/{task}/submissions", {"submit_words": "Báo cáo số 15/BC"}, on=f"/tasks/{task}"
    )
    assert (await row_of(task))["state"] == "submitted"
    page = await owner.get(f"/tasks/{task}")
    for words in ("Chờ người giao duyệt kết quả.", "Tiến độ 0 % → 60 %", "biên bản.pdf", "Báo cáo số 15/BC"):
        assert words in page.text


async def test_a_file_of_another_type_than_its_name_is_refused_and_nothing_is_written(visit, world):
    task = await given(world)
    owner = await visit("KT003")
    answer = await owner.submit(
        f"/tasks/{task}/submissions",
        {"submit_words": "Báo cáo số 15/BC"},
        on=f"/tasks/{task}",
        files={"submit_files": ("bao-cao.pdf", io.BytesIO(b"MZ program"), "application/pdf")},
        status=422,
    )
    assert 'id="e-submit_files"' in answer.text
    assert owner.form(f"/tasks/{task}/submissions")["submit_words"][0].strip() == "Báo cáo số 15/BC"
    assert (await row_of(task))["state"] == "given"
    assert await fetch("SELECT id FROM evidence") == []


async def test_evidence_is_saved_under_its_name_and_only_by_who_sees_the_task(visit, world):
    task = await given(world)
    owner = await visit("KT003")
    await owner.submit(
        f"/tasks/{task}/evidence",
        on=f"/tasks/{task}",
        files={"evidence": ("Biên bản họp.pdf", io.BytesIO(PDF), "application/pdf")},
    )
    (file,) = await fetch("SELECT id FROM evidence")
    answer = await owner.get(f"/evidence/{file['id']}")
    assert answer.content == PDF
    disposition = answer.headers["content-disposition"]
    assert disposition.startswith('attachment; filename="bien-ban-hop.pdf"')
    assert "filename*=UTF-8''Bi%C3%AAn%20b%E1%BA%A3n" in disposition
    assert answer.headers["x-content-type-options"] == "nosniff"
    await (await visit("KT001")).get(f"/evidence/{file['id']}")
    for code in ("KT004", "VX001"):
        await (await visit(code)).get(f"/evidence/{file['id']}", status=404)
    await owner.get("/evidence/9999", status=404)
    answer = await owner.submit(f"/tasks/{task}/evidence", on=f"/tasks/{task}", status=422)
    assert "Chọn ít nhất một tệp." in answer.text


async def test_the_head_returns_with_words_and_then_accepts(visit, world):
    task = await submitted(world)
    clock.set_clock(clock.at(date(2026, 11, 25), 15))
    head = await visit("KT001")
    answer = await head.submit(
        f"/tasks/{task}/returns", {"return_words": ""}, on=f"/tasks/{task}", status=422
    )
    assert "Nêu nội dung phải làm lại." in answer.text
    await head.submit(f"/tasks/{task}/returns", {"return_words": "Thiếu phụ lục 2", "failed_check": "1"})
    page = await head.get(f"/tasks/{task}")
    assert "Sai sót lớn về nội dung" in page.text
    owner = await visit("KT003")
    await owner.submit(f"/tasks/{task}/submissions", {"submit_words": "Bản sửa"}, on=f"/tasks/{task}")
    await head.submit(f"/tasks/{task}/acceptance", {"accept_words": "Tốt"}, on=f"/tasks/{task}")
    assert (await row_of(task))["state"] == "done"
    page = await head.get(f"/tasks/{task}")
    assert "Việc đã hoàn thành lúc" in page.text


async def test_handing_back_says_its_cost_before_and_the_head_decides(visit, world):
    task = await given(world)
    owner = await visit("KT003")
    page = await owner.get(f"/tasks/{task}")
    assert "điểm d khoản 1 Điều 18 Nghị định 335/2025/NĐ-CP" in page.text
    answer = await owner.submit(f"/tasks/{task}/hand-backs", {"back_words": ""}, status=422)
    assert "Nêu lý do cụ thể." in answer.text
    assert "Chọn lý do trong danh sách." in answer.text
    await owner.submit(
        f"/tasks/{task}/hand-backs",
        {"back_reason": "lacks_papers", "back_words": "Chưa có bản đồ", "suggested": world.ids["KT005"]},
    )
    head = await visit("KT001")
    paper = await fetch_one("SELECT id FROM hand_over")
    address = f"/hand-overs/{paper['id']}/decision"
    await head.get(f"/tasks/{task}")
    assert head.form(address)["decide_to"] == [str(world.ids["KT005"])]
    answer = await head.submit(address, {"decide_words": "Đồng ý"}, status=422)
    assert "Chọn có công nhận lý do hay không." in answer.text
    await head.submit(address, {"upheld": "yes"})
    assert (await row_of(task))["owner"] == world.ids["KT003"]  # until KT005 takes it
    taker, offer = await visit("KT005"), await open_offer(task)
    await taker.submit(f"/hand-overs/{offer['id']}/receipt", on=f"/tasks/{task}")
    row = await row_of(task)
    assert (row["state"], row["owner"]) == ("in_progress", world.ids["KT005"])
    page = await head.get(f"/tasks/{task}")
    for words in ("Công nhận lý do.", "Người chính: Ngô Văn Đức → Đặng Quang Huy", "thiếu hồ sơ"):
        assert words in page.text


async def test_the_head_reassigns_withdraws_and_every_act_has_its_words(visit, world):
    task = await given(world)
    head = await visit("KT001")
    answer = await head.submit(f"/tasks/{task}/reassignment", on=f"/tasks/{task}", status=422)
    assert "Chọn người nhận việc." in answer.text
    await head.submit(
        f"/tasks/{task}/reassignment", {"to_officer": world.ids["KT004"], "move_words": "Đi học dài ngày"}
    )
    answer = await head.submit(f"/tasks/{task}/withdrawal", on=f"/tasks/{task}", status=422)
    assert "Nêu lý do thu hồi." in answer.text
    await head.submit(f"/tasks/{task}/withdrawal", {"withdraw_reason": "Văn bản đã hủy"})
    page = await head.get(f"/tasks/{task}")
    assert "Văn bản đã hủy" in page.text
    titles = re.findall(r'timeline-title">([^<]+)<', page.text)
    assert titles == ["Thu hồi", "Chuyển cho người khác, chờ nhận", "Giao việc"]
    assert "Lần chuyển việc đang chờ không còn hiệu lực." in page.text


async def test_an_objective_cause_is_confirmed_at_its_lateness_by_the_head_only(visit, world):
    before = clock.at(date(2026, 11, 2), 8)
    task = await given(world, now=before, deadline=date(2026, 11, 12))
    owner = await visit("KT003")
    await owner.submit(f"/tasks/{task}/submissions", {"submit_words": "Báo cáo 20"}, on=f"/tasks/{task}")
    assert f"/tasks/{task}/causes" not in (await owner.get(f"/tasks/{task}")).text
    head = await visit("KT001")
    await head.get(f"/tasks/{task}")
    (late,) = await fetch("SELECT id FROM lateness")
    field = f"cause_words_l{late['id']}"
    answer = await head.submit(f"/tasks/{task}/causes", {field: ""}, status=422)
    assert "Nêu nguyên nhân khách quan." in answer.text
    assert "Nêu ít nhất một căn cứ" in answer.text
    paper = {f"cause_number_l{late['id']}": "3/TB-KTTV", f"cause_dated_l{late['id']}": "12/11/2026"}
    await head.submit(f"/tasks/{task}/causes", {field: "Bão số 5", **paper})
    page = await head.get(f"/tasks/{task}")
    assert "Bão số 5" in page.text
    assert "3/TB-KTTV (12/11/2026)" in page.text
    assert f"/tasks/{task}/causes" not in page.text


async def test_a_stale_page_ends_in_a_conflict_that_gives_the_typed_words_back(visit, world):
    task = await submitted(world)
    head, deputy = await visit("KT001"), await visit("KT002")
    await head.get(f"/tasks/{task}")
    await deputy.submit(f"/tasks/{task}/acceptance", on=f"/tasks/{task}")
    answer = await head.submit(f"/tasks/{task}/returns", {"return_words": "Thiếu phụ lục hai"}, status=409)
    assert "Thiếu phụ lục hai" in answer.text
    assert "return_words" not in answer.text
    assert (await row_of(task))["state"] == "done"


async def test_a_draft_changed_in_two_tabs_gives_the_words_back_without_codes(visit, world):
    head = await visit("KT001")
    sent = {"title": "Việc soạn ở hai trang", "then": "draft"}
    address = (await head.submit("/tasks/new", sent, on="/tasks/new")).headers["location"] + "/draft"
    second = await visit("KT001")
    await head.get(address)
    await second.submit(address, {**sent, "product": "Bản hai"}, on=address)
    head.client.headers["referer"] = BASE + address
    answer = await head.submit(address, {**sent, "product": "Bản một"}, status=409)
    assert f'href="{address}">Mở lại trang vừa rồi' in answer.text
    assert "Bản một" in answer.text
    for code in ("draft", "plan", "normal"):
        assert f">{code}<" not in answer.text


async def test_a_conflict_leads_back_to_the_page_that_was_open(visit, world):
    task = await submitted(world)
    head, deputy, chair = await visit("KT001"), await visit("KT002"), await visit("TL001")
    await head.get(f"/tasks/{task}")
    await chair.get(f"/tasks/{task}")
    await deputy.submit(f"/tasks/{task}/acceptance", on=f"/tasks/{task}")
    head.client.headers["referer"] = f"{BASE}/tasks/{task}"
    answer = await head.submit(f"/tasks/{task}/returns", {"return_words": "Thiếu"}, status=409)
    assert f'href="/tasks/{task}">Mở lại trang vừa rồi' in answer.text
    chair.client.headers["referer"] = "https://elsewhere.example/tasks/1"
    answer = await chair.submit(f"/tasks/{task}/returns", {"return_words": "Thiếu"}, status=409)
    assert "Mở lại trang vừa rồi" not in answer.text


@pytest.mark.parametrize("code", ["KT004", "VX001", "HC002"])
async def test_a_task_out_of_sight_is_not_there(visit, world, code):
    task = await given(world)
    person = await visit(code)
    await person.get(f"/tasks/{task}", status=404)
    await person.get("/tasks/9999", status=404)
    token = (await person.get("/tasks")) and person.form("/sign-out")
    answer = await person.client.post(f"/tasks/{task}/receipt", data={**token, "version": "1"})
    assert answer.status_code == 404


async def test_an_inspector_reads_a_task_and_finds_no_act_on_it(visit, world):
    task = await submitted(world)
    inspector = await visit("TL003")
    page = await inspector.get(f"/tasks/{task}")
    forms = re.findall(r'action="([^"]+)" method="post"', page.text)
    assert forms == ["/sign-out"]
    answer = await inspector.client.post(
        f"/tasks/{task}/acceptance", data={**inspector.form("/sign-out"), "version": "2"}
    )
    assert answer.status_code == 403


async def test_the_page_says_how_the_date_is_reckoned(visit, world):
    task = await given(world, deadline=date(2026, 11, 24))  # Vietnamese Culture Day
    page = readable((await (await visit("KT003")).get(f"/tasks/{task}")).text)
    assert "24/11/2026 là ngày nghỉ" in page
    assert "tính đến hết Thứ Tư, 25/11/2026" in page
    assert "Nộp từ 26/11/2026 là chậm" in page


# --- lists -------------------------------------------------------------------------------------


async def test_the_list_filters_sorts_and_says_what_is_chosen(visit, world):
    first = await given(world, title="Đùn đẩy hồ sơ", deadline=date(2026, 12, 30))
    second = await given(world, owner="KT004", title="Biên bản bàn giao")
    head = await visit("KT001")
    page = await head.get("/tasks?q=ho+so+dun")
    assert "Đùn đẩy hồ sơ" in page.text
    assert "Biên bản bàn giao" not in page.text
    page = await head.get("/tasks?q=dun+day")
    assert "Đùn đẩy hồ sơ" in page.text
    assert "Biên bản bàn giao" not in page.text
    assert "Bỏ lọc </span>“dun day”" in page.text
    page = await head.get(f"/tasks?owner={world.ids['KT004']}&state=given")
    assert "Biên bản bàn giao" in page.text
    assert "Đùn đẩy hồ sơ" not in page.text
    page = await head.get("/tasks?sort=due")
    assert page.text.index(f"/tasks/{second}") < page.text.index(f"/tasks/{first}")
    assert 'aria-sort="ascending"' in page.text
    page = await head.get("/tasks?sort=due&down=1")
    assert page.text.index(f"/tasks/{first}") < page.text.index(f"/tasks/{second}")
    none = await head.get("/tasks?q=khong+co")
    assert "0 kết quả cho “khong co”" in none.text
    assert "Không có nhiệm vụ nào khớp bộ lọc" in (await head.get("/tasks?flag=ping_pong")).text
    assert "Chưa có nhiệm vụ nào" in (await (await visit("HC002")).get("/tasks")).text


async def test_what_drafts_lack_leads_to_the_drafts_that_lack_it(visit, world):
    head = await visit("KT001")
    only_words = {"title": "Chỉ có tên việc", "then": "draft"}
    await head.submit("/tasks/new", only_words, on="/tasks/new")
    no_date = clear(world, title="Chưa có hạn", deadline="", then="draft")
    await head.submit("/tasks/new", no_date, on="/tasks/new")
    today = await head.get("/")
    for code, label, found in (("owner", "Thiếu người", 1), ("deadline", "Thiếu thời hạn", 2)):
        address = f"/tasks?state=draft&lacks={code}"
        assert address.replace("&", "&amp;") in today.text
        page = await head.get(address)
        assert f"<title>Nhiệm vụ: {found}" in page.text
        assert f"Bỏ lọc </span>{label}" in page.text


async def test_fifty_rows_a_page_and_no_more_questions_for_more_rows(visit, world, monkeypatch):
    head = await visit("KT001")
    await given(world)
    current, ran = engine(), []
    really = current.run_querystring

    async def counted(querystring, in_pool=False):
        ran.append(1)
        return await really(querystring, in_pool)

    monkeypatch.setattr(current, "run_querystring", counted)

    async def asked(path: str) -> int:
        ran.clear()
        await head.get(path)
        return len(ran)

    paths = ("/tasks", "/late", "/", "/my-tasks")
    few = [await asked(path) for path in paths]
    for number in range(54):
        await given(world, title=f"Việc số {number}", now=clock.at(date(2026, 11, 2), 8))
    assert [await asked(path) for path in paths] == few
    page = await head.get("/tasks")
    assert len(re.findall(r"data-row", page.text)) == 50
    assert "Trang sau" in page.text
    assert len(re.findall(r"data-row", (await head.get("/tasks?page=2")).text)) == 5


async def test_the_workbook_holds_the_same_rows_with_true_dates_and_no_formula(visit, world):
    await given(world, title='=HYPERLINK("http://evil.example";"x")')
    await given(world, owner="KT004", title="Biên bản")
    await save_draft(
        entry=TaskEntry(title="Của văn phòng", unit=world.ids["VP"]),
        by=await world.viewer("VP001"),
        now=world.now,
    )
    head = await visit("KT001")
    answer = await head.client.get("/tasks.xlsx?sort=code")
    assert answer.headers["content-disposition"].endswith('.xlsx"')
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0)
    rows = sheet.to_python()
    head_row = next(place for place, row in enumerate(rows) if row[0] == "STT")
    assert rows[0][0] == "Danh sách nhiệm vụ"
    assert "Phòng Kinh tế, Hạ tầng và Đô thị" in rows[1][0]
    titles = [row[2] for row in rows[head_row + 1 : -1]]
    assert titles == ['=HYPERLINK("http://evil.example";"x")', "Biên bản"]
    due = rows[head_row].index("Hạn phải giữ")
    assert rows[head_row + 1][due] == date(2026, 11, 26)
    assert rows[-1][0] == "Cộng: 2 dòng"
    narrowed = await head.client.get(f"/tasks.xlsx?owner={world.ids['KT004']}")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(narrowed.content)).get_sheet_by_index(0).to_python()
    assert rows[-1][0] == "Cộng: 1 dòng"
    assert any("Lọc theo: Trịnh Thị Ngân" in str(row[0]) for row in rows)


async def test_late_and_bounced_work_stands_worst_first_with_its_chain(visit, world):
    before = clock.at(date(2026, 11, 2), 8)
    little = await given(world, now=before, deadline=date(2026, 11, 18), title="Trễ ít")
    much = await given(world, now=before, deadline=date(2026, 11, 5), title="Trễ nhiều")
    bounced = await given(world, title="Bị trả")
    await hand_back(
        task=bounced,
        reason="overload",
        words="Quá tải",
        by=await world.viewer("KT003"),
        now=world.now,
        version=await version_of(bounced),
    )
    head = await visit("KT001")
    page = await head.get("/late")
    places = [page.text.index(f'href="/tasks/{task}"') for task in (much, little, bounced)]
    assert places == sorted(places)
    assert "Chưa có lần tính hằng đêm nào" in page.text
    assert "Chỉ định đầu mối" in page.text
    assert "Bị trả" not in (await head.get("/late?band=3")).text
    assert "Trễ nhiều" in (await head.get("/late?band=more")).text
    only = await head.get("/late?kind=bounced")
    assert "Trễ ít" not in only.text
    answer = await head.client.get("/late.xlsx")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert rows[-1][0] == "Cộng: 3 dòng"


async def test_the_late_page_says_when_the_flags_were_written_down(visit, world):
    for day, stale in (("2026-11-22", False), ("2026-11-20", True)):
        await fetch("DELETE FROM job_run")
        await fetch(
            "INSERT INTO job_run (key, owner, lease_until, finished_at, result) VALUES ({}, 'x', {}, {}, '')",
            f"flags:{day}",
            clock.real_now(),
            clock.real_now(),
        )
        page = await (await visit("KT001")).get("/late")
        assert ("đã quá 24 giờ" in page.text) is stale
        assert "Không có việc nào quá hạn hoặc bị chuyển trả" in page.text


async def test_staff_and_administrators_have_no_late_page(visit):
    for code in ("KT003", "VP003"):
        answer = await (await visit(code)).get("/late", status=403)
        assert "Thủ trưởng đơn vị" in answer.text


async def test_every_page_speaks_english_by_the_switch(visit, world):
    task = await submitted(world)
    await return_result(
        task=task,
        words="Thiếu phụ lục",
        failed_check=False,
        rework_due=None,
        by=await world.viewer("KT001"),
        now=clock.at(date(2026, 11, 26), 9),
        version=await version_of(task),
    )
    draft = await save_draft(
        entry=TaskEntry(title="Draft", unit=world.ids["KT"]), by=await world.viewer("KT001"), now=world.now
    )
    head = await visit("KT001")
    head.client.cookies.set("lang", "en", domain="office.example")
    for path, words in (
        ("/", "To do"),
        ("/tasks", "Not finished"),
        ("/late", "Late and bounced"),
        ("/tasks/new", "Through-line lead"),
        (f"/tasks/{task}", "Returned for rework"),
        (f"/tasks/{draft}/draft", "Complete the draft"),
        ("/my-tasks", "You have no open task."),
        ("/help", "Heads and deputies"),
    ):
        page = await head.get(path)
        assert words in page.text, path
        assert '<html lang="en">' in page.text
        left = [
            word for word in ("Hạn hoàn thành", "Trạng thái", "Người chính", "Giao việc") if word in page.text
        ]
        assert not left, (path, left)


async def test_the_head_converts_work_that_had_no_factor(visit, world):
    task = await given(world)
    head = await visit("KT001")
    listed = await head.get("/tasks?factor=none")
    assert f"/tasks/{task}" in listed.text
    await head.get(f"/tasks/{task}")
    refused = await head.submit(f"/tasks/{task}/conversion", {"convert_item": "KHONG.CO"}, status=422)
    assert "Không có mục này trong danh mục" in refused.text
    assert "KHONG.CO" in refused.text
    await head.submit(
        f"/tasks/{task}/conversion",
        {"convert_item": "", "convert_words": "Sản phẩm mới, đã báo cáo bổ sung."},
    )
    after = await head.get(f"/tasks/{task}")
    assert "Quy đổi ra sản phẩm chuẩn" in after.text
    assert f"/tasks/{task}/conversion" not in after.text


async def test_giving_to_a_unit_drops_no_chosen_person_in_silence(visit, world):
    head = await visit("KT001")
    await head.get("/tasks/new")
    fields = {
        "title": "Kiểm tra cống thoát nước",
        "product": "Biên bản kiểm tra",
        "owner": world.ids["KT003"],
        "unit": world.ids["KT"],
        "deadline": "27/11/2026",
        "then": "unit",
    }
    refused = await head.submit("/tasks/new", fields, status=422)
    assert "bỏ chọn người để giao cho đơn vị" in refused.text
    assert "Kiểm tra cống thoát nước" in refused.text
