"""The inspector's desk: the queue by reason and the random sample, for who may see them."""

from datetime import date
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from app.db import fetch
from tests.sheet_world import confirmed, work

DESK = "/inspections/2026-11"


@pytest.fixture
async def sheets(world):
    """Five confirmed sheets of one unit, each exactly as self-scored; one person's work was late."""
    for code in ("KT003", "KT004", "KT005"):
        await work(world.ids, code, submitted=date(2026, 11, 10))
    for code in ("KT003", "KT004", "KT005", "KT002"):
        await confirmed(world.ids, code, "KT001")
    await confirmed(world.ids, "KT001", "TL001")


async def table(answer) -> list[list[str]]:
    book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
    return [[str(cell) for cell in row] for row in book.get_sheet_by_index(0).to_python()]


async def test_the_queue_names_rule_number_and_sheets_and_narrows_by_reason_and_unit(world, visit, sheets):
    inspector = await visit("TL003")
    page = await inspector.get(DESK)
    assert "Xác nhận đúng như tự chấm" in page.text
    assert "5 trên 5 phiếu" in page.text
    assert '<a href="/evaluations/2026-11/KT003">' in page.text
    narrowed = await inspector.get(f"{DESK}?flag=all_as_self&unit={world.ids['KT']}")
    assert "5 trên 5 phiếu" in narrowed.text
    other = await inspector.get(f"{DESK}?flag=high_with_late&unit={world.ids['VX']}")
    assert "Không có trường hợp nào khớp bộ lọc" in other.text
    rows = await table(await inspector.get(f"{DESK}/export.xlsx?flag=all_as_self"))
    assert [row[1] for row in rows if row[3] == "5 trên 5 phiếu"] == ["Xác nhận đúng như tự chấm"]


async def test_before_anything_is_confirmed_the_queue_and_the_sample_are_empty(visit):
    inspector = await visit("TL003")
    assert "Chưa có trường hợp nào cần xem" in (await inspector.get(DESK)).text
    assert "chưa có phiếu nào được xác nhận" in (await inspector.get(f"{DESK}/sample")).text
    await inspector.get(f"{DESK}/sample/export.xlsx", status=404)
    await inspector.get("/inspections/2026-13", status=404)


async def test_whoever_has_the_seed_draws_the_same_list_and_the_rate_has_an_interval(visit, sheets):
    inspector = await visit("TL003")
    before = await inspector.get(f"{DESK}/sample")
    assert "5 trên 5 phiếu" in before.text
    drawn = await inspector.get(f"{DESK}/sample?seed=12345&reviewed=5&faulty=1")
    assert drawn.text == (await inspector.get(f"{DESK}/sample?seed=12345&reviewed=5&faulty=1")).text
    assert "1/5 (20,0 %)" in drawn.text
    rows = await table(await inspector.get(f"{DESK}/sample/export.xlsx?seed=12345"))
    assert {row[1] for row in rows if row[0].split(".")[0].isdigit()} == {
        *("KT001", "KT002", "KT003", "KT004", "KT005")
    }
    assert any("Chuỗi gieo: 12345" in row[0] for row in rows)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("reviewed=x", "Ghi số nguyên không âm."),
        ("reviewed=2&faulty=-1", "Ghi số nguyên không âm."),
        ("reviewed=2&faulty=3", "không được lớn hơn số phiếu đã xem"),
        ("reviewed=9&faulty=1", "không được lớn hơn số phiếu đã xem"),
    ],
)
async def test_counts_that_cannot_be_are_named_at_their_field_and_kept(visit, sheets, asked, words):
    page = await (await visit("TL003")).get(f"{DESK}/sample?seed=1&{asked}")
    assert words in page.text
    assert "Tỷ lệ sai</" not in page.text
    assert f'value="{asked.split("=")[1].split("&")[0]}"' in page.text


@pytest.mark.parametrize("code", ["KT003", "KT001", "VP002"])
async def test_who_does_not_inspect_gets_no_desk(visit, code):
    person = await visit(code)
    for path in (DESK, f"{DESK}/export.xlsx", f"{DESK}/sample", f"{DESK}/sample/export.xlsx?seed=1"):
        await person.get(path, status=403)


async def test_the_desk_changes_nothing(visit, sheets):
    """No form of it writes, and reading it leaves every sheet as it was."""
    before = await fetch("SELECT * FROM sheet ORDER BY id")
    inspector = await visit("TL003")
    for path in (DESK, f"{DESK}/sample?seed=1"):
        page = await inspector.get(path)
        assert 'method="post" action="/inspections' not in page.text
        answer = await inspector.client.post(path, data={})
        assert answer.status_code in (403, 405)
    assert await fetch("SELECT * FROM sheet ORDER BY id") == before
