"""Pages of work given to many units: begin one, follow it, remind the rest, take it along as a workbook."""

from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from app import clock
from app.db import fetch
from tests.db.test_campaigns import AFTER, began, confirmed, tasks_of
from tests.page import readable

TYPED = {
    "title": "Rà soát hộ nghèo",
    "product": "Danh sách hộ nghèo",
    "deadline": "15/12/2026",
    "basis": "Kết luận giao ban",
}


async def test_one_begins_without_a_draft_and_leads_to_its_page(visit, world):
    chief = await visit("TL001")
    units = [str(world.ids[code]) for code in ("KT", "VX")]
    answer = await chief.submit("/campaigns/new", {**TYPED, "units": units}, on="/campaigns/new")
    words = readable((await chief.get(answer.headers["location"])).text)
    assert "Đã giao cho 2 đơn vị." in words
    assert "Rà soát hộ nghèo" in words
    assert "0 trên 2" in words


async def test_every_unit_is_one_tick(visit, world):
    chief = await visit("TL001")
    await chief.submit("/campaigns/new", {**TYPED, "every_unit": "1"}, on="/campaigns/new")
    rows = await fetch("SELECT u.code FROM task t JOIN unit u ON u.id = t.unit ORDER BY u.code")
    assert [row["code"] for row in rows] == ["HC", "KT", "VP", "VX"]


async def test_a_refused_form_names_everything_at_fault_and_keeps_what_was_typed(visit, world):
    chief = await visit("TL001")
    one = str(world.ids["KT"])
    answer = await chief.submit(
        "/campaigns/new",
        {"title": "", "product": "", "deadline": "31/02/2027", "basis": "Kết luận", "units": [one]},
        on="/campaigns/new",
        status=422,
    )
    for field in ("title", "product", "deadline", "units"):
        assert f'id="e-{field}"' in answer.text, field
    kept = chief.form("/campaigns/new")
    assert (kept["deadline"], kept["basis"], kept["units"]) == (["31/02/2027"], ["Kết luận"], [one])
    assert not await fetch("SELECT id FROM campaign")


@pytest.mark.parametrize("code", ["KT003", "TL003", "VP003"])
async def test_who_writes_no_drafts_begins_none(visit, world, code):
    visitor = await visit(code)
    await visitor.get("/campaigns/new", status=403)
    answer = await visitor.client.post("/campaigns/new", data=TYPED)
    assert answer.status_code == 403
    assert not await fetch("SELECT id FROM campaign")


async def test_the_page_says_of_each_unit_how_far_it_is(visit, world):
    campaign = await began(world)
    tasks = await tasks_of(campaign)
    await confirmed(world, tasks["KT"], "KT001", "KT003")
    chief = await visit("TL001")
    page = await chief.get(f"/campaigns/{campaign}")
    words = readable(page.text)
    assert "1 trên 4" in words
    for said in ("Ngô Văn Đức", "Đang làm", "26/11/2026", "Chưa có người"):
        assert said in words, said
    shown = readable((await chief.get(f"/campaigns/{campaign}?show=not_confirmed")).text)
    assert "Ngô Văn Đức" not in shown
    none = readable((await chief.get(f"/campaigns/{campaign}?show=done")).text)
    assert "Không có đơn vị nào ở tình hình này." in none


async def test_the_rest_is_reminded_with_one_press_and_the_page_says_who_was_not_and_why(visit, world):
    campaign = await began(world, units=("TL", "VP", "KT"))
    chief = await visit("TL001")
    action = f"/campaigns/{campaign}/reminders"
    await chief.submit(action, {"words": "Sắp đến hạn"}, on=f"/campaigns/{campaign}")
    words = readable((await chief.get(f"/campaigns/{campaign}")).text)
    assert "Đã nhắc 2 đơn vị. 1 đơn vị không được nhắc" in words
    assert "Lần nhắc gần nhất" in words
    assert "việc đang chờ chính người nhắc" in words
    assert "22/11/2026 (1)" in words
    answer = await chief.submit(action, {"words": "Lần nữa"}, status=422)
    assert "Không nhắc được đơn vị nào" in answer.text
    assert chief.form(action)["words"] == ["Lần nữa"]
    assert len(await fetch("SELECT id FROM reminder")) == 2


async def test_a_second_press_of_one_button_reminds_once(visit, world):
    campaign = await began(world)
    chief = await visit("TL001")
    await chief.get(f"/campaigns/{campaign}")
    for _ in range(2):
        await chief.submit(f"/campaigns/{campaign}/reminders")
    assert len(await fetch("SELECT id FROM reminder")) == 4
    assert len(await fetch("SELECT seq FROM history WHERE kind = 'campaign.reminded'")) == 1


async def test_who_only_reads_sees_no_button_and_others_find_nothing(visit, world):
    campaign = await began(world, units=("VP", "KT"))
    inspector = await visit("TL003")
    page = await inspector.get(f"/campaigns/{campaign}")
    assert f"/campaigns/{campaign}/reminders" not in page.text
    token = inspector.form("/sign-out")["_csrf_token"]
    sent = {"_csrf_token": token, "form_key": "k" * 20, "whom": "both"}
    answer = await inspector.client.post(f"/campaigns/{campaign}/reminders", data=sent)
    assert answer.status_code == 403
    other = await visit("VX001")
    for path in ("", "/export.xlsx"):
        await other.get(f"/campaigns/{campaign}{path}", status=404)
    staff = await visit("KT003")
    for path in ("/campaigns", f"/campaigns/{campaign}", f"/campaigns/{campaign}/export.xlsx"):
        await staff.get(path, status=403)
    assert not await fetch("SELECT id FROM reminder")


async def test_the_workbook_has_the_rows_of_the_page(visit, world):
    campaign = await began(world)
    await confirmed(world, (await tasks_of(campaign))["KT"], "KT001", "KT003")
    chief = await visit("TL001")
    await chief.submit(f"/campaigns/{campaign}/reminders", on=f"/campaigns/{campaign}")
    answer = await chief.client.get(f"/campaigns/{campaign}/export.xlsx")
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    head = next(number for number, row in enumerate(rows) if row[0] == "STT")
    found = {row[2]: (row[3], row[4], row[9]) for row in rows[head + 1 : head + 5]}
    assert found["Phòng Kinh tế, Hạ tầng và Đô thị"] == ("Có", "Ngô Văn Đức", 0)
    assert found["Phòng Văn hóa - Xã hội"] == ("Chưa", "", 1)
    answer = await chief.client.get(f"/campaigns/{campaign}/export.xlsx?show=not_confirmed")
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert "Ngô Văn Đức" not in str(rows)


async def test_the_list_shows_how_far_each_is_and_is_filtered_by_its_address(visit, world):
    await began(world)
    await began(world, title="Tổng vệ sinh môi trường")
    chief = await visit("TL001")
    words = readable((await chief.get("/campaigns")).text)
    assert words.index("Tổng vệ sinh môi trường") < words.index("Rà soát nhà văn hóa")
    page = await chief.get("/campaigns?q=ve+sinh&state=open")
    assert "Rà soát nhà văn hóa" not in page.text
    assert "Tổng vệ sinh môi trường" in page.text
    assert "Không có việc nào khớp bộ lọc." in (await chief.get("/campaigns?state=finished")).text


async def test_the_empty_list_says_what_will_be_there(visit):
    page = await (await visit("KT001")).get("/campaigns")
    assert "Chưa có việc nào giao đồng loạt." in page.text


async def test_late_units_stand_out_with_their_days(visit, world):
    campaign = await began(world)
    clock.set_clock(AFTER)
    page = await (await visit("TL001")).get(f"/campaigns/{campaign}?show=late")
    assert page.text.count('data-label="Trễ (ngày)">3') == 4


async def test_with_nobody_left_to_remind_the_button_is_gone(visit, world):
    campaign = await began(world, units=("VP", "KT"))
    chief = await visit("TL001")
    assert f"/campaigns/{campaign}/reminders" in (await chief.get(f"/campaigns/{campaign}")).text
    await fetch("UPDATE task SET state = 'done' WHERE campaign = {}", campaign)
    assert f"/campaigns/{campaign}/reminders" not in (await chief.get(f"/campaigns/{campaign}")).text
