"""The first page of each role, and acts in the row."""

import re
from datetime import date

import pytest

from app import clock
from app.db import fetch_one
from app.tasks.commands import TaskEntry, give_to_unit, hand_back, save_draft
from app.text import Text
from app.web import home
from tests.db.work import given, open_offer, row_of, submitted, version_of

BEFORE = clock.at(date(2026, 11, 2), 8)


@pytest.fixture
def blocks(monkeypatch):
    """The register of blocks, empty for this test."""
    kept: list = []
    monkeypatch.setattr(home, "BLOCKS", kept)
    return kept


async def test_a_head_with_nothing_to_decide_is_told_so_and_what_comes_next(visit, world, blocks):
    await given(world)
    page = await (await visit("KT001")).get("/")
    assert "Hôm nay không có việc nào chờ ông/bà." in page.text
    assert "Việc gần nhất đến hạn: 26/11/2026." in page.text
    assert "<h1>Chủ nhật, 22/11/2026</h1>" in page.text


async def test_a_result_is_accepted_with_one_press_and_the_head_stays_on_the_page(visit, world, blocks):
    task = await submitted(world)
    head = await visit("KT001")
    page = await head.get("/")
    assert "Chủ nhật, 22/11/2026 – 1 việc cần xử lý" in page.text
    assert "Báo cáo số 15/BC" in page.text
    answer = await head.submit(f"/tasks/{task}/acceptance")
    assert answer.headers["location"] == "/"
    assert (await row_of(task))["state"] == "done"
    assert "Đã duyệt kết quả." in (await head.get("/")).text


async def test_a_result_is_returned_in_the_row_and_a_refusal_keeps_the_words(visit, world, blocks):
    task = await submitted(world)
    head = await visit("KT001")
    await head.get("/")
    answer = await head.submit(
        f"/tasks/{task}/returns", {"return_words": "", "failed_check": "1"}, status=422
    )
    assert "Nêu nội dung phải làm lại." in answer.text
    assert head.form(f"/tasks/{task}/returns")["failed_check"] == ["1"]
    await head.get("/")
    answer = await head.submit(f"/tasks/{task}/returns", {"return_words": "Thiếu phụ lục"})
    assert answer.headers["location"] == "/"
    assert (await row_of(task))["state"] == "in_progress"


async def test_work_that_was_handed_back_is_given_to_another_in_the_row(visit, world, blocks):
    task = await given(world)
    await hand_back(
        task=task,
        reason="overload",
        words="Đang làm ba việc khác",
        suggested=world.ids["KT005"],
        by=await world.viewer("KT003"),
        now=world.now,
        version=await version_of(task),
    )
    head = await visit("KT001")
    page = await head.get("/")
    assert "Quá tải: Đang làm ba việc khác" in page.text
    paper = await fetch_one("SELECT id FROM hand_over")
    address = f"/hand-overs/{paper['id']}/decision"
    assert head.form(address)["decide_to"] == [str(world.ids["KT005"])]
    await head.submit(address, {"upheld": "no", "decide_words": "Giao lại"})
    assert (await open_offer(task))["to_officer"] == world.ids["KT005"]
    assert (await row_of(task))["owner"] == world.ids["KT003"]  # until it is taken


async def test_the_heads_blocks_count_what_they_show(visit, world, blocks):
    await given(world, now=BEFORE, deadline=date(2026, 11, 12), title="Quá hạn rồi")
    await given(world, deadline=date(2026, 11, 25), title="Sắp đến hạn")
    await give_to_unit(
        entry=TaskEntry(
            title="Chờ người", product="Kế hoạch", unit=world.ids["KT"], deadline=date(2026, 12, 30)
        ),
        by=await world.viewer("TL001"),
        now=world.now,
    )
    await save_draft(
        entry=TaskEntry(title="Chưa rõ", unit=world.ids["KT"]), by=await world.viewer("KT001"), now=world.now
    )
    page = (await (await visit("KT001")).get("/")).text
    counted = dict(re.findall(r'card-title">([^<]+) <span class="card-count">(\d+)<', page))
    assert counted["Việc phải làm"] == "1"
    assert counted["Quá hạn"] == "1"
    assert counted["Đến hạn trong 3 ngày làm việc"] == "1"
    assert counted["Bị chuyển trả"] == "0"
    assert counted["Chưa đủ 3 rõ, 1 xuyên suốt"] == "1"
    owner = world.ids["KT003"]
    assert f'<a href="/tasks?owner={owner}&amp;state=open">2</a>' in page
    assert f'<a href="/late?owner={owner}&amp;kind=late">1</a>' in page


async def test_staff_find_their_own_work_and_receive_report_and_submit_in_the_row(visit, world, blocks):
    later = await given(world, deadline=date(2026, 12, 1), title="Việc sau")
    task = await given(world, title="Việc trước")
    owner = await visit("KT003")
    page = await owner.get("/")
    assert "Chủ nhật, 22/11/2026 – 2 việc cần xử lý" in page.text
    assert page.text.index("Việc trước") < page.text.index("Việc sau")
    answer = await owner.submit(f"/tasks/{task}/receipt")
    assert answer.headers["location"] == "/"
    await owner.get("/my-tasks")
    answer = await owner.submit(
        f"/tasks/{task}/progress", {"percent": "40", "progress_words": "Đã xong phần một"}
    )
    assert answer.headers["location"] == "/my-tasks"
    await owner.get("/my-tasks")
    await owner.submit(f"/tasks/{task}/submissions", {"submit_words": "Báo cáo 12"})
    page = await owner.get("/my-tasks")
    assert "Chờ người khác" in page.text
    assert (await row_of(task))["percent"] == 40
    assert (await row_of(later))["state"] == "given"


async def test_an_act_goes_back_to_our_own_pages_only(visit, world, blocks):
    task = await given(world)
    owner = await visit("KT003")
    await owner.get("/")
    answer = await owner.submit(f"/tasks/{task}/receipt", {"back": "https://evil.example/"})
    assert answer.headers["location"] == f"/tasks/{task}"


async def test_my_tasks_stand_in_the_order_of_urgency(visit, world):
    await given(world, now=BEFORE, deadline=date(2026, 11, 12), title="Đã quá hạn")
    await given(world, deadline=date(2026, 11, 22), title="Hạn cuối tuần")  # a Sunday: to the end of Monday
    await given(world, deadline=date(2026, 11, 26), title="Trong tuần tới")
    await given(world, deadline=date(2026, 12, 20), title="Còn lâu")
    await submitted(world, day=date(2026, 11, 22), title="Đã nộp rồi")
    page = (await (await visit("KT003")).get("/my-tasks")).text
    titles = re.findall(r'card-title">([^<]+) <', page)
    assert titles == ["Quá hạn", "Tuần này", "Sau đó", "Chờ người khác"]
    order = [page.index(words) for words in ("Đã quá hạn", "Hạn cuối tuần", "Còn lâu", "Đã nộp rồi")]
    assert order == sorted(order)
    assert "4 việc cần xử lý" in page


async def test_an_inspector_sees_flags_that_lead_to_their_lists(visit, world, blocks):
    await given(world, now=BEFORE, deadline=date(2026, 11, 12))
    inspector = await visit("TL003")
    page = await inspector.get("/")
    assert "Dấu hiệu trong phạm vi được xem" in page.text
    assert 'href="/tasks?flag=late"' in page.text
    listed = await inspector.get("/tasks?flag=late")
    assert len(re.findall("data-row", listed.text)) == 1


async def test_a_clerk_is_led_to_imports_and_an_administrator_to_administration(visit, blocks):
    clerk = await (await visit("VP002")).get("/")
    assert 'href="/imports"' in clerk.text
    assert 'href="/tasks?state=draft"' in clerk.text
    administrator = await (await visit("VP003")).get("/")
    assert 'href="/admin/people"' in administrator.text
    staff = await (await visit("VP004")).get("/")
    assert "/admin/people" not in staff.text
    assert 'href="/imports"' not in staff.text
    assert "Anh/chị không có việc nào phải làm ngay." in staff.text


async def test_other_domains_put_blocks_here_and_one_that_fails_leaves_the_page_standing(visit, blocks):
    @home.block
    async def sheets(viewer, today):
        row = home.BlockRow(
            Text("Phiếu tháng 10", "Sheet"), "/evaluations", Text("chờ", "waits"), Text("Mở", "Open")
        )
        return home.Block(Text("Phiếu chờ xác nhận", "Sheets"), (row,), 7, "/evaluations", decide=True)

    @home.block
    async def silent(viewer, today):
        return None

    @home.block
    async def broken(viewer, today):
        raise RuntimeError("the source is down")

    for code in ("KT001", "KT003"):
        page = await (await visit(code)).get("/")
        assert "– 7 việc cần xử lý" in page.text
        assert "Phiếu chờ xác nhận" in page.text
        assert "Không lấy được mục này." in page.text


@pytest.mark.parametrize("code", ["TL001", "KT002", "VP004", "TL003", "VP002", "VP003"])
async def test_help_has_a_part_for_each_role(visit, code):
    page = await (await visit(code)).get("/help")
    heads = "Người đứng đầu, cấp phó" in page.text
    assert heads is (code in ("TL001", "KT002"))
    assert ("Văn thư, người soạn" in page.text) is (code in ("TL001", "KT002", "VP002"))
    assert ("Quản trị hệ thống" in page.text) is (code == "VP003")


async def test_who_is_not_signed_in_is_asked_to(visit):
    answer = await (await visit(None)).get("/", status=303)
    assert answer.headers["location"].startswith("/sign-in")


async def test_twenty_rows_of_ones_own_work_are_shown_and_more_on_request(visit, world):
    for number in range(23):
        await given(world, title=f"Việc số {number}")
    owner = await visit("KT003")
    page = await owner.get("/my-tasks")
    assert len(re.findall("data-row", page.text)) == 20
    assert 'href="/my-tasks?show=40"' in page.text
    assert "23 việc cần xử lý" in page.text
    page = await owner.get("/my-tasks?show=40")
    assert len(re.findall("data-row", page.text)) == 23
    assert "/my-tasks?show" not in page.text
