"""Pages of the monthly evaluation, as each role meets them."""

import io
from datetime import date, datetime
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from app import clock, db
from app.db import fetch, write
from app.people.tables import LongWork
from tests.conftest import World
from tests.page import Visitor, readable
from tests.sheet_world import FULL, confirmed, points, scored, work

LIST = "/evaluations/2026-11"
SHEET = "/evaluations/2026-11/KT003"
SELF = SHEET + "/self-score"
CONFIRM = SHEET + "/confirmation"
ON_TIME = date(2026, 11, 10)
TYPED = {f"p_{code.replace('.', '_')}": f"{value / 100:g}".replace(".", ",") for code, value in FULL.items()}


def words(answer: Any) -> str:
    return readable(answer.text)


# Who meets what ----------------------------------------------------------------------------------

PAGES = {
    "/evaluations": {"TL001": 200, "TL002": 200, "TL003": 200, "VP002": 200, "VP003": 200, "KT001": 200, "KT003": 200},
    LIST: {"TL001": 200, "TL002": 403, "TL003": 200, "VP002": 403, "VP003": 403, "KT001": 200, "KT003": 403},
    SHEET: {"TL001": 200, "TL002": 404, "TL003": 200, "VP002": 404, "VP003": 404, "KT001": 200, "KT003": 200},
    SHEET + "/print": {"TL001": 200, "TL002": 404, "TL003": 200, "VP002": 404, "VP003": 404, "KT001": 200, "KT003": 200},
    LIST + "/export.xlsx": {"TL001": 200, "TL002": 403, "TL003": 200, "VP002": 403, "KT001": 200, "KT003": 403},
    LIST + "/opening": {"TL001": 200, "TL003": 200, "KT003": 403},
}  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
async def test_each_role_meets_each_page_as_permissions_say(world: World, visit: Any, path: str) -> None:
    await work(world.ids, "KT003", submitted=ON_TIME)
    for code, status in PAGES[path].items():
        await (await visit(code)).get(path, status=status)


async def test_a_pure_administrator_has_no_sheets_at_all(world: World, visit: Any) -> None:
    async with write():
        await fetch("DELETE FROM role_grant WHERE officer = {} AND role = 'staff'", world.ids["VP003"])
    visitor = await visit("VP003")
    for path in ("/evaluations", LIST, SHEET):
        page = await visitor.get(path, status=403)
    assert "dành cho" in words(page)


async def test_nobody_without_a_sign_in_reads_a_sheet(world: World, visit: Any) -> None:
    answer = await (await visit(None)).get(SHEET, status=303)
    assert answer.headers["location"].startswith("/sign-in")


@pytest.mark.parametrize("path", ["/evaluations/2026-13", "/evaluations/abc", "/evaluations/2026-11/XX999"])
async def test_what_is_no_month_or_nobody_is_not_found(world: World, visit: Any, path: str) -> None:
    await (await visit("TL001")).get(path, status=404)


async def test_who_is_not_covered_is_shown_with_the_reason_and_no_form(world: World, visit: Any) -> None:
    page = await (await visit("HC001")).get("/evaluations/2026-11/HC004")
    assert "Điều 2" in words(page)
    assert "self-score" not in page.text
    await (await visit("HC004")).get("/evaluations/2026-11/HC004/print", status=404)


# The person's step -------------------------------------------------------------------------------


async def test_the_self_score_is_never_filled_in_beforehand(world: World, visit: Any) -> None:
    visitor = await visit("KT003")
    await visitor.get(SHEET)
    fields = visitor.form(SELF)
    assert all(fields[name] == [""] for name in TYPED)


async def test_a_person_scores_and_reads_it_back(world: World, visit: Any) -> None:
    await work(world.ids, "KT003", submitted=ON_TIME)
    visitor = await visit("KT003")
    await visitor.submit(
        SELF, {**TYPED, "p_II_3": "1,75", "w_II_3": "=1+1", "strengths": "Ưu <b>điểm</b>"}, on=SHEET
    )
    page = await visitor.get(SHEET)
    assert "99,25 / 100" in words(page)
    assert "Mức điểm tương ứng" in words(page)
    assert "xếp loại" not in words(page).split("Quy tắc đã dùng")[0].lower()
    assert "<b>điểm</b>" not in page.text
    assert visitor.form(SELF)["p_II_3"] == ["1,75"]


async def test_all_mistakes_of_a_self_score_are_shown_at_once_and_nothing_typed_is_lost(
    world: World, visit: Any
) -> None:
    visitor = await visit("KT003")
    typed = {
        **TYPED,
        "p_I_1": "5,01",
        "p_I_2": "",
        "p_II_1": "1,234.5",
        "p_II_2": "2,555",
        "strengths": "Giữ lại",
    }
    page = await visitor.submit(SELF, typed, status=422, on=SHEET)
    for name in ("p_I_1", "p_I_2", "p_II_1", "p_II_2"):
        assert f'id="e-{name}"' in page.text, name
    assert 'id="e-p_II_3"' not in page.text
    assert "điểm tối đa 5" in words(page)
    assert visitor.form(SELF)["p_II_1"] == ["1,234.5"]
    assert visitor.form(SELF)["strengths"][0].strip() == "Giữ lại"
    assert await fetch("SELECT id FROM sheet") == []


async def test_a_double_press_is_one_act(world: World, visit: Any) -> None:
    visitor = await visit("KT003")
    await visitor.get(SHEET)
    fields = {**visitor.form(SELF), **{name: [value] for name, value in TYPED.items()}}
    for _ in range(2):
        answer = await visitor.client.post(SELF, data=fields, follow_redirects=False)
        assert answer.status_code == 303
    acts = await fetch("SELECT kind FROM history WHERE kind = 'sheet.self_scored'")
    assert len(acts) == 1


async def test_a_head_cannot_send_the_self_score_of_another(world: World, visit: Any) -> None:
    head = await visit("KT001")
    page = await head.get(SHEET)
    assert SELF not in page.text
    token = head.client.cookies.get("__Host-csrf", domain="office.example")
    answer = await head.client.post(SELF, data={**TYPED, "_csrf_token": token, "form_key": "k" * 20})
    assert answer.status_code == 403


# The numbers -------------------------------------------------------------------------------------


async def test_every_number_opens_to_rows_with_their_sum_and_links(world: World, visit: Any) -> None:
    late = await work(world.ids, "KT003", factor_milli=4000, submitted=date(2026, 11, 20), late=True)
    await work(world.ids, "KT003", factor_milli=2500, submitted=ON_TIME)
    await scored(world.ids, "KT003")
    text = words(await (await visit("KT001")).get(SHEET))
    assert "a số lượng = 6,5 / 6,5 = 1" in text
    assert "c tiến độ = 5,5 / 6,5 = 0,8462" in text
    assert "4 × (1 − 0,25 × 1) = 3" in text
    page = await (await visit("KT001")).get(SHEET)
    assert f'href="/tasks/{late}"' in page.text
    assert "96,41 / 100" in text


async def test_insufficient_data_is_said_and_never_a_number(world: World, visit: Any) -> None:
    await scored(world.ids, "KT003")
    text = words(await (await visit("KT003")).get(SHEET))
    assert "Chưa đủ dữ liệu" in text
    assert "/ 100" not in text


async def test_a_leaders_total_waits_for_d_dd_and_e_and_says_the_range(world: World, visit: Any) -> None:
    await work(world.ids, "HC001", submitted=ON_TIME)
    await scored(world.ids, "HC001")
    text = words(await (await visit("HC001")).get("/evaluations/2026-11/HC001"))
    assert "Chờ d, đ, e" in text
    assert "tổng từ 88,33 đến 100,00" in text


async def test_a_confirmed_incident_stands_beside_its_criterion_and_a_rejected_one_leaves_no_trace(
    world: World, visit: Any
) -> None:
    from app.incidents.tables import Incident

    async with write():
        for code, state in (
            ("VV-2026-9001", "confirmed"),
            ("VV-2026-9002", "rejected"),
            ("VV-2026-9003", "recorded"),
        ):
            await Incident(
                code=code,
                officer=world.ids["KT003"],
                unit=world.ids["KT"],
                rule_code="CC-D3",
                happened_on=ON_TIME,
                place="Trụ sở",
                facts="Sự việc",
                source="inspection",
                recorded_by=world.ids["TL003"],
                recorded_at=clock.now(),
                state=state,
            ).save()
    text = words(await (await visit("KT003")).get(SHEET))
    assert "VV-2026-9001" in text
    assert "VV-2026-9002" not in text
    assert "VV-2026-9003" not in text


# The authority's step ----------------------------------------------------------------------------


async def test_a_head_confirms_with_the_self_score_as_default(world: World, visit: Any) -> None:
    await work(world.ids, "KT003", submitted=ON_TIME)
    await scored(world.ids, "KT003", given=points(II_3=200))
    head = await visit("KT001")
    await head.submit(CONFIRM, {"comment": "Nhất trí."}, on=SHEET)
    page = await head.get(SHEET)
    assert "99,50 / 100" in words(page)
    assert "confirmation" not in page.text
    mine = await (await visit("KT003")).get(SHEET)
    assert "self-score" not in mine.text
    assert "Nhất trí." in words(mine)


async def test_all_mistakes_of_a_confirmation_are_shown_at_once(world: World, visit: Any) -> None:
    await scored(world.ids, "KT003")
    head = await visit("KT001")
    typed = {"p_I_1": "x", "p_II_3": "1", "r_III_1": "Giữ lý do này", "comment": ""}
    page = await head.submit(CONFIRM, typed, status=422, on=SHEET)
    for name in ("p_I_1", "r_II_3", "comment"):
        assert f'id="e-{name}"' in page.text, name
    assert head.form(CONFIRM)["r_III_1"] == ["Giữ lý do này"]


async def test_what_blocks_is_listed_with_links_and_stops_the_confirmation(world: World, visit: Any) -> None:
    waiting = await work(world.ids, "KT003", submitted=ON_TIME, decision="")
    await scored(world.ids, "KT003")
    head = await visit("KT001")
    page = await head.submit(CONFIRM, {"comment": "Nhất trí."}, status=422, on=SHEET)
    assert 'id="f-block_waiting"' in page.text
    assert f'href="/tasks/{waiting}"' in page.text


async def test_a_page_opened_before_the_evidence_changed_ends_in_a_conflict(world: World, visit: Any) -> None:
    await work(world.ids, "KT003", submitted=ON_TIME)
    await scored(world.ids, "KT003")
    head = await visit("KT001")
    await head.get(SHEET)
    await work(world.ids, "KT003", deadline=date(2026, 11, 12))
    page = await head.submit(CONFIRM, {"comment": "Không được mất"}, status=409)
    assert "Không được mất" in words(page)


async def test_the_head_above_and_the_inspector_read_without_a_form(world: World, visit: Any) -> None:
    await scored(world.ids, "KT003")
    for code in ("TL001", "TL003"):
        page = await (await visit(code)).get(SHEET)
        assert CONFIRM not in page.text
        assert "Vũ Đình Long" in words(page)


async def test_the_inspector_cannot_confirm_by_hand(world: World, visit: Any) -> None:
    await scored(world.ids, "KT003")
    inspector = await visit("TL003")
    await inspector.get(SHEET)
    token = inspector.client.cookies.get("__Host-csrf", domain="office.example")
    answer = await inspector.client.post(CONFIRM, data={"_csrf_token": token, "form_key": "k" * 20})
    assert answer.status_code == 403


async def test_a_leaders_sheet_is_confirmed_with_chosen_parts(world: World, visit: Any) -> None:
    await work(world.ids, "HC001", submitted=ON_TIME)
    await work(world.ids, "HC002", submitted=ON_TIME)
    await confirmed(world.ids, "HC002", "HC001")
    await scored(world.ids, "HC001")
    chair, address = await visit("TL001"), "/evaluations/2026-11/HC001"
    page = await chair.submit(address + "/confirmation", {"comment": "Nhất trí."}, status=422, on=address)
    assert 'id="e-part_dd"' in page.text
    await chair.submit(
        address + "/confirmation",
        {"comment": "Nhất trí.", "part_dd": "50", "part_reason_dd": "chưa có sáng kiến"},
    )
    text = words(await chair.get(address))
    assert "94,17 / 100" in text
    assert "chưa có sáng kiến" in text


async def test_later_data_are_told_on_a_confirmed_sheet_and_change_nothing(world: World, visit: Any) -> None:
    await work(world.ids, "KT003", submitted=ON_TIME)
    await confirmed(world.ids, "KT003", "KT001")
    await work(world.ids, "KT003", deadline=date(2026, 11, 12))
    text = words(await (await visit("KT003")).get(SHEET))
    assert "100,00 / 100" in text
    assert "đã khác so với lúc xác nhận" in text


# Lists, files, print -----------------------------------------------------------------------------


async def test_the_list_is_filtered_and_says_when_nothing_matches(world: World, visit: Any) -> None:
    await scored(world.ids, "KT003")
    chair = await visit("TL001")
    text = words(await chair.get(f"{LIST}?state=self_scored"))
    assert "Ngô Văn Đức" in text
    assert "Bùi Thị Lan" not in text
    assert "Ngo Van Duc" not in text
    assert "Bùi Thị Lan" in words(await chair.get(f"{LIST}?q=bui+thi"))
    assert "Bùi Thị Lan" not in words(await chair.get(f"{LIST}?unit={world.ids['VX']}"))
    assert "Võ Thành Nam" in words(await chair.get(f"{LIST}?state=not_covered"))
    assert "Không có phiếu nào khớp" in words(await chair.get(f"{LIST}?q=khongcoai"))
    await (await visit("KT001")).get(f"{LIST}?unit={world.ids['VX']}", status=404)


async def test_the_units_table_has_true_numbers_and_no_live_formula(world: World, visit: Any) -> None:
    await work(world.ids, "KT003", submitted=ON_TIME)
    await confirmed(world.ids, "KT003", "KT001", given=points(II_3=200))
    async with write():
        await fetch("UPDATE officer SET full_name = {} WHERE id = {}", "=1+1", world.ids["KT004"])
    answer = await (await visit("KT001")).get(f"{LIST}/export.xlsx")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    heads = rows[4]
    by_code = {row[1]: row for row in rows[5:]}
    assert by_code["KT003"][heads.index("Tổng điểm xác nhận")] == 99.5
    assert by_code["KT003"][heads.index("Mức điểm tương ứng")] == "Hoàn thành xuất sắc nhiệm vụ"
    assert by_code["KT004"][heads.index("Họ và tên")] == "=1+1"
    assert set(by_code) == {"KT001", "KT002", "KT003", "KT004", "KT005"}


async def test_the_print_page_has_the_forms_words_and_no_column_for_the_heads_points(
    world: World, visit: Any
) -> None:
    await work(world.ids, "KT003", submitted=ON_TIME)
    await confirmed(world.ids, "KT003", "KT001", given=points(II_3=200))
    page = await (await visit("KT003")).get(SHEET + "/print")
    text = words(page)
    for expected in (
        "Mẫu số 01",
        "PHIẾU THEO DÕI, ĐÁNH GIÁ CÔNG CHỨC",
        "(Kỳ theo dõi, đánh giá: tháng 11 năm 2026)",
        "Điểm do cá nhân tự chấm",
        "1. Điểm tiêu chí chung: 29,50",
        "2. Điểm tiêu chí kết quả thực hiện nhiệm vụ: 1 × 70 = 70,00",
        "3. Tổng điểm theo dõi, đánh giá công chức: 99,50",
        "PHỤ LỤC KÈM PHIẾU",
    ):
        assert expected in text, expected
    form, annex = text.split("PHỤ LỤC KÈM PHIẾU")
    assert "Xác nhận" not in form
    assert "theo căn cứ" in annex
    assert text.count("(Ký tên, ghi rõ họ tên)") == 2


async def test_pages_speak_english_and_the_form_stays_vietnamese(world: World, visit: Any) -> None:
    visitor: Visitor = await visit("KT003")
    visitor.client.cookies.set("lang", "en", domain="office.example")
    assert "Evaluation sheet, November 2026" in words(await visitor.get(SHEET))
    assert "Điểm do cá nhân tự chấm" in words(await visitor.get(SHEET + "/print"))


async def test_a_running_opening_is_shown_with_its_progress(world: World, visit: Any) -> None:
    async with write():
        await LongWork(kind="open_month", done=250, total=1000, location=LIST, started_at=clock.now()).save()
    chair = await visit("TL001")
    assert "250/1000" in words(await chair.get(LIST))
    assert "25 %" in words(await chair.get(LIST + "/opening"))


async def test_the_list_asks_no_more_for_many_people_than_for_few(
    world: World, visit: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for code in ("KT003", "KT004", "VX002", "VP004"):
        await work(world.ids, code, submitted=ON_TIME)
        await scored(world.ids, code)
    asked: list[str] = []
    engine = db.engine()
    run = engine.run_querystring

    async def counted(*args: Any, **kwargs: Any) -> Any:
        asked.append(str(args[0]))
        return await run(*args, **kwargs)

    monkeypatch.setattr(engine, "run_querystring", counted)
    chair = await visit("TL001")
    numbers = []
    for path in (f"{LIST}?unit={world.ids['KT']}", LIST):
        asked.clear()
        await chair.get(path)
        numbers.append(len([sql for sql in asked if "sign_in" not in sql]))
    assert numbers[1] <= numbers[0]
    assert numbers[1] < 25


async def test_the_first_page_names_the_sheets_that_wait(world: World) -> None:
    from app.evaluation.home_routes import own_sheet, sheets_to_confirm

    await scored(world.ids, "KT003")
    today = clock.today()
    block = await sheets_to_confirm(await world.viewer("KT001"), today)
    assert block
    assert (block.total, block.rows[0].href) == (1, SHEET)
    assert await sheets_to_confirm(await world.viewer("KT003"), today) is None
    mine = await own_sheet(await world.viewer("KT003"), date(2026, 11, 28))
    assert mine
    assert [row.title.vi for row in mine.rows] == ["Tự chấm tháng 10/2026"]
    assert await own_sheet(await world.viewer("HC004"), date(2026, 11, 28)) is None


async def test_december_is_scored_early_for_what_is_due_until_then(world: World, visit: Any) -> None:
    await work(
        world.ids, "KT003", given=date(2026, 12, 1), deadline=date(2026, 12, 4), submitted=date(2026, 12, 3)
    )
    await work(world.ids, "KT003", given=date(2026, 12, 1), deadline=date(2026, 12, 25))
    clock.set_clock(datetime(2026, 12, 8, 1, 0, tzinfo=clock.UTC))
    text = words(await (await visit("KT003")).get("/evaluations/2026-12/KT003"))
    assert "a số lượng = 1 / 1 = 1" in text
    assert "Chưa đến hạn khi chấm sớm tháng 12" in text
