"""An annex is imported whole, once, and nothing of it is dropped."""

from datetime import date
from io import BytesIO

import pytest
import xlsxwriter

from app import history
from app.db import fetch, fetch_one
from app.errors import NotAllowed, NotFound, Refused
from app.tasks import import_queries, import_writing
from app.tasks.annex.annex import Annex
from app.tasks.annex.reader import read_annex
from app.tasks.facts import act_facts, task_row
from app.tasks.import_plan import OUTSIDE, BodyKind, field_of
from app.tasks.imports import DirectiveEntry, import_annex, judge_annex, keep_upload
from app.tasks.rules import Act, why_not
from tests.conftest import shared_file

REAL = DirectiveEntry("Chính phủ", "03/NQ-CP", date(2025, 1, 9), "Chương trình hành động")
PLAN = DirectiveEntry("UBND phường Trúc Lâm", "15/KH-UBND", date(2026, 11, 2))

HEAD = ("TT", "Nhiệm vụ", "Đơn vị chủ trì", "Đơn vị phối hợp", "Sản phẩm", "Thời hạn")
WARD = (
    ("1", "Rà soát hộ kinh doanh", "Phòng Kinh tế", "Văn phòng, Trung tâm PVHCC", "Báo cáo", "15/12/2026"),
    ("2", "Lập kế hoạch Tết", "Phòng Văn hóa - Xã hội", "", "Kế hoạch", "Tháng 10/2026"),
    ("3", "Tuyên truyền chuyển đổi số", "Các phòng, ban", "", "", "Thường xuyên"),
    ("4", "Chấn chỉnh lề lối", "Phòng Kinh tế; Phòng Văn hóa - Xã hội", "", "Báo cáo", "2026"),
    ("5", "Bố trí trụ sở", "Đội Trật tự Hoa Mai", "", "Tờ trình", "Quý I/2027"),
    ("6", "Báo cáo định kỳ", "", "", "Báo cáo", ""),
)


def csv_of(*rows: tuple[str, ...]) -> bytes:
    """An annex as a .csv file."""
    return "\n".join(",".join(f'"{cell}"' for cell in row) for row in (HEAD, *rows)).encode()


def xlsx_of(*rows: tuple[str, ...]) -> bytes:
    """The same annex as a workbook."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet("Phụ lục")
    for number, row in enumerate((HEAD, *rows)):
        sheet.write_row(number, 0, row)
    book.close()
    return buffer.getvalue()


def unknown(name: str) -> str:
    return field_of(name, BodyKind.UNKNOWN)


HOA_MAI = unknown("Đội Trật tự Hoa Mai")


async def imported(world, annex: Annex, heading=PLAN, answers=None, code: str = "VP002"):
    """Upload and import as the clerk does."""
    by = await world.viewer(code)
    upload = await keep_upload(file_name="phu-luc.csv", sha256="a" * 64, by=by, now=world.now)
    return await import_annex(
        upload=upload,
        annex=annex,
        heading=heading,
        answers={HOA_MAI: OUTSIDE} if answers is None else answers,
        by=by,
        now=world.now,
    )


def counts(outcome) -> tuple[int, int, int, int]:
    return outcome["rows"], outcome["given"], outcome["drafts"], outcome["already"]


async def tasks_by_tt() -> dict[str, dict]:
    rows = await fetch("SELECT * FROM task ORDER BY id")
    return {row["directive_row"]: row for row in rows}


async def test_the_real_annex_in_three_formats_gives_the_same_140_rows_once(world):
    files = {end: shared_file(f"data/annex-nq03.{end}").read_bytes() for end in ("csv", "docx", "xlsx")}
    annexes = {end: read_annex(body, f"annex.{end}") for end, body in files.items()}
    assert counts(await imported(world, annexes["csv"], REAL)) == (140, 88, 52, 0)
    for end in ("docx", "xlsx", "csv"):
        assert counts(await imported(world, annexes[end], REAL)) == (140, 0, 0, 140)
    states = await fetch("SELECT state, COUNT(*) AS n FROM task GROUP BY state ORDER BY state")
    assert [(row["state"], row["n"]) for row in states] == [("awaiting_person", 88), ("draft", 52)]
    assert len(await fetch("SELECT id FROM directive")) == 1
    acts = await fetch_one("SELECT COUNT(*) AS n FROM history WHERE kind = 'task.imported'")
    assert acts["n"] == 140
    assert (await history.verify()).sound


async def test_rows_of_ministries_wait_at_outside_bodies_that_no_tree_holds(world):
    annex = read_annex(shared_file("data/annex-nq03.csv").read_bytes(), "annex.csv")
    await imported(world, annex, REAL)
    units = await fetch(
        "SELECT DISTINCT u.name, u.outside, u.path FROM task t JOIN unit u ON u.id = t.unit WHERE t.state = 'awaiting_person'"
    )
    assert all(unit["outside"] and unit["path"] == "" for unit in units)
    names = [unit["name"] for unit in units]
    assert "Bộ Khoa học và Công nghệ" in names
    assert len({name.lower() for name in names}) == len(names)


async def test_each_row_of_a_wards_own_annex_becomes_what_it_says(world):
    outcome = await imported(world, read_annex(csv_of(*WARD), "phu-luc.csv"))
    assert counts(outcome) == (6, 3, 3, 0)
    made = await tasks_by_tt()
    first, second, third, fourth, fifth, sixth = (made[str(tt)] for tt in range(1, 7))
    assert (first["state"], first["unit"], first["due_on"]) == (
        "awaiting_person",
        world.ids["KT"],
        date(2026, 12, 15),
    )
    assert first["unit_given_at"] == world.now
    assert first["assigner"] == world.ids["VP002"]
    assert first["owner"] is None
    assert first["factor_milli"] is None
    assert (second["deadline_phrase"], second["original_deadline"]) == ("Tháng 10/2026", date(2026, 10, 31))
    assert second["late_on_import"]
    assert not first["late_on_import"]
    assert (third["state"], third["unit"], third["lead_phrase"]) == ("draft", None, "Các phòng, ban")
    assert third["deadline_phrase"] == "Thường xuyên"
    assert (fourth["state"], fourth["unit"]) == ("draft", None)
    assert fifth["state"] == "awaiting_person"
    assert (sixth["state"], sixth["deadline"]) == ("draft", None)


async def test_coordinating_units_of_the_tree_take_part(world):
    await imported(world, read_annex(csv_of(*WARD), "phu-luc.csv"))
    made = await tasks_by_tt()
    rows = await fetch("SELECT unit FROM coordination WHERE task = {} ORDER BY id", made["1"]["id"])
    assert [row["unit"] for row in rows] == [world.ids["VP"], world.ids["HC"]]
    assert made["1"]["coordinating_phrase"] == "Văn phòng, Trung tâm PVHCC"


async def test_another_format_of_the_same_annex_changes_nothing(world):
    await imported(world, read_annex(csv_of(*WARD), "phu-luc.csv"))
    before = await fetch("SELECT * FROM task ORDER BY id")
    outcome = await imported(world, read_annex(xlsx_of(*WARD), "phu-luc.xlsx"))
    assert counts(outcome) == (6, 0, 0, 6)
    assert outcome["differing"] == []
    assert await fetch("SELECT * FROM task ORDER BY id") == before


async def test_the_same_directive_is_known_however_its_number_is_written(world):
    await imported(world, read_annex(csv_of(*WARD), "phu-luc.csv"))
    again = DirectiveEntry("UBND PHƯỜNG TRÚC LÂM", "Kế hoạch số 15/KH-UBND", PLAN.issued_on)
    assert counts(await imported(world, read_annex(csv_of(*WARD), "phu-luc.csv"), again)) == (6, 0, 0, 6)


async def test_another_date_is_another_directive(world):
    await imported(world, read_annex(csv_of(*WARD), "phu-luc.csv"))
    other = DirectiveEntry(PLAN.issuer, PLAN.number, date(2026, 11, 3))
    assert counts(await imported(world, read_annex(csv_of(*WARD), "phu-luc.csv"), other)) == (6, 3, 3, 0)


async def test_new_rows_are_added_and_changed_rows_are_listed_without_change(world):
    await imported(world, read_annex(csv_of(*WARD), "phu-luc.csv"))
    changed = (*WARD[0][:4], "Báo cáo và danh sách", "31/12/2026")
    added = ("7", "Kiểm tra vệ sinh", "Phòng Kinh tế", "", "Biên bản", "20/12/2026")
    outcome = await imported(world, read_annex(csv_of(changed, *WARD[1:], added), "phu-luc.csv"))
    assert counts(outcome) == (7, 1, 0, 6)
    made = await tasks_by_tt()
    assert outcome["differing"] == [[2, made["1"]["id"], made["1"]["code"]]]
    assert made["1"]["product"] == "Báo cáo"
    assert made["7"]["unit"] == world.ids["KT"]


async def test_an_unknown_body_must_be_answered_together_with_every_other_fault(world):
    with pytest.raises(Refused) as refused:
        await imported(world, read_annex(csv_of(*WARD), "x.csv"), DirectiveEntry("", "", None), answers={})
    assert set(refused.value.fields) == {"issuer", "number", "issued_on", HOA_MAI}
    assert await fetch("SELECT id FROM task") == []
    assert await fetch("SELECT id FROM directive") == []


async def test_an_unknown_body_that_is_a_unit_is_remembered_under_that_name(world):
    kt = str(world.ids["KT"])
    await imported(world, read_annex(csv_of(*WARD), "phu-luc.csv"), answers={HOA_MAI: kt})
    made = await tasks_by_tt()
    assert made["5"]["unit"] == world.ids["KT"]
    alias = await fetch_one("SELECT unit FROM unit_alias WHERE name = 'Đội Trật tự Hoa Mai'")
    assert alias["unit"] == world.ids["KT"]
    other = DirectiveEntry(PLAN.issuer, "16/KH-UBND", PLAN.issued_on)
    assert counts(await imported(world, read_annex(csv_of(*WARD), "phu-luc.csv"), other, answers={})) == (
        6,
        3,
        3,
        0,
    )


async def test_a_collective_or_a_ministry_may_stand_for_one_of_our_units_in_this_annex_only(world):
    rows = (
        ("1", "Số hóa hồ sơ", "Bộ Nội vụ và các địa phương", "", "Cơ sở dữ liệu", "31/12/2026"),
        ("2", "Phổ cập kỹ năng số", "Các địa phương", "", "Kế hoạch", "31/12/2026"),
    )
    answers = {field_of("các địa phương", BodyKind.COLLECTIVE): str(world.ids["TL"])}
    annex = read_annex(csv_of(*rows), "phu-luc.csv")
    assert counts(await imported(world, annex, answers=answers)) == (2, 2, 0, 0)
    made = await tasks_by_tt()
    assert {row["unit"] for row in made.values()} == {world.ids["TL"]}
    assert made["1"]["lead_phrase"] == "Bộ Nội vụ và các địa phương"
    assert await fetch("SELECT id FROM unit_alias WHERE name LIKE '%địa phương%'") == []
    other = DirectiveEntry(PLAN.issuer, "16/KH-UBND", PLAN.issued_on)
    assert counts(await imported(world, annex, other, answers={})) == (2, 0, 2, 0)


async def test_a_common_name_that_may_be_one_of_our_units_is_asked_about(world):
    row = ("1", "Sửa đường", "Phòng Kinh tế - Hạ tầng", "", "Biên bản", "31/12/2026")
    annex = read_annex(csv_of(row), "phu-luc.csv")
    field = unknown("Phòng Kinh tế - Hạ tầng")
    with pytest.raises(Refused) as refused:
        await imported(world, annex, answers={})
    assert set(refused.value.fields) == {field}
    await imported(world, annex, answers={field: str(world.ids["KT"])})
    assert (await tasks_by_tt())["1"]["unit"] == world.ids["KT"]


async def test_only_an_administrator_who_drafts_adds_a_unit_by_import(world):
    annex = read_annex(csv_of(*WARD), "phu-luc.csv")
    with pytest.raises(Refused) as refused:
        await imported(world, annex, answers={HOA_MAI: "new"})
    assert set(refused.value.fields) == {HOA_MAI}
    with pytest.raises(Refused):
        await imported(world, annex, answers={HOA_MAI: "99999"})


async def test_a_row_of_a_unit_outside_the_importers_scope_is_a_draft_of_that_unit(world):
    outcome = await imported(world, read_annex(csv_of(*WARD), "phu-luc.csv"), code="KT001")
    assert counts(outcome) == (6, 2, 4, 0)
    made = await tasks_by_tt()
    assert (made["2"]["state"], made["2"]["unit"]) == ("draft", world.ids["VX"])


async def test_staff_and_inspectors_import_nothing(world):
    annex = read_annex(csv_of(*WARD), "phu-luc.csv")
    for code in ("VP004", "TL003"):
        with pytest.raises(NotAllowed):
            await imported(world, annex, code=code)


async def test_the_upload_of_somebody_above_or_beside_is_not_found(world):
    upload = await keep_upload(
        file_name="a.csv", sha256="a" * 64, by=await world.viewer("VX001"), now=world.now
    )
    with pytest.raises(NotFound):
        await import_queries.upload(await world.viewer("KT001"), upload, world.today)
    assert (await import_queries.upload(await world.viewer("TL001"), upload, world.today))["id"] == upload


async def test_a_crash_half_way_leaves_nothing(world, monkeypatch):
    real, calls = import_writing.record_all, []

    async def breaks(acts, **rest):
        calls.append(len(acts))
        await real(acts, **rest)
        raise RuntimeError("power cut")

    monkeypatch.setattr(import_writing, "record_all", breaks)
    with pytest.raises(RuntimeError):
        await imported(world, read_annex(csv_of(*WARD), "phu-luc.csv"))
    assert calls == [6]
    for table in ("task", "task_row", "directive", "coordination"):
        assert await fetch(f"SELECT id FROM {table}") == []
    assert await fetch("SELECT id FROM unit WHERE outside = true") == []
    assert (await history.verify()).sound
    monkeypatch.undo()
    assert counts(await imported(world, read_annex(csv_of(*WARD), "phu-luc.csv"))) == (6, 3, 3, 0)


async def test_codes_go_on_where_the_year_stands(world):
    await imported(world, read_annex(csv_of(*WARD), "phu-luc.csv"))
    other = DirectiveEntry(PLAN.issuer, "16/KH-UBND", PLAN.issued_on)
    await imported(world, read_annex(csv_of(*WARD), "phu-luc.csv"), other)
    codes = [row["code"] for row in await fetch("SELECT code FROM task ORDER BY id")]
    assert codes == [f"NV-2026-{number:05}" for number in range(1, 13)]


async def test_thousands_of_rows_are_written_in_a_few_statements(world, monkeypatch):
    many = [(str(n), f"Việc số {n}", "Phòng Kinh tế", "", "Báo cáo", "15/12/2026") for n in range(1, 1_201)]
    told: list[tuple[int, int]] = []
    by = await world.viewer("VP002")
    upload = await keep_upload(file_name="a.csv", sha256="a" * 64, by=by, now=world.now)
    outcome = await import_annex(
        upload=upload,
        annex=read_annex(csv_of(*many), "a.csv"),
        heading=PLAN,
        answers={},
        by=by,
        now=world.now,
        progress=lambda done, total: told.append((done, total)),
    )
    assert counts(outcome) == (1_200, 1_200, 0, 0)
    assert told == [(500, 1_200), (1_000, 1_200), (1_200, 1_200)]
    assert (await history.verify()).sound


async def test_judging_writes_nothing(world):
    by = await world.viewer("VP002")
    judged = await judge_annex(read_annex(csv_of(*WARD), "a.csv"), PLAN, {}, by, world.today)
    assert judged.plan.tasks == 3
    assert len(judged.new_rows) == 6
    assert await fetch("SELECT id FROM unit WHERE outside = true") == []


async def test_work_of_an_outside_body_is_tracked_and_can_be_withdrawn_by_those_above_its_importer(world):
    row = ("1", "Cấp vốn", "Bộ Tài chính", "", "Quyết định", "31/12/2026")
    await imported(world, read_annex(csv_of(row), "phu-luc.csv"))
    task = (await tasks_by_tt())["1"]
    head, staff = await world.viewer("TL001"), await world.viewer("VP004")
    seen = await task_row(task["id"], head, world.today)
    assert why_not(Act.WITHDRAW, await act_facts(seen, head, world.today)) is None
    with pytest.raises(NotFound):
        await task_row(task["id"], staff, world.today)
    with pytest.raises(NotFound):
        await task_row(task["id"], await world.viewer("KT001"), world.today)
