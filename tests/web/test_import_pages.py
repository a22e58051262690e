"""Importing an annex in the browser: check page, answers, faults at their fields, progress."""

import re
import zipfile
from io import BytesIO

import pytest

from app import long_work
from app.db import fetch, fetch_one
from app.tasks import import_routes
from tests.conftest import shared_file
from tests.db.test_imports import HOA_MAI, WARD, csv_of, xlsx_of
from tests.page import readable


def zip_bomb() -> bytes:
    """A workbook of 70 kB that unpacks to 70 MB."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 70_000_000)
    return buffer.getvalue()


HEADING = {"issuer": "UBND phường Trúc Lâm", "number": "15/KH-UBND", "issued_on": "02/11/2026"}


async def upload(visitor, body: bytes, name: str = "phu-luc.csv", status: int = 303):
    return await visitor.submit("/imports", files={"file": (name, body)}, on="/imports", status=status)


async def checked(visitor, body: bytes, name: str = "phu-luc.csv") -> str:
    """Upload and open the check page; its address."""
    address = (await upload(visitor, body, name)).headers["location"]
    await visitor.get(address)
    return address


async def test_a_clerk_checks_an_annex_answers_what_is_asked_and_imports_it(visit, world):
    clerk = await visit("VP002")
    page = await clerk.get("/imports")
    assert "Chưa có phụ lục nào" in page.text
    address = await checked(clerk, csv_of(*WARD))
    words = readable(clerk.last.text)
    assert "Đội Trật tự Hoa Mai" in words
    assert "chưa phải là một ngày" in words
    assert await fetch("SELECT id FROM task") == []
    await clerk.submit(address, {**HEADING, HOA_MAI: "outside", "do": "import"})
    page = await clerk.get(address)
    assert "3 nhiệm vụ chờ người" in readable(page.text)
    assert len(await fetch("SELECT id FROM task")) == 6
    page = await clerk.get("/imports")
    assert "15/KH-UBND" in page.text


async def test_every_fault_is_named_at_once_and_what_was_typed_stays(visit):
    clerk = await visit("VP002")
    address = await checked(clerk, csv_of(*WARD))
    page = await clerk.submit(
        address,
        {"issuer": "UBND phường", "number": "", "issued_on": "31/02/2026", "do": "import"},
        status=422,
    )
    assert 'value="UBND phường"' in page.text
    assert 'value="31/02/2026"' in page.text
    for field in ("number", "issued_on", HOA_MAI):
        assert f'id="e-{field}"' in page.text
    assert await fetch("SELECT id FROM directive") == []


async def test_looking_again_shows_what_the_answers_would_make_and_saves_nothing(visit, world):
    clerk = await visit("VP002")
    address = await checked(clerk, csv_of(*WARD))
    page = await clerk.submit(address, {**HEADING, HOA_MAI: str(world.ids["KT"]), "do": "look"}, status=200)
    assert re.search(r"Giao Phòng Kinh tế, Hạ tầng và Đô thị, chờ người", readable(page.text))
    assert f'<option value="{world.ids["KT"]}" selected>' in page.text
    assert await fetch("SELECT id FROM unit_alias WHERE name LIKE '%Hoa Mai%'") == []


async def test_a_double_press_is_one_import(visit):
    clerk = await visit("VP002")
    address = await checked(clerk, csv_of(*WARD))
    sent = {**clerk.form(address), **{name: [value] for name, value in HEADING.items()}}
    sent |= {HOA_MAI: ["outside"], "do": ["import"]}
    first = await clerk.client.post(address, data=sent)
    again = await clerk.client.post(address, data=sent)
    assert (first.status_code, again.status_code) == (303, 303)
    assert len(await fetch("SELECT id FROM task")) == 6
    acts = await fetch_one("SELECT COUNT(*) AS n FROM history WHERE kind = 'annex.imported'")
    assert acts["n"] == 1


async def test_another_format_of_the_same_annex_is_told_to_change_nothing(visit):
    clerk = await visit("VP002")
    address = await checked(clerk, csv_of(*WARD))
    await clerk.submit(address, {**HEADING, HOA_MAI: "outside", "do": "import"})
    address = await checked(clerk, xlsx_of(*WARD), "phu-luc.xlsx")
    await clerk.submit(address, {**HEADING, "do": "import"})
    page = await clerk.get(address)
    assert "Cả 6 dòng đã được nhập từ trước" in page.text
    assert len(await fetch("SELECT id FROM task")) == 6


@pytest.mark.parametrize("ending", ["csv", "docx", "xlsx"])
async def test_the_check_page_of_the_real_annex_counts_88_clear_and_52_drafts(visit, ending):
    head = await visit("TL001")
    body = shared_file(f"data/annex-nq03.{ending}").read_bytes()
    await checked(head, body, f"annex-nq03.{ending}")
    words = readable(head.last.text)
    assert "88 nhiệm vụ đủ rõ" in words
    assert "52 thành bản nháp" in words
    assert "Nhập 140 dòng" in words


async def test_the_directive_named_in_the_file_is_filled_in(visit):
    head = await visit("TL001")
    body = shared_file("data/annex-nq03.xlsx").read_bytes()
    address = await checked(head, body, "annex-nq03.xlsx")
    filled = head.form(address)
    assert (filled["issuer"], filled["number"], filled["issued_on"]) == (
        ["Chính phủ"],
        ["03/NQ-CP"],
        ["09/01/2025"],
    )


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("phu-luc.xlsx", b"%PDF-1.7"),
        ("phu-luc.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old word file"),
        ("phu-luc.xlsx", b"PK\x03\x04 cut off"),
        ("phu-luc.csv", b"<html><table></table></html>"),
        ("phu-luc.csv", "Tên,Tuổi\nAn,30\n".encode()),
        ("phu-luc.csv", b""),
        ("phu-luc.csv", "TT,Nhiệm vụ,Cơ quan chủ trì,Thời hạn\n".encode()),
        ("phu-luc.xlsx", zip_bomb()),
    ],
    ids=["pdf", "old word", "cut off", "web page", "no annex", "empty", "heading only", "zip bomb"],
)
async def test_a_hostile_or_wrong_file_is_refused_at_the_field(visit, name, body):
    clerk = await visit("VP002")
    page = await upload(clerk, body, name, status=422)
    assert 'id="e-file"' in page.text
    assert await fetch("SELECT id FROM annex_upload") == []


async def test_no_file_is_told_at_the_field(visit):
    clerk = await visit("VP002")
    page = await clerk.submit("/imports", on="/imports", status=422)
    assert "Chọn tệp phụ lục" in page.text


async def test_staff_and_inspectors_have_no_import_and_are_told_who_has(visit):
    for code in ("VP004", "TL003"):
        person = await visit(code)
        page = await person.get("/imports", status=403)
        assert "Văn thư" in page.text
        await person.get("/imports/1", status=403)


async def test_an_upload_of_another_branch_is_not_found(visit):
    head = await visit("VX001")
    address = await checked(head, csv_of(*WARD))
    other = await visit("KT001")
    await other.get(address, status=404)
    assert "phu-luc.csv" not in (await other.get("/imports")).text
    chair = await visit("TL001")
    await chair.get(address)


async def test_a_long_import_runs_beside_the_page_and_shows_its_progress(visit, monkeypatch):
    monkeypatch.setattr(import_routes, "AT_ONCE", 2)
    clerk = await visit("VP002")
    address = await checked(clerk, csv_of(*WARD))
    await clerk.submit(address, {**HEADING, HOA_MAI: "outside", "do": "import"})
    await long_work.all_ended()
    page = await clerk.get(f"{address}/progress")
    assert "Đã nhập xong" in page.text
    page = await clerk.get(address)
    assert "3 nhiệm vụ chờ người" in readable(page.text)
    work = await fetch_one("SELECT state, done, total FROM long_work")
    assert (work["state"], work["done"], work["total"]) == ("finished", 6, 6)


async def test_a_long_import_that_crashes_is_told_as_failed_and_leaves_nothing(visit, monkeypatch):
    async def breaks(**_):
        raise RuntimeError("disk full")

    monkeypatch.setattr(import_routes, "AT_ONCE", 2)
    monkeypatch.setattr(import_routes, "import_annex", breaks)
    clerk = await visit("VP002")
    address = await checked(clerk, csv_of(*WARD))
    await clerk.submit(address, {**HEADING, HOA_MAI: "outside", "do": "import"})
    await long_work.all_ended()
    page = await clerk.get(address)
    assert "chưa có gì được lưu" in page.text
    assert "disk full" not in page.text
    assert await fetch("SELECT id FROM task") == []
    monkeypatch.undo()
    await clerk.submit(address, {**HEADING, HOA_MAI: "outside", "do": "import"})
    assert len(await fetch("SELECT id FROM task")) == 6


async def test_work_whose_process_died_is_told_as_failed(visit, world):
    clerk = await visit("VP002")
    address = await checked(clerk, csv_of(*WARD))
    await long_work.open_work(
        kind="annex_import", officer=world.ids["VP002"], total=6, location=address, now=world.now
    )
    page = await clerk.get(address)
    assert "Tiến trình đã dừng giữa chừng" in page.text
    work = await fetch_one("SELECT state FROM long_work")
    assert work["state"] == "failed"


async def test_what_an_act_told_is_told_once(visit):
    clerk = await visit("VP002")
    address = await checked(clerk, csv_of(*WARD))
    await clerk.submit(address, {**HEADING, HOA_MAI: "outside", "do": "import"})
    page = await clerk.get(address)
    ended = [line for line in page.headers.get_list("set-cookie") if line.startswith("__Host-flash=")]
    assert len(ended) == 1
    assert "Secure" in ended[0]
    assert "Max-Age=0" in ended[0]
    assert "Thành công" not in (await clerk.get(address)).text
