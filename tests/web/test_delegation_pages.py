"""Ủy quyền as pages: who opens which, all mistakes at once, the deputy's own pages, the file."""

import io
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from app.db import fetch, fetch_one, write
from tests.db.work import given, row_of, submitted
from tests.page import readable

SUNDAY = date(2026, 11, 22)


def fields(world, **changes):
    return {
        "deputy": world.ids["KT004"],
        "unit": world.ids["KT"],
        "scope": "all",
        "document": "15/UQ-KT",
        "document_date": "20/11/2026",
        "from_date": "22/11/2026",
        "to_date": "27/11/2026",
        **changes,
    }


async def delegated(visit, world, **changes) -> str:
    head = await visit("KT001")
    answer = await head.submit("/delegations/new", fields(world, **changes), on="/delegations/new")
    return str(answer.headers["location"])


async def test_a_head_delegates_sees_it_and_revokes_it(visit, world):
    head = await visit("KT001")
    page = await head.get("/delegations/new")
    assert "Không ủy quyền được: xác nhận phiếu đánh giá (Điều 10" in page.text
    assert 'name="giver"' not in page.text
    address = await delegated(visit, world)
    page = await head.get(address)
    assert "Trịnh Thị Ngân, thay mặt Vũ Đình Long" in page.text
    assert "Giao việc và quyết định" in page.text
    assert "Đang có hiệu lực" in page.text
    refused = await head.submit(f"{address}/revocation", {"words": " "}, status=422)
    assert "Nêu lý do thu hồi ủy quyền." in refused.text
    await head.submit(f"{address}/revocation", {"words": "Đã đi làm lại"}, on=address)
    page = await head.get(address)
    assert "Đã thu hồi" in page.text
    assert "Đã đi làm lại" in page.text
    assert f'action="{address}/revocation"' not in page.text


async def test_every_mistake_is_named_at_once_and_what_was_typed_stays(visit, world):
    head = await visit("KT001")
    sent = {
        "deputy": world.ids["KT001"],
        "unit": world.ids["KT"],
        "scope": "everything",
        "document": "",
        "document_date": "31/02/2026",
        "from_date": "27/11/2026",
        "to_date": "22/11/2026",
        "with_backlog": "1",
    }
    # the own name is not offered; a forged one is refused all the same
    answer = await head.submit("/delegations/new", sent, on="/delegations/new", status=422)
    for field in ("deputy", "scope", "document", "document_date", "to_date"):
        assert f'id="e-{field}"' in answer.text
    typed = head.form("/delegations/new")
    assert typed["from_date"] == ["27/11/2026"]
    assert typed["with_backlog"] == ["1"]
    assert (await fetch_one("SELECT COUNT(*) AS n FROM delegation"))["n"] == 0


async def test_an_administrator_records_for_a_head_of_the_scope(visit, world):
    admin = await visit("VP003")
    page = await admin.get("/delegations/new")
    assert "Vũ Đình Long (KT001)" in page.text
    answer = await admin.submit("/delegations/new", fields(world, giver=world.ids["KT001"]))
    await admin.get(answer.headers["location"])
    page = await admin.get("/delegations")
    assert "15/UQ-KT" in page.text
    assert "/delegations" in (await admin.get("/admin")).text


@pytest.mark.parametrize("code", ["KT002", "KT003", "VP002", "TL003"])
async def test_who_heads_and_administers_nothing_is_told_who_delegates(visit, world, code):
    page = await (await visit(code)).get("/delegations/new", status=403)
    assert "Thủ trưởng đơn vị" in page.text
    await (await visit(code)).get("/delegations")


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("KT001", 200),
        ("KT004", 200),
        ("TL001", 200),
        ("TL003", 200),
        ("VP003", 200),
        ("KT003", 404),
        ("VX001", 404),
    ],
)
async def test_who_opens_one_delegation(visit, world, code, status):
    address = await delegated(visit, world)
    await (await visit(code)).get(address, status=status)
    await (await visit(None)).get(address, status=303)


@pytest.mark.parametrize(
    ("code", "status"), [("KT004", 403), ("TL003", 403), ("VX001", 404), ("TL001", 403), ("VP003", 303)]
)
async def test_who_revokes(visit, world, code, status):
    address = await delegated(visit, world)
    visitor = await visit(code)
    page = await visitor.get("/profile")
    key = visitor.form("/profile/shortcuts")
    assert page.status_code == 200
    answer = await visitor.client.post(
        f"{address}/revocation", data={**key, "words": "Hết lý do"}, follow_redirects=False
    )
    assert answer.status_code == status


async def test_the_list_is_filtered_and_comes_as_a_file(visit, world):
    await delegated(visit, world)
    head, deputy = await visit("KT001"), await visit("KT004")
    assert "15/UQ-KT" in (await head.get("/delegations?whose=given&standing=running")).text
    assert "Không có ủy quyền nào khớp" in (await head.get("/delegations?whose=received")).text
    assert "15/UQ-KT" in (await deputy.get("/delegations?whose=received&search=long")).text
    assert "Chưa có ủy quyền nào." in (await (await visit("VX002")).get("/delegations")).text
    book = await head.get("/delegations.xlsx?standing=running")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(book.content)).get_sheet_by_index(0).to_python()
    assert rows[0][0] == "Người ủy quyền"
    assert rows[1][:5] == [
        *("Vũ Đình Long (KT001)", "Trịnh Thị Ngân (KT004)", "Phòng Kinh tế, Hạ tầng và Đô thị"),
        *("Giao việc và quyết định", "15/UQ-KT"),
    ]


async def test_the_pages_speak_english_too(visit, world):
    address = await delegated(visit, world)
    head = await visit("KT001")
    await head.client.get("/language?to=en")
    for path in ("/delegations", "/delegations/new", address, "/profile"):
        assert 'lang="en"' in (await head.get(path)).text


async def test_the_own_account_shows_what_was_given_and_received(visit, world):
    await delegated(visit, world)
    assert "Ủy quyền cho Trịnh Thị Ngân" in readable((await (await visit("KT001")).get("/profile")).text)
    assert "Thay mặt Vũ Đình Long" in readable((await (await visit("KT004")).get("/profile")).text)
    assert "Không có ủy quyền nào đang" in (await (await visit("KT003")).get("/profile")).text


async def test_the_deputy_decides_on_a_result_and_every_page_says_in_whose_place(visit, world):
    task = await submitted(world, owner="KT003", day=SUNDAY)
    await delegated(visit, world)
    deputy = await visit("KT004")
    page = await deputy.get(f"/tasks/{task}")
    assert f'action="/tasks/{task}/acceptance"' in page.text
    await deputy.submit(f"/tasks/{task}/acceptance")
    assert (await row_of(task))["state"] == "done"
    page = await deputy.get(f"/tasks/{task}")
    assert readable(page.text).count("Trịnh Thị Ngân, thay mặt Vũ Đình Long") >= 2
    history = await (await visit("TL003")).get("/admin/history?kind=task.accepted")
    assert "Trịnh Thị Ngân (KT004), thay mặt Vũ Đình Long" in history.text
    assert "on_behalf" not in history.text


async def test_what_is_not_due_in_the_period_is_not_found_by_the_deputy(visit, world):
    later = await given(world, owner="KT003", deadline=date(2026, 12, 15))
    await delegated(visit, world)
    deputy = await visit("KT004")
    await deputy.get(f"/tasks/{later}", status=404)
    await deputy.get("/tasks")
    key = deputy.last
    assert key is not None
    assert f"/tasks/{later}" not in key.text


async def test_a_deputy_gives_work_in_the_place_of_the_head_and_imports_nothing(visit, world):
    await delegated(visit, world)
    deputy = await visit("KT004")
    page = await deputy.get("/tasks/new")
    assert "Ngô Văn Đức" in page.text
    assert 'href="/imports"' not in page.text
    await deputy.get("/imports", status=403)
    await deputy.submit(
        "/tasks/new",
        {
            "title": "Rà soát các điểm ngập úng trên địa bàn",
            "product": "Báo cáo kết quả rà soát kèm danh sách điểm ngập",
            "owner": world.ids["KT003"],
            "deadline": "26/11/2026",
            "plan": "plan",
            "then": "assign",
        },
        on="/tasks/new",
    )
    (task,) = await fetch("SELECT id, assigner FROM task")
    assert task["assigner"] == world.ids["KT004"]
    assert "Trịnh Thị Ngân, thay mặt Vũ Đình Long" in readable(
        (await deputy.get(f"/tasks/{task['id']}")).text
    )


async def test_the_narrow_scope_opens_no_form_for_new_work(visit, world):
    await delegated(visit, world, scope="decide")
    deputy = await visit("KT004")
    await deputy.get("/tasks/new", status=403)
    for path in ("/", "/tasks", "/late", "/help"):
        page = await deputy.get(path)
        assert 'href="/tasks/new"' not in page.text or path == "/help"
        assert 'href="/imports"' not in page.text


async def test_a_second_press_of_the_same_button_is_one_delegation(visit, world):
    head = await visit("KT001")
    await head.get("/delegations/new")
    first = await head.submit("/delegations/new", fields(world))
    second = await head.submit("/delegations/new", fields(world))
    assert first.headers["location"] == second.headers["location"]
    assert (await fetch_one("SELECT COUNT(*) AS n FROM delegation"))["n"] == 1


async def test_the_form_asks_for_the_deputy_of_a_head_who_is_away_and_names_a_lead_on_leave(visit, world):
    """Leave known to the clarity gate: it warns and stops nothing."""
    await delegated(visit, world)
    async with write():
        for code in ("KT001", "KT002"):
            await fetch(
                "INSERT INTO absence (officer, from_date, to_date, reason) VALUES ({}, {}, {}, 'Nghỉ phép')",
                world.ids[code],
                date(2026, 11, 23),
                date(2026, 11, 30),
            )
    mayor = await visit("TL001")
    asked = f"owner={world.ids['KT001']}&lead={world.ids['KT002']}&deadline=27/11/2026&title=Rà+soát&product=Báo+cáo"
    box = readable((await mayor.get(f"/tasks/clarity?{asked}")).text)
    assert "Vũ Đình Long nghỉ đến hết 30/11/2026, tức là suốt thời gian thực hiện." in box
    assert "Trịnh Thị Ngân thay mặt: chọn Trịnh Thị Ngân hoặc dời hạn." in box
    assert "Bùi Thị Lan nghỉ đến hết 30/11/2026" in box
    await mayor.submit(
        "/tasks/new",
        {
            "title": "Rà soát các điểm ngập úng",
            "product": "Báo cáo kết quả rà soát",
            "owner": world.ids["KT001"],
            "lead": world.ids["KT002"],
            "deadline": "27/11/2026",
            "plan": "plan",
            "then": "assign",
        },
        on="/tasks/new",
    )
    assert (await fetch_one("SELECT COUNT(*) AS n FROM task WHERE state = 'given'"))["n"] == 1
