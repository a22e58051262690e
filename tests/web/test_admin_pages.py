"""Administration: people, posts, roles, accounts, units, days and the history, as pages."""

import io
from datetime import date, timedelta

import pytest
from python_calamine import CalamineWorkbook

from app import clock
from app.db import fetch, fetch_one, write
from app.demo.cast import PASSWORD
from app.people.permissions import Permission as P
from tests.page import readable

FIRST = "may-trang-tren-nui"
PAGES = (
    "/admin",
    "/admin/people",
    "/admin/people/new",
    "/admin/units",
    "/admin/units/new",
    "/admin/calendar",
)


async def test_every_page_opens_for_the_administrator_in_both_languages(visit, world):
    admin = await visit("VP003")
    person, unit = world.ids["VP004"], world.ids["VX"]
    pages = [*PAGES, "/admin/history", f"/admin/people/{person}", f"/admin/units/{unit}"]
    for path in pages:
        await admin.get(path)
    await admin.client.get("/language?to=en")
    for path in pages:
        answer = await admin.get(path)
        assert 'lang="en"' in answer.text


async def test_a_head_is_told_who_has_the_administration(visit):
    head = await visit("VP001")
    for path in PAGES:
        answer = await head.get(path, status=403)
        assert "Quản trị hệ thống" in answer.text


async def test_the_inspector_reads_the_history_and_not_the_people(visit):
    inspector = await visit("TL003")
    answer = await inspector.get("/admin")
    assert "/admin/history" in answer.text
    assert "/admin/people" not in answer.text
    history = await inspector.get("/admin/history")
    assert "Giao vai trò" in history.text
    assert 'href="/admin/people' not in history.text
    await inspector.get("/admin/people", status=403)


async def test_the_timetable_shows_what_ran_and_what_was_left_unfinished(visit):
    now = clock.real_now()
    async with write():
        for key, lease, finished in (
            ("flags:2026-11-21", now - timedelta(hours=9), now - timedelta(hours=9)),
            ("flags:2026-11-22", now - timedelta(hours=1), None),
        ):
            await fetch(
                "INSERT INTO job_run (key, owner, lease_until, finished_at, result) VALUES ({}, 'x', {}, {}, '')",
                key,
                lease,
                finished,
            )
    answer = await (await visit("VP003")).get("/admin")
    assert "21/11/2026" in answer.text
    assert "Chưa xong, sẽ chạy lại" in answer.text


async def test_people_are_found_without_marks_and_filtered(visit, world):
    admin = await visit("VP003")
    answer = await admin.get("/admin/people?search=anh")
    assert answer.text.count("Nguyễn Thị Ánh") == 2
    answer = await admin.get(f"/admin/people?unit={world.ids['VP']}&role=unit_head")
    assert "Phạm Thu Hà" in answer.text
    assert "Vũ Đình Long" not in answer.text
    answer = await admin.get("/admin/people?regime=hop_dong")
    assert "Võ Thành Nam" in answer.text
    assert "Phạm Thu Hà" not in answer.text
    answer = await admin.get("/admin/people?search=khongcoai")
    assert "Không có ai khớp với bộ lọc." in answer.text


async def test_the_list_is_in_the_order_of_given_names_and_so_is_its_file(visit):
    admin = await visit("VP003")
    answer = await admin.get("/admin/people")
    names = ["Nguyễn Văn Ân", "Hoàng Gia Bảo", "Ngô Văn Đức", "Phạm Thu Hà"]
    places = [answer.text.index(f">{name}</a>") for name in names]
    assert places == sorted(places)
    book = await admin.get("/admin/people.xlsx?regime=hop_dong")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(book.content)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows] == ["Mã cán bộ", "HC004"]


NEW = {
    "staff_code": "vx009",
    "full_name": "Tô Thị Mận",
    "email": "vx009@truclam.example",
    "title": "Công chức văn hóa",
    "from_date": "1/12/2026",
}


async def test_a_new_person_gets_a_post_a_role_and_a_first_password_that_must_be_changed(visit, world):
    admin = await visit("VP003")
    answer = await admin.submit(
        "/admin/people/new",
        {**NEW, "from_date": "1/11/2026", "unit": world.ids["VX"]},
        on="/admin/people/new",
    )
    address = answer.headers["location"]
    await admin.submit(
        f"{address}/roles",
        {
            "role_role": "staff",
            "role_unit": world.ids["VX"],
            "role_from_date": "1/11/2026",
            "role_basis": "15/QĐ-UBND ngày 30/10/2026",
        },
        on=address,
    )
    await admin.submit(f"{address}/password", {"password": FIRST, "password_again": FIRST}, on=address)
    person = await visit(None)
    await person.submit("/sign-in", {"login": "VX009", "password": FIRST}, on="/sign-in")
    answer = await person.get("/admin", status=303)
    assert answer.headers["location"] == "/profile"
    answer = await person.get("/profile")
    assert "Cần đổi mật khẩu" in answer.text
    await person.submit(
        "/profile/password",
        {
            "old_password": FIRST,
            "new_password": "nang-som-ngoai-san",
            "new_password_again": "nang-som-ngoai-san",
        },
    )
    await person.submit("/sign-in", {"login": "VX009", "password": "nang-som-ngoai-san"}, on="/sign-in")
    await person.get("/admin", status=403)


async def test_a_first_password_opens_no_act_either(visit, world):
    admin, person = await visit("VP003"), await visit("VP004")
    await person.get("/profile")
    async with write():
        await fetch("UPDATE account SET must_change = true WHERE officer = {}", world.ids["VP004"])
    answer = await person.submit("/profile/shortcuts")
    assert answer.headers["location"] == "/profile"
    await person.submit("/sign-out")
    await admin.get("/admin")


async def test_every_mistake_of_a_new_person_is_named_at_once_and_no_word_is_lost(visit):
    admin = await visit("VP003")
    answer = await admin.submit(
        "/admin/people/new",
        {**NEW, "staff_code": "vp001", "email": "khong-phai-thu", "from_date": "31/2/2026", "full_name": ""},
        on="/admin/people/new",
        status=422,
    )
    for words in ("Mã cán bộ này đã có.", "Nhập họ và tên.", "Chọn đơn vị.", "có 28 ngày", "Ghi thư điện tử"):
        assert words in readable(answer.text)
    assert 'value="Công chức văn hóa"' in answer.text
    assert not await fetch_one("SELECT id FROM officer WHERE full_name = {}", NEW["full_name"])


async def test_no_legal_date_is_filled_in_beforehand(visit, world):
    admin = await visit("VP003")
    await admin.get("/admin/people/new")
    assert admin.form("/admin/people/new")["from_date"] == [""]
    address = f"/admin/people/{world.ids['VX002']}"
    await admin.get(address)
    assert admin.form(f"{address}/posts")["post_from_date"] == [""]
    assert admin.form(f"{address}/roles")["role_from_date"] == [""]


async def test_a_double_press_adds_one_person(visit, world):
    admin = await visit("VP003")
    await admin.get("/admin/people/new")
    sent = {**admin.form("/admin/people/new"), **NEW, "unit": world.ids["VX"]}
    first = await admin.client.post("/admin/people/new", data=sent)
    second = await admin.client.post("/admin/people/new", data=sent)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["location"] == second.headers["location"]


async def test_moving_ends_the_post_before_and_a_stale_page_is_a_conflict(visit, world):
    one, two = await visit("VP003"), await visit("VP003")
    officer = world.ids["VX002"]
    address = f"/admin/people/{officer}"
    move = {
        "post_unit": world.ids["KT"],
        "post_title": "Công chức tổng hợp",
        "post_rank": "staff",
        "post_from_date": "1/12/2026",
        "post_basis": "20/QĐ-UBND ngày 20/11/2026",
    }
    await one.get(address)
    await two.get(address)
    await one.submit(f"{address}/posts", move)
    answer = await two.submit(f"{address}/posts", {**move, "post_from_date": "2/12/2026"}, status=409)
    assert "Công chức tổng hợp" in answer.text
    rows = await fetch(
        "SELECT from_date, to_date FROM posting WHERE officer = {} ORDER BY from_date", officer
    )
    assert [row["to_date"] for row in rows] == [date(2026, 11, 30), None]
    answer = await one.submit(
        f"{address}/posts", {**move, "post_from_date": "1/1/2020"}, on=address, status=422
    )
    assert "Chọn ngày muộn hơn." in answer.text


async def test_a_role_is_ended_on_its_last_day(visit, world):
    admin = await visit("VP003")
    officer = world.ids["KT002"]
    grant = (await fetch_one("SELECT id FROM role_grant WHERE officer = {}", officer))["id"]
    address = f"/admin/people/{officer}/roles/{grant}"
    await admin.submit(address, {"last_day": ""}, on=address, status=422)
    await admin.submit(address, {"last_day": "21/11/2026"})
    viewer = await world.viewer("KT002")
    assert not viewer.can(P.TASK_ASSIGN)


async def test_the_last_administrator_keeps_role_and_account(visit, world):
    admin = await visit("VP003")
    officer = world.ids["VP003"]
    address = f"/admin/people/{officer}"
    grant = (
        await fetch_one(
            "SELECT id FROM role_grant WHERE officer = {} AND role = {}", officer, "administrator"
        )
    )["id"]
    for action, fields, on in (
        (f"{address}/closing", {}, address),
        (f"{address}/roles/{grant}", {"last_day": "1/12/2026"}, f"{address}/roles/{grant}"),
        (f"{address}/details", {"active": []}, address),
    ):
        answer = await admin.submit(action, fields, on=on, status=422)
        assert "quản trị viên cuối cùng" in answer.text
    other = f"/admin/people/{world.ids['VP004']}"
    await admin.submit(
        f"{other}/roles",
        {
            "role_role": "administrator",
            "role_unit": world.ids["TL"],
            "role_from_date": "1/11/2026",
            "role_basis": "21/QĐ-UBND",
        },
        on=other,
    )
    await admin.submit(f"{address}/closing", on=address)
    await admin.get("/admin", status=303)


async def test_closing_and_opening_an_account_and_ending_sign_ins(visit, world):
    admin, person = await visit("VP003"), await visit("VP004")
    address = f"/admin/people/{world.ids['VP004']}"
    await person.get("/profile")
    await admin.submit(f"{address}/sign-outs", on=address)
    await person.get("/profile", status=303)
    await admin.submit(f"{address}/closing", on=address)
    again = await visit(None)
    await again.submit("/sign-in", {"login": "VP004", "password": PASSWORD}, on="/sign-in", status=422)
    await admin.submit(f"{address}/opening", on=address)
    await again.submit("/sign-in", {"login": "VP004", "password": PASSWORD}, on="/sign-in")


async def test_days_away_are_recorded_or_refused_in_words(visit, world):
    admin = await visit("VP003")
    address = f"/admin/people/{world.ids['VP004']}"
    wrong = {"away_from_date": "5/12/2026", "away_to_date": "1/12/2026", "away_reason": ""}
    answer = await admin.submit(f"{address}/absences", wrong, on=address, status=422)
    assert "Chọn ngày không trước ngày bắt đầu." in answer.text
    assert "Nhập lý do." in answer.text
    await admin.submit(
        f"{address}/absences", {**wrong, "away_to_date": "9/12/2026", "away_reason": "Nghỉ phép năm"}
    )
    assert "Nghỉ phép năm" in (await admin.get(address)).text


async def test_an_administrator_of_one_unit_finds_nobody_outside_it(visit, world):
    async with write():
        await fetch("UPDATE role_grant SET unit = {} WHERE role = {}", world.ids["VP"], "administrator")
    admin = await visit("VP003")
    answer = await admin.get("/admin/people")
    assert "Phạm Thu Hà" in answer.text
    assert "Vũ Đình Long" not in answer.text
    await admin.get(f"/admin/people/{world.ids['KT001']}", status=404)
    await admin.get(f"/admin/units/{world.ids['KT']}", status=404)
    await admin.get("/admin/history", status=403)


async def test_a_unit_is_added_under_another_and_names_mean_one_unit(visit, world):
    admin = await visit("VP003")
    answer = await admin.submit(
        "/admin/units/new",
        {"code": "kt", "name": "Phòng Kinh tế", "parent": world.ids["TL"], "on": "1/1/2026"},
        on="/admin/units/new",
        status=422,
    )
    assert "Mã này đã được dùng." in answer.text
    assert "Tên này đã chỉ Phòng Kinh tế, Hạ tầng và Đô thị." in answer.text
    answer = await admin.submit(
        "/admin/units/new",
        {"code": "kt1", "name": "Tổ Địa chính", "parent": world.ids["KT"], "on": "1/1/2026"},
    )
    unit = answer.headers["location"]
    row = await fetch_one("SELECT path FROM unit WHERE code = {}", "KT1")
    parent = await fetch_one("SELECT path FROM unit WHERE code = {}", "KT")
    assert row["path"].startswith(parent["path"])
    await admin.submit(f"{unit}/names", {"name": "Tổ ĐC"}, on=unit)
    answer = await admin.submit(f"{unit}/names", {"name": "TO DC"}, on=unit, status=422)
    assert "Tên này đã chỉ Tổ Địa chính." in answer.text
    answer = await admin.submit(
        "/admin/units/new",
        {"kind": "outside", "code": "so-gtvt", "name": "Sở Giao thông", "on": "1/1/2026"},
        on="/admin/units/new?kind=outside",
    )
    assert "Sở Giao thông" in (await admin.get("/admin/units")).text


async def test_an_own_day_replaces_the_public_one_and_later_years_are_provisional(visit):
    admin = await visit("VP003")
    answer = await admin.submit("/admin/calendar", {"day": "", "basis": ""}, on="/admin/calendar", status=422)
    assert "Nhập văn bản căn cứ." in answer.text
    await admin.submit("/admin/calendar", {"day": "28/11/2026", "kind": "work", "basis": "30/TB-UBND"})
    answer = await admin.get("/admin/calendar")
    assert "30/TB-UBND" in answer.text
    assert "Thứ Bảy, 28/11/2026" in answer.text
    assert "Thứ Bảy, 10/01/2026" in answer.text
    assert "Dự kiến" not in answer.text
    assert "Dự kiến" in (await admin.get("/admin/calendar?year=2027")).text


async def test_the_history_is_found_by_kind_person_day_and_record(visit, world):
    admin = await visit("VP003")
    address = f"/admin/people/{world.ids['VP004']}"
    await admin.submit(f"{address}/closing", on=address)
    for query in (
        "kind=account.disabled",
        "person=gia bao",
        "person=VP003",
        "subject=VP004",
        "first=22/11/2026",
    ):
        answer = await admin.get(f"/admin/history?{query}")
        assert "Khóa tài khoản</a>" in answer.text, query
    for query in ("kind=unit.created", "person=VP001", "last=21/11/2026", "subject=VX001", "subject=XX-1"):
        answer = await admin.get(f"/admin/history?{query}")
        assert "Khóa tài khoản</a>" not in answer.text, query
    assert "không phải là ngày" in (await admin.get("/admin/history?first=hom-nay")).text


async def test_the_whole_chain_is_verified_from_the_page(visit):
    inspector = await visit("TL003")
    answer = await inspector.submit("/admin/history/checks", on="/admin/history")
    verdict = await inspector.get(answer.headers["location"])
    assert "Nguyên vẹn" in verdict.text
    row = await fetch_one("SELECT actor FROM history WHERE kind = {}", "history.verified")
    assert row["actor"]
    await inspector.get("/admin/history/checks/99999", status=404)


@pytest.mark.parametrize("path", ["/admin/people/99999", "/admin/units/99999"])
async def test_what_does_not_exist_is_not_found(visit, path):
    admin = await visit("VP003")
    await admin.get(path, status=404)
