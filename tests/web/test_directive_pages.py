"""A directive's page and workbook; a collective's row given to many units at once."""

from datetime import date
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from app.db import fetch, fetch_one
from app.errors import Refused
from app.tasks.annex.reader import read_annex
from app.tasks.campaigns import CampaignEntry, fan_out
from tests.db.test_imports import WARD, counts, csv_of, imported, tasks_by_tt
from tests.page import readable

FILLED = {"product": "Kế hoạch tuyên truyền", "deadline": "15/12/2026"}


@pytest.fixture
async def annex(world):
    """The ward's invented annex, imported by the clerk: its tasks by TT."""
    await imported(world, read_annex(csv_of(*WARD), "phu-luc.csv"))
    return await tasks_by_tt()


async def test_the_page_of_a_directive_counts_its_tasks_by_state(visit, annex):
    head = await visit("TL001")
    page = await head.get(f"/directives/{annex['1']['directive']}")
    words = readable(page.text)
    assert "15/KH-UBND" in words
    assert "3 Chờ người" in words
    assert "3 Bản nháp" in words
    assert "Rà soát hộ kinh doanh" in words
    assert f"/campaigns/new?task={annex['3']['id']}" in page.text
    assert f"/campaigns/new?task={annex['1']['id']}" not in page.text


async def test_a_division_head_sees_the_rows_of_the_own_division_only(visit, annex):
    head = await visit("KT001")
    words = readable((await head.get(f"/directives/{annex['1']['directive']}")).text)
    assert "Rà soát hộ kinh doanh" in words
    assert "Lập kế hoạch Tết" not in words


async def test_a_directive_none_of_whose_tasks_one_sees_is_not_found(visit, world):
    row = ("1", "Rà soát hộ kinh doanh", "Phòng Kinh tế", "", "Báo cáo", "15/12/2026")
    await imported(world, read_annex(csv_of(row), "phu-luc.csv"))
    made = (await tasks_by_tt())["1"]
    other = await visit("VX001")
    await other.get(f"/directives/{made['directive']}", status=404)
    await other.get(f"/directives/{made['directive']}/export", status=404)
    await other.get("/directives/999", status=404)


async def test_staff_are_told_who_has_the_page(visit, annex):
    staff = await visit("VP004")
    await staff.get(f"/directives/{annex['1']['directive']}", status=403)
    await staff.get(f"/campaigns/new?task={annex['3']['id']}", status=403)


async def test_the_workbook_gives_the_annex_back_with_what_became_of_each_row(visit, annex):
    head = await visit("TL001")
    answer = await head.get(f"/directives/{annex['1']['directive']}/export")
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    first = next(row for row in rows if row[0] == "1")
    assert first[2:7] == [
        "Rà soát hộ kinh doanh",
        "Phòng Kinh tế",
        "Văn phòng, Trung tâm PVHCC",
        "Báo cáo",
        "15/12/2026",
    ]
    assert first[7:9] == ["NV-2026-00001", "Phòng Kinh tế, Hạ tầng và Đô thị"]
    assert first[10] == date(2026, 12, 15)
    assert first[11] == "Chờ người"
    second = next(row for row in rows if row[0] == "2")
    assert second[12]
    read = read_annex(answer.content, "phu-luc.xlsx")
    assert [row.tt for row in read.rows] == ["1", "2", "3", "4", "5", "6"]


async def test_a_collectives_row_is_given_to_the_units_ticked_one_task_each(visit, world, annex):
    clerk = await visit("VP002")
    address = f"/campaigns/new?task={annex['3']['id']}"
    units = [str(world.ids[code]) for code in ("KT", "VX", "HC")]
    done = await clerk.submit("/campaigns/new", {**FILLED, "units": units}, on=address)
    page = await clerk.get(done.headers["location"])
    words = readable(page.text)
    assert "Đã giao cho 3 đơn vị." in words
    assert "Phòng Văn hóa - Xã hội" in words
    made = await fetch(
        "SELECT * FROM task WHERE campaign IS NOT NULL AND state = 'awaiting_person' ORDER BY id"
    )
    assert [row["unit"] for row in made] == [world.ids[code] for code in ("KT", "VX", "HC")]
    assert {row["due_on"] for row in made} == {date(2026, 12, 15)}
    assert {row["deadline_phrase"] for row in made} == {"Thường xuyên"}
    origin = await fetch_one("SELECT state, campaign FROM task WHERE id = {}", annex["3"]["id"])
    assert (origin["state"], origin["campaign"]) == ("withdrawn", made[0]["campaign"])


async def test_the_annex_imported_again_after_the_fan_out_changes_nothing(world, annex):
    entry = CampaignEntry((world.ids["KT"], world.ids["VX"]), "Kế hoạch", date(2026, 12, 15))
    await fan_out(
        task=annex["3"]["id"], entry=entry, by=await world.viewer("VP002"), now=world.now, version=1
    )
    assert counts(await imported(world, read_annex(csv_of(*WARD), "phu-luc.csv"))) == (6, 0, 0, 6)


async def test_every_fault_of_the_form_is_named_and_what_was_typed_stays(visit, world, annex):
    clerk = await visit("VP002")
    page = await clerk.submit(
        "/campaigns/new",
        {"product": "", "deadline": "01/11/2026", "units": [str(world.ids["KT"])]},
        on=f"/campaigns/new?task={annex['3']['id']}",
        status=422,
    )
    for field in ("units", "product", "deadline"):
        assert f'id="e-{field}"' in page.text
    assert 'value="01/11/2026"' in page.text
    assert f'value="{world.ids["KT"]}" checked' in page.text
    assert await fetch("SELECT id FROM campaign") == []


async def test_units_out_of_scope_are_refused(world, annex):
    by = await world.viewer("VP002")
    for units in ((world.ids["KT"], 999), (world.ids["KT"],), ()):
        with pytest.raises(Refused) as refused:
            await fan_out(
                task=annex["3"]["id"],
                entry=CampaignEntry(units, "Kế hoạch", date(2026, 12, 15)),
                by=by,
                now=world.now,
                version=1,
            )
        assert set(refused.value.fields) == {"units"}


async def test_work_already_given_is_not_fanned_out(visit, annex):
    clerk = await visit("VP002")
    await clerk.get(f"/campaigns/new?task={annex['1']['id']}", status=422)
    await clerk.get("/campaigns/new?task=abc", status=404)
    await clerk.get("/campaigns/new?task=99999", status=404)


async def test_a_late_row_keeps_its_original_date_beside_the_working_deadline(world):
    row = ("1", "Tuyên truyền", "Các phòng, ban", "", "Kế hoạch", "6/2026")
    await imported(world, read_annex(csv_of(row), "phu-luc.csv"))
    draft = (await tasks_by_tt())["1"]
    entry = CampaignEntry((world.ids["KT"], world.ids["VX"]), "Kế hoạch", date(2026, 12, 15))
    await fan_out(task=draft["id"], entry=entry, by=await world.viewer("TL001"), now=world.now, version=1)
    made = await fetch("SELECT * FROM task WHERE state = 'awaiting_person'")
    assert {(each["original_deadline"], each["deadline"], each["late_on_import"]) for each in made} == {
        (date(2026, 6, 30), date(2026, 12, 15), True)
    }


async def test_a_campaign_is_seen_by_the_units_that_take_part_and_by_nobody_else(visit, world, annex):
    entry = CampaignEntry((world.ids["KT"], world.ids["VX"]), "Kế hoạch", date(2026, 12, 15))
    campaign = await fan_out(
        task=annex["3"]["id"], entry=entry, by=await world.viewer("TL001"), now=world.now, version=1
    )
    division = await visit("KT001")
    words = readable((await division.get(f"/campaigns/{campaign}")).text)
    assert "Phòng Văn hóa" not in words
    other = await visit("HC001")
    await other.get(f"/campaigns/{campaign}", status=404)
