"""A work catalogue is imported whole, by who may, and never twice; versions follow one another in time."""

from datetime import date, timedelta
from io import BytesIO

import pytest
import xlsxwriter

from app.db import fetch, fetch_one
from app.errors import NotAllowed, Refused
from app.evaluation.catalogue_commands import import_catalogue, open_catalogue
from app.tasks.catalogues import current_items, item_typed, items_of, version_on
from tests.conftest import shared_file

HEADS = ("Mã công việc", "Tên công việc", "Sản phẩm", "Điểm chấm", "Hệ số")


def workbook(*rows: tuple[object, ...]) -> bytes:
    """An invented catalogue with the usual heads."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet("Danh mục")
    for number, row in enumerate([HEADS, *rows]):
        sheet.write_row(number, 0, row)
    book.close()
    return buffer.getvalue()


INVENTED = workbook(
    ("A.01", "Soạn công văn thường", "Công văn", 5, 1),
    ("A.02", "Xây dựng kế hoạch", "Kế hoạch", 15, 3),
    ("A.03", "Trả lời đơn thư", "Văn bản trả lời", 7.5, 1.5),
)


async def imported(world, *, valid_from: date, body: bytes = INVENTED, sha256: str = "a" * 64) -> int:
    return await import_catalogue(
        read=open_catalogue(body),
        title="Danh mục phường Trúc Lâm",
        decision="Quyết định số 12/QĐ-UBND",
        decided_on=date(2026, 5, 20),
        valid_from=valid_from,
        sha256=sha256,
        by=await world.viewer("VP002"),
        now=world.now,
    )


async def test_the_real_catalogue_gives_371_items(world):
    body = shared_file("data/work-catalogue-283.xlsx").read_bytes()
    catalogue = await imported(world, valid_from=date(2026, 6, 1), body=body)
    _, total = await items_of(catalogue)
    assert total == 371
    first = await item_typed(date(2026, 6, 1), "ql.01")
    assert first
    assert (first.points_hundredths, first.factor_milli) == (7000, 14000)


async def test_a_newer_version_ends_the_earlier_one_the_day_before(world):
    old = await imported(world, valid_from=date(2026, 1, 1))
    new = await imported(world, valid_from=date(2026, 7, 1), sha256="b" * 64)
    row = await fetch_one("SELECT valid_to FROM catalogue_version WHERE id = {}", old)
    assert row["valid_to"] == date(2026, 6, 30)
    assert await version_on(date(2026, 6, 30)) == old
    assert await version_on(date(2026, 7, 1)) == new
    assert await version_on(date(2025, 12, 31)) is None
    assert await current_items(date(2025, 12, 31)) == []


async def test_a_version_cannot_begin_before_or_with_the_latest(world):
    await imported(world, valid_from=date(2026, 7, 1))
    for valid_from in (date(2026, 7, 1), date(2026, 6, 1)):
        with pytest.raises(Refused) as refused:
            await imported(world, valid_from=valid_from, sha256="b" * 64)
        assert "01/07/2026" in refused.value.fields["valid_from"].vi
    assert len(await fetch("SELECT id FROM catalogue_version")) == 1


async def test_the_same_file_is_imported_once(world):
    await imported(world, valid_from=date(2026, 7, 1))
    with pytest.raises(Refused, match="đã được nhập"):
        await imported(world, valid_from=date(2026, 8, 1))
    rows = await fetch("SELECT valid_to FROM catalogue_version")
    assert [row["valid_to"] for row in rows] == [None]


async def test_a_catalogue_with_a_fault_is_not_imported_at_all(world):
    faulty = workbook(("A.01", "Soạn công văn", "Công văn", 5, 1), ("A.01", "Mã trùng", "Kế hoạch", 15, 3))
    with pytest.raises(Refused, match="còn lỗi"):
        await imported(world, valid_from=date(2026, 7, 1), body=faulty)
    assert await fetch("SELECT id FROM catalogue_item") == []


async def test_only_who_manages_catalogues_imports(world):
    for code in ("VP004", "KT001", "TL003"):
        with pytest.raises(NotAllowed):
            await import_catalogue(
                read=open_catalogue(INVENTED),
                title="Danh mục",
                decision="Quyết định số 1",
                decided_on=date(2026, 5, 20),
                valid_from=date(2026, 6, 1),
                sha256="a" * 64,
                by=await world.viewer(code),
                now=world.now,
            )


async def test_items_are_found_without_marks_and_by_every_word(world):
    await imported(world, valid_from=world.today)
    found = await current_items(world.today, "KE hoach")
    assert [item.code for item in found] == ["A.02"]
    assert [item.code for item in await current_items(world.today, "tra loi don")] == ["A.03"]
    assert await current_items(world.today, "ke hoach don") == []
    assert len(await current_items(world.today, limit=2)) == 2
    assert await current_items(world.today - timedelta(days=1)) == []


async def test_a_chosen_or_typed_entry_is_read_back(world):
    await imported(world, valid_from=world.today)
    (item,) = await current_items(world.today, "tra loi")
    assert item.factor_milli == 1500
    assert (await item_typed(world.today, item.label)).id == item.id
    assert (await item_typed(world.today, " a.03 ")).id == item.id
    assert await item_typed(world.today, "Văn bản trả lời") is None
    assert await item_typed(world.today, "") is None


async def test_a_file_of_another_kind_is_refused_in_words():
    for body in (b"", b"%PDF-1.7", b"ma;viec\n1;2", b"PK\x03\x04 broken"):
        with pytest.raises(Refused):
            open_catalogue(body)
